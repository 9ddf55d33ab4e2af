"""Which of many addresses of a sitemap are kept: the newest, and both ends where nothing says what is new."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# A day or month within the address of a child sitemap: 2026-11-23, 2026/11, 20261123, 202611
_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?(?!\d)", re.ASCII
)
_NEWS = re.compile(r"(?<![a-z])(?:google-?)?news(?![a-z])", re.IGNORECASE)
UNDATED_SHARE = 4  # of a cap, a quarter is kept for what has no date, where most have one


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address in a sitemap as written there, with what the sitemap says of it."""

    link: str
    published: str | None = None  # as `reading.dates` spells a claimed date
    title: str = ""


def choose_newest(
    listed: Iterable[ListedAddress], most: int
) -> tuple[tuple[ListedAddress, ...], int]:
    """Returns at most `most` addresses, the newest first, and how many were left out.

    Of those without a date the last come first, then the first: either end may be where new ones are added.
    """
    distinct = list({each.link: each for each in listed}.values())
    dated = sorted(
        (each for each in distinct if each.published), key=_get_latest_instant, reverse=True
    )
    undated = [each for each in distinct if not each.published]
    room = max(most - len(dated), min(most // UNDATED_SHARE, len(undated)))
    kept = (*dated[: most - min(room, len(undated))], *_keep_both_ends(undated, room))
    return kept, len(distinct) - len(kept)


def choose_children(
    listed: Iterable[ListedAddress], most: int
) -> tuple[tuple[ListedAddress, ...], int]:
    """Returns at most `most` sitemaps of an index, and how many were left out.

    Sitemaps of news come first, then the newest by their date or the date within their address.
    """
    dated = [
        ListedAddress(each.link, each.published or _find_date(each.link), each.title)
        for each in listed
    ]
    news = [each for each in dated if _NEWS.search(each.link)]
    chosen, cut = choose_newest(news, most)
    others, others_cut = choose_newest(
        (each for each in dated if not _NEWS.search(each.link)), most - len(chosen)
    )
    return (*chosen, *others), cut + others_cut


def _get_latest_instant(listed: ListedAddress) -> str:
    """Returns the last moment that a claimed date can mean: a bare day ends at midnight."""
    text = listed.published or ""
    return text[:19] if len(text) > len("2026-11-23") else f"{text}T23:59:59"


def _keep_both_ends(undated: list[ListedAddress], most: int) -> list[ListedAddress]:
    if len(undated) <= most:
        return undated
    at_end = most - most // 2
    return [*undated[len(undated) - at_end :][::-1], *undated[: most // 2]]


def _find_date(link: str) -> str | None:
    """Returns the last day that an address names; for a month its last possible day."""
    found = _DATE.search(link)
    return f"{found.group(1)}-{found.group(2)}-{found.group(3) or '31'}" if found else None
