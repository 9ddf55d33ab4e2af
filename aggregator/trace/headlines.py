"""Articles by their headline: those with the same words, else the nearest ones.

Two headlines are compared by their folded words, and by their letters, which bridges misspelt words.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec.structs import replace

from aggregator import linking
from aggregator.results import FoundHeadline
from storage.corpus.search import Search

MAX_WORDS = 25  # linking tokens of a headline; a longer question is a text
MAX_LENGTH = 300  # characters
MIN_WORDS = 2
MAX_LOOKED_UP = 6  # words of a headline by which near ones are found, the longest
NEAR = 0.75  # how much alike two headlines are of which one is taken for the other
HOLDS_ALL = 0.7
OFFERED = 0.4  # how much alike headlines are that are offered
MAX_OFFERED = 5


def may_be_headline(text: str) -> bool:
    """Return whether a text is one line of few words."""
    line = text.strip()
    is_line = 0 < len(line) <= MAX_LENGTH and "\n" not in line
    return is_line and MIN_WORDS <= linking.count_tokens(line) <= MAX_WORDS


def find_same(search: Search, headline: str) -> list[FoundHeadline]:
    """Return the articles whose headline has the same folded words, those seen first before others."""
    wanted = linking.words(headline)
    found = search.find_by_headline(headline)
    return [row for row in found if linking.words(row.title) == wanted]


def find_nearest(search: Search, headline: str) -> list[FoundHeadline]:
    """Return articles with a similar headline, one of each story, the most alike first."""
    wanted = linking.words(headline)
    longest = sorted(set(wanted), key=lambda word: (-len(word), word))[:MAX_LOOKED_UP]
    nearest: dict[int, FoundHeadline] = {}
    for row in search.find_by_headline_words(longest):
        alike = round(compare_headlines(wanted, linking.words(row.title)), 2)
        known = nearest.get(row.story_id)
        if alike >= OFFERED and (known is None or alike > known.alike):
            nearest[row.story_id] = replace(row, alike=alike)
    return sorted(nearest.values(), key=lambda row: (-row.alike, row.first_seen))[:MAX_OFFERED]


def keep_one_of_each_story(rows: Sequence[FoundHeadline]) -> list[FoundHeadline]:
    """Return the first article of each story."""
    return list({row.story_id: row for row in reversed(rows)}.values())[::-1]


def compare_headlines(a: Sequence[str], b: Sequence[str]) -> float:
    """Return how much headline `b` is like `a`, from 0 to 1, by their words or by their letters.

    One that holds all words of `a` among others is at HOLDS_ALL at least: it is offered, not taken for it.
    """
    if not a or not b:
        return 0.0
    by_words = len({*a} & {*b}) / len({*a} | {*b})
    left, right = (" ".join(words)[:MAX_LENGTH] for words in (a, b))
    by_letters: float = SequenceMatcher(None, left, right, autojunk=False).ratio()
    held = len({*a} & {*b}) / len({*a})
    # Any two sentences of one language share half of their letters in order.
    return max(by_words, 2 * by_letters - 1, HOLDS_ALL * held)
