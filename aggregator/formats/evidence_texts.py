"""Texts and passages of an evidence file: as places and hashes of letters, so that anybody can count again.

A letter is what is left of a text when all but letters, digits and the low line is dropped, and case and
accents do not count (`fold_letters`). docs/evidence.md has the recipe that recomputes every share
from the pages.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import category, normalize

from aggregator import linking
from aggregator.formats.evidence_format import (
    ComparedText,
    ComparisonPart,
    Part,
    Passage,
    Piece,
    Run,
    Texts,
)
from aggregator.results import CommonPassage, Comparison

Place = tuple[int, int]  # start and end of a word, in letters or in characters


def fold_letters(text: str) -> str:
    """Return the letters of a text: NFKD, case folded, letters, digits and low lines only."""
    folded = normalize("NFKD", normalize("NFKD", text).casefold())
    return "".join(c for c in folded if c == "_" or category(c)[0] in "LN")


@dataclass(frozen=True, slots=True)
class LocatedText:
    """A compared text: as the file describes it, its letters, and the place of each word among them."""

    described: ComparedText
    letters: frozenset[str]
    places: tuple[Place, ...]


def locate_text(url: str, text: str, compared: linking.Shingles) -> LocatedText:
    """Return the text at an address with the place of each compared word among the compared letters.

    `text` is all of it, `compared` the same as linking compares it.
    """
    spans = linking.locate_compared_words(compared)
    folded = [fold_letters(character) for character in compared.text]
    before = list(accumulate(map(len, folded), initial=0))
    pieces: list[Piece] = []
    places: list[Place] = []
    done = 0  # letters of the pieces so far
    for first, end in _group_words(compared, spans):
        start, stop = spans[first][0], max(span[1] for span in spans[first:end])
        letters = "".join(folded[start:stop])
        pieces.append(Piece(len(letters), end - first, _hash_text(letters)))
        shift = done - before[start]
        places += [(before[a] + shift, before[b] + shift) for a, b in spans[first:end]]
        done += len(letters)
    described = ComparedText(url, _hash_text(text), len(places), pieces)
    return LocatedText(described, frozenset("".join(folded)), tuple(places))


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _group_words(compared: linking.Shingles, spans: Sequence[Place]) -> Iterator[Place]:
    """Yield the first compared word and the end of each piece: words of one line with none left out between."""
    kept = compared.kept
    numbers = range(len(spans)) if kept is None else kept.nonzero()[0].tolist()
    start = 0
    for i in range(1, len(spans) + 1):
        if i == len(spans) or (
            numbers[i] != numbers[i - 1] + 1 or "\n" in compared.text[spans[i - 1][1] : spans[i][0]]
        ):
            yield start, i
            start = i


def describe_texts(texts: Iterable[LocatedText]) -> Texts:
    """Return the compared texts, and which of their letters are taken for others."""
    located = list(texts)
    letters = sorted(set().union(*(text.letters for text in located)))
    taken = [(letter, fold_letters(linking.fold(letter))) for letter in letters]
    return Texts(
        look_alikes=[pair for pair in taken if pair[0] != pair[1]],
        texts=[text.described for text in located],
    )


def describe_comparison(
    comparison: Comparison, texts: Mapping[str, LocatedText], *, with_wordings: bool
) -> ComparisonPart:
    """Return what a page (a) shares with another (b), with the passages as places in their letters.

    `texts`: the texts by address. `with_wordings`: whether both pages allow that words of them are shown.
    """
    own, there = texts[comparison.a.url].places, texts[comparison.b.url].places
    runs = [run for passage in comparison.passages for run in passage.runs]
    return ComparisonPart(
        url=comparison.a.url,
        of_url=comparison.b.url,
        relation=comparison.relation,
        shared=_count_shingles((run.at_a, run.words) for run in runs),
        shingles=comparison.a_shingles,
        shared_there=_count_shingles((run.at_b, run.words) for run in runs),
        shingles_there=comparison.b_shingles,
        passages=[
            _describe_passage(each, own, there, with_wordings) for each in comparison.passages
        ],
    )


def _count_shingles(runs: Iterable[tuple[int, int]]) -> int:
    """Return how many three-word sequences lie in runs of (first word, words); each place counts once."""
    counted, end = 0, 0
    for start, words in sorted(runs):
        stop = start + words - 2
        counted += max(0, stop - max(start, end))
        end = max(end, stop)
    return counted


def _describe_passage(
    passage: CommonPassage, own: Sequence[Place], there: Sequence[Place], with_wordings: bool
) -> Passage:
    parts = passage.parts if with_wordings else ()
    return Passage(
        start_word=passage.at_a,
        end_word=passage.end_a,
        start_word_there=passage.at_b,
        end_word_there=passage.end_b,
        quoted=passage.quoted,
        runs=[
            Run(
                words=run.words,
                word=run.at_a,
                start=own[run.at_a][0],
                end=own[run.at_a + run.words - 1][1],
                word_there=run.at_b,
                start_there=there[run.at_b][0],
                end_there=there[run.at_b + run.words - 1][1],
            )
            for run in passage.runs
        ],
        parts=[Part(part.place, part.text) for part in parts],
    )
