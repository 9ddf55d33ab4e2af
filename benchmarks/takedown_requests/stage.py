"""Helpers of the kinds: originals, copies, fakes, the times at which they were seen, and whose they are."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from benchmarks.origin import edits
from benchmarks.origin.lines import CreditLine
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import POLL, Page, Site, time_at
from benchmarks.origin.render import AUTHORS
from benchmarks.origin.texts import Text
from benchmarks.takedown_requests.hosts import LOOKS, Hosts
from benchmarks.takedown_requests.model import Party, Stored

DAY = 1440  # minutes


@dataclass(slots=True)
class Stage:
    """What every kind needs."""

    rng: random.Random
    maker: Maker
    hosts: Hosts
    waiting: list[Site] = field(default_factory=list)  # papers of this turn
    recent: list[Site] = field(default_factory=list)

    def paper(self) -> Site:
        """Returns a publisher's site: each one in turn, so that those of a group are different."""
        if not self.waiting:
            sites = [s for s in self.maker.sites if s.kind == "publisher" and not s.owner]
            recent = {site.host for site in self.recent}
            self.waiting = [s for s in self.rng.sample(sites, len(sites)) if s.host not in recent]
        site = self.waiting.pop()
        site = replace(site, look=sum(site.host.encode()) % LOOKS)
        self.recent = [*self.recent[-15:], site]
        return site

    def minute(self) -> int:
        """Returns a minute in the first third of the day."""
        return self.rng.randint(15, 160)

    def original(self, site: Site | None = None, out: int | None = None) -> Page:
        """Returns a page with a text of its own."""
        text = self.maker.supply.take()
        return self.maker.original(
            site or self.paper(), text, self.minute() if out is None else out
        )

    def copy(
        self, of: Page, site: Site | None = None, after: int = 45, *, text: Text | None = None
    ) -> Page:
        """Returns an uncredited copy that came out so many minutes after the page."""
        more = {} if text is None else {"as_text": text}
        return self.maker.copy(site or self.paper(), of, of.out + after, **more)

    def credited(
        self, of: Page, site: Site | None = None, after: int = 45, level: str = "exact_link"
    ) -> Page:
        """Returns a copy that credits the page."""
        line = self.maker.credit_line(level, "en")
        return self.maker.credited(site or self.paper(), of, of.out + after, line)

    def credit(self, page: Page, of: Page, line: CreditLine) -> Page:
        """Returns the page with a line that credits another page."""
        credited = self.maker.credited(page.site, of, page.out, line)
        return replace(page, parts=(*page.parts, *credited.parts))

    def fake(
        self, of: Page, site: Site | None = None, after: int = 2 * DAY, *, text: Text | None = None
    ) -> Page:
        """Returns a copy that came out so much later and claims to have been there before the page."""
        page = self.copy(of, site or self.hosts.new_site(), after, text=text)
        return self.back_date(page, of)

    def back_date(self, page: Page, of: Page) -> Page:
        """Returns the page with a claimed date some hours to months before that of another page."""
        days, hours = self.rng.choice((0, 1, 3, 20, 200)), self.rng.randint(1, 20)
        claimed = time_at(of.out) - timedelta(days=days, hours=hours, minutes=7)
        return replace(page, claimed=claimed, back_dated=True)


def text_of(page: Page) -> Text:
    """Returns the text of a page."""
    return Text(page.title, page.paragraphs, page.language)


def polled(page: Page, every: int = POLL) -> Stored:
    """Returns the page as the polls of its feed saw it: not there, and there at the next one."""
    seen = -(-page.out // every) * every
    seen += every if seen == page.out else 0
    return Stored(page, seen, seen - every)


def found(page: Page, seen: int | None = None) -> Stored:
    """Returns the page as an import or a first poll stored it: nothing shows since when it is there."""
    return Stored(page, page.out if seen is None else seen)


def updated(page: Page) -> Stored:
    """Returns the page with a note and a changed paragraph, as its site shows it later."""
    text = edits.update(text_of(page), "This report was updated with further details.")
    return found(replace(page, paragraphs=text.paragraphs))


def batch(pages: Sequence[Page], seen: int) -> tuple[Stored, ...]:
    """Returns pages that were stored together."""
    return tuple(found(page, seen) for page in pages)


def publisher(site: Site, *texts: Page) -> Party:
    """Returns who runs a site, with the pages whose text is theirs."""
    space = f"{site.host}/"
    return Party(site.name, f"desk@{site.host}", (space,), tuple(page.text for page in texts))


def author_of(page: Page) -> str:
    """Returns whom a page names as its author."""
    return AUTHORS[len(page.path) % len(AUTHORS)]
