"""trafilatura's third extractor, justext: asked where it can find something, and in a third of its time."""

import re
from copy import copy
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from aggregator.reading import pruning
from aggregator.reading.private_trafilatura import external, justext_core

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

justext_rescue = external.justext_rescue  # before it is replaced below

SAMPLE = 50_000  # characters by which a script is told
MAX_BLOCKS = 5_000  # of a page that is read by three extractors

_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def rescued(tree: html.HtmlElement, options: "Extractor") -> tuple[etree._Element, str]:
    """The paragraphs that hold common words, and their text; the tree is used up.

    Nothing for texts without spaces, in which it finds none, and for pages of so many blocks that
    its time grows with their square.
    """
    blocks = sum(1 for _ in tree.iter("p", "div", "li", "td"))
    if blocks > MAX_BLOCKS or _is_dense(tree.text_content()[:SAMPLE]):
        return etree.Element("body"), ""
    told: tuple[etree._Element, str] = justext_rescue(tree, options)
    return told


def _examined(tree: html.HtmlElement, options: "Extractor") -> tuple[etree._Element, str]:
    """The answer to a page that is not cleaned yet, for the library's comparison."""
    return rescued(pruning.cleaned(copy(tree), options), options)


def _is_dense(text: str) -> bool:
    """Whether a text is in a script without spaces."""
    return 2 * len(_DENSE.findall(text)) > len("".join(text.split()))


@cache
def _common_words() -> frozenset[str]:
    """The words that are common in any of its languages: a set remembers its hash, a tuple does not."""
    lists: Any = import_module("justext.utils")
    return frozenset(word for each in lists.get_stoplists() for word in lists.get_stoplist(each))


def _paragraphs(tree: html.HtmlElement) -> Any:
    """The paragraphs of a page, told to the library's maker without a parser's events between."""
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


def _install() -> None:
    core = justext_core
    text = cached_property(core.Paragraph.text.fget)  # which is asked for a dozen times
    text.__set_name__(core.Paragraph, "text")
    core.Paragraph.text = text
    core.PathInfo.xpath = ""  # which nobody asks for
    core.ParagraphMaker.make_paragraphs = staticmethod(_paragraphs)
    for name in ("ParagraphMaker", "classify_paragraphs", "revise_paragraph_classification"):
        vars(external)[name] = vars(core)[name]
    vars(external)["jt_stoplist_init"] = _common_words
    vars(external)["justext_rescue"] = _examined


_install()
