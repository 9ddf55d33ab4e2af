"""Words as linking sees them, and their hashes.

Case, quotation marks, dashes and white space do not tell texts apart. Scripts that are written
without spaces are cut into overlapping runs of four characters, so that three tokens in a row span
about three words there too.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

# Unicode blocks of scripts without spaces between words: Thai and Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# What `\w` leaves out of a word: combining marks, the vowel signs of Hebrew, Arabic and the scripts
# of India (their full stop U+0964..5 apart), and the joiners.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
_SPECIAL = re.compile(f"[{_UNSPACED}{_MARKS}]")
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
_RUNS = re.compile(f"[{_UNSPACED}]+|(?:[^\\W{_UNSPACED}]|[{_MARKS}])+")
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
# Quotation marks, dashes and dots that stand between words of texts that are else ASCII; and what
# bytes of ASCII become: letters small, all else but digits and the low line a space.
_BETWEEN = re.compile("\u2018|\u2019|\u201c|\u201d|\u2013|\u2014|\u2026".encode())
_ASCII = bytes(i if i > 127 or _WORD.match(chr(i)) else 32 for i in range(256)).lower()
MOSTLY = 8  # bytes to one that is beyond ASCII
RUN = 4  # characters of a token in a script without spaces
PIECE, PIECES = 8, 8  # bytes of a word hashed at once, and how often


def words(text: str) -> list[str]:
    """The tokens of a text, in order, folded."""
    return words_and_length(text)[0]


def words_and_length(text: str) -> tuple[list[str], int]:
    """The tokens of a text, and its length: one a word, one for two characters without spaces.

    Words that are not ASCII, in a text that mostly is, are read as those of any other text are.
    """
    data = _plain(text)
    if data is None:
        return _read(text)
    found = data.decode("utf-8", "surrogatepass").split()
    length = len(found)
    if not data.isascii():
        others = [place for place, word in enumerate(found) if not word.isascii()]
        for place in reversed(others):
            tokens, counted = _read(found[place])
            found[place : place + 1] = tokens
            length += counted - 1
    return found, length


def hash_text(text: str) -> tuple[Hashes, int]:
    """The hashes of the tokens of a text, and its length; ASCII without making words of it."""
    return hash_texts([text])[0]


def hash_texts(texts: Sequence[str]) -> list[tuple[Hashes, int]]:
    """The same of many texts in one go, which for 32 costs half as much."""
    said = [_said(text) for text in texts]
    hashed = _hashed_each([data for data, _ in said])
    return [
        (found, len(found) if length is None else length)
        for found, (_, length) in zip(hashed, said, strict=True)
    ]


def count_tokens(text: str) -> int:
    """The length of a text, as `words_and_length` gives it."""
    return words_and_length(text)[1]


def word_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each token with where it starts and ends in the text as it is, for display."""
    for run in _RUNS.finditer(text):
        for token, start, end in _cut(run.group(), run.start()):
            yield _folded(token), start, end


def lines(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [line for line in text.split("\n") if line.strip()]


def hash_line(line: str) -> int:
    """A signed 64-bit hash of a line, digits folded: a date or a counter does not make it new."""
    folded = " ".join(_DIGITS.sub("0", line).lower().split())
    return int.from_bytes(_digest(folded), signed=True)


def hash_tokens(tokens: list[str]) -> Hashes:
    """One 64-bit hash a token, the same on every machine and at every start.

    Never to be changed once there are databases: what was taken down is known by them.
    """
    return _hashed_each([" ".join(tokens).encode("utf-8", "surrogatepass")])[0]


def hash_tokens_by_line(lines: Sequence[str]) -> list[Hashes]:
    """The hashes of the tokens of each line, all made in one go."""
    return _hashed_each([_said(line)[0] for line in lines])


def shingle_hashes(hashed: Hashes, size: int) -> Hashes:
    """A 64-bit hash of each run of `size` words (up to 5), in order of appearance."""
    count = len(hashed) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = hashed[:count] * _PLACES[0]
    for place in range(1, size):
        mixed += hashed[place : place + count] * _PLACES[place]
    return _finalised(mixed)


def shingle_hashes_by_text(hashed: Sequence[Hashes], size: int) -> list[Hashes]:
    """`shingle_hashes` of many texts, given the hashes of their words, in one go."""
    ends = list(accumulate(map(len, hashed), initial=0))
    every = shingle_hashes(np.concatenate(hashed), size) if ends[-1] else _NONE
    return [every[start : max(start, end - size + 1)] for start, end in pairwise(ends)]


def sorted_unique(hashes: Hashes) -> Hashes:
    """The different ones, sorted. Three times as fast as numpy.unique at the size of an article."""
    if not len(hashes):
        return hashes
    found = np.sort(hashes)
    keep = np.empty(len(found), dtype=np.bool_)
    keep[0] = True
    np.not_equal(found[1:], found[:-1], out=keep[1:])
    return found[keep]


def isin_sorted(
    values: NDArray[np.unsignedinteger[Any]], known: NDArray[np.unsignedinteger[Any]]
) -> NDArray[np.bool_]:
    """For each value: is it among the known ones, which are sorted?"""
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.searchsorted(known, values)
    places[places == len(known)] = 0
    return np.asarray(known[places] == values)


def _said(text: str) -> tuple[bytes, int | None]:
    """The words of a text with spaces between; and its length, if that is not how many they are."""
    data = _plain(text)
    if data is not None and data.isascii():
        return data, None
    tokens, length = words_and_length(text)
    return " ".join(tokens).encode("utf-8", "surrogatepass"), length


def _plain(text: str) -> bytes | None:
    """A text that is mostly ASCII as folded words with spaces between; None for any other."""
    if text.isascii():
        return text.encode().translate(_ASCII)
    data = text.encode("utf-8", "surrogatepass")
    if len(data) - len(text) > len(text) // MOSTLY:
        return None
    return _BETWEEN.sub(b" ", data).translate(_ASCII)


def _hashed_each(parts: list[bytes]) -> list[Hashes]:
    """The hashes of the words of each part."""
    starts, every = _hashed(b" ".join(parts))
    edges = list(accumulate((len(part) + 1 for part in parts), initial=1))
    return [every[start:end] for start, end in pairwise(np.searchsorted(starts, edges).tolist())]


def _hashed(data: bytes) -> tuple[NDArray[np.int64], Hashes]:
    """Where each run of bytes between spaces starts in ` data`, and its hash.

    Words are taken in pieces of eight bytes, the first of all words at once, then the second of
    those that are longer. What is longer than `PIECES` of them is hashed by itself.
    """
    padded = b" %b %b" % (data, bytes(PIECE))
    letters = np.frombuffer(padded, dtype=np.uint8, count=len(data) + 2)
    inside = letters != 32
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts = edges[::2]
    lengths = edges[1::2] - starts
    pieces: Hashes = np.ndarray((len(data) + 2,), "<u8", padded, strides=(1,))
    found = _finalised((pieces[starts] & _FILLED[np.minimum(lengths, PIECE)]) * _PLACES[0])
    longer = np.flatnonzero(lengths > PIECE)
    for at in range(PIECE, PIECE * PIECES, PIECE):
        if not len(longer):
            break
        left = lengths[longer] - at
        piece = pieces[starts[longer] + at] & _FILLED[np.minimum(left, PIECE)]
        found[longer] = _finalised((found[longer] ^ piece) * _PLACES[1])
        longer = longer[left > PIECE]
    for place in longer.tolist():
        word = padded[starts[place] : starts[place] + lengths[place]]
        found[place] = int.from_bytes(blake2b(word, digest_size=8).digest())
    return starts, found


def _read(text: str) -> tuple[list[str], int]:
    folded = _folded(text)
    if not _SPECIAL.search(folded):
        found = _WORD.findall(folded)
        return found, len(found)
    runs = _RUNS.findall(folded)
    length = sum((len(run) + 1) // 2 if _UNSPACED_START.match(run) else 1 for run in runs)
    return [token for run in runs for token, _, _ in _cut(run, 0)], length


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")


def _cut(run: str, at: int) -> list[tuple[str, int, int]]:
    if not _UNSPACED_START.match(run):
        return [(run, at, at + len(run))]
    starts = range(max(1, len(run) - RUN + 1))
    return [(run[i : i + RUN], at + i, at + min(i + RUN, len(run))) for i in starts]


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


# Odd constants from the fractional digits of pi: each place in a shingle counts differently.
_PLACES = np.array(
    [
        0x243F6A8885A308D3,
        0x13198A2E03707345,
        0xA4093822299F31D1,
        0x082EFA98EC4E6C89,
        0x452821E638D01377,
    ],
    dtype=np.uint64,
)


_NONE = np.empty(0, dtype=np.uint64)
_FILLED = np.array([(1 << 8 * size) - 1 for size in range(PIECE + 1)], dtype=np.uint64)


def _finalised(mixed: Hashes) -> Hashes:
    """MurmurHash3's 64-bit finaliser (Austin Appleby, public domain): every bit moves every bit."""
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed
