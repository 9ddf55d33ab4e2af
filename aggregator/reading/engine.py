"""trafilatura with less of its work: the same bodies at two thirds of the CPU.

Three things cost it most and change nearly nothing of what it finds:

- lxml asks Python for the class of every element; here all elements are of one class;
- its lists of unwanted and wanted elements are XPaths that call Python's `re` for every element;
  here each is one walk that remembers what it has said of an attribute (`walks`);
- it has a second extractor read every page, to compare; here only pages on which that extractor
  could win by trafilatura's own rules: where it may find twice as much.

The tests compare both ways on saved pages.
"""

import re
from copy import copy
from functools import cache, lru_cache

from lxml import etree, html
from trafilatura import bare_extraction, core, external, utils
from trafilatura.external import SANITIZED_XPATH, compare_extraction, justext_rescue
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor

from aggregator.reading import walks

BRIEF = 100  # characters below which trafilatura takes all of the page as one line
MAY_WIN = 2  # how much more the second extractor must find to be believed: trafilatura's rule
PROSE = 0.9  # of the page's unlinked text, at most, is what the second extractor finds

JOINERS = "\u200c\u200d"
SAMPLE = 50_000  # characters by which a script is told
MAX_BLOCKS = 5_000  # of a page that is read by three extractors
MIN_PARTS, MIN_PROSE = 2, 400  # paragraphs or lines, and characters, of a cell that is no value

_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_UNCLEAN = etree.XPath(SANITIZED_XPATH)
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
    """The main text, one paragraph a line; "" when there is none. The tree stays as it is."""
    found = bare_extraction(tree, options=_options(wide))
    return (getattr(found, "text", "") or "") if found else ""


@cache
def _parser() -> etree.HTMLParser:
    parser = html.HTMLParser(
        collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


@cache
def _options(wide: bool) -> Extractor:
    options = Extractor(output_format="python", comments=False, recall=wide)
    options.min_extracted_size = BRIEF
    return options


def _prepared(
    tree: html.HtmlElement, options: Extractor, url: str | None
) -> tuple[html.HtmlElement, None]:
    """The cleaned and converted tree, without the copy that the library makes for a comparison."""
    return convert_tags(tree_cleaning(copy(tree), options), options, url), None


def _compared(
    cleaned: html.HtmlElement, _: None, raw: html.HtmlElement, options: Extractor
) -> tuple[etree._Element, str]:
    """The body that is found, compared with another extractor's only where that may know better."""
    found, text = extract_content(cleaned, options)
    if options.focus == "balanced" and _stands(raw, found, len(text), options):
        return found, text
    backup = tree_cleaning(copy(raw), options)
    told: tuple[etree._Element, str] = compare_extraction(backup, copy(raw), found, text, options)
    return told


def _rescued(tree: html.HtmlElement, options: Extractor) -> tuple[etree._Element, str]:
    """The library's third extractor, but for texts in which it finds nothing, as it looks for common
    words between spaces, and for pages of so many blocks that its time grows with their square."""
    blocks = sum(1 for _ in tree.iter("p", "div", "li", "td"))
    if blocks > MAX_BLOCKS or _is_dense(tree.text_content()[:SAMPLE]):
        return etree.Element("body"), ""
    told: tuple[etree._Element, str] = justext_rescue(tree, options)
    return told


def _is_dense(text: str) -> bool:
    """Whether a text is in a script without spaces."""
    return 2 * len(_DENSE.findall(text)) > len("".join(text.split()))


@lru_cache(maxsize=4_096)
def _legible(letter: str) -> str:
    """A letter that may stay in a text. The library drops joiners too, without which Persian and
    several scripts of India are misspelt."""
    return letter if letter.isprintable() or letter.isspace() or letter in JOINERS else ""


def _stands(raw: html.HtmlElement, body: etree._Element, size: int, options: Extractor) -> bool:
    """Whether no rule of trafilatura's comparison can turn against a body of so many characters."""
    if size < options.min_extracted_size or _UNCLEAN(body):
        return False
    paragraphs = list(body.iter("p"))
    if not any(str(part).strip() for each in paragraphs for part in each.itertext()):
        return False
    if sum(1 for _ in body.iter("table")) > len(paragraphs):
        return False
    return MAY_WIN * size >= PROSE * _unlinked(raw)


def _unlinked(raw: html.HtmlElement) -> int:
    """The length of the text that stands outside links and scripts."""
    body = raw.find("body")
    body = raw if body is None else body
    linked = sum(_length(each) for each in body.iter(*_UNSEEN))
    return _length(body) - linked


def _length(element: html.HtmlElement) -> int:
    return len(" ".join(element.text_content().split()))


walks.install()
vars(core)["_prepare_tree"] = _prepared
vars(core)["_extract_and_compare"] = _compared
vars(utils)["return_printables_and_spaces"] = _legible
vars(core)["justext_rescue"] = vars(external)["justext_rescue"] = _rescued
