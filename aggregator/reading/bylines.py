"""Who wrote it: from JSON-LD, meta tags or the byline that is shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import names, structured, titles

_AUTHOR = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "og:article:author",
    "cxenseparse:author",
)
_BYLINES = (
    '[itemprop~="author"] [itemprop="name"]',
    'a[rel~="author"]',
    '[itemprop~="author"]',
    '[class*="author-name"], [class*="author__name"], [class*="authorName"]',
    '[class*="byline"] a',
    '[class*="author"] a',
    '[class*="byline"]',
    ".author",
    '[id*="author"], [class*="posted-by"], [class*="submitted-by"], [class*="username"]',
    '[class*="author"], [class*="Author"], [class*="Byline"], [class*="writer"], address',
)


def authors(
    article: Mapping[str, Any],
    linked: list[structured.Node],
    metas: Mapping[str, list[str]],
    tree: LexborHTMLParser,
    sites: set[str],
    found: dict[str, str],
) -> tuple[str, ...]:
    """The names of the first place that names somebody; the site itself only when nobody else is.

    `sites` are folded names of the site. `found` is told which place it was.
    """
    itself: tuple[str, tuple[str, ...]] = ("", ())
    for where, told in _told(article, linked, metas, tree):
        if not all(_is_site(name, sites) for name in told):
            found["authors"] = where
            return told
        itself = itself if itself[1] else (where, told)
    if itself[1]:
        found["authors"] = itself[0]
    return itself[1]


def _is_site(name: str, sites: set[str]) -> bool:
    folded = titles.fold(name)
    return folded in sites or folded.replace(" ", "") in sites


def _told(
    article: Mapping[str, Any],
    linked: list[structured.Node],
    metas: Mapping[str, list[str]],
    tree: LexborHTMLParser,
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every place that may name the authors, best first, with the names found there."""
    yield "json-ld", names.authors(_linked(article, linked))
    for key in _AUTHOR:
        if key in metas:
            yield f"meta {key}", names.authors(metas[key])
    for selector in _BYLINES:
        yield "byline", _shown(tree.css(selector)[:6])


def _linked(article: Mapping[str, Any], linked: list[structured.Node]) -> list[str]:
    """The authors of the JSON-LD article, also those it names by reference to another node."""
    by_id = {node["@id"]: node["name"] for node in linked if node.get("@id") and node.get("name")}
    given = article.get("author") or article.get("creator") or []
    said: list[str] = []
    for item in given if isinstance(given, list) else [given]:
        bare = isinstance(item, dict) and not item.get("name")
        said += structured.names(by_id.get(str(item.get("@id"))) if bare else item)
    return said


def _shown(nodes: list[LexborNode]) -> tuple[str, ...]:
    """The names in the first of these nodes that holds some, and in those beside it."""
    told: list[str] = []
    place: set[int] = set()
    for node in nodes:
        around = _around(node)
        if place and not place & around:
            break
        text = node.text(separator=" ").strip()
        said = names.byline(text) if len(text) < 200 else ()
        told += said
        place = place or (around if said else set())
    return tuple(dict.fromkeys(told))


def _around(node: LexborNode) -> set[int]:
    """What tells whether two nodes stand together: their parent and its parent."""
    parent = node.parent
    above = parent.parent if parent else None
    return {each.mem_id for each in (parent, above) if each is not None and each.tag != "body"}
