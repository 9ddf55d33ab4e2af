"""Finds the headline as the publisher wrote it: without the site's name after or before it."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import json_ld

MAX_TITLE = 500  # characters
MAX_H1 = 200  # characters of an h1; a longer one is a standfirst
MIN_SHARED_WORDS = 0.15  # share of words that an h1 has in common with a declared title
MIN_TAIL = 12  # characters of a headline after a kicker

_META_NAMES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")

_SEPARATORS = re.compile(r"\s+[|–—\-·•»«:/~]+\s+|\s*[|｜]\s*|\s*_(?=[^_]{2,20}$)")


def fold_title(text: str) -> str:
    """Letters and digits only, case and width folded, to compare titles."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def clean_title(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split())[:MAX_TITLE]


def unescape_entities(text: str) -> str:
    """Resolve entities that were escaped twice, as many systems do in meta tags."""
    return html.unescape(text) if "&" in text else text


def find_headline(
    article: Mapping[str, Any],
    metas: Mapping[str, list[str]],
    tree: LexborHTMLParser,
    sites: set[str],
) -> tuple[str, str]:
    """Returns the headline as the publisher wrote it, without the site's name, and its origin.

    The only h1 is the headline if og:title repeats it; else what a news article declares; else the
    only h1, because other titles are often written for search engines. `sites` are folded names of
    the site.
    """
    h1_titles = [clean_title(_node_text(node)) for node in tree.css("h1")[:5]]
    visible_titles = h1_titles or [
        clean_title(node.text()) for node in tree.css("h2, b, strong")[:20]
    ]
    other_titles = {fold_title(text) for text in visible_titles if text} - sites
    declared = _remove_site_names(_list_declared_titles(article, metas), sites, other_titles)
    h1_candidates = _remove_site_names((("h1", text) for text in h1_titles), sites, other_titles)
    title = ("title", _node_text(tree.css_first("head title") or tree.css_first("title")))
    title_tag = _remove_site_names(iter([title]), sites, other_titles)
    ordered = _order_candidates(
        declared, h1_candidates, title_tag, json_ld.is_news_article(article)
    )
    return next(((text, origin) for origin, text in ordered), ("", ""))


PlacedTitle = tuple[str, str]  # origin of a title, and the title


def _order_candidates(
    declared: list[PlacedTitle],
    h1_titles: list[PlacedTitle],
    title_tags: list[PlacedTitle],
    is_news: bool,
) -> Iterator[PlacedTitle]:
    """Yields the candidates for the headline, best first; the rules are those of `find_headline`."""
    only_h1 = h1_titles[0] if len({fold_title(title) for _, title in h1_titles}) == 1 else None
    if only_h1:
        yield from _find_og_title_equal_to_h1(declared, only_h1[1])
    yield from (placed for placed in declared if is_news and placed[0] == "json-ld")
    if only_h1:
        yield from _list_h1_candidates(only_h1, [*declared, *title_tags])
    yield from (*declared, *h1_titles, *title_tags)


def _find_og_title_equal_to_h1(declared: list[PlacedTitle], h1: str) -> Iterator[PlacedTitle]:
    """Yields the og:title if it is the same as the h1."""
    for origin, title in declared:
        if origin == "meta og:title" and fold_title(title) == fold_title(h1):
            yield origin, title


def _list_h1_candidates(h1: PlacedTitle, other_titles: list[PlacedTitle]) -> Iterator[PlacedTitle]:
    """Yields the only h1 if it fits the other titles; before it those that it ends with, after a kicker."""
    if len(h1[1]) > MAX_H1:
        return
    h1_words = set(fold_title(h1[1]).split())
    shares = [
        _compute_shared_word_share(h1_words, set(fold_title(title).split()))
        for _, title in other_titles
    ]
    if max(shares, default=1.0) >= MIN_SHARED_WORDS:
        folded = fold_title(h1[1])
        yield from (
            other
            for other in other_titles
            if len(fold_title(other[1])) >= MIN_TAIL and folded.endswith(f" {fold_title(other[1])}")
        )
        yield h1


def _compute_shared_word_share(some: set[str], others: set[str]) -> float:
    return len(some & others) / max(1, min(len(some), len(others)))


def _list_declared_titles(
    article: Mapping[str, Any], metas: Mapping[str, list[str]]
) -> Iterator[PlacedTitle]:
    yield "json-ld", json_ld.find_first_text(article.get("headline") or article.get("name"))
    for key in _META_NAMES:
        if key in metas:
            yield f"meta {key}", metas[key][0]


def _remove_site_names(
    candidates: Iterator[PlacedTitle], sites: set[str], other_titles: set[str]
) -> list[PlacedTitle]:
    """These titles without the site's name; titles that are only that name are left out."""
    kept = []
    for origin, candidate in candidates:
        title = remove_site_name(unescape_entities(candidate), sites, other_titles)
        if title and fold_title(title) not in sites:
            kept.append((origin, title))
    return kept


def list_titles(
    article: Mapping[str, Any], metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> tuple[str, ...]:
    """Every title that the page gives itself."""
    titles = [json_ld.find_first_text(article.get("headline"))]
    titles += [node.text() for node in tree.css("h1")[:5]]
    titles += [metas[key][0] for key in _META_NAMES if key in metas]
    cleaned = (clean_title(unescape_entities(title)) for title in titles if title.strip())
    return tuple(dict.fromkeys(cleaned))


def _node_text(node: LexborNode | None) -> str:
    return node.text(separator=" ").strip() if node else ""


def remove_site_name(title: str, sites: set[str], other_titles: set[str]) -> str:
    """Returns the title without the parts that name the site.

    `sites` are folded names of the site, `other_titles` folded titles from other elements (its h1):
    a part that such a title lacks at the end or the start is taken for the site's name.
    """
    title = clean_title(title)
    for _ in range(3):
        shorter = _remove_one_site_part(title, sites, other_titles)
        if shorter is None:
            return title
        title = shorter
    return title


def _remove_one_site_part(title: str, sites: set[str], other_titles: set[str]) -> str | None:
    cuts = list(_SEPARATORS.finditer(title))
    if not cuts:
        return None
    before, after = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
    if before and (_is_site_name(after, sites) or fold_title(before) in other_titles):
        return before
    before, after = title[: cuts[0].start()].strip(), title[cuts[0].end() :].strip()
    if after and (_is_site_name(before, sites) or fold_title(after) in other_titles):
        return after
    before_first = title[: cuts[0].start()].strip()
    return before_first if len(cuts) > 1 and fold_title(before_first) in other_titles else None


def _is_site_name(part: str, sites: set[str]) -> bool:
    folded = fold_title(part)
    squeezed = folded.replace(" ", "")
    if not folded:
        return False
    return folded in sites or squeezed in {name.replace(" ", "") for name in sites}
