"""Finds the date of publication that a page shows near its headline, for pages that declare none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from itertools import islice

from aggregator.reading.html_cleanup import ELEMENT_EDGE

BELOW, ABOVE = 9_000, 3_000  # characters of markup around the headline that are searched
MAX_TEXT = 100  # characters between two tags; a date in a longer text is part of prose
MAX_STANDALONE = 40  # the same for a date that is the whole text of an element
MAX_INDENTED = 200  # the same with the white space of the markup
MAX_YEARS = 1_000  # of a page that are searched
LEAD_LENGTH = 40  # characters before a date that may say what it dates
FIRST_YEAR = 1995
MONTH_FIRST = frozenset(["en", "en-US"])  # most pages in plain "en" are American

# The first letters of the months, as many as distinguish them, by language. To add one, add a line.
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
_MONTH_PATTERNS = tuple(
    re.compile("|".join(sorted({names.split()[number] for _, names in MONTHS})), re.IGNORECASE)
    for number in range(12)
)
_MONTH_NAME = "(?:" + "|".join(pattern.pattern for pattern in _MONTH_PATTERNS) + r")\w{0,8}\.?"
_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = r"[1-9]\d{3}"


def _compile_dates(year: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/.-])(?:(?P<y1>{year})[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)(?!\d)"
        rf"|(?P<y2>{year})\s?[年년]\s?(?P<m2>\d\d?)\s?[月월]\s?(?P<d2>\d\d?)\s?[日일]"
        rf"|(?P<n3>{_MONTH_NAME})\s?(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y3>{year})\b"
        rf"|(?P<d4>\d\d?)(?:st|nd|rd|th|er|º)?\.?[\s-](?:de |of )?(?P<n4>{_MONTH_NAME})[\s,-]+(?:de |del )?(?P<y4>{year})\b"
        rf"|(?P<a5>\d\d?)(?P<s5>[./-])(?P<b5>\d\d?)(?P=s5)(?P<y5>{year})\b)",
        re.IGNORECASE,
    )


_DATES = _compile_dates(_YEAR)
_DATES_OF_ANY_YEAR = _compile_dates(_ANY_YEAR)
_CHANGE_WORDS = re.compile(
    r"updat|modif|edit|review|revis|aktualis|ge[äa]ndert|mis à jour|modifi|actualiz|aggiorn|atualiz|bijgewerkt|"
    r"zaktualiz|обновл|оновл|güncel|更新|수정|fact.?check|verified",
    re.IGNORECASE,
)
_OTHER_DATE_WORDS = re.compile(
    r"©|copyright|\bevent|\bexpir|deadline|\bsince\b|\bborn\b|effective|rights", re.IGNORECASE
)
_DATETIME_ATTRIBUTE = re.compile(
    r"<[^<>]{0,500}\b(?:datetime|data-date|data-published)=[\"']?(\d{4}-\d\d-\d\d)[^<>]{0,500}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_HEADING = re.compile(r"<h1\b", re.IGNORECASE)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_DAY_IN_URL = re.compile(
    rf"/({_YEAR})/(\d\d?)/(\d\d?)(?:/|$)|[/-]({_YEAR})-(\d\d)-(\d\d)(?:\D|$)|/({_YEAR})(\d\d)(\d\d)(?:/|$)"
)
_NAMED_MONTH_IN_URL = re.compile(rf"/({_YEAR})/([a-z]{{3,9}})/(\d\d?)(?:/|$)", re.IGNORECASE)
_YEARS = re.compile(_YEAR)


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day that a page shows; `rank`: 0 by itself, 1 labelled as a change, 2 within prose."""

    day: str | None
    rank: int
    length: int  # characters between the tags around it


_NO_DAY = ShownDay(None, 0, 0)
_WEEKDAY = re.compile(r"[^\W\d]{2,12}\.?,?\s+")


def parse_written_day(text: str) -> str | None:
    """Returns the day that a text begins with, its month in letters, as ISO 8601; a weekday may precede.

    It may be of any year from 1000 to 9999.
    """
    weekday = _WEEKDAY.match(text)
    for start in (0, weekday.end() if weekday else 0):
        match = _DATES_OF_ANY_YEAR.match(text, start)
        if match and (match["n3"] or match["n4"]):
            name, day, year = match["n3"] or match["n4"], match["d3"] or match["d4"], match["y3"]
            return _format_day(int(year or match["y4"]), _parse_month_name(name), int(day))
    return None


def find_publication_day(html: str, url: str, language: str) -> str | None:
    """Returns the day of publication from the address or the text near the headline, as ISO 8601."""
    return _find_day_in_url(url) or _find_day_near_headline(html, language in MONTH_FIRST)


@lru_cache(maxsize=4096)  # the pages of a site show the same words
def is_month(word: str) -> bool:
    """Whether a word is the name of a month or begins as one."""
    return any(pattern.match(word) for pattern in _MONTH_PATTERNS)


def find_only_day(text: str, language: str) -> str | None:
    """Returns the only day that is the whole text of an element; `ELEMENT_EDGE` separates elements."""
    days = {
        shown.day
        for shown in _list_standalone_days(text, language in MONTH_FIRST)
        if shown.rank == 0
    }
    return days.pop() if len(days) == 1 else None


def _find_day_in_url(url: str) -> str | None:
    match: re.Match[str] | None
    for match in _DAY_IN_URL.finditer(url):
        day = _format_iso_day(*(int(part) for part in match.groups() if part))
        if day:
            return day
    match = _NAMED_MONTH_IN_URL.search(url)
    return (
        _format_iso_day(int(match[1]), _parse_month_name(match[2]), int(match[3]))
        if match
        else None
    )


def _find_day_near_headline(html: str, month_first: bool) -> str | None:
    parts = split_around_headline(html)
    shown_days = (shown for part in parts for shown in _list_days_in_markup(part, month_first))
    return min(shown_days, key=lambda shown: shown.rank, default=_NO_DAY).day


def _list_standalone_days(text: str, month_first: bool) -> Iterator[ShownDay]:
    for match in islice(_YEARS.finditer(text), MAX_YEARS):
        start = text.rfind(ELEMENT_EDGE, max(0, match.start() - MAX_INDENTED), match.start())
        end = text.find(ELEMENT_EDGE, match.end(), match.end() + MAX_INDENTED)
        line = " ".join(text[start + 1 : end].split()) if min(start, end) >= 0 else ""
        if 0 < len(line) <= MAX_STANDALONE:
            lead = " ".join(text[max(0, start - MAX_INDENTED) : start].split())[-LEAD_LENGTH:]
            yield from _list_days_in_text(f"{lead}{ELEMENT_EDGE}{line}{ELEMENT_EDGE}", month_first)


def split_around_headline(html: str) -> tuple[str, str]:
    """Returns the markup below the headline, and the markup above it."""
    start, middle = _find_headline(html)
    return html[middle : middle + BELOW], html[max(start, middle - ABOVE) : middle]


def strip_tags(html: str) -> str:
    """Returns the text of some markup, with `ELEMENT_EDGE` in the place of tags."""
    return unescape(_TAG.sub(ELEMENT_EDGE, _COMMENT.sub("", html)))


def _find_headline(html: str) -> tuple[int, int]:
    """Returns the positions of the page's body and of its headline."""
    body = _BODY.search(html)
    start = body.start() if body else 0
    heading = _HEADING.search(html, start)
    return start, heading.start() if heading else start


def _list_days_in_markup(markup: str, month_first: bool) -> Iterator[ShownDay]:
    """Yields the days that a piece of markup shows."""
    with_attributes = _DATETIME_ATTRIBUTE.sub(rf"{ELEMENT_EDGE}\1{ELEMENT_EDGE}", markup)
    pieces = _TAG.sub(ELEMENT_EDGE, with_attributes).split(ELEMENT_EDGE)
    lines = (" ".join(piece.split()) for piece in pieces)
    text = ELEMENT_EDGE.join(line for line in lines if line)
    return _list_days_in_text(f"{ELEMENT_EDGE}{text}{ELEMENT_EDGE}", month_first)


def _list_days_in_text(text: str, month_first: bool) -> Iterator[ShownDay]:
    last_end = 0
    for match in _DATES.finditer(text):
        lead = text[max(last_end, match.start() - LEAD_LENGTH) : match.start()]
        last_end = match.end()
        day = _parse_matched_day(match, month_first)
        if day and not _OTHER_DATE_WORDS.search(lead):
            length = _text_length_around(text, match)
            rank = 2 if length > MAX_TEXT else int(bool(_CHANGE_WORDS.search(lead)))
            yield ShownDay(day, rank, length)


def _text_length_around(text: str, match: re.Match[str]) -> int:
    """Characters of the text that holds a date, between the tags around it."""
    start = text.rfind(ELEMENT_EDGE, max(0, match.start() - MAX_TEXT), match.start())
    end = text.find(ELEMENT_EDGE, match.end(), match.end() + MAX_TEXT)
    return (end if end >= 0 else match.end() + MAX_TEXT) - (start if start >= 0 else -1) - 1


def _parse_matched_day(match: re.Match[str], month_first: bool) -> str | None:
    """Returns the day of a match of `_DATES` as ISO 8601; None if there is no such day."""
    # The alternatives name their groups y, m, n (month in letters), d, a and b, each with a number.
    groups = {name[0]: value for name, value in match.groupdict().items() if value}
    year = int(groups["y"])
    if "a" in groups:
        numbers = (int(groups["a"]), int(groups["b"]))
        return _parse_ambiguous_day(year, *(numbers[::-1] if month_first else numbers))
    month = _parse_month_name(groups["n"]) if "n" in groups else int(groups["m"])
    return _format_iso_day(year, month, int(groups["d"]))


def _parse_ambiguous_day(year: int, first: int, second: int) -> str | None:
    """Day before month, as most of the world writes; the other order where only that is valid."""
    return _format_iso_day(year, second, first) or _format_iso_day(year, first, second)


def _parse_month_name(name: str) -> int:
    matches = (number for number, month in enumerate(_MONTH_PATTERNS, 1) if month.match(name))
    return next(matches, 0)


def _format_iso_day(year: int, month: int, day_of_month: int) -> str | None:
    """Returns a day that a page may have been published on; None if there is no such day."""
    return _format_day(year, month, day_of_month) if year >= FIRST_YEAR else None


def _format_day(year: int, month: int, day_of_month: int) -> str | None:
    try:
        return date(year, month, day_of_month).isoformat()
    except ValueError:
        return None
