"""Who has the rights in an article, as microdata of its page says (schema.org)."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import titles
from aggregator.reading.ancestors import list_ancestors
from aggregator.statements import Statement

MAX_HOLDERS = 5
MAX_VALUE = 200  # characters
# Types of what is around the text; pictures and other parts have holders of their own.
_OF_ARTICLE = re.compile(r"(?:Article|Blog|CreativeWork|Page|Posting|Report)\b")


def read_holders(tree: LexborHTMLParser) -> tuple[Statement, ...]:
    """Returns the holders of the copyright of an article."""
    nodes = tree.css('[itemprop~="copyrightHolder"]')[: 4 * MAX_HOLDERS]
    names = [_read_name(node) for node in nodes if _is_of_article(node)]
    said = dict.fromkeys(Statement("copyright-holder", name, "element") for name in names if name)
    return tuple(said)[:MAX_HOLDERS]


def _is_of_article(node: LexborNode) -> bool:
    around = (each.attributes for each in list_ancestors(node) if "itemscope" in each.attributes)
    kind = (next(around, {}).get("itemtype") or "").strip()
    return _OF_ARTICLE.search(kind) is not None


def _read_name(node: LexborNode) -> str:
    """Returns the name of a party: of its own `name`, else its content or text."""
    named = node.css_first('[itemprop~="name"]') or node
    text = named.attributes.get("content") or named.text(separator=" ")
    return titles.clean_title(text)[:MAX_VALUE].strip()
