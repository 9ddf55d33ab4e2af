"""What to look for in the bytes of the files to prove that a work is gone, and a quick search for it.

A needle is a run of eight words as it was written, a word as it was written and as the full-text
index folds it, the title, a byline, an address. The index leaves out the start of a word that it
shares with the word before: so the ends of long words are needles too. Long texts lie on several
pages of a file: a run of words that crosses two of them is not found there, its neighbours are.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["window", "word", "name", "address"]

WINDOW = 8  # words
SHORTEST = 6  # bytes of a needle: shorter ones turn up by chance
LONG = 16  # bytes from which a needle is known by so many of its first ones
TAIL = 8  # last letters of a long word
MOST = 20_000  # windows of one text; of longer texts every n-th
TITLE_WORDS = 4  # from which a title is told apart from other people's words

# Scripts without spaces between words count two characters as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(f"[{_UNSPACED}]{{1,2}}|[^\\s{_UNSPACED}]+")
_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\u0300-\u036f]")
_PREFIX = np.uint64((1 << 8 * SHORTEST) - 1)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads neighbours apart
_FIRST = np.uint64(0xC2B2AE3D27D4EB4F)  # any other odd number with as many ones
_BITS = 20
_ENDS = ('"', "\n", " ", ")", "<", "#")  # what an address is followed by, in JSON and in texts


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that was said in, and of, one erased article."""

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    texts: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needle:
    kind: Kind
    data: bytes


@dataclass(frozen=True, eq=False)
class _Index:
    """Which needles may begin where these bytes begin: a table to pass over most places quickly."""

    starts: dict[int, list[int]]
    table: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Search:
    """Needles made ready for `found`: long ones by their first 16 bytes, the others by six."""

    needles: tuple[Needle, ...]
    short: _Index
    long: _Index
    longest: int = 0


def needles(work: Work) -> list[Needle]:
    """Everything to look for, without repetition."""
    found = [Needle("address", address.encode()) for address in work.addresses]
    said = [*work.titles, *work.texts]
    for name in (*work.titles, *work.authors):
        found += [Needle("name", form) for form in _written(name)]
    for text in said:
        found += [Needle("window", form) for window in windows(text) for form in _written(window)]
    for word in sorted({word for text in said for word in _WORD.findall(text)}):
        found += [Needle("word", form) for form in _word_forms(word)]
    return [needle for needle in dict.fromkeys(found) if len(needle.data) >= SHORTEST]


def phrases(work: Work) -> list[Needle]:
    """What gives the work away wherever it stands: its addresses, titles and runs of words.

    An address ends where it ends: one that goes on is another's. Look for them in a text that ends
    with a line feed.
    """
    bare = [bare_address(address) + end for address in work.addresses for end in _ENDS]
    titles = [title for title in work.titles if len(_PIECE.findall(title)) >= TITLE_WORDS]
    said: list[tuple[Kind, list[str]]] = [
        ("address", bare),
        ("name", titles),
        ("window", [window for text in work.texts for window in windows(text)]),
    ]
    found = [
        Needle(kind, form) for kind, texts in said for text in texts for form in _written(text)
    ]
    return list(dict.fromkeys(found))


def bare_address(url: str) -> str:
    """An address without scheme and `www.`, which do not tell pages apart."""
    return url.partition("://")[2].removeprefix("www.") or url


def windows(text: str) -> list[str]:
    """Runs of eight words within a line, as written; of a shorter line, the whole of it."""
    found: list[str] = []
    for line in text.splitlines():
        spans = [piece.span() for piece in _PIECE.finditer(line)]
        last = max(1, len(spans) - WINDOW + 1)
        if len(spans) >= TITLE_WORDS:
            found += [
                line[spans[i][0] : spans[min(i + WINDOW, len(spans)) - 1][1]] for i in range(last)
            ]
    return found[:: max(1, -(-len(found) // MOST))]


def folded(text: str) -> str:
    """A text in the spelling of the full-text index: lower case, without accents."""
    text = text.lower()
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))


def search(wanted: Iterable[Needle]) -> Search:
    """Needles made ready."""
    ready = tuple(dict.fromkeys(wanted))
    short: dict[int, list[int]] = {}
    long: dict[int, list[int]] = {}
    for index, needle in enumerate(ready):
        if len(needle.data) < LONG:
            short.setdefault(int.from_bytes(needle.data[:SHORTEST], "little"), []).append(index)
        else:
            start = np.frombuffer(needle.data[:LONG], "<u8")
            long.setdefault(int(_pairs(start)[0]), []).append(index)
    longest = max((len(needle.data) for needle in ready), default=0)
    return Search(ready, _index(short), _index(long), longest)


def _index(starts: dict[int, list[int]]) -> _Index:
    table = np.zeros(1 << _BITS, dtype=np.bool_)
    table[_slots(np.array(list(starts), dtype=np.uint64))] = True
    return _Index(starts, table)


def found(wanted: Search, data: bytes) -> set[int]:
    """Which needles, by their place in `wanted.needles`, stand somewhere in these bytes."""
    hits: set[int] = set()
    padded = data + bytes(LONG)
    for shift in range(8):
        values = np.frombuffer(padded, "<u8", (len(padded) - shift) // 8, shift)
        for index, begun in ((wanted.short, values & _PREFIX), (wanted.long, _pairs(values))):
            if index.starts:
                hits.update(_standing(wanted.needles, index, begun, data, shift))
    return hits


def _standing(
    sought: Sequence[Needle], index: _Index, begun: NDArray[np.uint64], data: bytes, shift: int
) -> Iterator[int]:
    """The needles that really stand where they might begin."""
    places = np.flatnonzero(index.table[_slots(begun)])
    for place, start in zip(places.tolist(), begun[places].tolist(), strict=True):
        for candidate in index.starts.get(start, ()):
            if data.startswith(sought[candidate].data, place * 8 + shift):
                yield candidate


def _pairs(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One number for each sixteen bytes."""
    return values[:-1] * _FIRST ^ values[1:] * _SPREAD


def without(wanted: Search, dropped: set[int]) -> Search:
    """The same search without some of its needles."""
    return search(needle for i, needle in enumerate(wanted.needles) if i not in dropped)


def counts(wanted: Sequence[Needle]) -> dict[str, int]:
    """How many needles of each kind: what a proof may tell of them."""
    kinds = [needle.kind for needle in wanted]
    return {f"{kind}s": kinds.count(kind) for kind in ("window", "word", "name")}


def _slots(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (values * _SPREAD) >> np.uint64(64 - _BITS)


def _written(text: str) -> list[bytes]:
    """A text as it stands in a column, and inside JSON where that differs."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1]
    return [form.encode("utf-8", "surrogatepass") for form in dict.fromkeys([text, escaped])]


def _word_forms(word: str) -> list[bytes]:
    forms = [word, word.lower(), folded(word)]
    if len(forms[2]) > TAIL:
        forms.append(forms[2][-TAIL:])
    return [form.encode("utf-8", "surrogatepass") for form in dict.fromkeys(forms)]
