"""Collects traces of where a text came from, from the whole page and from the lines of the body."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import Entry, SourceTrace
from aggregator.reading import json_ld, titles
from aggregator.reading.metadata import Metadata
from aggregator.reading.traces import agency_marks, copy_traces, source_links

Traces: TypeAlias = tuple[SourceTrace, ...]

MAX_TRACES = 60

# Fields by which a page declares another origin: news meta tags and schema.org's CreativeWork.
_SOURCE_METAS = (
    "original-source",
    "original_source",
    "syndication-source",
    "syndication_source",
    "article:original_source",
    "dc.source",
    "dc:source",
    "dcterms.source",
    "dcterms:source",
    "cxenseparse:ahi-news-source",
    "source",
)
_SOURCE_FIELDS = (
    "isBasedOn",
    "isBasedOnUrl",
    "sourceOrganization",
    "provider",
    "copyrightHolder",
    "creditText",
)
# An author without a blank, or with one of these words, is hardly a person.
_ORGANISATION = re.compile(
    r"^[a-zA-ZÀ-ɏЀ-ӿ./-]{2,}$|\b(?:press|presse|prensa|news|nachrichten|agency|agencies|agentur|agence|agencia|agência|"
    r"agenzia|agentschap|wire|newswire|service|services)\b|통신|뉴스|通信|社$|агентство",
    re.IGNORECASE,
)
_SOURCE_LABEL = re.compile(
    r"^\s*(?:source|quelle|fuente|fonte|источник|来源|來源|出典|출처)\s*[:：]\s*", re.IGNORECASE
)


def find_in_page(
    tree: LexborHTMLParser,
    metadata: Metadata,
    page_url: str,
    entry: Entry | None,
    linked_page: source_links.LinkedPage,
) -> Traces:
    """Returns the traces in head, feed entry and links of a page. `page_url` is its address."""
    own_site = site_or_empty(page_url)
    collected = [
        *_traces_of_entry(entry, own_site),
        *_traces_of_canonical(metadata, own_site),
        *_traces_of_fields(metadata, page_url, own_site),
        *_traces_of_authors(metadata),
        *source_links.find_source_links(linked_page, page_url),
        *copy_traces.find_in_page(tree, metadata, page_url, own_site),
    ]
    return merge_traces(collected, ())[:MAX_TRACES]


def find_in_lines(lines: Sequence[str]) -> Traces:
    """Returns the traces in the lines of a text."""
    collected = (*agency_marks.find_agency_marks(lines), *copy_traces.find_in_lines(lines))
    return merge_traces(collected, ())[:MAX_TRACES]


def merge_traces(first: Iterable[SourceTrace], second: Iterable[SourceTrace]) -> Traces:
    """Returns both without repetition; phrases of the second that the first has with a link are left out."""
    merged = list(dict.fromkeys(first))
    linked_phrases = {trace.phrase for trace in merged if trace.url}
    merged += [trace for trace in second if trace.phrase not in linked_phrases]
    return tuple(dict.fromkeys(merged))


def site_or_empty(url: str) -> str:
    """Returns the site of an address; "" if it is invalid."""
    try:
        return urls.site(url)
    except ValueError:
        return ""


def _traces_of_entry(entry: Entry | None, own_site: str) -> Iterator[SourceTrace]:
    """Yields the source that a feed entry names, unless it is the page's own site."""
    if entry is None:
        return
    name, url = entry.source_name, entry.source_url
    if (name or url) and not (url and site_or_empty(url) == own_site):
        yield SourceTrace("feed_source", name or url, url, name, "feed")


def _traces_of_canonical(metadata: Metadata, own_site: str) -> Iterator[SourceTrace]:
    """Yields the canonical address if it is on another site."""
    other_site = site_or_empty(metadata.canonical)
    if own_site and other_site != own_site and "." in other_site:
        yield SourceTrace("canonical", metadata.canonical, metadata.canonical, other_site, "head")


def _traces_of_fields(metadata: Metadata, page_url: str, own_site: str) -> Iterator[SourceTrace]:
    """Yields declared origins that are neither the page's site nor its publisher."""
    publisher = titles.fold_title(metadata.publisher)
    for key, value in _list_declared_sources(metadata):
        name, url = _parse_name_and_url(value, page_url)
        is_own = bool(url) and site_or_empty(url) == own_site
        is_publisher = publisher != "" and titles.fold_title(name) == publisher
        if (name or url) and not is_own and not is_publisher:
            yield SourceTrace("structured", f"{key}: {name or url}", url, name, "head")


def _list_declared_sources(metadata: Metadata) -> Iterator[tuple[str, Any]]:
    """Yields the fields that declare a source, meta tags first, with their values."""
    metas = metadata.metas
    yield from ((key, metas[key]) for key in _SOURCE_METAS if key in metas)
    for node in metadata.nodes:
        yield from ((key, node[key]) for key in _SOURCE_FIELDS if node.get(key))


def _parse_name_and_url(value: Any, page_url: str) -> tuple[str, str]:
    """Returns the name and the address of a declared source; "" for what the value lacks."""
    name = _SOURCE_LABEL.sub("", next(iter(json_ld.list_party_names(value)), "")[:200])
    link = json_ld.find_first_address(value) or name
    url = urls.join(page_url, link) if re.match(r"https?://", link) else None
    return "" if url and name.startswith("http") else name, url or ""


def _traces_of_authors(metadata: Metadata) -> Iterator[SourceTrace]:
    """Yields authors that are organisations other than the publisher."""
    publisher = titles.fold_title(metadata.publisher)
    for name in metadata.authors:
        if _ORGANISATION.search(name) and titles.fold_title(name) != publisher:
            yield SourceTrace("byline", name, name=name, where="head")
