"""Marks the words of a text: specifics (numbers, names) and words within quotation marks.

A specific is a word with a digit, or with a capital letter at its start that does not begin a sentence.
In scripts without capitals only numbers are specifics. Words count as in `words`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import word_spans

Flags = NDArray[np.bool_]
Characters = NDArray[np.uint32] | NDArray[np.uint8]

TABLE_SIZE = (
    0x3000  # characters below it have a class; texts with letters above are marked word by word
)
CACHED_TEXTS = 512
_UNSPACED_BELOW = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_WORD, _CAPITAL, _DIGIT, _SENTENCE_END = 1, 2, 4, 8  # bits of a class
_SENTENCE_MARKS = '.!?:;\n"\u201c\u201d\u2026\u0964\u061f\u06d4\u3002\uff01\uff1f'
_QUOTATION_MARK = re.compile('["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f]')
_PLACED_MARKS = '"\u201c\u201d'  # open or close by what is beside them
_BEFORE_OPENING = " \t\u00a0\u202f([{/-\u2013\u2014\u2018'\n"  # or the start of the text
_AFTER_CLOSING = " \t\u00a0\u202f)]}/-\u2013\u2014\u2019',.;:!?\n"  # or the end of the text
# What shows that guillemets point outwards, as in French, or inwards, as in Danish and German books.
_OUTWARDS = re.compile("^\u00ab|\u00ab[\\w\u00a0\u202f]|\u00bb[,.;:!?)]|\u00bb$", re.MULTILINE)
_INWARDS = re.compile("\u00bb\\w|\u00ab[,.;:!?)]|\u00ab$", re.MULTILINE)
_NEXT_CHARACTER = re.compile(r"\s*(\S)")
_CHINESE_NUMERALS = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u842c\u4ebf\u5104"


@lru_cache(maxsize=CACHED_TEXTS)
def flag_specifics(text: str, count: int) -> Flags:
    """Returns for each of the `count` words of a text whether it is a specific."""
    characters = _to_characters(text)
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
    characters = _to_characters(text)
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

    What can only close a quotation opens none: a text that begins within a quotation, or has a mark for
    inches, is read rightly after it. A quotation that is not closed ends with its paragraph, and counts
    where the next paragraph goes on with the same mark.
    """
    closing = _closing_marks(text)
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        found += _find_in_paragraph(text, start, end, closing)
        start = end + 1
    return found


def _find_in_paragraph(
    text: str, start: int, end: int, closing: dict[str, str]
) -> Iterator[tuple[int, int]]:
    """Yields the quotations between two offsets of a text."""
    paired = {mark: text.count(mark, start, end) % 2 == 0 for mark in _PLACED_MARKS}
    opened, mark = -1, ""
    for match in _QUOTATION_MARK.finditer(text, start, end):
        character, place = match.group(), match.start()
        is_twofold = character in closing.get(character, "")
        opens = closes = True
        if character in _PLACED_MARKS:
            opens, closes = _judge_place(text, place, paired[character] or not is_twofold)
        if opened >= 0 and character in closing[mark] and (closes or not is_twofold):
            yield opened, place
            opened = -1
        elif opens and character in closing and (opened < 0 or (is_twofold and character == mark)):
            opened, mark = place + 1, character
    if opened >= 0 and _goes_on(text, end, mark):
        yield opened, end


def _judge_place(text: str, place: int, otherwise: bool) -> tuple[bool, bool]:
    """Returns whether a mark can open and can close a quotation, by the characters beside it.

    Where these say nothing, `otherwise` counts for both.
    """
    opens = place == 0 or text[place - 1] in _BEFORE_OPENING
    closes = place + 1 == len(text) or text[place + 1] in _AFTER_CLOSING
    return (opens, closes) if opens != closes else (otherwise, otherwise)


def _goes_on(text: str, end: int, mark: str) -> bool:
    """Whether the paragraph after this one begins with this mark."""
    following = _NEXT_CHARACTER.match(text, end)
    return following is not None and following.group(1) == mark


def _closing_marks(text: str) -> dict[str, str]:
    """Returns the marks that open a quotation in this text, each with those that close it."""
    marks = {'"': '"', "\u300c": "\u300d", "\u300e": "\u300f"}
    if "\u201e" in text:  # German and its neighbours
        marks["\u201e"] = "\u201c\u201d"
    elif "\u201c" in text:
        marks["\u201c"] = "\u201d"
    else:  # Swedish and Finnish
        marks["\u201d"] = "\u201d"
    opening, closing = ("\u00bb", "\u00ab") if _point_inwards(text) else ("\u00ab", "\u00bb")
    return marks | {opening: closing}


def _point_inwards(text: str) -> bool:
    """Whether quotations are between guillemets that point inwards."""
    first, last = text.find("\u00bb"), text.rfind("\u00ab")
    if min(first, last) < 0:
        return False
    outwards, inwards = (len(pattern.findall(text)) for pattern in (_OUTWARDS, _INWARDS))
    if outwards == inwards:
        return first < text.find("\u00ab") and text.rfind("\u00bb") < last
    return inwards > outwards


def _to_characters(text: str) -> Characters:
    """Returns the code points of a text."""
    if text.isascii():
        return np.frombuffer(text.encode(), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


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
    if characters.dtype == np.uint8:
        return _class_table()[characters]
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
