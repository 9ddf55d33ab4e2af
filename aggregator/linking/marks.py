"""Marks the words of a text: specifics (numbers, names) and words within quotation marks.

A specific is a word with a digit, or with a capital letter at its start that does not begin a sentence.
In scripts without capitals only numbers are specifics. Words count as in `words`.
"""

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import word_spans

Flags = NDArray[np.bool_]
Characters = NDArray[np.uint32]

TABLE_SIZE = (
    0x3000  # characters below it have a class; texts with letters above are marked word by word
)
CACHED_TEXTS = 512
_UNSPACED_BELOW = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_WORD, _CAPITAL, _DIGIT, _SENTENCE_END = 1, 2, 4, 8  # bits of a class
_SENTENCE_MARKS = '.!?:;\n"\u201c\u201d\u2026\u0964\u061f\u06d4\u3002\uff01\uff1f'
_QUOTATION_MARK = re.compile('["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f\n]')
_CHINESE_NUMERALS = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u842c\u4ebf\u5104"


@lru_cache(maxsize=CACHED_TEXTS)
def flag_specifics(text: str, count: int) -> Flags:
    """Returns for each of the `count` words of a text whether it is a specific."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    spans = _find_spans(characters)
    if spans is None or len(spans[0]) != count:
        return _fit(_flag_specifics_word_by_word(text), count)
    starts, ends = spans
    classes = _classify(characters)
    sentence_ends = _count_before((classes & _SENTENCE_END) > 0)
    begins = sentence_ends[starts] > sentence_ends[np.concatenate(([0], ends[:-1]))]
    begins[:1] = True
    digits = _count_before((classes & _DIGIT) > 0)
    capital = (classes[starts] & _CAPITAL) > 0
    return np.asarray((digits[ends] > digits[starts]) | (capital & ~begins))


@lru_cache(maxsize=CACHED_TEXTS)
def flag_quoted(text: str, count: int) -> Flags:
    """Returns for each of the `count` words of a text whether it lies within quotation marks."""
    quotations = find_quotations(text)
    quoted = np.zeros(count, dtype=np.bool_)
    if not quotations:
        return quoted
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    spans = _find_spans(characters)
    if spans is None or len(spans[0]) != count:
        starts = np.array([start for _, start, _ in word_spans(text)], dtype=np.intp)
    else:
        starts = spans[0]
    bounds = starts.searchsorted(np.array(quotations).ravel()).tolist()
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        quoted[first:last] = True
    return quoted


def find_quotations(text: str) -> list[tuple[int, int]]:
    """Returns where text within quotation marks starts and ends, in characters.

    A quotation ends with its paragraph; a straight mark that no other one closes does not count.
    """
    closing = _closing_marks(text)
    found: list[tuple[int, int]] = []
    opened, mark = -1, ""
    for match in _QUOTATION_MARK.finditer(text):
        character = match.group()
        if opened < 0:
            if character in closing:
                opened, mark = match.end(), character
        elif character == "\n" or character in closing[mark]:
            if character != "\n" or mark != '"':
                found.append((opened, match.start()))
            opened = -1
    if opened >= 0 and mark != '"':
        found.append((opened, len(text)))
    return found


def _closing_marks(text: str) -> dict[str, str]:
    """Returns the marks that open a quotation in this text, each with those that close it."""
    marks = {'"': '"', "\u201c": "\u201d", "\u300c": "\u300d", "\u300e": "\u300f"}
    if "\u201e" in text:  # German and its neighbours
        marks = {'"': '"', "\u201e": "\u201c\u201d"}
    first, last = text.find("\u00ab"), text.find("\u00bb")
    reversed_guillemets = last >= 0 and not 0 <= first < last  # Danish, and German in books
    opening, closing = ("\u00bb", "\u00ab") if reversed_guillemets else ("\u00ab", "\u00bb")
    return marks | {opening: closing}


def _find_spans(characters: Characters) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Returns where words start and end; None for a text that is split by more than its separators."""
    if len(characters) and _has_other_letters(characters):
        return None
    inside = np.concatenate(([False], (_classify(characters) & _WORD) > 0, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return edges[::2], edges[1::2]


def _has_other_letters(characters: Characters) -> bool:
    if int(characters.max()) >= TABLE_SIZE:
        return True
    if int(characters.max()) < _UNSPACED_BELOW[0][0]:
        return False
    return any(
        bool(((characters >= low) & (characters <= high)).any()) for low, high in _UNSPACED_BELOW
    )


def _classify(characters: Characters) -> NDArray[np.uint8]:
    return _class_table()[np.minimum(characters, TABLE_SIZE - 1)]


@lru_cache(maxsize=1)
def _class_table() -> NDArray[np.uint8]:
    return np.array([_class_of(chr(i)) for i in range(TABLE_SIZE)], dtype=np.uint8)


def _class_of(character: str) -> int:
    word = character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
    return (
        _WORD * word
        | _CAPITAL * character.isupper()
        | _DIGIT * character.isnumeric()
        | _SENTENCE_END * (character in _SENTENCE_MARKS)
    )


def _flag_specifics_word_by_word(text: str) -> Flags:
    specific, end, begins = [], 0, True
    for _, start, word_end in word_spans(text):
        begins = begins or any(mark in _SENTENCE_MARKS for mark in text[end:start])
        word = text[start:word_end]
        specific.append(_has_number(word) or (word[:1].isupper() and not begins))
        begins, end = False, max(end, word_end)
    return np.array(specific, dtype=np.bool_)


def _fit(flags: Flags, count: int) -> Flags:
    """Returns `count` flags: of a text that is split in another way, what is missing is not set."""
    fitted = np.zeros(count, dtype=np.bool_)
    fitted[: len(flags)] = flags[:count]
    return fitted


def _has_number(word: str) -> bool:
    return any(letter.isdecimal() or letter in _CHINESE_NUMERALS for letter in word)


def _count_before(flags: Flags) -> NDArray[np.int64]:
    """Returns for each position how many flags lie before it."""
    return np.concatenate(([0], np.cumsum(flags)))
