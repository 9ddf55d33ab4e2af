"""Words as linking sees them, and their hashes.

Case, quotation marks, dashes and white space do not tell texts apart. Scripts that are written
without spaces are cut into overlapping runs of four characters, so that three tokens in a row span
about three words there too.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

# Thai, Lao, Khmer, Myanmar, kana, Han: scripts without spaces between words (Unicode blocks).
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUNS = re.compile(f"[{_UNSPACED}]+|[^\\W{_UNSPACED}]+")
_WORD = re.compile(r"\w+")
RUN = 4  # characters of a token in a script without spaces


def words(text: str) -> list[str]:
    """The tokens of a text, in order, folded."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    if not _HAS_UNSPACED.search(folded):
        return _WORD.findall(folded)
    found: list[str] = []
    for run in _RUNS.findall(folded):
        if _HAS_UNSPACED.match(run):
            found += [run[i : i + RUN] for i in range(max(1, len(run) - RUN + 1))]
        else:
            found.append(run)
    return found


def count_tokens(text: str) -> int:
    """The length of a text: one a word, one for two characters in scripts without spaces."""
    folded = unicodedata.normalize("NFKC", text)
    if not _HAS_UNSPACED.search(folded):
        return len(_WORD.findall(folded))
    runs = _RUNS.findall(folded)
    return sum((len(run) + 1) // 2 if _HAS_UNSPACED.match(run) else 1 for run in runs)


def lines(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [line for line in text.split("\n") if line.strip()]


@lru_cache(maxsize=1 << 17)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def word_hashes(tokens: list[str]) -> Hashes:
    """One 64-bit hash a token, the same on every machine and at every start."""
    return np.fromiter(map(_word_hash, tokens), dtype=np.uint64, count=len(tokens))


def line_hash(line: str) -> int:
    """A signed 64-bit hash of a line, digits folded: a date or a counter does not make it new."""
    folded = " ".join("0" if word.isdigit() else word for word in words(line))
    return int.from_bytes(
        blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True
    )


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


def shingle_hashes(hashed: Hashes, size: int) -> Hashes:
    """A 64-bit hash of each run of `size` words (up to 5), in order of appearance."""
    count = len(hashed) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        mixed += hashed[place : place + count] * _PLACES[place]
    return _finalised(mixed)


def _finalised(mixed: Hashes) -> Hashes:
    """MurmurHash3's 64-bit finaliser (Austin Appleby, public domain): every bit moves every bit."""
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed
