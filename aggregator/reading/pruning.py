"""What trafilatura takes out of a page before and while it looks for the body, in fewer walks.

Which elements go is the library's to say: its lists (`walks`) and its test of links. Here they are
found together instead of one list after the other, and what cannot change anything is not asked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from aggregator.reading import trafilatura_selectors
from aggregator.reading.private_trafilatura import htmlprocessing, settings, xml

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

delete_element = xml.delete_element
link_density_test = htmlprocessing.link_density_test  # before it is replaced below

_GONE = tuple(tag for tag in settings.MANUALLY_CLEANED if tag != "form")
_ASIDE = trafilatura_selectors.together(
    [trafilatura_selectors.ENDLESS, trafilatura_selectors.BUTTONS, trafilatura_selectors.COMMENTS]
)
_UNWANTED = trafilatura_selectors.together(
    [
        trafilatura_selectors.DISCARDED,
        trafilatura_selectors.HIDDEN,
        trafilatura_selectors.CAPTIONS,
        trafilatura_selectors.TEASERS,
    ]
)
KEPT = 7  # a part of so many of the text, at least, has to stay: trafilatura's rule
_LINKED = ("div", "list", "p")


def shorn(tree: html.HtmlElement, *, comments: bool) -> None:
    """Takes out of a page what no extractor may see: appended articles, buttons, comments if asked."""
    endless, buttons, said = _ASIDE(tree)
    _delete([each for each in endless if trafilatura_selectors.is_appended(each)])
    _delete([*buttons, *(said if comments else ())])


def cleaned(tree: html.HtmlElement, options: "Extractor") -> html.HtmlElement:
    """The tree without elements that hold no text, as the library's `tree_cleaning` leaves it."""
    htmlprocessing.recover_math(tree)
    for each in tree.iter("figure", "table"):
        if _is_frame(each):
            each.tag = "div"
    etree.strip_tags(tree, *settings.MANUALLY_STRIPPED)
    if options.focus != "recall" or not _is_lost(tree):
        _delete(list(tree.iter(*_GONE)))
    htmlprocessing._handle_forms(tree)
    pruned: html.HtmlElement = htmlprocessing.prune_html(tree, options.focus)
    return pruned


def sections(
    tree: html.HtmlElement, tags: set[str], options: "Extractor", keep_teasers: bool = False
) -> html.HtmlElement:
    """The part of a page that may hold the body, without its sections that hold none.

    In the place of the library's `prune_unwanted_sections`, for reading without its "precision".
    """
    discarded, hidden, captions, teasers = _UNWANTED(tree)
    _delete_some(tree, [*discarded, *hidden])
    _delete(captions)
    if options.focus != "recall" and not keep_teasers:
        _delete(teasers)
    _without_link_lists(tree, "table" in tags)
    etree.strip_tags(tree, "span", "ref")
    return tree


def _without_link_lists(tree: html.HtmlElement, tables: bool) -> None:
    """Two passes over the containers, the second only where the first has deleted links."""
    links = _links(tree)
    for _ in range(2):
        if not links:
            return
        for tag in _LINKED:
            htmlprocessing.delete_by_link_density(tree, tag, backtracking=tag == "div")
        before, links = links, _links(tree)
        if before == links:
            break
    for table in [
        each for each in tree.iter("table") if htmlprocessing.link_density_test_tables(each)
    ] * tables:
        delete_element(table, keep_tail=False)


def _links(tree: html.HtmlElement) -> int:
    return sum(1 for _ in tree.iter("ref"))


def _tested(element: html.HtmlElement, favor_precision: bool = False) -> tuple[bool, bool]:
    """The library's test of links, passed by where there are none."""
    if next(element.iter("ref"), None) is None:
        return False, False
    told: tuple[bool, bool] = link_density_test(element, favor_precision)
    return told


def _is_frame(element: html.HtmlElement) -> bool:
    """A figure around a table, or a table that says that it is none."""
    if element.tag == "figure":
        return next(element.iter("table"), None) is not None
    return element.get("role") in ("presentation", "none")


def _is_lost(tree: html.HtmlElement) -> bool:
    """Whether every paragraph stands in an element that goes."""
    paragraphs = list(tree.iter("p"))
    return bool(paragraphs) and all(
        next(each.iterancestors(_GONE), tree) is not tree for each in paragraphs
    )


def _delete_some(tree: html.HtmlElement, elements: Sequence[Any]) -> None:
    """Deletes the elements, unless hardly anything would be left: the library's guard."""
    doomed = dict.fromkeys(elements)
    outer = [each for each in doomed if not any(up in doomed for up in each.iterancestors())]
    size = len(tree.text_content())
    if size - sum(len(each.text_content()) for each in outer) > size / KEPT:
        _delete(outer)


def _delete(elements: Sequence[etree._Element]) -> None:
    for each in elements:
        delete_element(each)


vars(htmlprocessing)["link_density_test"] = _tested
