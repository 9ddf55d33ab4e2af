"""Compares two texts exactly: their common passages, and which share of each text these are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.forms import (
    MIN_CHANGED,
    Form,
    Side,
    count_changes,
    find_substitutions,
    judge_form,
)
from aggregator.linking.marks import flag_quoted, flag_specifics
from aggregator.linking.passages import (
    MIN_OVERLAPPING_SHINGLES,
    MIN_RUN_SHINGLES,
    SHINGLE_WORDS,
    Passage,
    align,
    reverse_passage,
)
from aggregator.linking.words import (
    Hashes,
    hash_line,
    hash_texts,
    hash_words,
    isin_sorted,
    lines,
    shingle_hashes,
    shingle_hashes_of_each,
    sorted_unique,
    word_spans,
)

if TYPE_CHECKING:
    from aggregator.linking.unstored import Prints

BOILERPLATE_SHINGLE_WORDS = 5  # words of a boilerplate shingle
WHOLE_SHARE = 0.80  # share of a text from which the other one holds the whole of it
MIN_JUDGED_SHARE = 0.25  # share of either text from which it matters how the texts differ
MIN_UNQUOTED_WORDS = 30  # outside of quotation marks, of either text, to recognize a quotation
SAME_SHARE = 0.98  # of both texts, from which hardly anything differs
MIN_PASSAGE = 5  # words of a passage that is shown
MAX_CACHED_LENGTH = 20_000  # characters of a text whose shingles are cached
CACHED_COMPARISONS = 256  # they hold the shingles of both texts
CACHED_TEXTS = 1024  # texts whose shingles are cached, about 25 KB each


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """A text as it is compared: its words and 3-shingles as hashes, boilerplate left out."""

    text: str  # without boilerplate lines
    words: Hashes  # in order of appearance
    kept: NDArray[np.bool_] | None  # which words of `text` these are; None: all
    ordered: Hashes  # the shingles, in order of appearance
    distinct: Hashes  # sorted
    min_shingles: int  # of a passage: more where words overlap
    prints: "Prints | None" = None  # of a text that is not stored, in place of all of that,
    sketch: bytes = b""  # and its containment sketch

    def __len__(self) -> int:
        return len(self.distinct)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much two texts share. Shares are between 0 and 1, counted in 3-shingles of their passages."""

    resemblance: float  # shared distinct shingles as a share of the union (Jaccard)
    a_in_b: float  # share of a that is in passages of b (containment)
    b_in_a: float
    shared: int  # shingles of a in passages
    a_size: int  # shingles
    b_size: int
    longest_passage: int = 0  # shingles of the longest run of equal words
    passages: tuple[Passage, ...] = ()
    form: Form = "different"  # whether the texts are instances of one form
    unquoted: float = (
        1.0  # the larger share of a or b that is left without words in quotation marks
    )


@dataclass(frozen=True, slots=True)
class LocatedPassage:
    """A passage with its wordings. Offsets count words that are compared; ends are exclusive."""

    a: int
    a_end: int
    b: int
    b_end: int
    words: int  # equal in both
    shingles: int  # equal in both
    text: str  # the wording of a
    other_text: str  # that of b
    quoted: bool  # within quotation marks in a


@dataclass(frozen=True, eq=False)
class Boilerplate:
    """What a site repeats in distinct stories: hashes of lines, and of 5-shingles, sorted."""

    lines: frozenset[int] = frozenset()
    shingles: Hashes = field(default_factory=lambda: np.empty(0, dtype=np.uint64))


NO_BOILERPLATE = Boilerplate()


def shingles(text: str, boilerplate: Boilerplate = NO_BOILERPLATE) -> Shingles:
    """Returns a text as it is compared.

    Boilerplate lines are left out, and words in boilerplate 5-shingles.
    """
    return shingles_all([(text, boilerplate)])[0]


def shingles_all(texts: Sequence[tuple[str, Boilerplate]]) -> list[Shingles]:
    """Returns `shingles` of each text; 32 at once cost half as much as one by one. Recent results are cached."""
    cells = [_cache_cell(*each) if len(each[0]) <= MAX_CACHED_LENGTH else [] for each in texts]
    missing = [i for i, cell in enumerate(cells) if not cell]
    made = _make_shingles([texts[i] for i in missing])
    for i, each in zip(missing, made, strict=True):
        cells[i][:] = [each]
    return [cell[0] for cell in cells]


@lru_cache(maxsize=CACHED_TEXTS)
def _cache_cell(_text: str, _boilerplate: Boilerplate) -> list[Shingles]:
    """Returns the list that caches the shingles of a text; empty until they are made."""
    return []


def _make_shingles(texts: Sequence[tuple[str, Boilerplate]]) -> list[Shingles]:
    rests = [_drop_lines(*each) for each in texts]
    hashed = hash_texts(rests)
    kept = [
        ~_covered_words(words, boilerplate.shingles) if len(boilerplate.shingles) else None
        for (words, _), (_, boilerplate) in zip(hashed, texts, strict=True)
    ]
    words = [
        every if flags is None else every[flags]
        for (every, _), flags in zip(hashed, kept, strict=True)
    ]
    by_text = shingle_hashes_of_each(words, SHINGLE_WORDS)
    shortest = [_min_passage_shingles(len(every), tokens) for every, tokens in hashed]
    return [
        Shingles(rest, own, flags, ordered, sorted_unique(ordered), min_shingles)
        for rest, own, flags, ordered, min_shingles in zip(
            rests, words, kept, by_text, shortest, strict=True
        )
    ]


def _min_passage_shingles(words: int, tokens: int) -> int:
    """Returns the shingles of the shortest passage of a text: words overlap where they are more than tokens."""
    return MIN_OVERLAPPING_SHINGLES if words > tokens else MIN_RUN_SHINGLES


def find_boilerplate(text: str, boilerplate: Boilerplate) -> list[str]:
    """Returns what `shingles` leaves out, for display: lines, then words within boilerplate shingles."""
    removed = [line for line in lines(text) if hash_line(line) in boilerplate.lines]
    if not len(boilerplate.shingles):
        return removed
    rest = _drop_lines("\n".join(lines(text)), boilerplate)
    spans = list(word_spans(rest))
    covered = _covered_words(hash_words([word for word, _, _ in spans]), boilerplate.shingles)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], covered, [0]))))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        removed.append(" ".join(rest[spans[start][1] : spans[end - 1][2]].split()))
    return removed


def compare(a: Shingles, b: Shingles) -> Comparison:
    """Compares two texts by their passages; the order of the two only turns the result around."""
    if _is_first(b, a):
        return reverse_comparison(_compare_in_order(b, a))
    return _compare_in_order(a, b)


@lru_cache(maxsize=CACHED_COMPARISONS)
def _compare_in_order(a: Shingles, b: Shingles) -> Comparison:
    """Compares the shorter of two texts with the longer one."""
    common = len(_intersect(a.distinct, b.distinct))
    shortest = max(a.min_shingles, b.min_shingles)
    passages = align(a.ordered, b.ordered, shortest) if common else []
    shared = sum(passage.shingles for passage in passages)
    union = len(a) + len(b) - common
    a_in_b, b_in_a = _share(shared, a), _share(_count_covered(passages), b)
    judged = max(a_in_b, b_in_a) >= MIN_JUDGED_SHARE and min(a_in_b, b_in_a) < SAME_SHARE
    partial = judged and min(a_in_b, b_in_a) < WHOLE_SHARE
    return Comparison(
        resemblance=common / union if union else 0.0,
        a_in_b=a_in_b,
        b_in_a=b_in_a,
        shared=shared,
        a_size=len(a.ordered),
        b_size=len(b.ordered),
        longest_passage=max((run[2] for each in passages for run in each.runs), default=0),
        passages=tuple(passages),
        form=_judge_form(a, b, passages, min(a_in_b, b_in_a)) if judged else "different",
        unquoted=_unquoted_share(a, b, passages) if partial else 1.0,
    )


def find_passages(a: Shingles, b: Shingles, shortest: int = MIN_PASSAGE) -> list[LocatedPassage]:
    """Returns the passages of two texts with at least `shortest` equal words, in the order of `a`."""
    spans = [locate_compared_words(text) for text in (a, b)]
    quoted = flag_compared_words(a, flag_quoted)
    located = (
        _locate(passage, (a.text, b.text), spans, quoted)
        for passage in sorted(compare(a, b).passages, key=lambda passage: (passage.a, passage.b))
    )
    return [passage for passage in located if passage.words >= shortest]


def reverse_comparison(comparison: Comparison) -> Comparison:
    """Returns the comparison of b with a, given that of a with b."""
    return replace(
        comparison,
        a_in_b=comparison.b_in_a,
        b_in_a=comparison.a_in_b,
        a_size=comparison.b_size,
        b_size=comparison.a_size,
        passages=tuple(map(reverse_passage, comparison.passages)),
    )


def overlap(a: Hashes, b: Hashes) -> float:
    """Returns the share of the smaller set of shingles that is in the other one, given both sorted."""
    smaller = min(len(a), len(b))
    return len(_intersect(a, b)) / smaller if smaller else 0.0


def _is_first(a: Shingles, b: Shingles) -> bool:
    """Orders two texts, the shorter first: passages do not depend on which of them is given first."""
    if len(a.ordered) != len(b.ordered):
        return len(a.ordered) < len(b.ordered)
    return a.ordered.tobytes() < b.ordered.tobytes()


def _share(shingles: int, text: Shingles) -> float:
    return shingles / len(text.ordered) if len(text.ordered) else 0.0


def _count_covered(passages: Sequence[Passage]) -> int:
    """Returns how many shingles of b lie in passages; several of a may be at one place of b."""
    intervals = sorted((b, b + size) for each in passages for _, b, size in each.runs)
    covered, end = 0, 0
    for start, stop in intervals:
        covered += max(0, stop - max(start, end))
        end = max(end, stop)
    return covered


def _judge_form(
    a: Shingles, b: Shingles, passages: Sequence[Passage], smaller_share: float
) -> Form:
    substitutions = find_substitutions(passages, len(a.words), len(b.words))
    if sum(gap[1] - gap[0] + gap[3] - gap[2] for gap in substitutions) < MIN_CHANGED:
        return "different"
    own, other = (Side(text.words, flag_compared_words(text, flag_specifics)) for text in (a, b))
    return judge_form(count_changes(own, other, passages, substitutions), smaller_share)


def _unquoted_share(a: Shingles, b: Shingles, passages: Sequence[Passage]) -> float:
    """Returns the larger share of a or b, of its words outside of quotation marks, that both share.

    What one of the texts has in quotation marks is a quotation in the other one too. A text that is
    nearly all quotation marks says nothing.
    """
    quoted = [flag_compared_words(text, flag_quoted) for text in (a, b)]
    unquoted = [int(np.count_nonzero(~flags)) for flags in quoted]
    if sum(unquoted) == len(a.words) + len(b.words) or min(unquoted) < MIN_UNQUOTED_WORDS:
        return 1.0
    shared = [np.zeros(len(flags), dtype=np.bool_) for flags in quoted]
    for first, second, size in (run for passage in passages for run in passage.runs):
        left = slice(first, first + size + SHINGLE_WORDS - 1)
        right = slice(second, second + size + SHINGLE_WORDS - 1)
        free = ~(quoted[0][left] | quoted[1][right])
        shared[0][left] |= free
        shared[1][right] |= free
    return max(
        int(np.count_nonzero(both)) / words for both, words in zip(shared, unquoted, strict=True)
    )


def flag_compared_words(
    text: Shingles, flag: Callable[[str, int], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Returns what `flag` says of the words of a text that are compared, in their order."""
    if text.kept is None:
        return flag(text.text, len(text.words))
    return flag(text.text, len(text.kept))[text.kept]


def locate_compared_words(text: Shingles) -> list[tuple[int, int]]:
    """Returns the start and end in `text.text` of each word that is compared."""
    spans = [(start, end) for _, start, end in word_spans(text.text)]
    if text.kept is None:
        return spans
    return [span for span, kept in zip(spans, text.kept.tolist(), strict=False) if kept]


def _locate(
    passage: Passage,
    texts: tuple[str, str],
    spans: list[list[tuple[int, int]]],
    quoted: NDArray[np.bool_],
) -> LocatedPassage:
    bounds = (passage.a, passage.a_end), (passage.b, passage.b_end)
    text, other_text = (
        " ".join(text[own[start][0] : own[min(end, len(own)) - 1][1]].split())
        for text, own, (start, end) in zip(texts, spans, bounds, strict=True)
    )
    words = sum(size + SHINGLE_WORDS - 1 for _, _, size in passage.runs)
    inside = bool(quoted[passage.a : passage.a_end].all())
    return LocatedPassage(*bounds[0], *bounds[1], words, passage.shingles, text, other_text, inside)


def _drop_lines(text: str, boilerplate: Boilerplate) -> str:
    """Returns a text without its boilerplate lines."""
    if not boilerplate.lines:
        return text
    return "\n".join(line for line in lines(text) if hash_line(line) not in boilerplate.lines)


def _intersect(a: Hashes, b: Hashes) -> Hashes:
    """Returns what is in both; each is distinct and sorted, so a stable sort merges in half the time of a search."""
    both = np.sort(np.concatenate((a, b)), kind="stable")
    common: Hashes = both[1:][both[1:] == both[:-1]]
    return common


def _covered_words(word_hashes: Hashes, boilerplate_shingles: Hashes) -> NDArray[np.bool_]:
    """Returns for each word whether it lies in a boilerplate 5-shingle."""
    covered = np.zeros(len(word_hashes), dtype=np.bool_)
    hits = isin_sorted(shingle_hashes(word_hashes, BOILERPLATE_SHINGLE_WORDS), boilerplate_shingles)
    for position in range(BOILERPLATE_SHINGLE_WORDS):
        covered[position : position + len(hits)] |= hits
    return covered
