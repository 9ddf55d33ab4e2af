"""Traces of where a text came from, read from the whole page before the body is taken out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import Entry, SourceTrace
from aggregator.reading import agency_marks, copy_traces, json_ld, source_links, titles
from aggregator.reading.metadata import Metadata

Traces: TypeAlias = tuple[SourceTrace, ...]

MAX_TRACES = 60

# Fields by which a page declares another origin: news meta tags and schema.org's CreativeWork.
_METAS = (
    "original-source",
    "syndication-source",
    "article:original_source",
    "dc.source",
    "dcterms.source",
    "source",
)
_FIELDS = (
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
_LABEL = re.compile(
    r"^\s*(?:source|quelle|fuente|fonte|источник|来源|來源|出典|출처)\s*[:：]\s*", re.IGNORECASE
)


def of_page(tree: LexborHTMLParser, told: Metadata, base: str, entry: Entry | None) -> Traces:
    """What head, feed and links of a page say of its source. `base` is the page's address."""
    own = site(base)
    found = [
        *_of_entry(entry, own),
        *_of_canonical(told, own),
        *_of_fields(told, base, own),
        *_of_authors(told),
        *source_links.traces(tree, base, own),
        *copy_traces.of_page(tree, told, base, own),
    ]
    return merged(found, ())[:MAX_TRACES]


def of_lines(lines: Sequence[str]) -> Traces:
    """What the lines of a text say of its source."""
    return merged((*agency_marks.traces(lines), *copy_traces.of_lines(lines)), ())[:MAX_TRACES]


def merged(first: Iterable[SourceTrace], second: Iterable[SourceTrace]) -> Traces:
    """Both without repetition; what the second says again without a link is left out."""
    kept = list(dict.fromkeys(first))
    said = {trace.phrase for trace in kept if trace.url}
    kept += [trace for trace in second if trace.phrase not in said]
    return tuple(dict.fromkeys(kept))


def site(url: str) -> str:
    """The site of an address; "" where there is none."""
    try:
        return urls.site(url)
    except ValueError:
        return ""


def _of_entry(entry: Entry | None, own: str) -> Iterator[SourceTrace]:
    if entry is None:
        return
    name, url = entry.source_name, entry.source_url
    if (name or url) and not (url and site(url) == own):
        yield SourceTrace("feed_source", name or url, url, name, "feed")


def _of_canonical(told: Metadata, own: str) -> Iterator[SourceTrace]:
    other = site(told.canonical)
    if own and other != own and "." in other:
        yield SourceTrace("canonical", told.canonical, told.canonical, other, "head")


def _of_fields(told: Metadata, base: str, own: str) -> Iterator[SourceTrace]:
    """Declared origins that are neither the page's site nor its publisher."""
    publisher = titles.fold(told.publisher)
    values: list[tuple[str, Any]] = [(key, told.metas[key]) for key in _METAS if key in told.metas]
    values += [(key, told.article[key]) for key in _FIELDS if told.article.get(key)]
    for key, value in values:
        name = _LABEL.sub("", next(iter(json_ld.names(value)), "")[:200])
        link = json_ld.address(value)
        url = urls.join(base, link or name) if re.match(r"https?://", link or name) else None
        name = "" if url and name.startswith("http") else name
        if not (url or name) or (url and site(url) == own) or titles.fold(name) == publisher != "":
            continue
        yield SourceTrace("structured", f"{key}: {name or url}", url or "", name, "head")


def _of_authors(told: Metadata) -> Iterator[SourceTrace]:
    for name in told.authors:
        if _ORGANISATION.search(name) and titles.fold(name) != titles.fold(told.publisher):
            yield SourceTrace("byline", name, name=name, where="head")
