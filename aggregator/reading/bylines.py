"""Who wrote it: from JSON-LD, meta tags or the byline that is shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import author_names, json_ld, titles, visible_date
from aggregator.reading.html_cleanup import EDGE

# Places that name the authors, best first. To add one, add a line.
_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "og:article:author",
    "og:author",
    "cxenseparse:author",
)
# Elements marked as bylines, best first: an attribute, what stands in it, and what inside is the
# name (empty: the element itself). To add one, add a line.
_MARKED = (
    ("itemprop", ("author",), '[itemprop="name"]'),
    ("rel", ("author",), ""),
    ("itemprop", ("author",), ""),
    ("class", ("author-name", "author__name", "authorName"), ""),
    ("class", ("byline",), "a"),
    ("class", ("author",), "a"),
    ("class", ("byline",), ""),
    ("id", ("author",), ""),
    ("class", ("posted-by", "submitted-by", "username"), ""),
    ("class", ("author", "Author", "Byline", "writer"), ""),
)
_MARKS = ", ".join(
    f'[{name}*="{word}"]'
    for name, word in sorted({(name, word) for name, words, _ in _MARKED for word in words})
    if word == "author" or "author" not in word
)
_LINKS = ", ".join(
    f'a[href*="/{word}"]'
    for word in ("author/", "authors/", "autor/", "autoren/", "contributor", "people/", "profile/")
)
MAX_MARKED = 60  # elements of a page that are looked at
MAX_ALIKE = 6  # of one kind
DEPTH = 12  # elements above a byline that are looked at

Told = tuple[str, tuple[str, ...]]  # a place, and the names found there


def declared(
    nodes: tuple[json_ld.Node, json_ld.Node],
    linked: list[json_ld.Node],
    metas: Mapping[str, list[str]],
    sites: set[str],
) -> Told:
    """The authors that the page declares: the first place that names somebody but the site.

    `nodes` are JSON-LD of the article and of the page around it. `sites` are folded names of the
    site: it is named only when nobody else is.
    """
    return _best(_declared(nodes, linked, metas), sites)


def displayed(html: str, tree: LexborHTMLParser, sites: set[str], *, certain: bool) -> Told:
    """The authors that the page shows its readers; `certain`: only where bylines stand."""
    return _best(_displayed(html, tree, certain=certain), sites)


def is_site(name: str, sites: set[str] | frozenset[str]) -> bool:
    folded = titles.fold(name)
    return folded in sites or folded.replace(" ", "") in sites


def _best(places: Iterable[Told], sites: set[str]) -> Told:
    itself: Told = ("", ())
    for where, told in places:
        people = tuple(name for name in told if not is_site(name, sites))
        if people:
            return where, people
        itself = itself if itself[1] else (where, told)
    return itself if itself[1] else ("", ())


def _declared(
    nodes: tuple[json_ld.Node, json_ld.Node],
    linked: list[json_ld.Node],
    metas: Mapping[str, list[str]],
) -> Iterator[Told]:
    article, page = nodes
    yield "json-ld", _of_node(article, linked)
    for key in _METAS:
        if key in metas:
            yield f"meta {key}", author_names.authors(metas[key])
    yield "json-ld page", _of_node(page, linked)


def _displayed(html: str, tree: LexborHTMLParser, *, certain: bool) -> Iterator[Told]:
    yield (
        "byline",
        author_names.signed(EDGE.join(map(visible_date.text, visible_date.around(html)))),
    )
    marked = [(node, node.attributes) for node in tree.css(_MARKS)[:MAX_MARKED]]
    for attribute, words, inner in _MARKED:
        found = [node for node, told in marked if _holds(told.get(attribute), words)]
        yield "byline", _shown(_inside(found, inner), author_names.marked)
    if not certain:
        yield "byline", _shown(tree.css(_LINKS)[:MAX_ALIKE], author_names.linked)
        yield "byline", author_names.signed(tree.body.text(separator=EDGE) if tree.body else "")


def _holds(value: str | None, words: tuple[str, ...]) -> bool:
    return any(word in value for word in words) if value else False


def _inside(nodes: list[LexborNode], inner: str) -> list[LexborNode]:
    if not inner:
        return nodes[:MAX_ALIKE]
    return [each for node in nodes[:MAX_ALIKE] for each in node.css(inner)][:MAX_ALIKE]


def _of_node(node: Mapping[str, Any], linked: list[json_ld.Node]) -> tuple[str, ...]:
    """The authors of a JSON-LD node, also those it names by reference to another one."""
    by_id = {each["@id"]: each for each in linked if each.get("@id") and each.get("name")}
    given = node.get("author") or node.get("creator") or []
    said: list[str] = []
    for item in given if isinstance(given, list) else [given]:
        bare = isinstance(item, dict) and not item.get("name")
        party = by_id.get(str(item.get("@id")), item) if bare else item
        whole = isinstance(party, dict) and any(
            "Organization" in kind for kind in json_ld.types(party)
        )
        said += (author_names.organisations if whole else author_names.authors)(
            json_ld.names(party)
        )
    return tuple(dict.fromkeys(said))[: author_names.MAX_AUTHORS]


def _shown(nodes: list[LexborNode], read: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The names in the first of these nodes that holds some, and in those beside it."""
    told: list[str] = []
    place: set[int] = set()
    for node in nodes:
        around = _around(node)
        if place and not place & around:
            break
        text = node.text(separator=EDGE).strip()
        said = () if len(text) >= 200 or _in_comment(node) else _listed(node) or read(text)
        told += said
        place = place or (around if said else set())
    return tuple(dict.fromkeys(told))


def _listed(node: LexborNode) -> tuple[str, ...]:
    """The names in an element that holds nothing else: one in each of its children, all alike."""
    children = list(node.iter())
    while len(children) == 1:
        children = list(children[0].iter())
    if len({(child.tag, child.attributes.get("class")) for child in children}) != 1:
        return ()
    told = [author_names.linked(child.text()) for child in children]
    return tuple(name for said in told for name in said) if all(told) else ()


def _around(node: LexborNode) -> set[int]:
    """What tells whether two nodes stand together: their parent and its parent."""
    parent = node.parent
    above = parent.parent if parent else None
    return {each.mem_id for each in (parent, above) if each is not None and each.tag != "body"}


def _in_comment(node: LexborNode) -> bool:
    """Whether a name is that of a reader who wrote below the article."""
    above: LexborNode | None = node
    for _ in range(DEPTH):
        if above is None or above.tag in ("body", "html", "article"):
            return False
        told = above.attributes
        if "comment" in f"{told.get('id') or ''} {told.get('class') or ''}".lower():
            return True
        above = above.parent
    return False
