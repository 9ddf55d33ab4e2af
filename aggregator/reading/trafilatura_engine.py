"""trafilatura with less of its work: the same bodies at half of the CPU.

Four things cost it most and change nearly nothing of what it finds:

- lxml asks Python for the class of every element; here all elements are of one class;
- its lists of unwanted and wanted elements are XPaths that call Python's `re` for every element;
  here they are walks that remember what they have said of an attribute (`walks`, `pruning`);
- it copies the tree four times, in case; here once;
- it has a second extractor read every page, to compare; here only pages on which that extractor
  could win by trafilatura's own rules: where it may find twice as much.

The tests compare both ways on saved pages.
"""

from copy import copy
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lxml import etree, html

from aggregator.reading import justext_extractor, pruning, trafilatura_selectors
from aggregator.reading import private_trafilatura as library
from aggregator.reading.private_trafilatura import core, main_extractor

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

_BLOCK_ELEMS: frozenset[str] = library.baseline._BLOCK_ELEMS
baseline = library.baseline.baseline
compare_extraction = library.external.compare_extraction
convert_tags = library.htmlprocessing.convert_tags
delete_element = library.xml.delete_element
extract_content = main_extractor.extract_content

BRIEF = 100  # characters below which trafilatura takes all of the page as one line
MAY_WIN = 2  # how much more the second extractor must find to be believed: trafilatura's rule
PROSE = 0.9  # of the page's unlinked text, at most, is what the second extractor finds

JOINERS = "\u200c\u200d"
MIN_PARTS, MIN_PROSE = 2, 400  # paragraphs or lines, and characters, of a cell that is no value

_UNCLEAN = tuple(path.removeprefix(".//") for path in library.external.SANITIZED_XPATH.split("|"))
_UNSEEN = ("a", "script", "select")


def parsed(page: str) -> html.HtmlElement | None:
    """The tree of a page; None where libxml2 finds none in it."""
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if not isinstance(tree, html.HtmlElement):
        return None
    _without_layout(tree)
    return tree


def _without_layout(tree: html.HtmlElement) -> None:
    """Tables that lay out a page become plain containers: cells of prose and menus, not of values."""
    for table in list(tree.iter("table")):
        if _is_layout(table):
            for part in [table, *table.iter("tbody", "tr", "td")]:
                if next(part.iterancestors("table"), table) is table:
                    part.tag = "div"


def _is_layout(table: html.HtmlElement) -> bool:
    """Whether a cell of a table holds an article's length of prose, in paragraphs or lines."""
    if next(table.iter("th", "caption"), None) is not None:
        return False
    return any(
        sum(1 for _ in cell.iter("p", "br", "h1", "table")) >= MIN_PARTS
        and len(cell.text_content()) >= MIN_PROSE
        for cell in table.iter("td")
    )


def extracted(tree: html.HtmlElement, *, wide: bool) -> str:
    """The main text, one paragraph a line; "" when there is none.

    The tree loses what no extractor may see, such as comments, and may be asked again.
    """
    options = _options(wide)
    try:
        pruning.shorn(tree, comments=not core._forum_thread_page(tree))
        body, text = _cascade(tree, options)
        told = library.xml.xmltotxt(body, False) if len(text) >= options.min_output_size else ""
    except (TypeError, ValueError):  # what the library itself takes for a page without a text
        return ""
    return str(told)


@cache
def _parser() -> etree.HTMLParser:
    parser = html.HTMLParser(
        collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


@cache
def _options(wide: bool) -> "Extractor":
    options: Extractor = library.settings.Extractor(
        output_format="python", comments=False, recall=wide
    )
    options.min_extracted_size = BRIEF
    return options


def _cascade(tree: html.HtmlElement, options: "Extractor") -> tuple[etree._Element, str]:
    """The body and its text: each stage of the library only where the one before found too little."""
    whole = _length(_area(tree))
    found, text = _compared(tree, options, whole)
    if len(text) < options.min_extracted_size:
        body, said, size = baseline(tree)
        found, text = (body, said) if size > len(text) else (found, text)
    if options.focus == "recall" or not _is_little(len(text), tree, whole):
        return found, text
    more, longer = _compared(tree, _options(wide=True), whole)
    other, others = justext_extractor.rescued(copy(tree), options)
    if len(others) > max(len(longer), core.ESCALATION_JUSTEXT_RATIO * len(text)):
        return other, others
    floor = max(options.min_extracted_size - 1, core.ESCALATION_ACCEPT_RATIO * len(text))
    return (more, longer) if len(longer) > floor else (found, text)


def _is_little(size: int, tree: html.HtmlElement, whole: int) -> bool:
    """Whether a text is short, and a small share of what its page shows, of `whole` letters at most
    but for blanks between blocks."""
    if not 0 < size < core.ESCALATION_MAX_LENGTH:
        return False
    most = whole + 2 * sum(1 for _ in tree.iter(*_BLOCK_ELEMS))
    share: float = core.ESCALATION_PAGE_SHARE
    return size < share * most and size < share * _shown_length(tree)


def _prepared(tree: html.HtmlElement, options: "Extractor") -> html.HtmlElement:
    return convert_tags(pruning.cleaned(copy(tree), options), options)


def _compared(
    tree: html.HtmlElement, options: "Extractor", whole: int
) -> tuple[etree._Element, str]:
    """The body that is found, compared with another extractor's only where that may know better."""
    found, text = _content(tree, options)
    if options.focus == "balanced" and _stands(found, len(text), options, tree, whole):
        return found, text
    told: tuple[etree._Element, str] = compare_extraction(tree, copy(tree), found, text, options)
    return told


def _content(tree: html.HtmlElement, options: "Extractor") -> tuple[etree._Element, str]:
    """What the main extractor finds; where that is little, it begins anew to search everywhere."""
    body, text, _ = main_extractor._extract(_prepared(tree, options), options)
    if len(body) == 0 or len(text) < options.min_extracted_size:
        told: tuple[etree._Element, str] = extract_content(_prepared(tree, options), options)
        return told
    before = ""
    for each in list(body):
        now = " ".join("".join(map(str, each.itertext())).split())
        if now == before and len(now) > library.settings.MIN_DUPLICATE_LENGTH:
            body.remove(each)
        before = now
    etree.strip_elements(body, "done")
    etree.strip_tags(body, "div")
    for each in body.iter("lb"):
        if (each.tail or "").isspace() and next(
            each.iterancestors(*library.utils.SPACING_PROTECTED), None
        ) is None:
            each.tail = None
    return body, text


@lru_cache(maxsize=4_096)
def _legible(letter: str) -> str:
    """A letter that may stay in a text. The library drops joiners too, without which Persian and
    several scripts of India are misspelt."""
    return letter if letter.isprintable() or letter.isspace() or letter in JOINERS else ""


def _stands(
    body: etree._Element, size: int, options: "Extractor", tree: html.HtmlElement, whole: int
) -> bool:
    """Whether no rule of trafilatura's comparison can turn against a body of so many characters, taken
    from a tree that holds `whole`."""
    if size < options.min_extracted_size or next(body.iter(*_UNCLEAN), None) is not None:
        return False
    paragraphs = list(body.iter("p"))
    if not any(str(part).strip() for each in paragraphs for part in each.itertext()):
        return False
    if sum(1 for _ in body.iter("table")) > len(paragraphs):
        return False
    most = MAY_WIN * size / PROSE
    return most >= whole or most >= whole - _linked(_area(tree))


def _area(tree: html.HtmlElement) -> html.HtmlElement:
    body = tree.find("body")
    return tree if body is None else body


def _linked(area: html.HtmlElement) -> int:
    """The length of the text that stands in links and scripts."""
    return sum(_length(each) for each in area.iter(*_UNSEEN))


def _shown_length(tree: html.HtmlElement) -> int:
    """The length of the text of a page, by which the library judges whether it found too little."""
    body = tree.find(".//body")
    body = copy(tree if body is None else body)
    for each in trafilatura_selectors.cleaned(body):
        delete_element(each)
    etree.strip_tags(body, *({str(each.tag) for each in body.iter("*")} - _BLOCK_ELEMS))
    return len(" ".join(" ".join(body.itertext()).split()))


def _length(element: html.HtmlElement) -> int:
    return len(" ".join(element.text_content().split()))


trafilatura_selectors.install()
vars(library.utils)["return_printables_and_spaces"] = _legible
vars(main_extractor)["prune_unwanted_sections"] = pruning.sections
