"""Splits texts into the words that linking compares, and hashes words and shingles.

A word is a word of the folded text (`folding`): case, accents, characters that nobody sees, quotation
marks, dashes and white space do not count. In scripts without spaces a word is four characters,
overlapping the next, so that three words in a row span about three words there too. The length of a
text is counted in tokens: one per word, one per two characters in scripts without spaces.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from string import digits
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.folding import JOINERS, fold, fold_with_offsets

Hashes = NDArray[np.uint64]

# Unicode blocks of scripts without spaces between words: Thai and Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# What `\w` leaves out of a folded word: the vowel signs of the scripts of India (their full stop
# U+0964..5 apart), and the joiners.
_MARKS = f"\u0900-\u0963\u0966-\u0dff{JOINERS}"
_UNSPACED_OR_MARK = re.compile(f"[{_UNSPACED}{_MARKS}]")
_STARTS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORD_IN_ANY_SCRIPT = re.compile(f"[{_UNSPACED}]+|(?:[^\\W{_UNSPACED}]|[{_MARKS}])+")
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
# Quotation marks, dashes and dots between the words of texts that are ASCII otherwise.
_PUNCTUATION = re.compile("\u2018|\u2019|\u201c|\u201d|\u2013|\u2014|\u2026".encode())
# A table for bytes.translate: letters become small, all but digits and the low line a space.
_FOLD_ASCII = bytes(i if i > 127 or _WORD.match(chr(i)) else 32 for i in range(256)).lower()
# What lies between characters that always separate words: ASCII's and the ones above. Folding does not cross them.
_BETWEEN_SEPARATORS = re.compile(
    "[^\\x00-/:-@\\[-^`{-\\x7f\u2018\u2019\u201c\u201d\u2013\u2014\u2026]+"
)
MOSTLY_ASCII = 8  # characters per extra byte from which a text is folded as ASCII
UNSPACED_WORD = 4  # characters of a word in a script without spaces
CHUNK = 8  # bytes of a word hashed at once
MAX_CHUNKS = 8  # a word of more chunks is hashed with BLAKE2b


def words(text: str) -> list[str]:
    """Returns the words of a text in order, folded."""
    return words_and_length(text)[0]


def words_and_length(text: str) -> tuple[list[str], int]:
    """Returns the words of a text and its length in tokens.

    In a text that is mostly ASCII, words that are not are split as in any other text.
    """
    data = _fold_mostly_ascii(text)
    if data is None:
        return _split_and_count_tokens(text)
    split = data.decode("utf-8", "surrogatepass").split()
    length = len(split)
    if not data.isascii():
        others = [i for i, word in enumerate(split) if not word.isascii()]
        for i in reversed(others):
            parts, tokens = _split_and_count_tokens(split[i])
            split[i : i + 1] = parts
            length += tokens - 1
    return split, length


def count_tokens(text: str) -> int:
    """Returns the length of a text in tokens."""
    return words_and_length(text)[1]


def word_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yields each word of a text with its start and end offset in the text as written."""
    if _fold_mostly_ascii(text) is None:
        yield from _split_with_offsets(text, 0)
        return
    for match in _BETWEEN_SEPARATORS.finditer(text):
        if match.group().isascii():
            yield match.group().lower(), *match.span()
        else:
            yield from _split_with_offsets(match.group(), match.start())


def lines(text: str) -> list[str]:
    """Returns the lines of a text that are not blank."""
    return [line for line in text.split("\n") if line.strip()]


def hash_line(line: str) -> int:
    """Returns a signed 64-bit hash of a folded line. All digits count as one: a date changes nothing."""
    folded = fold(line)
    if not folded.isascii() or any(digit in folded for digit in digits):  # else nothing to replace
        folded = _DIGITS.sub("0", folded)
    folded = " ".join(folded.split())
    return int.from_bytes(_blake2b_64(folded.encode("utf-8", "surrogatepass")), signed=True)


def hash_words(split: list[str]) -> Hashes:
    """Returns one 64-bit hash per word, the same on every machine and in every process.

    The hash function must never change: tombstones of taken-down texts are stored as such hashes.
    """
    return _hash_words_of_each([" ".join(split).encode("utf-8", "surrogatepass")])[0]


def hash_text(text: str) -> tuple[Hashes, int]:
    """Returns the hashes of the words of a text and its length in tokens."""
    return hash_texts([text])[0]


def hash_texts(texts: Sequence[str]) -> list[tuple[Hashes, int]]:
    """Returns `hash_text` of each text; 32 texts at once cost half as much as one by one."""
    folded = [_fold_to_bytes(text) for text in texts]
    hashed = _hash_words_of_each([data for data, _ in folded])
    return [
        (hashes, len(hashes) if length is None else length)
        for hashes, (_, length) in zip(hashed, folded, strict=True)
    ]


def hash_words_of_lines(lines: Sequence[str]) -> list[Hashes]:
    """Returns the hashes of the words of each line."""
    return _hash_words_of_each([_fold_to_bytes(line)[0] for line in lines])


def shingle_hashes(word_hashes: Hashes, size: int) -> Hashes:
    """Returns a 64-bit hash of each shingle of `size` words (5 at most), in order of appearance."""
    count = len(word_hashes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = word_hashes[:count] * _POSITION_FACTORS[0]
    for position in range(1, size):
        mixed += word_hashes[position : position + count] * _POSITION_FACTORS[position]
    return _finalize_64(mixed)


def shingle_hashes_of_each(hashed_texts: Sequence[Hashes], size: int) -> list[Hashes]:
    """Returns `shingle_hashes` of each text, given the hashes of its words; computed in one call."""
    ends = list(accumulate(map(len, hashed_texts), initial=0))
    hashes = shingle_hashes(np.concatenate(hashed_texts), size) if ends[-1] else _NO_HASHES
    return [hashes[start : max(start, end - size + 1)] for start, end in pairwise(ends)]


def sorted_unique(hashes: Hashes) -> Hashes:
    """Returns the distinct hashes, sorted. Three times as fast as numpy.unique for one article."""
    if not len(hashes):
        return hashes
    ordered = np.sort(hashes)
    is_first = np.empty(len(ordered), dtype=np.bool_)
    is_first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def isin_sorted(
    values: NDArray[np.unsignedinteger[Any]], known: NDArray[np.unsignedinteger[Any]]
) -> NDArray[np.bool_]:
    """Returns for each value whether it is in `known`, which must be sorted."""
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    positions = np.searchsorted(known, values)
    positions[positions == len(known)] = 0
    return np.asarray(known[positions] == values)


def _fold_to_bytes(text: str) -> tuple[bytes, int | None]:
    """Returns the words of a text, separated by spaces, and its length where that is not their number."""
    data = _fold_mostly_ascii(text)
    if data is not None and data.isascii():
        return data, None
    split, length = words_and_length(text)
    return " ".join(split).encode("utf-8", "surrogatepass"), length


def _fold_mostly_ascii(text: str) -> bytes | None:
    """Returns a text that is mostly ASCII as folded words with spaces between; None for any other."""
    if text.isascii():
        return text.encode().translate(_FOLD_ASCII)
    data = text.encode("utf-8", "surrogatepass")
    if len(data) - len(text) > len(text) // MOSTLY_ASCII:
        return None
    return _PUNCTUATION.sub(b" ", data).translate(_FOLD_ASCII)


def _split_and_count_tokens(text: str) -> tuple[list[str], int]:
    """Returns the words of a text in any script, and its length in tokens."""
    folded = fold(text)
    if not _UNSPACED_OR_MARK.search(folded):
        split = _WORD.findall(folded)
        return split, len(split)
    stretches = _WORD_IN_ANY_SCRIPT.findall(folded)
    length = sum((len(s) + 1) // 2 if _STARTS_UNSPACED.match(s) else 1 for s in stretches)
    return [word for s in stretches for word, _, _ in _split_unspaced(s, 0)], length


def _split_with_offsets(text: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """Yields each word of a text in any script with its offsets, counted from `offset`."""
    folded, offsets = fold_with_offsets(text)
    for match in _WORD_IN_ANY_SCRIPT.finditer(folded):
        for word, start, end in _split_unspaced(match.group(), match.start()):
            written_end = max(offsets[end], offsets[end - 1] + 1)
            yield word, offset + offsets[start], offset + written_end


def _split_unspaced(stretch: str, offset: int) -> list[tuple[str, int, int]]:
    """Splits characters of a script without spaces into words with offsets; leaves other scripts whole."""
    if not _STARTS_UNSPACED.match(stretch):
        return [(stretch, offset, offset + len(stretch))]
    size = len(stretch)
    starts = range(max(1, size - UNSPACED_WORD + 1))
    return [
        (stretch[i : i + UNSPACED_WORD], offset + i, offset + min(i + UNSPACED_WORD, size))
        for i in starts
    ]


def _hash_words_of_each(parts: list[bytes]) -> list[Hashes]:
    """Returns the hashes of the words of each part, whose words are separated by spaces."""
    starts, hashes = _hash_words_in(b" ".join(parts))
    edges = list(accumulate((len(part) + 1 for part in parts), initial=1))
    return [hashes[start:end] for start, end in pairwise(np.searchsorted(starts, edges).tolist())]


def _hash_words_in(data: bytes) -> tuple[NDArray[np.int64], Hashes]:
    """Returns where each word of `data` starts (counted from 1) and its hash.

    Words are read in chunks of eight bytes: the first chunk of all words at once, then the second of
    the longer ones, and so on.
    """
    padded = b" %b %b" % (data, bytes(CHUNK))
    letters = np.frombuffer(padded, dtype=np.uint8, count=len(data) + 2)
    inside = letters != 32
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts = edges[::2]
    lengths = edges[1::2] - starts
    chunks: Hashes = np.ndarray((len(data) + 2,), "<u8", padded, strides=(1,))
    first = chunks[starts] & _LOW_BYTES[np.minimum(lengths, CHUNK)]
    hashes = _finalize_64(first * _POSITION_FACTORS[0])
    longer = np.flatnonzero(lengths > CHUNK)
    for offset in range(CHUNK, CHUNK * MAX_CHUNKS, CHUNK):
        if not len(longer):
            break
        left = lengths[longer] - offset
        chunk = chunks[starts[longer] + offset] & _LOW_BYTES[np.minimum(left, CHUNK)]
        hashes[longer] = _finalize_64((hashes[longer] ^ chunk) * _POSITION_FACTORS[1])
        longer = longer[left > CHUNK]
    for i in longer.tolist():
        word = padded[starts[i] : starts[i] + lengths[i]]
        hashes[i] = int.from_bytes(_blake2b_64(word))
    return starts, hashes


def _blake2b_64(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


# Odd constants from the fractional digits of pi: each position in a shingle has its own factor.
_POSITION_FACTORS = np.array(
    [
        0x243F6A8885A308D3,
        0x13198A2E03707345,
        0xA4093822299F31D1,
        0x082EFA98EC4E6C89,
        0x452821E638D01377,
    ],
    dtype=np.uint64,
)
_NO_HASHES = np.empty(0, dtype=np.uint64)
_LOW_BYTES = np.array([(1 << 8 * size) - 1 for size in range(CHUNK + 1)], dtype=np.uint64)


def _finalize_64(mixed: Hashes) -> Hashes:
    """Applies MurmurHash3's 64-bit finalizer in place (Austin Appleby, public domain)."""
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed
