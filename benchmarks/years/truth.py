"""What the web showed: when each article was listed and readable, found by asking the world itself hour by hour.

An article counts (`is_owed`) when a polite reader had time for it. It was listed for at least `patience` hours (or
the fewer that its behaviour says) while robots.txt allowed to look, and after that it could be read for at least `patience` hours, and for as long as
it could not be read before: who retries at intervals that double comes back in that time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.years.feeds import link_of
from benchmarks.years.model import DAY, Article, Asked, Site
from benchmarks.years.world import World

PATIENCE = DAY
FINE, COARSE, FINE_UNTIL = (
    1.0,
    4.0,
    72.0,
)  # hours between two looks at an article, and until which age
REVISITED = 4 * DAY  # changes and disappearances count that begin before this age
GONE = (404, 410)


@dataclass(slots=True)
class Shown:
    """Hours of one article. `wordings`: for how long each of them could be read."""

    article: Article
    listed: float = 0.0
    first_listed: float | None = None
    first_readable: float | None = None
    readable: float = 0.0
    blocked: float = 0.0  # between the first announcement and the first time that it could be read
    gone_since: float | None = None
    wordings: tuple[float, ...] = ()

    def is_owed(self, patience: float, lists_for: float | None) -> bool:
        """Whether a polite reader must have it."""
        least = patience if lists_for is None else min(lists_for, patience)
        return self.listed >= least and self.readable >= max(patience, self.blocked)

    def owed_wordings(self, patience: float) -> list[int]:
        """Returns the numbers of the wordings that a reader must have who comes back at growing intervals."""
        article = self.article
        return [
            index
            for index, hours in enumerate(self.wordings)
            if article.wordings[index].age < REVISITED
            and hours >= max(patience, article.wordings[index].age, self.blocked)
        ]

    def is_gone(self, end: float, patience: float) -> bool:
        """Whether it must be marked as taken away: it was read before, and is gone since two days or longer."""
        since = self.gone_since
        return (
            since is not None
            and self.readable >= patience / 2
            and since - self.article.out < REVISITED
            and end - since >= 2 * patience + (since - self.article.out)
        )


def find_shown(world: World) -> dict[int, Shown]:
    """Returns what was shown of every article, by its number."""
    shown = {n: Shown(a, wordings=(0.0,) * len(a.wordings)) for n, a in world.articles.items()}
    for site in world.sites:
        _note_listed(world, site, shown)
        for article in site.articles.values():
            _note_readable(world, site, shown[article.number])
    return shown


def _note_listed(world: World, site: Site, shown: dict[int, Shown]) -> None:
    for hour in range(int(world.days * DAY)):
        moment = hour + 0.99
        if not world.may_be_fetched(site, moment):
            continue
        for url in site.feed_urls():
            answer = world.follow(url, moment)
            for number in answer.lists if answer.status == 200 and answer.cut is None else ():
                known = shown[number]
                known.listed += 1 / len(site.behaviour.feeds)
                if known.first_listed is None:
                    known.first_listed = moment


def _note_readable(world: World, site: Site, known: Shown) -> None:
    if known.first_listed is None:
        return
    article, times = known.article, list(known.wordings)
    minds_robots = site.behaviour.name.startswith(("robots", "host"))
    for moment, step in _moments(known.first_listed, world.days * DAY):
        if minds_robots and not world.may_be_fetched(site, moment):
            continue
        asked = Asked(site.host, "/feed.xml", {}, moment, 0)
        answer = world.follow(link_of(site, article, asked), moment)
        if answer.status == 200 and answer.shows == article.number and not answer.wait > 2:
            if known.first_readable is None:
                known.first_readable = moment
                known.blocked = moment - known.first_listed
            known.readable += step
            times[article.wordings.index(article.wording_at(moment))] += step
            known.gone_since = None
        elif answer.status in GONE and known.gone_since is None:
            known.gone_since = moment
    known.wordings = tuple(times)


def _moments(first: float, end: float) -> Iterator[tuple[float, float]]:
    moment = first
    while moment < end:
        step = FINE if moment - first < FINE_UNTIL else COARSE
        yield moment, min(step, end - moment)
        moment += step
