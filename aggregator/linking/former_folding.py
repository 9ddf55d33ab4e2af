"""Folding 1, as released before `folding`: NFKC, lower case, no soft hyphens.

It is kept for tombstones: those of folding 1 hold hashes of words that were folded so, and the texts that they
were made of are gone. It must never change.
"""

import re
from itertools import groupby
from unicodedata import combining, is_normalized, normalize

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
_WORD = re.compile(f"[{_UNSPACED}]+|(?:[^\\W{_UNSPACED}]|[{_MARKS}])+")
_STARTS_UNSPACED = re.compile(f"[{_UNSPACED}]")
UNSPACED_WORD = 4  # characters of a word in a script without spaces
MAX_MARKS = 30  # in a row: NFKC takes quadratic time in their number


def split_into_words(text: str) -> list[str]:
    """Returns the words of a text, folded as folding 1 does."""
    return [word for found in _WORD.findall(_fold(text)) for word in _split_unspaced(found)]


def _fold(text: str) -> str:
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", _shorten_rows_of_marks(text))
    return text.lower().replace("\u00ad", "")


def _shorten_rows_of_marks(text: str) -> str:
    rows = (
        "".join(row) for _, row in groupby(text, key=lambda character: combining(character) > 0)
    )
    return "".join(row[:MAX_MARKS] if combining(row[0]) else row for row in rows)


def _split_unspaced(found: str) -> list[str]:
    if not _STARTS_UNSPACED.match(found):
        return [found]
    starts = range(max(1, len(found) - UNSPACED_WORD + 1))
    return [found[i : i + UNSPACED_WORD] for i in starts]
