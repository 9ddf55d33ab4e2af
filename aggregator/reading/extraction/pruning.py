"""Deletes what trafilatura deletes from a page before and during its search for the body, in fewer walks.

The library decides which elements are deleted: by its XPaths (`trafilatura_selectors`) and its test of
link density. Here they are selected together instead of one XPath after the other, and tests that
cannot change the result are skipped.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from aggregator.reading.extraction import trafilatura_selectors
from aggregator.reading.extraction.private_trafilatura import htmlprocessing, settings, xml

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

delete_element = xml.delete_element
link_density_test = htmlprocessing.link_density_test  # the library's own: ours takes its place

_DELETED_TAGS = tuple(tag for tag in settings.MANUALLY_CLEANED if tag != "form")
_select_extras = trafilatura_selectors.make_joint_selector(
    [
        trafilatura_selectors.APPENDED_ARTICLES,
        trafilatura_selectors.SHARE_BUTTONS,
        trafilatura_selectors.COMMENTS,
    ]
)
_select_unwanted = trafilatura_selectors.make_joint_selector(
    [
        trafilatura_selectors.DISCARDED,
        trafilatura_selectors.HIDDEN,
        trafilatura_selectors.CAPTIONS,
        trafilatura_selectors.TEASERS,
    ]
)
MIN_KEPT_DIVISOR = 7  # at least 1/7 of the text has to stay: trafilatura's rule
_LINK_LIST_TAGS = ("div", "list", "p")


def remove_page_extras(tree: html.HtmlElement, *, comments: bool) -> None:
    """Delete what no extractor may see: appended articles, share buttons, and comments if asked."""
    appended, buttons, comment_sections = _select_extras(tree)
    _delete_elements([each for each in appended if trafilatura_selectors.is_appended_article(each)])
    _delete_elements([*buttons, *(comment_sections if comments else ())])


def clean_tree(tree: html.HtmlElement, options: "Extractor") -> html.HtmlElement:
    """Delete elements that hold no text, as the library's `tree_cleaning` does. Returns the tree."""
    htmlprocessing.recover_math(tree)
    for each in tree.iter("figure", "table"):
        if _is_layout_frame(each):
            each.tag = "div"
    etree.strip_tags(tree, *settings.MANUALLY_STRIPPED)
    if options.focus != "recall" or not _would_lose_all_paragraphs(tree):
        _delete_elements(list(tree.iter(*_DELETED_TAGS)))
    htmlprocessing._handle_forms(tree)
    pruned: html.HtmlElement = htmlprocessing.prune_html(tree, options.focus)
    return pruned


def prune_sections(
    tree: html.HtmlElement, tags: set[str], options: "Extractor", keep_teasers: bool = False
) -> html.HtmlElement:
    """Delete the sections of a candidate body that hold no article text. Returns the tree.

    Replaces the library's `prune_unwanted_sections`, for reading without its "precision" focus.
    """
    discarded, hidden, captions, teasers = _select_unwanted(tree)
    _delete_unless_most_text(tree, [*discarded, *hidden])
    _delete_elements(captions)
    if options.focus != "recall" and not keep_teasers:
        _delete_elements(teasers)
    _delete_link_lists(tree, "table" in tags)
    etree.strip_tags(tree, "span", "ref")
    return tree


def _delete_link_lists(tree: html.HtmlElement, tables: bool) -> None:
    """Delete containers of mostly links, in two passes; the second only if the first deleted links."""
    links = _count_links(tree)
    for _ in range(2):
        if not links:
            return
        for tag in _LINK_LIST_TAGS:
            htmlprocessing.delete_by_link_density(tree, tag, backtracking=tag == "div")
        before, links = links, _count_links(tree)
        if before == links:
            break
    for table in [
        each for each in tree.iter("table") if htmlprocessing.link_density_test_tables(each)
    ] * tables:
        delete_element(table, keep_tail=False)


def _count_links(tree: html.HtmlElement) -> int:
    return sum(1 for _ in tree.iter("ref"))


def check_link_density(
    element: html.HtmlElement, favor_precision: bool = False
) -> tuple[bool, bool]:
    """The library's `link_density_test`, skipped for elements without links."""
    if next(element.iter("ref"), None) is None:
        return False, False
    result: tuple[bool, bool] = link_density_test(element, favor_precision)
    return result


def _is_layout_frame(element: html.HtmlElement) -> bool:
    """Whether an element is a figure around a table, or a table with a role that denies it is one."""
    if element.tag == "figure":
        return next(element.iter("table"), None) is not None
    return element.get("role") in ("presentation", "none")


def _would_lose_all_paragraphs(tree: html.HtmlElement) -> bool:
    """Whether every paragraph is inside an element that would be deleted."""
    paragraphs = list(tree.iter("p"))
    return bool(paragraphs) and all(
        next(each.iterancestors(_DELETED_TAGS), tree) is not tree for each in paragraphs
    )


def _delete_unless_most_text(tree: html.HtmlElement, elements: Sequence[Any]) -> None:
    """Delete the elements, unless too little text would be left: the library's guard."""
    unwanted = dict.fromkeys(elements)
    outermost = [
        each for each in unwanted if not any(up in unwanted for up in each.iterancestors())
    ]
    size = len(tree.text_content())
    if size - sum(len(each.text_content()) for each in outermost) > size / MIN_KEPT_DIVISOR:
        _delete_elements(outermost)


def _delete_elements(elements: Sequence[etree._Element]) -> None:
    for each in elements:
        delete_element(each)
