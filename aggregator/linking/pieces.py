"""Pieces of a text, to be looked for word by word in a full-text index.

Cut where SQLite's tokenizer unicode61 cuts: at everything that is neither letter nor digit. To it a
clause of Han is one word, and Thai falls apart at its vowel signs. So a piece is as many of its words
in a row as carry enough letters, and never begins or ends within one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
ENOUGH = 24  # bytes of UTF-8 in a piece: five words of English, eight characters of Han or Thai
MOST = 16  # pieces of one text


def pieces(text: str) -> list[str]:
    """At most MOST runs of words that follow one another, from all over the text.

    Of each part of a long text the run with the longest word, which mostly is a rare one; the
    longest of all first, so that the first few find what can be found.
    """
    found = list(_runs(text))
    if len(found) > MOST:
        bounds = [len(found) * part // MOST for part in range(MOST + 1)]
        parts = (found[start:end] for start, end in pairwise(bounds))
        found = [max(part, key=lambda run: run[1]) for part in parts]
    return [run for run, _ in sorted(found, key=lambda run: -run[1])]


def _runs(text: str) -> Iterator[tuple[str, int]]:
    """Each run of words with the length of its longest."""
    start, size, longest = 0, 0, 0
    for word in _WORD.finditer(text):
        if not size:
            start, longest = word.start(), 0
        length = len(word.group().encode("utf-8", "surrogatepass"))
        size += length
        longest = max(longest, length)
        if size >= ENOUGH:
            yield text[start : word.end()], longest
            size = 0
