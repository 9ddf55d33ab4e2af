"""The headline as the publisher wrote it: without the site's name behind or before it."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import json_ld

MAX_TITLE = 500  # characters
MAX_HEAD = 200  # characters of a headline that is shown; longer is a standfirst set in its place
ALIKE = 0.15  # share of words that a shown headline has in common with a declared one, at least
MIN_TAIL = 12  # characters of a headline that may stand behind a kicker

_METAS = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")

_PARTS = re.compile(r"\s+[|–—\-·•»«:/~]+\s+|\s*[|｜]\s*|\s*_(?=[^_]{2,20}$)")


def fold(text: str) -> str:
    """Letters and digits only, case and width folded: what tells two titles apart."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def clean(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split())[:MAX_TITLE]


def unescaped(text: str) -> str:
    """Entities that were escaped twice, as many systems do in meta tags."""
    return html.unescape(text) if "&" in text else text


def headline(
    article: Mapping[str, Any],
    metas: Mapping[str, list[str]],
    tree: LexborHTMLParser,
    sites: set[str],
) -> tuple[str, str]:
    """The headline as the publisher wrote it, without the site's name, and where it stands.

    What a page both shows and shares (its only h1 and og:title) is its headline; else what a news
    article declares; else its only h1, because titles elsewhere are often written for search engines.
    `sites` are folded names of the site.
    """
    large = [clean(_text(node)) for node in tree.css("h1")[:5]]
    lesser = large or [clean(node.text()) for node in tree.css("h2, b, strong")[:20]]
    others = {fold(head) for head in lesser if head} - sites
    declared = _usable(_declared(article, metas), sites, others)
    shown = _usable((("h1", head) for head in large), sites, others)
    title = ("title", _text(tree.css_first("head title") or tree.css_first("title")))
    named = _usable(iter([title]), sites, others)
    order = _ordered(declared, shown, named, json_ld.is_news(article))
    return next(((told, where) for where, told in order), ("", ""))


Told = tuple[str, str]  # where a title stands, and the title


def _ordered(
    declared: list[Told], shown: list[Told], named: list[Told], news: bool
) -> Iterator[Told]:
    shared = {fold(told): (where, told) for where, told in declared if where == "meta og:title"}
    only = shown[0] if len({fold(told) for _, told in shown}) == 1 else None
    if only and fold(only[1]) in shared:
        yield shared[fold(only[1])]
    yield from (told for told in declared if news and told[0] == "json-ld")
    if only:
        yield from _fitting(only, [*declared, *named])
    yield from (*declared, *shown, *named)


def _fitting(only: Told, elsewhere: list[Told]) -> Iterator[Told]:
    """The only h1, if it fits what the page says elsewhere: without the kicker before its headline."""
    if len(only[1]) > MAX_HEAD:
        return
    words = set(fold(only[1]).split())
    shares = [_shared(words, set(fold(told).split())) for _, told in elsewhere]
    if max(shares, default=1.0) >= ALIKE:
        whole = fold(only[1])
        yield from (
            other
            for other in elsewhere
            if len(fold(other[1])) >= MIN_TAIL and whole.endswith(f" {fold(other[1])}")
        )
        yield only


def _shared(some: set[str], others: set[str]) -> float:
    return len(some & others) / max(1, min(len(some), len(others)))


def _declared(article: Mapping[str, Any], metas: Mapping[str, list[str]]) -> Iterator[Told]:
    yield "json-ld", json_ld.text(article.get("headline") or article.get("name"))
    for key in _METAS:
        if key in metas:
            yield f"meta {key}", metas[key][0]


def _usable(candidates: Iterator[Told], sites: set[str], others: set[str]) -> list[Told]:
    """These titles without the site's name; none that is only that."""
    told = ((where, without_site(unescaped(title), sites, others)) for where, title in candidates)
    return [(where, title) for where, title in told if title and fold(title) not in sites]


def heads(
    article: Mapping[str, Any], metas: Mapping[str, list[str]], tree: LexborHTMLParser
) -> tuple[str, ...]:
    """Every title the page gives itself."""
    told = [json_ld.text(article.get("headline")), *(node.text() for node in tree.css("h1")[:5])]
    told += [metas[key][0] for key in _METAS if key in metas]
    return tuple(dict.fromkeys(clean(unescaped(head)) for head in told if head.strip()))


def _text(node: LexborNode | None) -> str:
    return node.text(separator=" ").strip() if node else ""


def without_site(title: str, sites: set[str], others: set[str]) -> str:
    """The title without parts that name the site.

    `sites` are folded names of the site, `others` folded titles the page gives elsewhere (its h1):
    what such a title lacks at the end or the start is taken for the site's.
    """
    title = clean(title)
    for _ in range(3):
        shorter = _shorter(title, sites, others)
        if shorter is None:
            return title
        title = shorter
    return title


def _shorter(title: str, sites: set[str], others: set[str]) -> str | None:
    cuts = list(_PARTS.finditer(title))
    if not cuts:
        return None
    head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
    if head and (_names_site(tail, sites) or fold(head) in others):
        return head
    head, tail = title[: cuts[0].start()].strip(), title[cuts[0].end() :].strip()
    if tail and (_names_site(head, sites) or fold(tail) in others):
        return tail
    first = title[: cuts[0].start()].strip()
    return first if len(cuts) > 1 and fold(first) in others else None


def _names_site(part: str, sites: set[str]) -> bool:
    folded = fold(part)
    squeezed = folded.replace(" ", "")
    return bool(folded) and (
        folded in sites or squeezed in {name.replace(" ", "") for name in sites}
    )
