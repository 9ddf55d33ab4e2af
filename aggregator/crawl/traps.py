"""Path traps: calendars, repeated segments and endless archives, whose links are no articles.

What a feed or sitemap announces is trusted more than the links of a section page: only addresses that can be
no article are cut from it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator import clock
from aggregator.model import Entry

DAYS_OF_CALENDAR = 7  # links that differ in nothing but a date, from which on they are a calendar
NUMBERED_PAGES = 3  # links that differ in nothing but the number of a list's page
MOST_SEGMENTS = 25

# A whole day or month: /2026/03/02/, 2026-03, ?date=20260302, ?year=2026&month=3
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01]))?(?=/?$|[&?])"
    r"|(?<=[=/])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?=/?$|[&?])"
    r"|(?<=[?&]year=)\d{4}&month=\d{1,2}(?:&day=\d{1,2})?(?=$|&)"
)
# A day that is no number of an article: 20451 and 20451231 are numbers, too.
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])(?=/?$|[&?])"
    r"|(?<=[?&]year=)(\d{4})&month=(\d{1,2})&day=(\d{1,2})(?=$|&)"
)
_NUMBER = re.compile(
    r"(?<=/page/)\d{1,3}(?=/?$|[&?])|(?<=[?&]page=)\d{1,3}(?=$|&)|(?<=[?&]paged=)\d{1,3}(?=$|&)"
    r"|(?<=[?&]offset=)\d{1,4}(?=$|&)"
)
_REPEATED = re.compile(r"((?:/[^/]+){1,3}?)\1\1(?=/|$)")


@dataclass(frozen=True, slots=True)
class TrapCut:
    """What is kept of a listing, and the addresses that are cut, with the reason."""

    kept: tuple[Entry, ...]
    cut: Mapping[str, str]


def cut_traps(entries: Sequence[Entry], *, is_section: bool, now: str) -> TrapCut:
    """Returns the entries of a listing that may be articles, and why others are not.

    `is_section`: they are the links of a section page.
    """
    cut = _find_impossible(entries, now)
    if is_section:
        cut |= _find_lists([entry.url for entry in entries])
    return TrapCut(tuple(entry for entry in entries if entry.url not in cut), cut)


def _find_impossible(entries: Iterable[Entry], now: str) -> dict[str, str]:
    """Returns addresses that no article has, whoever announces them."""
    found: dict[str, str] = {}
    last = clock.add_seconds(now, 2 * 86_400)[:10]
    for entry in entries:
        path = urlsplit(entry.url).path
        if path.count("/") > MOST_SEGMENTS:
            found[entry.url] = f"more than {MOST_SEGMENTS} segments in its path"
        elif _REPEATED.search(path):
            found[entry.url] = "a segment of its path comes three times in a row"
        elif _find_date(entry.url) > last:
            found[entry.url] = "a calendar: its date is to come"
    return found


def _find_lists(addresses: Sequence[str]) -> dict[str, str]:
    """Returns links to the days of a calendar, to months of an archive, and to pages of a list."""
    dated: dict[str, set[str]] = defaultdict(set)
    numbered: dict[str, set[str]] = defaultdict(set)
    for url in addresses:
        if _DATE.search(url):
            dated[_DATE.sub("{date}", url)].add(url)
        if _NUMBER.search(url):
            numbered[_NUMBER.sub("{number}", url)].add(url)
    found = {
        url: f"a calendar: {len(links)} links differ in nothing but a date"
        for links in dated.values()
        if len(links) >= DAYS_OF_CALENDAR
        for url in links
    }
    return found | {
        url: f"an archive: {len(links)} links differ in nothing but a number of a page"
        for links in numbered.values()
        if len(links) >= NUMBERED_PAGES
        for url in links
    }


def _find_date(url: str) -> str:
    """Returns the day that ends an address, as 2026-03-02; "" for none."""
    found = _DAY.search(url)
    if not found:
        return ""
    year, month, day = (found.group(n) or found.group(n + 3) for n in (1, 2, 3))
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
