"""trafilatura's lists of wanted and unwanted elements, each as one walk through the tree.

The library keeps them as XPaths with regular expressions, for which lxml calls Python several times
for every element. Here the same is asked of each combination of attributes once: the pages of a site
share their classes. The patterns come from the library's own tables and so follow them; a test
compares both ways on saved pages.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeAlias

from lxml.etree import _Element
from trafilatura import settings, xpaths

Attributes: TypeAlias = tuple[tuple[str, str], ...]  # in the order of the page
Patterns: TypeAlias = Mapping[str, re.Pattern[str]]
Walk: TypeAlias = Callable[[_Element], list[_Element]]

REMEMBERED = 8_192  # combinations of attributes each walk keeps its answer for
_BLOCKS = ("div", "item", "list", "p", "section", "span")
_ASIDES = ("aside", "div", "section")
_COMMENTS = ("details", "div", "list", "ol", "section", "ul")
_FRAMES = ("article", "div", "main", "section")


def install() -> None:
    """Put the walks into the library's lists, in the places of what they do the same as."""
    for xpath, number, walk in REPLACED:
        xpath[number] = walk
    vars(import_module("trafilatura.baseline"))["BASIC_CLEAN_XPATH"] = cleaned


def walks(
    tags: tuple[str, ...],
    names: str,
    is_meant: Callable[[Attributes], bool],
    *,
    first: bool = False,
) -> Walk:
    """A walk that finds the elements of these tags whose attributes of these names are meant."""
    asked = frozenset(names.split())
    judged = lru_cache(maxsize=REMEMBERED)(is_meant)

    def found(tree: _Element) -> Iterator[_Element]:
        for element in tree.iter(*tags):
            told = tuple([item for item in element.items() if item[0] in asked])
            if told and judged(told) and element is not tree:
                yield element

    def walk(tree: _Element) -> list[_Element]:
        elements = found(tree)
        return (
            [each for each in [next(elements, None)] if each is not None]
            if first
            else list(elements)
        )

    return walk


def _pattern(*tokens: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(token for group in tokens for token in group))


def _any(given: Attributes, patterns: Patterns) -> bool:
    return any(name in patterns and patterns[name].search(value) for name, value in given)


def _first(given: Attributes, *names: str) -> str:
    """What XPath makes of `@id|@class`: the one that comes first."""
    return next((value for name, value in given if name in names), "")


_BOTH = xpaths._OVERALL_DISCARD_BOTH_TOKENS
_DISCARDED = {
    "id": _pattern(_BOTH, xpaths._OVERALL_DISCARD_ID_TOKENS),
    "class": _pattern(_BOTH, xpaths._OVERALL_DISCARD_CLASS_TOKENS),
    "role": re.compile("[Nn]av"),
    "data-component": re.compile("MostPopularStories"),
    "data-lp-replacement-content": re.compile(""),
}
_CONSENT = _pattern(xpaths._CONSENT_ID_CLASS_TOKENS)
_HIDDEN = {
    "id": re.compile("reader-comments|akismet"),
    "class": re.compile(
        "^comments-title$|^hide-|comments-title|nocomments|-reply-|message|akismet|suggest-links|-hide-|"
        "hide-print| hidden| hide|noprint|notloaded"
    ),
    "style": re.compile("display: ?none"),
    "aria-hidden": re.compile("^true$"),
}
_APPENDED = re.compile("mvp-post-add-(?:box|wrap)|infinite-?scroll")
_COMMENT = {
    "id": re.compile(f"^(?:{xpaths._COMMENTS_ID}|disqus_thread|dsq-comments)"),
    "class": re.compile(xpaths._COMMENTS_CLASS),
}
_BODY = {
    "class": _pattern(("^post$", "^entry$"), xpaths._ARTICLE_CONTENT_CLASS_TOKENS),
    "id": _pattern(("^articleContent$",), xpaths._ARTICLE_CONTENT_ID_TOKENS),
    "itemprop": re.compile("^articleBody$"),
}
_STORY = {
    "role": re.compile("^article$"),
    "id": _pattern(("^article$", "^story$"), xpaths._STORY_ID_TOKENS),
    "class": _pattern(
        ("^(?:postarea|art-postcontent|text|cell|story)$", "(?i:fulltext)"),
        xpaths._STORY_CLASS_TOKENS,
    ),
}
_MAIN = {
    "id": _pattern(("^content$", "[Mm]ain-[Cc]ontent"), xpaths._MAIN_CONTENT_ID_TOKENS),
    "class": _pattern(
        ("^content$", "[Mm]ain-[Cc]ontent", "[Pp]age-[Cc]ontent"),
        xpaths._MAIN_CONTENT_CLASS_TOKENS,
    ),
}


def _is_discarded(given: Attributes) -> bool:
    return _any(given, _DISCARDED) or bool(_CONSENT.search(_first(given, "id", "class")))


def _is_hidden(given: Attributes) -> bool:
    return (
        _any(given, _HIDDEN)
        or _first(given, "id", "class").startswith("reply-")
        or "hidden" in _first(given, "id", "style")
    )


def _is_appended(element: _Element) -> bool:
    """Whole articles that follow under endless scrolling; a plain container of the headline is none."""
    marks = f"{element.get('id', '')} {element.get('class', '')}"
    return "mvp-post-add-" in marks or next(element.iter("h1"), None) is None


def _appended(tree: _Element) -> list[_Element]:
    return [each for each in _ENDLESS(tree) if _is_appended(each)]


def cleaned(tree: _Element) -> list[_Element]:
    """What is no text of a page by its tag or its name, each once and in any order."""
    return list(dict.fromkeys([*tree.iter(*_NO_TEXT), *_FOOTERS(tree), *_NOTICES(tree)]))


def _of(tags: tuple[str, ...], patterns: Patterns, *, first: bool = False) -> Walk:
    return walks(tags, " ".join(patterns), lambda given: _any(given, patterns), first=first)


_NO_TEXT = ("aside", "fencedframe", "footer", "script", "style", "svg", "template")
_NOTICE = re.compile(settings._COOKIE_CONSENT_RE, re.IGNORECASE)
_NOTICES = _of(("*",), {"id": _NOTICE, "class": _NOTICE})
_FOOTERS = walks(("div",), "id class", lambda given: "footer" in _first(given, "id", "class"))
_ENDLESS = _of(_ASIDES, {"id": _APPENDED, "class": _APPENDED})
REPLACED: tuple[tuple[list[Any], int, Walk], ...] = (
    (xpaths.BODY_XPATH, 0, _of(_FRAMES, _BODY, first=True)),
    (xpaths.BODY_XPATH, 2, _of(_FRAMES, _STORY, first=True)),
    (xpaths.BODY_XPATH, 3, _of(_FRAMES, _MAIN, first=True)),
    (xpaths.OVERALL_DISCARD_XPATH, 0, walks(_BLOCKS, " ".join(_DISCARDED), _is_discarded)),
    (xpaths.OVERALL_DISCARD_XPATH, 1, walks(("*",), " ".join(_HIDDEN), _is_hidden)),
    (xpaths.RAW_TREE_PRUNE_XPATH, 0, _appended),
    (
        xpaths.RAW_TREE_PRUNE_XPATH,
        1,
        _of(_ASIDES, {"class": re.compile("elementor-share-buttons")}),
    ),
    (xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH, 0, _of(_COMMENTS, _COMMENT)),
    (xpaths.REMOVE_COMMENTS_XPATH, 0, _of(("details", "div", "list", "section"), _COMMENT)),
    (
        xpaths.TEASER_DISCARD_XPATH,
        0,
        _of(_BLOCKS, dict.fromkeys(("id", "class"), re.compile("[Tt]easer"))),
    ),
    (
        xpaths.DISCARD_IMAGE_ELEMENTS,
        0,
        _of(_BLOCKS, dict.fromkeys(("id", "class"), re.compile("caption"))),
    ),
)
