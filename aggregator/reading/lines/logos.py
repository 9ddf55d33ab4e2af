"""Finds the names of partners in logos without a link: pictures in an element that names a source."""

from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.model import PageLine
from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.lines import element_kinds

MAX_PICTURES = 200  # of a page that are examined
MAX_LOGOS = 3
MAX_NAME = 60  # characters of an alternative text that is a name
MAX_ANCESTORS = 4  # of a picture that are examined


def find_logo_names(tree: LexborHTMLParser) -> list[PageLine]:
    """Returns a line of the place `credit` for each logo, with its alternative text."""
    found = []
    for picture in tree.css("img[alt]")[:MAX_PICTURES]:
        name = " ".join((picture.attributes.get("alt") or "")[: 2 * MAX_NAME].split())
        if 2 <= len(name) <= MAX_NAME and _names_source(picture):
            found.append(PageLine(name, place="credit"))
        if len(found) == MAX_LOGOS:
            break
    return found


def _names_source(picture: LexborNode) -> bool:
    """Whether a picture has no link and is in an element for the source of the text."""
    ancestors = list(islice(list_ancestors(picture), MAX_ANCESTORS))
    if any(ancestor.tag == "a" for ancestor in ancestors):
        return False
    kind = next((k for k in map(element_kinds.classify_element, ancestors) if k), "")
    return kind == "credit"
