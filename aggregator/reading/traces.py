"""Traces of where a text came from, read from the whole page before the body is taken out."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import Entry, SourceTrace
from aggregator.reading import phrases
from aggregator.reading.metadata import Metadata

Traces: TypeAlias = tuple[SourceTrace, ...]

MAX_TRACES = 60
MAX_PHRASE = 300  # characters of a phrase that is kept
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "td",
        "blockquote",
        "section",
        "article",
        "footer",
        "aside",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "body",
    ]
)
_KINDS = {
    "source": "link_phrase",
    "feed": "syndicated_notice",
    "sign_off": "sign_off",
    "rights": "rights",
}


def of_page(tree: LexborHTMLParser, told: Metadata, base: str, entry: Entry | None) -> Traces:
    """What head, feed and links of a page say of its source. `base` is the page's address."""
    own = site(base)
    found = [*_of_entry(entry, own), *_of_head(told, own), *_of_links(tree, base, own)]
    return tuple(found[:MAX_TRACES])


def of_lines(lines: Sequence[str]) -> Traces:
    """What the lines of a text say of its source."""
    found = []
    for number, line in enumerate(lines):
        told = phrases.signal(line)
        if told and told[0] in _KINDS:
            where = "end" if number >= len(lines) - 8 else "body"
            found.append(SourceTrace(_KINDS[told[0]], line[:MAX_PHRASE], name=told[1], where=where))
    return tuple(found[:MAX_TRACES])


def merged(first: Iterable[SourceTrace], second: Iterable[SourceTrace]) -> Traces:
    """Both, without what the second says again."""
    kept = list(first)
    said = {(trace.kind, trace.phrase) for trace in kept}
    return (*kept, *(trace for trace in second if (trace.kind, trace.phrase) not in said))


def site(url: str) -> str:
    """The site of an address; "" where there is none."""
    try:
        return urls.site(url)
    except ValueError:
        return ""


def _of_entry(entry: Entry | None, own: str) -> list[SourceTrace]:
    if (
        not entry
        or not (entry.source_name or entry.source_url)
        or site(entry.source_url) == own != ""
    ):
        return []
    name = entry.source_name
    return [SourceTrace("feed_source", name or entry.source_url, entry.source_url, name, "feed")]


def _of_head(told: Metadata, own: str) -> list[SourceTrace]:
    other = site(told.canonical)
    if not own or not other or other == own:
        return []
    return [SourceTrace("canonical", told.canonical, told.canonical, other, "head")]


def _of_links(tree: LexborHTMLParser, base: str, own: str) -> list[SourceTrace]:
    found = []
    for node in tree.css("a[href]"):
        link = urls.join(base, node.attributes.get("href") or "")
        if not link or site(link) == own:
            continue
        phrase = _line(node)
        told = phrases.signal(phrase)
        if told and told[0] == "source":
            found.append(SourceTrace("link_phrase", phrase[:MAX_PHRASE], link, told[1], "end"))
    return found


def _line(node: LexborNode) -> str:
    """The text of the nearest block around a link."""
    around: LexborNode | None = node
    while around is not None and around.tag not in _BLOCKS:
        around = around.parent
    return " ".join((around or node).text().split())
