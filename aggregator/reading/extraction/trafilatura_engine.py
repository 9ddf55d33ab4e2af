"""Extracts the body of a page with trafilatura, with less of its work: the same text at half of the CPU.

Four things cost trafilatura most and hardly change its result:

- lxml asks Python for the class of every element; here all elements are of one class;
- its XPaths of wanted and unwanted elements call Python's `re` for every element; here they are tree
  walks that cache their answer for each attribute (`trafilatura_selectors`, `pruning`);
- it copies the tree four times as a precaution; here once;
- it runs a second extractor on every page, to compare; here only on pages where that extractor could
  win by trafilatura's own rules: where it may find twice as much.

The parts are replaced in a private instance of the library (`private_trafilatura`). The tests compare
both ways on saved pages.
"""

from copy import copy
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lxml import etree, html

from aggregator.reading.extraction import justext_extractor, pruning, trafilatura_selectors
from aggregator.reading.extraction import private_trafilatura as library
from aggregator.reading.extraction.private_trafilatura import core, main_extractor

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

_BLOCK_ELEMS: frozenset[str] = library.baseline._BLOCK_ELEMS
baseline = library.baseline.baseline
compare_extraction = library.external.compare_extraction
convert_tags = library.htmlprocessing.convert_tags
delete_element = library.xml.delete_element
extract_content = main_extractor.extract_content

MIN_EXTRACTED_SIZE = 100  # characters; below it trafilatura takes the whole page as one line
WINNING_FACTOR = 2  # times as much text the second extractor must find to win: trafilatura's rule
READABILITY_SHARE = 0.9  # of the page's unlinked text that the second extractor finds at most

JOINERS = "\u200c\u200d"
MIN_PARTS, MIN_PROSE = 2, 400  # paragraphs or lines, and characters, of a cell that is no value

_UNCLEAN_TAGS = tuple(
    path.removeprefix(".//") for path in library.external.SANITIZED_XPATH.split("|")
)
_UNCOUNTED_TAGS = ("a", "script", "select")


def parse_page(page: str) -> html.HtmlElement | None:
    """Returns the tree of a page, or None if libxml2 finds no document in it."""
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=_make_parser())
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if not isinstance(tree, html.HtmlElement):
        return None
    _unwrap_layout_tables(tree)
    return tree


def _unwrap_layout_tables(tree: html.HtmlElement) -> None:
    """Turn tables that lay out a page, with cells of prose and menus, into plain containers."""
    for table in list(tree.iter("table")):
        if _is_layout_table(table):
            for part in [table, *table.iter("tbody", "tr", "td")]:
                if next(part.iterancestors("table"), table) is table:
                    part.tag = "div"


def _is_layout_table(table: html.HtmlElement) -> bool:
    """Whether a cell of a table holds as much prose as an article, in paragraphs or lines."""
    if next(table.iter("th", "caption"), None) is not None:
        return False
    return any(
        sum(1 for _ in cell.iter("p", "br", "h1", "table")) >= MIN_PARTS
        and len(cell.text_content()) >= MIN_PROSE
        for cell in table.iter("td")
    )


def extract_text(tree: html.HtmlElement, *, wide: bool) -> str:
    """Returns the main text, one paragraph a line; "" if there is none.

    Deletes from the tree what no extractor may see, such as comments. May be called again on it.
    """
    options = _make_extractor_options(wide)
    try:
        pruning.remove_page_extras(tree, comments=not core._forum_thread_page(tree))
        body, text = _extract_in_stages(tree, options)
        result = library.xml.xmltotxt(body, False) if len(text) >= options.min_output_size else ""
    except (TypeError, ValueError):  # for the library itself this means a page without text
        return ""
    return str(result)


@cache
def _make_parser() -> etree.HTMLParser:
    parser = html.HTMLParser(
        collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


@cache
def _make_extractor_options(wide: bool) -> "Extractor":
    options: Extractor = library.settings.Extractor(
        output_format="python", comments=False, recall=wide
    )
    options.min_extracted_size = MIN_EXTRACTED_SIZE
    return options


def _extract_in_stages(tree: html.HtmlElement, options: "Extractor") -> tuple[etree._Element, str]:
    """Returns the body and its text. Each stage runs only if the one before found too little."""
    page_length = _count_text_characters(_body_or_tree(tree))
    content, text = _extract_and_compare(tree, options, page_length)
    if len(text) < options.min_extracted_size:
        body, baseline_text, baseline_length = baseline(tree)
        content, text = (body, baseline_text) if baseline_length > len(text) else (content, text)
    if options.focus == "recall" or not _is_too_little(len(text), tree, page_length):
        return content, text
    wide_body, wide_text = _extract_and_compare(
        tree, _make_extractor_options(wide=True), page_length
    )
    justext_body, justext_text = justext_extractor.extract_paragraphs(copy(tree), options)
    if len(justext_text) > max(len(wide_text), core.ESCALATION_JUSTEXT_RATIO * len(text)):
        return justext_body, justext_text
    least = max(options.min_extracted_size - 1, core.ESCALATION_ACCEPT_RATIO * len(text))
    return (wide_body, wide_text) if len(wide_text) > least else (content, text)


def _is_too_little(size: int, tree: html.HtmlElement, page_length: int) -> bool:
    """Whether a text of `size` characters is short, and a small share of what its page shows.

    `page_length` bounds the visible text from above, apart from blanks between blocks.
    """
    if not 0 < size < core.ESCALATION_MAX_LENGTH:
        return False
    longest = page_length + 2 * sum(1 for _ in tree.iter(*_BLOCK_ELEMS))
    share: float = core.ESCALATION_PAGE_SHARE
    return size < share * longest and size < share * _count_visible_characters(tree)


def _prepare_tree(tree: html.HtmlElement, options: "Extractor") -> html.HtmlElement:
    return convert_tags(pruning.clean_tree(copy(tree), options), options)


def _extract_and_compare(
    tree: html.HtmlElement, options: "Extractor", page_length: int
) -> tuple[etree._Element, str]:
    """Returns body and text, compared with the second extractor's only where that one could win."""
    content, text = _extract_with_main_extractor(tree, options)
    if options.focus == "balanced" and _is_undisputed(
        content, len(text), options, tree, page_length
    ):
        return content, text
    result: tuple[etree._Element, str] = compare_extraction(
        tree, copy(tree), content, text, options
    )
    return result


def _extract_with_main_extractor(
    tree: html.HtmlElement, options: "Extractor"
) -> tuple[etree._Element, str]:
    """Returns body and text of the main extractor; if it finds little, it starts over on the whole page."""
    body, text, _ = main_extractor._extract(_prepare_tree(tree, options), options)
    if len(body) == 0 or len(text) < options.min_extracted_size:
        result: tuple[etree._Element, str] = extract_content(_prepare_tree(tree, options), options)
        return result
    previous = ""
    for each in list(body):
        current = " ".join("".join(map(str, each.itertext())).split())
        if current == previous and len(current) > library.settings.MIN_DUPLICATE_LENGTH:
            body.remove(each)
        previous = current
    etree.strip_elements(body, "done")
    etree.strip_tags(body, "div")
    for each in body.iter("lb"):
        if (each.tail or "").isspace() and next(
            each.iterancestors(*library.utils.SPACING_PROTECTED), None
        ) is None:
            each.tail = None
    return body, text


@lru_cache(maxsize=4_096)
def _keep_printable(letter: str) -> str:
    """Returns the letter if it may stay in a text, else "".

    The library also drops joiners, without which Persian and several scripts of India are misspelt.
    """
    return letter if letter.isprintable() or letter.isspace() or letter in JOINERS else ""


def _is_undisputed(
    body: etree._Element,
    length: int,
    options: "Extractor",
    tree: html.HtmlElement,
    page_length: int,
) -> bool:
    """Whether no rule of trafilatura's comparison can prefer another body to this one.

    `length` is the number of characters of the body's text, `page_length` that of the whole tree.
    """
    if length < options.min_extracted_size or next(body.iter(*_UNCLEAN_TAGS), None) is not None:
        return False
    paragraphs = list(body.iter("p"))
    if not any(str(part).strip() for each in paragraphs for part in each.itertext()):
        return False
    if sum(1 for _ in body.iter("table")) > len(paragraphs):
        return False
    longest_rival = WINNING_FACTOR * length / READABILITY_SHARE
    return longest_rival >= page_length or longest_rival >= page_length - _count_linked_characters(
        _body_or_tree(tree)
    )


def _body_or_tree(tree: html.HtmlElement) -> html.HtmlElement:
    body = tree.find("body")
    return tree if body is None else body


def _count_linked_characters(area: html.HtmlElement) -> int:
    """Characters of the text inside links, scripts and selections."""
    return sum(_count_text_characters(each) for each in area.iter(*_UNCOUNTED_TAGS))


def _count_visible_characters(tree: html.HtmlElement) -> int:
    """Characters of a page's visible text, as the library counts them to judge its result."""
    body = tree.find(".//body")
    body = copy(tree if body is None else body)
    for each in trafilatura_selectors.select_non_text(body):
        delete_element(each)
    etree.strip_tags(body, *({str(each.tag) for each in body.iter("*")} - _BLOCK_ELEMS))
    return len(" ".join(" ".join(body.itertext()).split()))


def _count_text_characters(element: html.HtmlElement) -> int:
    return len(" ".join(element.text_content().split()))


def _install_replacements() -> None:
    """Put the faster parts into our private trafilatura."""
    trafilatura_selectors.install_selectors()
    justext_extractor.install_replacements()
    vars(library.htmlprocessing)["link_density_test"] = pruning.check_link_density
    vars(library.utils)["return_printables_and_spaces"] = _keep_printable
    vars(main_extractor)["prune_unwanted_sections"] = pruning.prune_sections


_install_replacements()
