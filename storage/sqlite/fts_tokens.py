"""What the full-text index takes for a word, and pieces of a text that it can look up.

SQLite's tokenizer unicode61 cuts at everything that is neither letter nor digit. Vowel signs and
points belong to the word here, without which Hindi is one consonant after another; those of scripts
without spaces cut, so that a clause of Thai is no single word. A clause of Han is one. So a piece is
as many of these words in a row as carry enough letters, and never begins or ends within one.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

# Thai and Lao, Myanmar, Khmer, kana: beside Han the scripts without spaces between words.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF))
_MARKS = [chr(n) for n in range(0x300, 0x3100) if unicodedata.category(chr(n)) in ("Mn", "Mc")]
_CUTTING = "".join(m for m in _MARKS if any(a <= ord(m) <= b for a, b in _UNSPACED))
_JOINED = "".join(mark for mark in _MARKS if mark not in _CUTTING)
_WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{_JOINED}])*")
TOKENIZER = f"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' separators '{_CUTTING}'"
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
