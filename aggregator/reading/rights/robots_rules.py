"""Rules of robots meta elements and X-Robots-Tag, for every crawler and for ours.

As in developers.google.com/search/docs/crawling-indexing/robots-meta-tag; `nocache` is Bing's name of noarchive;
`noai` and `noimageai` are of deviantart.com (2022).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

from aggregator import clock
from aggregator.reading import dates
from aggregator.statements import Place, Statement

MAX_VALUE = 4_000  # characters of a header or element
MAX_VALUES = 50  # headers or elements
# What a rule without a value says. Sorted.
_MARKS: dict[str, tuple[str, ...]] = {
    "noai": ("noai",),
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),
    "noimageai": ("noimageai",),
    "noimageindex": ("noimageindex",),
    "noindex": ("noindex",),
    "none": ("noindex",),
    "nosnippet": ("nosnippet",),
}
# One rule: a date, whose commas are its own where a number follows; a rule with a value; or a name, which
# is a crawler's when a colon follows.
_RULE = re.compile(
    r"(unavailable_after)\s{0,9}[:=]\s{0,9}([^,]{0,60}(?:,[ ]{0,9}\d[^,]{0,40})?)"
    r"|(max-(?:image-preview|snippet|video-preview))\s{0,9}[:=]\s{0,9}([\w.-]{0,20})"
    r"|([a-z_*][\w.*/-]{0,60})[ \t]{0,9}(:)?",
    re.IGNORECASE,
)
_RFC_850 = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{2,4})")

Rule = tuple[str, str]  # name and value


def read_robots_metas(metas: Mapping[str, Sequence[str]], product: str) -> tuple[Statement, ...]:
    """Returns what robots meta elements for every crawler and for `product` say."""
    values = [*metas.get("robots", ())[:MAX_VALUES], *metas.get(product, ())[:MAX_VALUES]]
    rules = (rule for value in values for rule in _list_rules(value, product))
    return _make_statements(rules, "meta")


def read_robots_headers(values: Iterable[str], product: str) -> tuple[Statement, ...]:
    """Returns what the values of X-Robots-Tag, one for each header, say to every crawler and to `product`."""
    rules = (rule for value in [*values][:MAX_VALUES] for rule in _list_rules(value, product))
    return _make_statements(rules, "header")


def _list_rules(value: str, product: str) -> Iterator[Rule]:
    """Yields the rules of a value; those behind the name of another crawler are not ours."""
    is_ours = True
    for match in _RULE.finditer(value[:MAX_VALUE]):
        dated, date, limited, limit, name, colon = (part or "" for part in match.groups())
        if colon and name.lower() not in _MARKS:
            is_ours = name.lower() in ("*", "robots", product)
        elif is_ours:
            yield (dated or limited or name).lower(), date or limit.lower()


def _make_statements(rules: Iterable[Rule], place: Place) -> tuple[Statement, ...]:
    said = {statement for rule in rules for statement in _make_statement(*rule, place)}
    return tuple(sorted(said, key=lambda each: (each.mark, each.value)))


def _make_statement(name: str, value: str, place: Place) -> Iterator[Statement]:
    yield from (Statement(mark, place=place) for mark in _MARKS.get(name, ()))
    if name == "max-snippet" and re.fullmatch(r"-?[0-9]{1,9}", value):
        yield Statement("max-snippet", str(int(value)), place)
    elif name == "max-image-preview" and value == "none":
        yield Statement("max-image-preview=none", place=place)
    elif name == "unavailable_after" and (time := parse_time(value)):
        yield Statement("unavailable_after", time, place)


def parse_time(text: str) -> str:
    """Returns a date of RFC 822, RFC 850 or ISO 8601 as RFC 3339 UTC; "" when it is none.

    A day without a time begins at midnight, a time without a zone is in UTC.
    """
    try:
        moment = parsedate_to_datetime(_RFC_850.sub(r"\1 \2 \3", text.strip()))
        return clock.to_text(moment) if moment.tzinfo else clock.to_text(moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError, TypeError, IndexError):
        pass
    claimed = dates.parse_supplied_date(text)
    if claimed is None:
        return ""
    whole = claimed.value if "T" in claimed.value else f"{claimed.value}T00:00:00"
    return whole if whole.endswith("Z") else f"{whole}Z"
