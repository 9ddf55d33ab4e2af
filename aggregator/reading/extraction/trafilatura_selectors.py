"""trafilatura's XPaths of wanted and unwanted elements, each as a walk through the tree.

The library's XPaths hold regular expressions, for which lxml calls Python several times for every
element. Here each distinct attribute is tested once: the pages of a site share their classes. Selectors
that are used one after the other share one walk (`pruning`). The patterns come from the library's own
tables and so follow them; a test compares both ways on saved pages.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias, cast

from lxml.etree import _Element

from aggregator.reading.extraction.private_trafilatura import baseline, settings, xpaths

AttributeItems: TypeAlias = Sequence[tuple[str, str]]  # in the order of the page
AttributePatterns: TypeAlias = Mapping[str, re.Pattern[str]]
Selector: TypeAlias = Callable[[_Element], list[_Element]]

CACHE_SIZE = 8_192  # attributes that each selector caches its answer for
_BLOCK_TAGS = ("div", "item", "list", "p", "section", "span")
_ASIDE_TAGS = ("aside", "div", "section")
_COMMENT_TAGS = ("details", "div", "list", "ol", "section", "ul")
_FRAME_TAGS = ("article", "div", "main", "section")
_ANY_TAG = ("*",)


class ElementRule(NamedTuple):
    """The elements with one of these tags whose attributes `matches` accepts.

    `patterns` is a cheap test first: only an element with an attribute that matches one is asked.
    """

    tags: tuple[str, ...]
    patterns: AttributePatterns
    matches: Callable[[AttributeItems], bool]


def install_selectors() -> None:
    """Put each selector in the place of the XPath it is equivalent to, in our private trafilatura."""
    for name, number, selector in REPLACEMENTS:
        vars(xpaths)[name][number] = selector
    vars(baseline)["BASIC_CLEAN_XPATH"] = select_non_text


def make_selector(rule: ElementRule) -> Selector:
    """Returns a function that lists the elements below a tree that match a rule, in document order."""
    search = _make_search([rule])
    return lambda tree: [element for _, element in search(tree)]


def make_first_selector(rule: ElementRule) -> Selector:
    """Returns a function that lists at most the first element that matches a rule."""
    search = _make_search([rule])
    return lambda tree: [element for _, element in islice(search(tree), 1)]


def make_joint_selector(rules: Sequence[ElementRule]) -> Callable[[_Element], list[list[_Element]]]:
    """Returns a function that lists the elements matching each rule, in one walk."""
    search = _make_search(rules)

    def select(tree: _Element) -> list[list[_Element]]:
        lists: list[list[_Element]] = [[] for _ in rules]
        for number, element in search(tree):
            lists[number].append(element)
        return lists

    return select


def _make_search(
    rules: Sequence[ElementRule],
) -> Callable[[_Element], Iterator[tuple[int, _Element]]]:
    """Returns a generator function over (index of rule, element) for the elements below a tree.

    An attribute is tested against the patterns of all rules at once; most match none.
    """
    patterns = _group_patterns(rules)
    tags = {tag for rule in rules for tag in rule.tags}
    tags = tags if tags.isdisjoint(_ANY_TAG) else set(_ANY_TAG)

    @lru_cache(maxsize=CACHE_SIZE)
    def is_candidate(item: tuple[str, str]) -> bool:
        return any(pattern.search(item[1]) for pattern in patterns[item[0]])

    def matching_rules(
        element: _Element, attributes: AttributeItems
    ) -> Iterator[tuple[int, _Element]]:
        for number, rule in enumerate(rules):
            if (rule.tags == _ANY_TAG or element.tag in rule.tags) and rule.matches(attributes):
                yield number, element

    def search(tree: _Element) -> Iterator[tuple[int, _Element]]:
        for element in tree.iter(*tags):
            attributes = cast("AttributeItems", element.items())
            for item in attributes:
                if item[0] in patterns and is_candidate(item):
                    yield from matching_rules(element, attributes) if element is not tree else ()
                    break

    return search


def _group_patterns(rules: Sequence[ElementRule]) -> dict[str, list[re.Pattern[str]]]:
    """The patterns of all rules by attribute name."""
    patterns_of: dict[str, list[re.Pattern[str]]] = {}
    for rule in rules:
        for name, pattern in rule.patterns.items():
            patterns_of.setdefault(name, []).append(pattern)
    return patterns_of


def _compile_any(*tokens: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(token for group in tokens for token in group))


def _merge_patterns(one: AttributePatterns, other: AttributePatterns) -> AttributePatterns:
    return {
        name: _compile_any(tuple(each[name].pattern for each in (one, other) if name in each))
        for name in {**one, **other}
    }


def _matches_any(attributes: AttributeItems, patterns: AttributePatterns) -> bool:
    return any(name in patterns and patterns[name].search(value) for name, value in attributes)


def _get_first_id_or_class(attributes: AttributeItems, *names: str) -> str:
    """The value of XPath's `@id|@class`: that of the attribute which comes first."""
    return next((value for name, value in attributes if name in names), "")


_DISCARDED_ID_OR_CLASS = xpaths._OVERALL_DISCARD_BOTH_TOKENS
_DISCARDED_PATTERNS = {
    "id": _compile_any(_DISCARDED_ID_OR_CLASS, xpaths._OVERALL_DISCARD_ID_TOKENS),
    "class": _compile_any(_DISCARDED_ID_OR_CLASS, xpaths._OVERALL_DISCARD_CLASS_TOKENS),
    "role": re.compile("[Nn]av"),
    "data-component": re.compile("MostPopularStories"),
    "data-lp-replacement-content": re.compile(""),
}
_CONSENT_PATTERN = _compile_any(xpaths._CONSENT_ID_CLASS_TOKENS)
_HIDDEN_PATTERNS = {
    "id": re.compile("reader-comments|akismet"),
    "class": re.compile(
        "^comments-title$|^hide-|comments-title|nocomments|-reply-|message|akismet|suggest-links|-hide-|"
        "hide-print| hidden| hide|noprint|notloaded"
    ),
    "style": re.compile("display: ?none"),
    "aria-hidden": re.compile("^true$"),
}
_HIDDEN_FIRST_PATTERNS = {
    "id": re.compile("^reply-|hidden"),
    "class": re.compile("^reply-"),
    "style": re.compile("hidden"),
}
_FOOTER_PATTERNS = dict.fromkeys(("id", "class"), re.compile("footer"))
_APPENDED_PATTERN = re.compile("mvp-post-add-(?:box|wrap)|infinite-?scroll")
_COMMENT_PATTERNS = {
    "id": re.compile(f"^(?:{xpaths._COMMENTS_ID}|disqus_thread|dsq-comments)"),
    "class": re.compile(xpaths._COMMENTS_CLASS),
}
_BODY_PATTERNS = {
    "class": _compile_any(("^post$", "^entry$"), xpaths._ARTICLE_CONTENT_CLASS_TOKENS),
    "id": _compile_any(("^articleContent$",), xpaths._ARTICLE_CONTENT_ID_TOKENS),
    "itemprop": re.compile("^articleBody$"),
}
_STORY_PATTERNS = {
    "role": re.compile("^article$"),
    "id": _compile_any(("^article$", "^story$"), xpaths._STORY_ID_TOKENS),
    "class": _compile_any(
        ("^(?:postarea|art-postcontent|text|cell|story)$", "(?i:fulltext)"),
        xpaths._STORY_CLASS_TOKENS,
    ),
}
_MAIN_PATTERNS = {
    "id": _compile_any(("^content$", "[Mm]ain-[Cc]ontent"), xpaths._MAIN_CONTENT_ID_TOKENS),
    "class": _compile_any(
        ("^content$", "[Mm]ain-[Cc]ontent", "[Pp]age-[Cc]ontent"),
        xpaths._MAIN_CONTENT_CLASS_TOKENS,
    ),
}


def _is_discarded(attributes: AttributeItems) -> bool:
    return _matches_any(attributes, _DISCARDED_PATTERNS) or bool(
        _CONSENT_PATTERN.search(_get_first_id_or_class(attributes, "id", "class"))
    )


def _is_hidden(attributes: AttributeItems) -> bool:
    return (
        _matches_any(attributes, _HIDDEN_PATTERNS)
        or _get_first_id_or_class(attributes, "id", "class").startswith("reply-")
        or "hidden" in _get_first_id_or_class(attributes, "id", "style")
    )


def is_appended_article(element: _Element) -> bool:
    """Whether an element is an article appended by endless scrolling, not the headline's container."""
    marks = f"{element.get('id', '')} {element.get('class', '')}"
    return "mvp-post-add-" in marks or next(element.iter("h1"), None) is None


def select_non_text(tree: _Element) -> list[_Element]:
    """Elements that hold no article text by their tag, id or class; each once, in any order."""
    footers, notices = _select_footers_and_notices(tree)
    return list(dict.fromkeys([*tree.iter(*_NON_TEXT_TAGS), *footers, *notices]))


def _make_rule(tags: tuple[str, ...], patterns: AttributePatterns) -> ElementRule:
    return ElementRule(tags, patterns, lambda attributes: _matches_any(attributes, patterns))


_NON_TEXT_TAGS = ("aside", "fencedframe", "footer", "script", "style", "svg", "template")
_COOKIE_NOTICE = re.compile(settings._COOKIE_CONSENT_RE, re.IGNORECASE)
_select_footers_and_notices = make_joint_selector(
    [
        ElementRule(
            ("div",),
            _FOOTER_PATTERNS,
            lambda attributes: "footer" in _get_first_id_or_class(attributes, "id", "class"),
        ),
        _make_rule(_ANY_TAG, {"id": _COOKIE_NOTICE, "class": _COOKIE_NOTICE}),
    ]
)
APPENDED_ARTICLES = _make_rule(_ASIDE_TAGS, {"id": _APPENDED_PATTERN, "class": _APPENDED_PATTERN})
SHARE_BUTTONS = _make_rule(_ASIDE_TAGS, {"class": re.compile("elementor-share-buttons")})
COMMENTS = _make_rule(_COMMENT_TAGS, _COMMENT_PATTERNS)
DISCARDED = ElementRule(
    _BLOCK_TAGS,
    _merge_patterns(_DISCARDED_PATTERNS, dict.fromkeys(("id", "class"), _CONSENT_PATTERN)),
    _is_discarded,
)
HIDDEN = ElementRule(
    _ANY_TAG, _merge_patterns(_HIDDEN_PATTERNS, _HIDDEN_FIRST_PATTERNS), _is_hidden
)
TEASERS = _make_rule(_BLOCK_TAGS, dict.fromkeys(("id", "class"), re.compile("[Tt]easer")))
CAPTIONS = _make_rule(_BLOCK_TAGS, dict.fromkeys(("id", "class"), re.compile("caption")))
_select_appended = make_selector(APPENDED_ARTICLES)


def select_appended_articles(tree: _Element) -> list[_Element]:
    return [each for each in _select_appended(tree) if is_appended_article(each)]


REPLACEMENTS: tuple[tuple[str, int, Selector], ...] = (
    ("BODY_XPATH", 0, make_first_selector(_make_rule(_FRAME_TAGS, _BODY_PATTERNS))),
    ("BODY_XPATH", 2, make_first_selector(_make_rule(_FRAME_TAGS, _STORY_PATTERNS))),
    ("BODY_XPATH", 3, make_first_selector(_make_rule(_FRAME_TAGS, _MAIN_PATTERNS))),
    ("OVERALL_DISCARD_XPATH", 0, make_selector(DISCARDED)),
    ("OVERALL_DISCARD_XPATH", 1, make_selector(HIDDEN)),
    ("RAW_TREE_PRUNE_XPATH", 0, select_appended_articles),
    ("RAW_TREE_PRUNE_XPATH", 1, make_selector(SHARE_BUTTONS)),
    ("REMOVE_COMMENTS_AND_LISTS_XPATH", 0, make_selector(COMMENTS)),
    ("TEASER_DISCARD_XPATH", 0, make_selector(TEASERS)),
    ("DISCARD_IMAGE_ELEMENTS", 0, make_selector(CAPTIONS)),
)
