"""Reads what publishers say of the use of their pages, as statements: pages, files of a site, items of feeds.

Marks and what follows from them are in `aggregator/rights/policy.py`. Other files than pages have functions of
their own: `robots_txt`, `tdm`, `rsl`, `ai_txt`, `feed_items`; `path_rules` finds what they say of a page.
"""

from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from aggregator.model import Article
from aggregator.reading.header_fields import join_headers
from aggregator.reading.metadata import Metadata
from aggregator.reading.rights import declared, links, microdata, preferences, robots_rules, tdm
from aggregator.reading.rights.copyright_lines import read_copyright_line
from aggregator.reading.rights.withheld import find_withheld_lines
from aggregator.statements import PRODUCT, Statement

Headers = Iterable[tuple[str, str]]

MAX_STATEMENTS = 100  # of a page
# The marks that `Article.rights` has, with the words that it has for them.
_FORMER_WORDS: dict[str, str] = {
    "licence": "license {value}",
    "noai": "noai",
    "noarchive": "noarchive",
    "noimageai": "noimageai",
    "nosnippet": "nosnippet",
    "rsl": "rsl {value}",
    "tdm-policy": "tdm-policy {value}",
    "tdm-reservation": "tdm-reservation",
}


def read_page(
    tree: LexborHTMLParser, page: Metadata, headers: Headers, base: str, product: str = PRODUCT
) -> tuple[Statement, ...]:
    """Returns what a page says to every crawler and to `product`, without repetition.

    `headers` have lower-case names, and one may be there several times; `base` is the page's address.
    """
    headers = [*headers]
    joined, metas = join_headers(headers), page.metas
    robots = (value for name, value in headers if name == "x-robots-tag")
    said = [
        *robots_rules.read_robots_metas(metas, product),
        *robots_rules.read_robots_headers(robots, product),
        *tdm.read_page(metas, joined, base),
        *preferences.read_content_usage(joined.get("content-usage", ""), "header"),
        *preferences.read_content_signal(joined.get("content-signal", ""), "header"),
        *links.read_links(tree, base),
        *links.read_link_header(joined.get("link", ""), base),
        *microdata.read_holders(tree),
        *declared.read_declared((*page.nodes, page.page), metas, base, page.names),
    ]
    if page.free is False and not any(each.mark == "not free" for each in said):
        said.append(Statement("not free", place="meta"))
    if not any(each.mark == "copyright" for each in said):
        said += read_copyright_line(tree)
    return tuple(dict.fromkeys(said))[:MAX_STATEMENTS]


def add_to_article(
    article: Article, said: tuple[Statement, ...], tree: LexborHTMLParser
) -> Article:
    """Returns an article with what its page says, and with the lines of its text that the page withholds."""
    withheld = find_withheld_lines(tree, article.text.split("\n"))
    more = (Statement("data-nosnippet", place="element"),) if withheld else ()
    statements = (*said, *more)
    return replace(
        article, statements=statements, withheld=withheld, rights=list_former_words(statements)
    )


def combine(page: Iterable[Statement], site: Iterable[Statement]) -> tuple[Statement, ...]:
    """Returns what holds for a page: what it says and what files of its site say of it.

    What a page says of TDM replaces what the file says (TDMRep §5); of everything else both hold.
    """
    own = tuple(page)
    has_tdm = any(each.mark in tdm.MARKS for each in own)
    others = (each for each in site if not (has_tdm and each.place == "tdm_file"))
    return tuple(dict.fromkeys([*own, *others]))


def list_former_words(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Returns the marks of `Article.rights`: those of robots sorted, then TDM, licences, and one copyright line."""
    said = [*statements]
    words = [
        _FORMER_WORDS[each.mark].format(value=each.value).strip()
        for each in said
        if each.mark in _FORMER_WORDS
    ]
    lines = [each.value for each in said if each.mark == "copyright"]
    return tuple(dict.fromkeys([*words, *lines[:1]]))
