"""The day's look at the files in which a site says something of the use of its pages: robots.txt, tdmrep.json, ai.txt, RSL.

They are read before the first page of a host, since what they say may keep a text from being stored. What each says is
written with its date. A failure changes nothing of what is known.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator import clock, urls
from aggregator.crawl.pool import ReadingPool
from aggregator.ingest.process_pool import WorkerLost
from aggregator.reading.rights.site_files import SITE_FILES, read_answer
from aggregator.statements import Place, SiteRules, Statement
from storage.frontier.site_rules import StoredSiteRules

DAY = 86_400  # seconds after which a file is read again
PAUSE = 3_600.0  # seconds between two looks at what of a site is due: a file that failed is asked for again
MOST_LICENCES = 4  # licence files of a site
MOST_SITES = 20_000  # remembered
LICENCE = "rsl"  # the mark whose value is the address of a licence file


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """The text of a file, "" where there is none; None where what is known of it stays as it is.

    One that is not `final` is asked for again before a day is over.
    """

    text: str | None
    final: bool = True


Fetch = Callable[[str], Awaitable[FileAnswer | None]]  # None: the host did not answer
Write = Callable[[Callable[[], object]], object]  # does what it gets in one transaction


class SiteLooks:
    """Reads the files of sites that are due, and writes what they say."""

    def __init__(self, stored: StoredSiteRules, pool: ReadingPool, write: Write) -> None:
        self._stored, self._pool, self._write = stored, pool, write
        self._looks: dict[str, tuple[float, asyncio.Future[None]]] = {}

    async def look(self, url: str, fetch: Fetch) -> None:
        """Reads what is due of the site of a page; those that ask meanwhile wait for the same look."""
        site = urls.host(url)
        due, looking = self._looks.get(site, (0.0, None))
        if looking is None or (looking.done() and due < time.monotonic()):
            looking = asyncio.get_running_loop().create_future()
            self._remember(site, looking)
            try:
                await self._read_due(_find_root(url), fetch)
            finally:
                self._remember(site, looking)
                looking.set_result(None)
        await asyncio.shield(looking)

    async def look_at_named(self, url: str, said: Iterable[Statement], fetch: Fetch) -> None:
        """Reads licence files that a page or the item of its feed names, and that are not known yet."""
        named = dict.fromkeys(each.value for each in said if each.mark == LICENCE and each.value)
        if not named:
            return
        root = _find_root(url)
        known = self._list_licence_files(urls.host(url))
        for address in [each for each in named if each not in known][: MOST_LICENCES - len(known)]:
            await self._read(root, "licence_file", address, fetch)

    async def note_robots_txt(self, url: str, text: str) -> None:
        """Writes what a robots.txt says; licence files that it names no more count no longer."""
        site = urls.host(url)
        rules = await self._parse("robots_txt", text, url, _find_root(url))
        if rules is None:
            return
        ended = self._list_named_by_robots(site) - {each.value for each in _list_licences([rules])}
        now = clock.now()

        def write() -> None:
            self._stored.note(site, "robots_txt", url, rules, now)
            for address in ended:
                self._stored.end(site, "licence_file", address, now)

        self._write(write)

    async def _read_due(self, root: str, fetch: Fetch) -> None:
        """Reads files until one gets no answer: the host is asked no more then."""
        for place, address in self._list_due(root, clock.now()):
            if not await self._read(root, place, address, fetch):
                return

    def _list_due(self, root: str, now: str) -> Iterator[tuple[Place, str]]:
        site = urls.host(root)
        checked = {
            each.url if each.place == "licence_file" else each.place: each.checked_at
            for each in self._stored.list_checked(site)
        }
        fixed = (
            (place, urls.join(root, path) or root)
            for path, place in SITE_FILES.items()
            if place != "robots_txt"
        )
        for place, address in (*fixed, *self._list_licences_to_read(site)):
            key = address if place == "licence_file" else place
            if key not in checked or clock.add_seconds(checked[key], DAY) <= now:
                yield place, address

    def _list_licences_to_read(self, site: str) -> list[tuple[Place, str]]:
        addresses = dict.fromkeys(
            [*sorted(self._list_named_by_robots(site)), *self._list_licence_files(site)]
        )
        return [("licence_file", each) for each in [*addresses][:MOST_LICENCES]]

    def _list_licence_files(self, site: str) -> list[str]:
        checked = self._stored.list_checked(site)
        return [each.url for each in checked if each.place == "licence_file"]

    def _list_named_by_robots(self, site: str) -> set[str]:
        return {each.value for each in _list_licences(self._stored.get_rules(site))}

    async def _read(self, root: str, place: Place, address: str, fetch: Fetch) -> bool:
        """Reads a file and writes what it says; returns whether its host answered."""
        answer = await fetch(address)
        if answer is None or not answer.final:
            return answer is not None
        rules = None
        if answer.text is not None:
            rules = await self._parse(place, answer.text, address, root)
        site, now = urls.host(root), clock.now()
        if rules is None:
            self._write(lambda: self._stored.keep(site, place, address, now))
        else:
            self._write(lambda: self._stored.note(site, place, address, rules, now))
        return True

    async def _parse(self, place: Place, text: str, address: str, root: str) -> SiteRules | None:
        """Returns what a file says, read in a worker process; None when it cannot be read."""
        if not text:
            return ()
        try:
            return await self._pool.run(read_answer, place, text, address, root)
        except WorkerLost:
            return None

    def _remember(self, site: str, looking: asyncio.Future[None]) -> None:
        self._looks[site] = (time.monotonic() + PAUSE, looking)
        if len(self._looks) > MOST_SITES:
            oldest = next(site for site, (_, look) in self._looks.items() if look.done())
            del self._looks[oldest]


def _find_root(url: str) -> str:
    """Returns the address of the root of a page's host."""
    return f"{urlsplit(url).scheme}://{urls.host(url)}/"


def _list_licences(files: Iterable[SiteRules]) -> Iterator[Statement]:
    """Yields the licence files that the robots.txt of a site names."""
    for rules in files:
        said = (each for part in rules for rule in part.rules for each in rule.statements)
        yield from (e for e in said if e.mark == LICENCE and e.value and e.place == "robots_txt")
