"""When a page says it was published and changed: from JSON-LD, meta tags, microdata and time elements."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import dates, json_ld
from aggregator.reading.dates import Claim

# Names of meta tags, best first. To add one, add a line.
_METAS: Mapping[str, tuple[str, ...]] = {
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
_TIMES = "article:has(h1) time[datetime], time[pubdate], time[class*=publish]"


def published(
    nodes: Nodes, metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> tuple[Claim | None, str]:
    """The claimed moment of publication and where it stands; `nodes`: JSON-LD of article and page.

    One written in UTC, as systems write, takes the zone in which the page says the same moment again.
    """
    told, where = _first(_declared("datePublished", nodes, metas, tree))
    if told is None:
        return _first(("time", value) for value in _stamps(tree, _TIMES))
    if told.precision == "instant" and not told.offset:
        east = (claim.offset for claim in _again(metas, tree) if claim.value == told.value)
        told = replace(told, offset=next((minutes for minutes in east if minutes), told.offset))
    return told, where


def modified(
    nodes: Nodes, metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> tuple[Claim | None, str]:
    """The claimed moment of the last change and where it stands."""
    return _first(_declared("dateModified", nodes, metas, tree))


def _first(candidates: Iterator[tuple[str, str]]) -> tuple[Claim | None, str]:
    """The first of these values that is a date, and its place."""
    for where, value in candidates:
        told = _read(where, value)
        if told:
            return told, where
    return None, ""


def _read(where: str, value: str) -> Claim | None:
    """JSON-LD with its dates in words comes from templates that fill in the day of the last build."""
    return dates.stamp(value) if where == "json-ld" else dates.claim(value)


def _declared(
    key: str, nodes: Nodes, metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> Iterator[tuple[str, str]]:
    article, page = nodes
    yield "json-ld", json_ld.text(article.get(key))
    for name in _METAS[key]:
        if name in metas:
            yield f"meta {name}", metas[name][0]
    for value in _stamps(tree, f'[itemprop~="{key}"]'):
        yield "microdata", value
    yield "json-ld page", json_ld.text(page.get(key))


def _again(metas: Mapping[str, list[str]], tree: LexborHTMLParser) -> Iterator[Claim]:
    """The dates of other places that were written in a zone."""
    said = [metas[name][0] for name in _METAS["datePublished"] if name in metas]
    for value in (*said, *_stamps(tree, '[itemprop~="datePublished"], time[datetime]')):
        told = dates.stamp(value) if _ZONE.search(value) else None
        if told:
            yield told


def _stamps(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [
        value
        for node in tree.css(selector)[:3]
        if (value := node.attributes.get("datetime") or node.attributes.get("content") or "")
    ]
