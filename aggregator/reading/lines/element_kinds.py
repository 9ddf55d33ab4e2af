"""Decides from tag, class, id, itemprop and rel what an element of a page is for.

The names are those that publishing systems and news sites use, read in the markup of 688 saved
pages of 40 countries, the HTML standard (`rel`), schema.org (`itemprop`) and microformats.
"""

import re
from functools import cache, lru_cache
from typing import Literal

from selectolax.lexbor import LexborNode

ElementKind = Literal["credit", "caption", "chart", "related", "end", ""]

# One row is a kind and the words of a name, in order of the table. A name such as `article__source`,
# `articleSource` or `article-source` is the words "article source"; a row matches whole words in it.
# Kinds: `credit` names the source of the text; `caption` belongs to a picture; `chart` is one; `related`
# leads away from the article; after `end`, the readers' comments or the page's footer, nothing is of it.
# fmt: off
NAMES: tuple[tuple[ElementKind, str], ...] = (
    ("caption", "bildnachweis"),
    ("caption", "bildquelle"),
    ("caption", "bildunterschrift"),
    ("caption", "caption"),
    ("caption", "figcaption"),
    ("caption", "figure"),
    ("caption", "gallery"),
    ("caption", "image author"),
    ("caption", "image copyright"),
    ("caption", "image credit"),
    ("caption", "image credits"),
    ("caption", "image source"),
    ("caption", "imgcaption"),
    ("caption", "legende"),
    ("caption", "media copyright"),
    ("caption", "media credit"),
    ("caption", "media credits"),
    ("caption", "media source"),
    ("caption", "photo credit"),
    ("caption", "photo credits"),
    ("caption", "photo source"),
    ("caption", "photocredit"),
    ("caption", "photographer"),
    ("caption", "picture credit"),
    ("caption", "pullquote"),
    ("caption", "slideshow"),
    ("chart", "chart"),
    ("chart", "datawrapper"),
    ("chart", "flourish embed"),
    ("chart", "highcharts"),
    ("chart", "infogram"),
    ("chart", "infographic"),
    ("chart", "tableauplaceholder"),
    ("credit", "agency"),
    ("credit", "attribution"),
    ("credit", "canonical link"),
    ("credit", "canonical source"),
    ("credit", "content provider"),
    ("credit", "copyright"),
    ("credit", "copyright holder"),
    ("credit", "credit"),
    ("credit", "credit text"),
    ("credit", "creditline"),
    ("credit", "credits"),
    ("credit", "crosspost"),
    ("credit", "fonte"),
    ("credit", "fuente"),
    ("credit", "hat tip"),
    ("credit", "is based on"),
    ("credit", "kaynak"),
    ("credit", "news partner"),
    ("credit", "newswire"),
    ("credit", "original article"),
    ("credit", "original link"),
    ("credit", "original post"),
    ("credit", "original source"),
    ("credit", "original url"),
    ("credit", "partner"),
    ("credit", "provider"),
    ("credit", "publication source"),
    ("credit", "quelle"),
    ("credit", "repost"),
    ("credit", "republish"),
    ("credit", "republished"),
    ("credit", "republishing"),
    ("credit", "source"),
    ("credit", "source organization"),
    ("credit", "sourcelink"),
    ("credit", "sources"),
    ("credit", "sumber"),
    ("credit", "syndicated"),
    ("credit", "syndication"),
    ("credit", "via link"),
    ("credit", "wire"),
    ("end", "colophon"),
    ("end", "commentlist"),
    ("end", "comments area"),
    ("end", "comments section"),
    ("end", "disqus thread"),
    ("end", "fb comments"),
    ("end", "footer"),
    ("end", "page bottom"),
    ("end", "respond"),
    ("related", "ad"),
    ("related", "ads"),
    ("related", "advert"),
    ("related", "advertisement"),
    ("related", "also read"),
    ("related", "blogroll"),
    ("related", "breadcrumb"),
    ("related", "breadcrumbs"),
    ("related", "carousel"),
    ("related", "cookie"),
    ("related", "further reading"),
    ("related", "latest"),
    ("related", "menu"),
    ("related", "more from"),
    ("related", "more news"),
    ("related", "most popular"),
    ("related", "most read"),
    ("related", "most viewed"),
    ("related", "nav"),
    ("related", "navbar"),
    ("related", "navigation"),
    ("related", "newsletter"),
    ("related", "outbrain"),
    ("related", "pagination"),
    ("related", "paywall"),
    ("related", "popular"),
    ("related", "promo"),
    ("related", "read also"),
    ("related", "recirculation"),
    ("related", "recommendations"),
    ("related", "recommended"),
    ("related", "related"),
    ("related", "share"),
    ("related", "sharing"),
    ("related", "sidebar"),
    ("related", "social"),
    ("related", "sponsored"),
    ("related", "subscribe"),
    ("related", "taboola"),
    ("related", "trending"),
)
# Names that hold a word of the table and mean something else: the footer of an article, typefaces, payment.
OTHER_MEANINGS = (
    "article footer", "border image source", "body footer", "content footer", "credit card", "entry footer",
    "footer meta", "open source", "post footer", "preferred source", "source code", "source sans",
    "source serif", "story footer", "with caption",
)
# fmt: on
KIND_OF_TAG: dict[str, ElementKind] = {
    "aside": "related",
    "figcaption": "caption",
    "figure": "caption",
    "form": "related",
    "nav": "related",
    "picture": "caption",
}
ORDER: tuple[ElementKind, ...] = ("end", "related", "chart", "caption", "credit")  # first counts
MAX_NAMES = 400  # characters of the names of an element that are examined

_OTHER_NAMING = ("id", "itemprop", "rel")
_WORD = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+")


def classify_element(node: LexborNode) -> ElementKind:
    """Returns what an element is for; "" if neither tag nor names say it."""
    kind = KIND_OF_TAG.get(node.tag or "")
    if kind:
        return kind
    attributes = node.attributes
    if not attributes:
        return ""
    names = attributes.get("class") or ""
    for key in _OTHER_NAMING:
        if key in attributes:
            names = f"{names} {attributes[key]}"
    return classify_names(names[:MAX_NAMES]) if names else ""


@lru_cache(maxsize=16_384)  # the pages of a site use the same names
def classify_names(names: str) -> ElementKind:
    """Returns what the names of an element, divided by blanks, say that it is for; "" if nothing."""
    found: set[ElementKind] = set()
    for name in names.split():
        words = [word.lower() for word in _WORD.findall(name)]
        position = 0
        while position < len(words):
            row, kind = _match_row(words, position)
            found.add(kind)
            position += len(row) or 1
    return next((kind for kind in ORDER if kind in found), "")


def _match_row(words: list[str], position: int) -> tuple[tuple[str, ...], ElementKind]:
    """Returns the longest row of the table that begins at this word, and its kind; ((), "") without one."""
    for row, kind in _group_rows_by_first_word().get(words[position], ()):
        if tuple(words[position : position + len(row)]) == row:
            return row, kind
    return (), ""


@cache
def _group_rows_by_first_word() -> dict[str, list[tuple[tuple[str, ...], ElementKind]]]:
    """The rows of the table by their first word, long ones first; other meanings are of no kind."""
    rows: list[tuple[tuple[str, ...], ElementKind]] = [
        *((tuple(words.split()), kind) for kind, words in NAMES),
        *((tuple(words.split()), "") for words in OTHER_MEANINGS),
    ]
    by_first: dict[str, list[tuple[tuple[str, ...], ElementKind]]] = {}
    for row, kind in sorted(rows, key=lambda item: -len(item[0])):
        by_first.setdefault(row[0], []).append((row, kind))
    return by_first
