"""trafilatura's lists of wanted and unwanted elements, each as a walk through the tree.

The library keeps them as XPaths with regular expressions, for which lxml calls Python several times
for every element. Here the same is asked of each combination of attributes once: the pages of a site
share their classes. Lists that are asked for one after the other share one walk (`pruning`). The
patterns come from the library's own tables and so follow them; a test compares both ways on saved
pages.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias, cast

from lxml.etree import _Element

from aggregator.reading.private_trafilatura import baseline, settings, xpaths

Attributes: TypeAlias = Sequence[tuple[str, str]]  # in the order of the page
Patterns: TypeAlias = Mapping[str, re.Pattern[str]]
Walk: TypeAlias = Callable[[_Element], list[_Element]]

REMEMBERED = 8_192  # combinations of attributes each walk keeps its answer for
_BLOCKS = ("div", "item", "list", "p", "section", "span")
_ASIDES = ("aside", "div", "section")
_COMMENTS = ("details", "div", "list", "ol", "section", "ul")
_FRAMES = ("article", "div", "main", "section")
_ANY = ("*",)


class Rule(NamedTuple):
    """Which elements are meant: those of these tags whose attributes are, some of which hold a hint."""

    tags: tuple[str, ...]
    hints: Patterns
    is_meant: Callable[[Attributes], bool]


def install() -> None:
    """Put the walks into the library's lists, in the places of what they do the same as."""
    for name, number, walk in REPLACED:
        vars(xpaths)[name][number] = walk
    vars(baseline)["BASIC_CLEAN_XPATH"] = cleaned


def walk(rule: Rule) -> Walk:
    """A walk that finds what one rule means, in the order of the page."""
    found = _finder([rule])
    return lambda tree: [element for _, element in found(tree)]


def first(rule: Rule) -> Walk:
    """A walk that stops at the first element that a rule means."""
    found = _finder([rule])
    return lambda tree: [element for _, element in islice(found(tree), 1)]


def together(rules: Sequence[Rule]) -> Callable[[_Element], list[list[_Element]]]:
    """One walk that finds what each of the rules means."""
    found = _finder(rules)

    def walk(tree: _Element) -> list[list[_Element]]:
        lists: list[list[_Element]] = [[] for _ in rules]
        for number, element in found(tree):
            lists[number].append(element)
        return lists

    return walk


def _finder(rules: Sequence[Rule]) -> Callable[[_Element], Iterator[tuple[int, _Element]]]:
    """What finds the elements that are meant below an element, each with the number of its rule.

    An attribute is looked at for the hints of all rules at once; most hold none.
    """
    hints = _hints(rules)
    tags = {tag for rule in rules for tag in rule.tags}
    tags = tags if tags.isdisjoint(_ANY) else set(_ANY)

    @lru_cache(maxsize=REMEMBERED)
    def is_hint(item: tuple[str, str]) -> bool:
        return any(pattern.search(item[1]) for pattern in hints[item[0]])

    def meant(element: _Element, told: Attributes) -> Iterator[tuple[int, _Element]]:
        for number, rule in enumerate(rules):
            if (rule.tags == _ANY or element.tag in rule.tags) and rule.is_meant(told):
                yield number, element

    def found(tree: _Element) -> Iterator[tuple[int, _Element]]:
        for element in tree.iter(*tags):
            told = cast("Attributes", element.items())
            for item in told:
                if item[0] in hints and is_hint(item):
                    yield from meant(element, told) if element is not tree else ()
                    break

    return found


def _hints(rules: Sequence[Rule]) -> dict[str, list[re.Pattern[str]]]:
    """The patterns of all rules for each attribute."""
    hints: dict[str, list[re.Pattern[str]]] = {}
    for rule in rules:
        for name, pattern in rule.hints.items():
            hints.setdefault(name, []).append(pattern)
    return hints


def _pattern(*tokens: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(token for group in tokens for token in group))


def _merged(first: Patterns, second: Patterns) -> Patterns:
    return {
        name: _pattern(tuple(each[name].pattern for each in (first, second) if name in each))
        for name in {**first, **second}
    }


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
_CONCEALED = {
    "id": re.compile("^reply-|hidden"),
    "class": re.compile("^reply-"),
    "style": re.compile("hidden"),
}
_FOOTER = dict.fromkeys(("id", "class"), re.compile("footer"))
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


def is_appended(element: _Element) -> bool:
    """Whole articles that follow under endless scrolling; a plain container of the headline is none."""
    marks = f"{element.get('id', '')} {element.get('class', '')}"
    return "mvp-post-add-" in marks or next(element.iter("h1"), None) is None


def cleaned(tree: _Element) -> list[_Element]:
    """What is no text of a page by its tag or its name, each once and in any order."""
    footers, notices = _FURNITURE(tree)
    return list(dict.fromkeys([*tree.iter(*_NO_TEXT), *footers, *notices]))


def _of(tags: tuple[str, ...], patterns: Patterns) -> Rule:
    return Rule(tags, patterns, lambda given: _any(given, patterns))


_NO_TEXT = ("aside", "fencedframe", "footer", "script", "style", "svg", "template")
_NOTICE = re.compile(settings._COOKIE_CONSENT_RE, re.IGNORECASE)
_FURNITURE = together(
    [
        Rule(("div",), _FOOTER, lambda given: "footer" in _first(given, "id", "class")),
        _of(_ANY, {"id": _NOTICE, "class": _NOTICE}),
    ]
)
ENDLESS = _of(_ASIDES, {"id": _APPENDED, "class": _APPENDED})
BUTTONS = _of(_ASIDES, {"class": re.compile("elementor-share-buttons")})
COMMENTS = _of(_COMMENTS, _COMMENT)
DISCARDED = Rule(
    _BLOCKS, _merged(_DISCARDED, dict.fromkeys(("id", "class"), _CONSENT)), _is_discarded
)
HIDDEN = Rule(_ANY, _merged(_HIDDEN, _CONCEALED), _is_hidden)
TEASERS = _of(_BLOCKS, dict.fromkeys(("id", "class"), re.compile("[Tt]easer")))
CAPTIONS = _of(_BLOCKS, dict.fromkeys(("id", "class"), re.compile("caption")))
_ENDLESS = walk(ENDLESS)


def appended(tree: _Element) -> list[_Element]:
    return [each for each in _ENDLESS(tree) if is_appended(each)]


REPLACED: tuple[tuple[str, int, Walk], ...] = (
    ("BODY_XPATH", 0, first(_of(_FRAMES, _BODY))),
    ("BODY_XPATH", 2, first(_of(_FRAMES, _STORY))),
    ("BODY_XPATH", 3, first(_of(_FRAMES, _MAIN))),
    ("OVERALL_DISCARD_XPATH", 0, walk(DISCARDED)),
    ("OVERALL_DISCARD_XPATH", 1, walk(HIDDEN)),
    ("RAW_TREE_PRUNE_XPATH", 0, appended),
    ("RAW_TREE_PRUNE_XPATH", 1, walk(BUTTONS)),
    ("REMOVE_COMMENTS_AND_LISTS_XPATH", 0, walk(COMMENTS)),
    ("TEASER_DISCARD_XPATH", 0, walk(TEASERS)),
    ("DISCARD_IMAGE_ELEMENTS", 0, walk(CAPTIONS)),
)
