"""trafilatura's third extractor, justext: used only where it can find text, in a third of its time."""

import re
from copy import copy
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from aggregator.reading.extraction import pruning
from aggregator.reading.extraction.private_trafilatura import external, justext_core

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

justext_rescue = external.justext_rescue  # the library's own: ours takes its place

SCRIPT_SAMPLE = 50_000  # characters from which the script is judged
MAX_BLOCKS = 5_000  # of a page: justext takes time with the square of their number

_LETTERS_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def extract_paragraphs(tree: html.HtmlElement, options: "Extractor") -> tuple[etree._Element, str]:
    """Returns a body of the paragraphs that justext accepts, and its text. Consumes the tree.

    The body is empty for scripts without spaces, in which justext finds nothing, and for pages of
    more than `MAX_BLOCKS` blocks.
    """
    blocks = sum(1 for _ in tree.iter("p", "div", "li", "td"))
    if blocks > MAX_BLOCKS or _is_script_without_spaces(tree.text_content()[:SCRIPT_SAMPLE]):
        return etree.Element("body"), ""
    result: tuple[etree._Element, str] = justext_rescue(tree, options)
    return result


def _extract_from_raw_tree(
    tree: html.HtmlElement, options: "Extractor"
) -> tuple[etree._Element, str]:
    """`extract_paragraphs` of a copy that is cleaned first, as the library's comparison expects."""
    return extract_paragraphs(pruning.clean_tree(copy(tree), options), options)


def _is_script_without_spaces(text: str) -> bool:
    """Whether most letters of a text belong to a script that writes no spaces."""
    return 2 * len(_LETTERS_WITHOUT_SPACES.findall(text)) > len("".join(text.split()))


@cache
def _load_stop_words() -> frozenset[str]:
    """The stop words of all languages; a frozenset caches its hash, the library's tuple does not."""
    lists: Any = import_module("justext.utils")
    return frozenset(word for each in lists.get_stoplists() for word in lists.get_stoplist(each))


def _make_paragraphs(tree: html.HtmlElement) -> Any:
    """The paragraphs of a page: the tree is walked directly instead of through SAX events."""
    maker: Any = justext_core.ParagraphMaker()
    for event, each in etree.iterwalk(tree, events=("start", "end")):
        name = (None, each.tag)
        if event == "start":
            maker.startElementNS(name, each.tag, {})
        else:
            maker.endElementNS(name, each.tag)
        maker.characters(each.text if event == "start" else each.tail)
    maker.endDocument()
    return maker.paragraphs


def install_replacements() -> None:
    """Put the faster parts into our private trafilatura and justext."""
    core = justext_core
    # The text of a paragraph is read a dozen times.
    cached_text = cached_property(core.Paragraph.text.fget)
    cached_text.__set_name__(core.Paragraph, "text")
    core.Paragraph.text = cached_text
    core.PathInfo.xpath = ""  # is never read
    core.ParagraphMaker.make_paragraphs = staticmethod(_make_paragraphs)
    for name in ("ParagraphMaker", "classify_paragraphs", "revise_paragraph_classification"):
        vars(external)[name] = vars(core)[name]
    vars(external)["jt_stoplist_init"] = _load_stop_words
    vars(external)["justext_rescue"] = _extract_from_raw_tree
