"""Snippets: the part of a text in which the words of a query are, with marks around them."""

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

WORDS = 24  # of a snippet
MAX_TERMS = 16  # that are looked for
LONG_WORD = 14  # characters; a clause without spaces counts as so many words
BEFORE = 4  # words before the first one that was searched for, where the text has them
REACH = 120  # characters, of which a snippet has as many after the first hit, or more
GAP = " … "
_WORD = re.compile(r"[^\W_]+")
_FOREIGN = re.compile(r"[^\x00-\x7f\u2010-\u206f]+")  # neither ASCII nor a dash or quotation mark
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_SPACE = re.compile(r"\s+")


def make_snippet(text: str, terms: Sequence[str]) -> str:
    """Returns about WORDS words of a text with the most different terms, each marked with [ and ].

    A term is a word or a phrase. Of a text that has none of them, the start.
    """
    folded = _fold(text)
    found = sorted(_find_terms(folded, terms))
    first = _find_best_start(found)
    start = _find_start(folded, found[first][0]) if found else 0
    end = _find_end(folded, start)
    inside = [(begin, stop) for begin, stop, _ in found if start <= begin and stop <= end]
    marked = _mark(text, inside, start, end)
    return (GAP if start else "").lstrip() + marked + (GAP if end < len(text) else "").rstrip()


def _fold(text: str) -> str:
    """Returns a text in lower case and without diacritics, each character in its place."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text.translate(_LOWER)
    return _FOREIGN.sub(lambda run: "".join(map(_fold_character, run[0])), lower)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFD", character)[0].lower()
    return folded if len(folded) == 1 else character


def _find_terms(folded: str, terms: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yields start, end and number of each term in a text."""
    for number, term in enumerate(terms[:MAX_TERMS]):
        words = _WORD.findall(_fold(term))
        if words:
            pattern = r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, words)) + r"(?![^\W_])"
            yield from ((hit.start(), hit.end(), number) for hit in re.finditer(pattern, folded))


def _find_best_start(found: Sequence[tuple[int, int, int]]) -> int:
    """Returns the place among hits from which the next ones, within a snippet, are the most different terms."""
    best, most, end = 0, 0, 0
    counts: dict[int, int] = {}
    for place, (start, _, number) in enumerate(found):
        while end < len(found) and found[end][1] <= start + REACH:
            counts[found[end][2]] = counts.get(found[end][2], 0) + 1
            end += 1
        if len(counts) > most:
            best, most = place, len(counts)
        if number in counts:
            counts[number] -= 1
            if not counts[number]:
                del counts[number]
    return best


def _find_start(folded: str, hit: int) -> int:
    """Returns where a snippet starts: a few words before a hit."""
    first = max(0, hit - BEFORE * LONG_WORD)
    words = [word.start() for word in _WORD.finditer(folded, first, hit)]
    if first == 0:
        return words[-BEFORE] if len(words) > BEFORE else 0
    return words[1:][-BEFORE] if len(words) > BEFORE else hit  # the first one may be cut


def _find_end(folded: str, start: int) -> int:
    """Returns where a snippet ends: after WORDS words, or sooner where there are no spaces between words."""
    last = start + WORDS * LONG_WORD
    ends = [word.end() for word in islice(_WORD.finditer(folded, start, last), WORDS + 1)]
    return ends[WORDS - 1] if len(ends) > WORDS else min(last, len(folded))


def _mark(text: str, hits: Sequence[tuple[int, int]], start: int, end: int) -> str:
    parts, done = [], start
    for begin, stop in hits:
        if begin >= done:
            parts += [text[done:begin], "[", text[begin:stop], "]"]
            done = stop
    return _SPACE.sub(" ", "".join([*parts, text[done:end]])).strip()
