"""The tokenizer of the full-text index, and fragments of a text that can be looked up in it.

SQLite's tokenizer unicode61 splits at every character that is neither letter nor digit. Here vowel
signs and points are part of a word: without them a Hindi word is a row of single consonants. In
scripts without spaces they split, so that a clause of Thai is more than one token. A clause of Han is
one token. A fragment is a row of tokens with enough letters; it never begins or ends within a token.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

# Thai and Lao, Myanmar, Khmer, kana: with Han, the scripts without spaces between words.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF))
_MARKS = [chr(n) for n in range(0x300, 0x3100) if unicodedata.category(chr(n)) in ("Mn", "Mc")]
_SPLITTING_MARKS = "".join(m for m in _MARKS if any(a <= ord(m) <= b for a, b in _UNSPACED))
_WORD_MARKS = "".join(mark for mark in _MARKS if mark not in _SPLITTING_MARKS)
_WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{_WORD_MARKS}])*")
TOKENIZER = (
    f"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' separators '{_SPLITTING_MARKS}'"
)
FRAGMENT_BYTES = 24  # UTF-8: about five words of English, eight characters of Han or Thai
MAX_FRAGMENTS = 16  # of one text


def select_fragments(text: str) -> list[str]:
    """Returns at most MAX_FRAGMENTS fragments, spread over the whole text.

    A long text is split into parts, and of each part the fragment with the longest word is taken: it
    is probably rare. The fragment with the longest word of all comes first.
    """
    found = list(_split_into_fragments(text))
    if len(found) > MAX_FRAGMENTS:
        bounds = [len(found) * part // MAX_FRAGMENTS for part in range(MAX_FRAGMENTS + 1)]
        parts = (found[start:end] for start, end in pairwise(bounds))
        found = [max(part, key=lambda fragment: fragment[1]) for part in parts]
    return [fragment for fragment, _ in sorted(found, key=lambda fragment: -fragment[1])]


def _split_into_fragments(text: str) -> Iterator[tuple[str, int]]:
    """Yields each fragment with the byte length of its longest word."""
    start, size, longest = 0, 0, 0
    for word in _WORD.finditer(text):
        if not size:
            start, longest = word.start(), 0
        length = len(word.group().encode("utf-8", "surrogatepass"))
        size += length
        longest = max(longest, length)
        if size >= FRAGMENT_BYTES:
            yield text[start : word.end()], longest
            size = 0
