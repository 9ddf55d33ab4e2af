"""Helpers of the kinds: takes texts and sites, makes originals and copies with their truth."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from benchmarks.origin import edits
from benchmarks.origin.lines import CreditLine, Dateline, NoCreditLine, choose_other_page, fill
from benchmarks.origin.model import DAY, SLOW_POLL, Page, Site, time_at
from benchmarks.origin.texts import Supply, Text

PATHS = (
    "/news/{n}-{slug}.html",
    "/{slug}-{n}",
    "/article/{n}/{slug}/",
    "/{n}/{slug}",
    "/story?id={n}",
)


Row = TypeVar("Row")


@dataclass(slots=True)
class Maker:
    """What every kind needs: one source of chance, the sites, the texts, the lines."""

    rng: random.Random
    sites: list[Site]
    supply: Supply
    credit_lines: list[CreditLine]
    no_credit_lines: list[NoCreditLine]
    datelines: list[Dateline]
    day: int = DAY  # minutes that pages come out in
    number: int = 0
    turns: dict[str, int] = field(default_factory=dict)

    def pick(self, count: int, *, language: str = "en", slow: bool | None = False) -> list[Site]:
        """Returns sites of different owners, those of the language first; `slow` None takes either."""
        plain = [
            s
            for s in self.sites
            if s.kind == "publisher" and not s.owner and not s.moved_to and slow in (None, s.slow)
        ]
        self.rng.shuffle(plain)
        if language == "en":  # read everywhere: every second site of another language takes part
            plain.sort(key=lambda s: s.language != "en" and self.rng.random() < 0.5)
        else:
            plain.sort(key=lambda s: s.language != language)
        return self.rng.sample(plain[: max(count, 20 if language == "en" else 3)], count)

    def family(self, owner: str) -> list[Site]:
        """Returns the sites of an owner, in the order of the list."""
        return [s for s in self.sites if s.owner == owner]

    def take_turn(self, name: str, rows: Sequence[Row]) -> Row:
        """Returns the next row of a table, which every seed has in another order."""
        turn = self.turns.get(name, 0)
        self.turns[name] = turn + 1
        return rows[turn % len(rows)]

    def times_apart(self, count: int) -> list[int]:
        """Returns minutes so far apart that two polls of a fast site are between any two."""
        longest = max(25, min(80, (self.day - 72) // max(count - 1, 1)))
        gaps = [self.rng.randint(25, longest) for _ in range(count - 1)]
        times = [self.rng.randint(12, max(12, self.day - 60 - sum(gaps)))]
        for gap in gaps:
            times.append(times[-1] + gap)
        return times

    def times_together(self, count: int) -> list[int]:
        """Returns minutes of which the first is of a slow site and all are before its next poll."""
        turn = self.rng.choice((0, 1, 2)) * SLOW_POLL
        first = turn + self.rng.randint(4, 20)
        return [first, *sorted(first + self.rng.randint(12, 80) for _ in range(count - 1))]

    def page(self, site: Site, text: Text, out: int, name: str, role: str, **more: Any) -> Page:
        """Returns a page; it claims the time at which it came out, up to six minutes before."""
        self.number += 1
        slug = re.sub(r"[^a-z0-9]+", "-", text.title.lower()).strip("-")[:50].strip("-")
        style = PATHS[sum(site.host.encode()) % len(PATHS)]
        path = style.format(n=10_000 + self.number, slug=slug or "a")
        claimed: datetime | None = time_at(out) - timedelta(minutes=self.rng.randint(0, 6))
        more.setdefault("claimed", claimed)
        more.setdefault("language", text.language)
        return Page(site, path, text.title, text.paragraphs, out, name, role, **more)

    def original(self, site: Site, text: Text, out: int, **more: Any) -> Page:
        """Returns a page with a text of its own; the address is the name of the text."""
        page = self.page(site, text, out, "", more.pop("role", "original"), **more)
        return replace(page, text=page.url)

    def copy(self, site: Site, of: Page, out: int, **more: Any) -> Page:
        """Returns an uncredited copy of a page, in the style of the site."""
        text = more.pop("as_text", None) or edits.restyle(
            self.rng, Text(of.title, of.paragraphs, of.language)
        )
        role = more.pop("role", "uncredited_copy")
        return self.page(site, text, out, of.text, role, **more)

    def credited(self, site: Site, of: Page, out: int, line: CreditLine, **more: Any) -> Page:
        """Returns a copy that has this credit line for the page that it copies."""
        more.setdefault("role", "credited_copy")
        page = self.copy(site, of, out, **more)
        place = line.place
        if place == "end" and self.rng.random() < 0.25:
            place = "top"
        part = (place, fill(line.html, of, page))
        return replace(page, credit=(line.credit,), parts=(*page.parts, part))

    def add_no_credit(self, page: Page, of: Page, line: NoCreditLine) -> Page:
        """Returns the page with a line that names or links the other page's site and credits nobody."""
        other = choose_other_page(self.rng, of.site)
        return replace(page, parts=(*page.parts, (line.place, fill(line.html, of, page, other))))

    def credit_line(self, credit: str, language: str = "") -> CreditLine:
        """Returns the next wording of a level of credit, of one language where it is named."""
        rows = [x for x in self.credit_lines if x.credit == credit and language in ("", x.language)]
        return self.take_turn(f"{credit}/{language}", rows)

    def no_credit_line(self, *what: str) -> NoCreditLine:
        """Returns the next line that is no credit, of the kinds named."""
        rows = [x for x in self.no_credit_lines if not what or x.what in what]
        return self.take_turn("no/" + "/".join(what), rows)


def label_with_agency(text: Text, line: Dateline) -> tuple[Text, tuple[tuple[str, str], ...]]:
    """Returns a text and parts that name an agency as its customers do."""
    if line.place == "start":
        first, *rest = text.paragraphs
        return replace(text, paragraphs=(line.form + first, *rest)), ()
    if line.place == "end":
        return replace(text, paragraphs=(*text.paragraphs, line.form)), ()
    return text, (("byline", f'<p class="author-name">{line.form}</p>'),)
