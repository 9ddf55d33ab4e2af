"""The date a page shows beside its headline, where it declares none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import islice

from aggregator.reading.html_cleanup import EDGE

BELOW, ABOVE = 9_000, 3_000  # characters of markup around the headline that are looked at
MAX_RUN = 100  # characters between two tags; a date in more is told in prose
ALONE = 40  # the same, of a date that stands alone
INDENTED = 200  # the same with the white space of markup
MAX_YEARS = 1_000  # of a page that are looked at
LEAD = 40  # characters before a date that may say what it is the date of
FIRST_YEAR = 1995
MONTH_FIRST = frozenset(["en", "en-US"])  # most pages in plain "en" are American

# The first letters of the months, as many as tell them apart, by language. To add one, add a line.
# fmt: off
MONTHS: tuple[tuple[str, str], ...] = (
    ("da no sv", "jan feb mar apr ma[ij] jun jul aug sep okt nov dec"),
    ("de", "j[aä]n feb m[äa]r apr mai jun jul aug sep okt nov dez"),
    ("en", "jan feb mar apr may jun jul aug sep oct nov dec"),
    ("es", "ene feb mar abr may jun jul ago se[pt] oct nov dic"),
    ("fr", "jan f[ée]v mars avr mai juin juil ao[uû] sep oct nov d[ée]c"),
    ("it", "gen feb mar apr mag giu lug ago set ott nov dic"),
    ("nl", "jan feb m(?:aa)?rt apr mei jun jul aug sep okt nov dec"),
    ("pl", "sty lut mar kwi maj cze lip sie wrz pa[źz] lis gru"),
    ("pt", "jan fev mar abr mai jun jul ago set out nov dez"),
    ("ru", "янв фев мар апр ма[йя] июн июл авг сен окт ноя дек"),
    ("tr", "oca [şs]ub mar nis may haz tem a[ğg]u eyl eki kas ara"),
    ("uk", "січ лют бер кві тра чер лип сер вер жов лис гру"),
)
# fmt: on
_MONTH = tuple(
    re.compile("|".join(sorted({names.split()[number] for _, names in MONTHS})), re.IGNORECASE)
    for number in range(12)
)
_NAME = "(?:" + "|".join(pattern.pattern for pattern in _MONTH) + r")\w{0,8}\.?"
_YEAR = r"(?:19|20)\d\d"
_DATES = re.compile(
    rf"(?<![\w/.-])(?:(?P<y1>{_YEAR})[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)(?!\d)"
    rf"|(?P<y2>{_YEAR})\s?[年년]\s?(?P<m2>\d\d?)\s?[月월]\s?(?P<d2>\d\d?)\s?[日일]"
    rf"|(?P<n3>{_NAME})\s?(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y3>{_YEAR})\b"
    rf"|(?P<d4>\d\d?)(?:st|nd|rd|th|er|º)?\.?[\s-](?:de |of )?(?P<n4>{_NAME})[\s,-]+(?:de |del )?(?P<y4>{_YEAR})\b"
    rf"|(?P<a5>\d\d?)(?P<s5>[./-])(?P<b5>\d\d?)(?P=s5)(?P<y5>{_YEAR})\b)",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"updat|modif|edit|review|revis|aktualis|ge[äa]ndert|mis à jour|modifi|actualiz|aggiorn|atualiz|bijgewerkt|"
    r"zaktualiz|обновл|оновл|güncel|更新|수정|fact.?check|verified",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"©|copyright|\bevent|\bexpir|deadline|\bsince\b|\bborn\b|effective|rights", re.IGNORECASE
)
_STAMPED = re.compile(
    r"<[^<>]{0,500}\b(?:datetime|data-date|data-published)=[\"']?(\d{4}-\d\d-\d\d)[^<>]{0,500}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_HEAD = re.compile(r"<h1\b", re.IGNORECASE)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_IN_URL = re.compile(
    rf"/({_YEAR})/(\d\d?)/(\d\d?)(?:/|$)|[/-]({_YEAR})-(\d\d)-(\d\d)(?:\D|$)|/({_YEAR})(\d\d)(\d\d)(?:/|$)"
)
_NAMED_IN_URL = re.compile(rf"/({_YEAR})/([a-z]{{3,9}})/(\d\d?)(?:/|$)", re.IGNORECASE)
_YEARS = re.compile(_YEAR)


@dataclass(frozen=True, slots=True)
class Shown:
    """A day that a page shows: 0 alone, 1 said to be that of a change, 2 within prose."""

    day: str | None
    rank: int
    run: int  # characters between the tags around it


_NONE = Shown(None, 0, 0)
_WEEKDAY = re.compile(r"[^\W\d]{2,12}\.?,?\s+")


def written(text: str) -> str | None:
    """The day that a text begins with, its month in letters, a weekday before it or not (ISO 8601)."""
    weekday = _WEEKDAY.match(text)
    for start in (0, weekday.end() if weekday else 0):
        found = _DATES.match(text, start)
        if found and (found["n3"] or found["n4"]):
            return _of_match(found, month_first=False)
    return None


def day(html: str, url: str, language: str) -> str | None:
    """The day of publication as the address or the lines beside the headline tell it (ISO 8601)."""
    return _of_address(url) or _beside(html, language in MONTH_FIRST)


def only(text: str, language: str) -> str | None:
    """The only day that stands alone in the text of a page, where `EDGE` parts its elements."""
    told = {found.day for found in _alone(text, language in MONTH_FIRST) if found.rank == 0}
    return told.pop() if len(told) == 1 else None


def _of_address(url: str) -> str | None:
    for found in _IN_URL.finditer(url):
        told = _day(*(int(part) for part in found.groups() if part))
        if told:
            return told
    named = _NAMED_IN_URL.search(url)
    return _day(int(named[1]), _month(named[2]), int(named[3])) if named else None


def _beside(html: str, month_first: bool) -> str | None:
    told = [found for place in around(html) for found in _dates(place, month_first)]
    return min(told, key=lambda found: found.rank, default=_NONE).day


def _alone(text: str, month_first: bool) -> Iterator[Shown]:
    for year in islice(_YEARS.finditer(text), MAX_YEARS):
        start = text.rfind(EDGE, max(0, year.start() - INDENTED), year.start())
        end = text.find(EDGE, year.end(), year.end() + INDENTED)
        line = " ".join(text[start + 1 : end].split()) if min(start, end) >= 0 else ""
        if 0 < len(line) <= ALONE:
            lead = " ".join(text[max(0, start - INDENTED) : start].split())[-LEAD:]
            yield from _days(f"{lead}{EDGE}{line}{EDGE}", month_first)


def around(html: str) -> tuple[str, str]:
    """The markup below the headline, and above it."""
    start, middle = _headline(html)
    return html[middle : middle + BELOW], html[max(start, middle - ABOVE) : middle]


def text(html: str) -> str:
    """What some markup shows, `EDGE` where its tags were."""
    return unescape(_TAG.sub(EDGE, _COMMENT.sub("", html)))


def _headline(html: str) -> tuple[int, int]:
    """Where the page's body begins, and its headline."""
    body = _BODY.search(html)
    start = body.start() if body else 0
    head = _HEAD.search(html, start)
    return start, head.start() if head else start


def _dates(place: str, month_first: bool) -> Iterator[Shown]:
    """The days that a piece of markup shows."""
    bare = _TAG.sub(EDGE, _STAMPED.sub(rf"{EDGE}\1{EDGE}", place))
    lines = (" ".join(part.split()) for part in bare.split(EDGE))
    return _days(f"{EDGE}{EDGE.join(line for line in lines if line)}{EDGE}", month_first)


def _days(text: str, month_first: bool) -> Iterator[Shown]:
    end = 0
    for found in _DATES.finditer(text):
        lead = text[max(end, found.start() - LEAD) : found.start()]
        end = found.end()
        told = _of_match(found, month_first)
        if told and not _OTHER.search(lead):
            run = _run(text, found)
            yield Shown(told, 2 if run > MAX_RUN else int(bool(_LATER.search(lead))), run)


def _run(place: str, found: re.Match[str]) -> int:
    """How long the text is in which a date stands, between the tags around it."""
    start = place.rfind(EDGE, max(0, found.start() - MAX_RUN), found.start())
    end = place.find(EDGE, found.end(), found.end() + MAX_RUN)
    return (end if end >= 0 else found.end() + MAX_RUN) - (start if start >= 0 else -1) - 1


def _of_match(found: re.Match[str], month_first: bool) -> str | None:
    told = {key: value for key, value in found.groupdict().items() if value}
    year = int(next(value for key, value in told.items() if key[0] == "y"))
    if "a5" in told:
        numbers = (int(told["a5"]), int(told["b5"]))
        return _ambiguous(year, *(numbers[::-1] if month_first else numbers))
    days = int(next(value for key, value in told.items() if key[0] == "d"))
    name = next((value for key, value in told.items() if key[0] == "n"), None)
    month = _month(name) if name else int(next(v for k, v in told.items() if k[0] == "m"))
    return _day(year, month, days)


def _ambiguous(year: int, first: int, second: int) -> str | None:
    """Day before month, as most of the world writes; the other way round where it must be."""
    return _day(year, second, first) or _day(year, first, second)


def _month(name: str) -> int:
    return next((number for number, known in enumerate(_MONTH, 1) if known.match(name)), 0)


def _day(year: int, month: int, days: int) -> str | None:
    try:
        return date(year, month, days).isoformat() if year >= FIRST_YEAR else None
    except ValueError:
        return None
