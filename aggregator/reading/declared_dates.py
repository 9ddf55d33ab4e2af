"""Reads the claimed dates of publication and last change: JSON-LD, meta tags, microdata, time elements."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import dates, json_ld
from aggregator.reading.dates import ClaimedDate

# Names of meta tags, best first. To add one, add a line.
_META_NAMES: Mapping[str, tuple[str, ...]] = {
    "datePublished": (
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "datepublished",
        "publish-date",
        "publish_date",
        "og:publish_date",
        "publishdate",
        "pubdate",
        "publication_date",
        "citation_publication_date",
        "article.published",
        "published",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dcterms.date",
        "date.created",
        "date",
    ),
    "dateModified": (
        "article:modified_time",
        "og:article:modified_time",
        "og:updated_time",
        "datemodified",
        "last-modified",
        "dcterms.modified",
    ),
}
_ZONE = re.compile(r"[+-]\d\d:?\d\d$")
Nodes = tuple[json_ld.Node, json_ld.Node]  # JSON-LD of the article, and of the page around it
_TIME_SELECTOR = "article:has(h1) time[datetime], time[pubdate], time[class*=publish]"


def read_published_date(
    nodes: Nodes, metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> tuple[ClaimedDate | None, str]:
    """Returns the claimed date of publication and its origin; `nodes`: JSON-LD of article and page.

    A date in UTC, as systems write it, takes the zone in which the page repeats the same moment.
    """
    date, origin = _find_first_date(_list_declared_values("datePublished", nodes, metas, tree))
    if date is None:
        return _find_first_date(
            ("time", value) for value in _list_datetime_values(tree, _TIME_SELECTOR)
        )
    if date.precision == "instant" and not date.offset:
        offsets = (
            claim.offset for claim in _list_zoned_dates(metas, tree) if claim.value == date.value
        )
        date = replace(date, offset=next((minutes for minutes in offsets if minutes), date.offset))
    return date, origin


def read_modified_date(
    nodes: Nodes, metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> tuple[ClaimedDate | None, str]:
    """Returns the claimed date of the last change and its origin."""
    return _find_first_date(_list_declared_values("dateModified", nodes, metas, tree))


def _find_first_date(candidates: Iterator[tuple[str, str]]) -> tuple[ClaimedDate | None, str]:
    """Returns the first value that is a date, and its origin; (None, "") without one."""
    for origin, value in candidates:
        date = _parse_declared_date(origin, value)
        if date:
            return date, origin
    return None, ""


def _parse_declared_date(origin: str, value: str) -> ClaimedDate | None:
    """Parse a value. In JSON-LD only dates in figures count: words come from templates that fill in the
    day of the last build."""
    return dates.parse_numeric_date(value) if origin == "json-ld" else dates.parse_date(value)


def _list_declared_values(
    key: str, nodes: Nodes, metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> Iterator[tuple[str, str]]:
    article, page = nodes
    yield "json-ld", json_ld.find_first_text(article.get(key))
    for name in _META_NAMES[key]:
        if name in metas:
            yield f"meta {name}", metas[name][0]
    for value in _list_datetime_values(tree, f'[itemprop~="{key}"]'):
        yield "microdata", value
    yield "json-ld page", json_ld.find_first_text(page.get(key))


def _list_zoned_dates(
    metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> Iterator[ClaimedDate]:
    """Dates of publication that other elements give in a zone."""
    values = [metas[name][0] for name in _META_NAMES["datePublished"] if name in metas]
    for value in (
        *values,
        *_list_datetime_values(tree, '[itemprop~="datePublished"], time[datetime]'),
    ):
        date = dates.parse_numeric_date(value) if _ZONE.search(value) else None
        if date:
            yield date


def _list_datetime_values(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [
        value
        for node in tree.css(selector)[:3]
        if (value := node.attributes.get("datetime") or node.attributes.get("content") or "")
    ]
