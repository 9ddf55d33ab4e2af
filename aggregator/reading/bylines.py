"""Finds the authors of an article: in JSON-LD, meta tags or the byline that is shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import author_names, json_ld, titles, visible_date
from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.html_cleanup import ELEMENT_EDGE

# Meta tags that name the authors, best first. To add one, add a line.
_META_NAMES = (
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
# Elements marked as bylines, best first: an attribute, words in its value, and a selector of the name
# inside the element (empty: the element itself). To add one, add a line.
_BYLINE_MARKS = (
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
_BYLINE_SELECTOR = ", ".join(
    f'[{name}*="{word}"]'
    for name, word in sorted({(name, word) for name, words, _ in _BYLINE_MARKS for word in words})
    if word == "author" or "author" not in word
)
_AUTHOR_LINK_SELECTOR = ", ".join(
    f'a[href*="/{word}"]'
    for word in ("author/", "authors/", "autor/", "autoren/", "contributor", "people/", "profile/")
)
MAX_MARKED = 60  # elements of a page that are examined
MAX_PER_MARK = 6  # elements examined for one mark
MAX_BYLINE = 200  # characters of an element; a longer text is no byline
MAX_ANCESTORS = 12  # above a byline that are examined

PlacedNames = tuple[str, tuple[str, ...]]  # an origin, and the names there


def find_declared_authors(
    nodes: tuple[json_ld.Node, json_ld.Node],
    all_nodes: list[json_ld.Node],
    metas: Mapping[str, list[str]],
    sites: set[str],
) -> PlacedNames:
    """Returns the authors that the page declares, from the first origin that names more than the site.

    `nodes` are JSON-LD of the article and of the page around it. `sites` are folded names of the
    site, which is returned only if nobody else is named.
    """
    return _choose_persons(_list_declared_authors(nodes, all_nodes, metas), sites)


def find_displayed_authors(
    html: str, tree: LexborHTMLParser, sites: set[str], *, certain: bool
) -> PlacedNames:
    """Returns the authors that the page shows; `certain`: only from elements that are surely bylines."""
    return _choose_persons(_list_displayed_authors(html, tree, certain=certain), sites)


def is_site_name(name: str, sites: set[str] | frozenset[str]) -> bool:
    folded = titles.fold_title(name)
    return folded in sites or folded.replace(" ", "") in sites


def _choose_persons(candidates: Iterable[PlacedNames], sites: set[str]) -> PlacedNames:
    """Returns the first candidate with others than the site, without the site; else the first with names."""
    only_site: PlacedNames = ("", ())
    for origin, names in candidates:
        persons = tuple(name for name in names if not is_site_name(name, sites))
        if persons:
            return origin, persons
        only_site = only_site if only_site[1] else (origin, names)
    return only_site if only_site[1] else ("", ())


def _list_declared_authors(
    nodes: tuple[json_ld.Node, json_ld.Node],
    all_nodes: list[json_ld.Node],
    metas: Mapping[str, list[str]],
) -> Iterator[PlacedNames]:
    article, page = nodes
    yield "json-ld", _read_node_authors(article, all_nodes)
    for key in _META_NAMES:
        if key in metas:
            yield f"meta {key}", author_names.parse_author_field(metas[key])
    yield "json-ld page", _read_node_authors(page, all_nodes)


def _list_displayed_authors(
    html: str, tree: LexborHTMLParser, *, certain: bool
) -> Iterator[PlacedNames]:
    around_headline = map(visible_date.strip_tags, visible_date.split_around_headline(html))
    yield "byline", author_names.find_byline_names(ELEMENT_EDGE.join(around_headline))
    marked = [(node, node.attributes) for node in tree.css(_BYLINE_SELECTOR)[:MAX_MARKED]]
    for attribute, words, inner in _BYLINE_MARKS:
        nodes = [node for node, values in marked if _contains_any(values.get(attribute), words)]
        nodes = _select_inner(nodes, inner)
        yield "byline", _read_first_names(nodes, author_names.parse_marked_element)
    if not certain:
        links = tree.css(_AUTHOR_LINK_SELECTOR)[:MAX_PER_MARK]
        yield "byline", _read_first_names(links, author_names.parse_author_link)
        text = tree.body.text(separator=ELEMENT_EDGE) if tree.body else ""
        yield "byline", author_names.find_byline_names(text)


def _contains_any(value: str | None, words: tuple[str, ...]) -> bool:
    return any(word in value for word in words) if value else False


def _select_inner(nodes: list[LexborNode], inner: str) -> list[LexborNode]:
    if not inner:
        return nodes[:MAX_PER_MARK]
    return [each for node in nodes[:MAX_PER_MARK] for each in node.css(inner)][:MAX_PER_MARK]


def _read_node_authors(node: Mapping[str, Any], all_nodes: list[json_ld.Node]) -> tuple[str, ...]:
    """Returns the authors of a JSON-LD node, also those that refer to another node by `@id`."""
    by_id = {each["@id"]: each for each in all_nodes if each.get("@id") and each.get("name")}
    declared = node.get("author") or node.get("creator") or []
    parties = declared if isinstance(declared, list) else [declared]
    names = (name for party in parties for name in _resolve_party_names(party, by_id))
    return tuple(dict.fromkeys(names))[: author_names.MAX_AUTHORS]


def _resolve_party_names(party: Any, by_id: Mapping[str, json_ld.Node]) -> tuple[str, ...]:
    """Returns the names of a person or an organisation, resolved by its `@id` if it has no name."""
    if isinstance(party, dict) and not party.get("name"):
        party = by_id.get(str(party.get("@id")), party)
    names = json_ld.list_party_names(party)
    types = json_ld.list_node_types(party) if isinstance(party, dict) else ()
    if any("Organization" in name for name in types):
        return author_names.parse_organisations(names)
    return author_names.parse_author_field(names)


def _read_first_names(
    nodes: list[LexborNode], parse: Callable[[str], tuple[str, ...]]
) -> tuple[str, ...]:
    """Returns the names in the first of these nodes that holds any, and in the nodes next to it."""
    names: list[str] = []
    first_ids: set[int] = set()  # of the elements around the first node with names
    for node in nodes:
        nearby_ids = _list_ancestor_ids(node)
        if first_ids and not first_ids & nearby_ids:
            break
        names_here = _read_node_names(node, parse)
        names += names_here
        first_ids = first_ids or (nearby_ids if names_here else set())
    return tuple(dict.fromkeys(names))


def _read_node_names(node: LexborNode, parse: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    text = node.text(separator=ELEMENT_EDGE).strip()
    if len(text) >= MAX_BYLINE or _is_in_comment(node):
        return ()
    return _read_child_names(node) or parse(text)


def _read_child_names(node: LexborNode) -> tuple[str, ...]:
    """Returns the names in an element with one name in each child, all children of the same form."""
    children = list(node.iter())
    while len(children) == 1:
        children = list(children[0].iter())
    if len({(child.tag, child.attributes.get("class")) for child in children}) != 1:
        return ()
    names_by_child = [author_names.parse_author_link(child.text()) for child in children]
    return tuple(chain.from_iterable(names_by_child)) if all(names_by_child) else ()


def _list_ancestor_ids(node: LexborNode) -> set[int]:
    """The ids of a node's parent and grandparent: two nodes are next to each other if they share one."""
    ancestors = islice(list_ancestors(node), 2)
    return {each.mem_id for each in ancestors if each.tag != "body"}


def _is_in_comment(node: LexborNode) -> bool:
    """Whether a node is inside a reader's comment."""
    for element in islice(chain([node], list_ancestors(node)), MAX_ANCESTORS):
        if element.tag in ("body", "html", "article"):
            return False
        attributes = element.attributes
        if "comment" in f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower():
            return True
    return False
