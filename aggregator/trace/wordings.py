"""Shows two wordings of a passage as one: what is the same in both, and what only one of them has."""

from collections.abc import Iterator
from itertools import pairwise

from aggregator.linking import fold
from aggregator.linking.changes import diff_words, merge_close_changes
from aggregator.linking.words import word_spans
from aggregator.results import PassagePart
from aggregator.results.answers import PartPlace

MIN_EQUAL = 2  # words between two changes; with fewer, both are shown as one change

Piece = tuple[str, str]  # a word as it is compared, and as it is written with what follows it


def split_into_parts(a: str, b: str) -> list[PassagePart]:
    """Returns both wordings in order; of a change, the words of a come before those of b."""
    own, other = (list(_split_into_pieces(text)) for text in (a, b))
    changes = diff_words([key for key, _ in own], [key for key, _ in other])
    parts: list[PassagePart] = []
    position = 0
    for change in merge_close_changes(changes, MIN_EQUAL):
        parts += _make_part("both", own[position : change.a])
        parts += _make_part("a", own[change.a : change.a_end])
        parts += _make_part("b", other[change.b : change.b_end])
        position = change.a_end
    return parts + _make_part("both", own[position:])


def _make_part(place: PartPlace, pieces: list[Piece]) -> list[PassagePart]:
    text = "".join(written for _, written in pieces).strip()
    return [PassagePart(place, text)] if text else []


def _split_into_pieces(text: str) -> Iterator[Piece]:
    """Yields the words of a text. Words of scripts without spaces overlap, and are cut where the next begins."""
    spans = list(word_spans(text))
    end_of_text = ("", len(text), len(text))
    written_to = 0
    for (word, _, end), (_, next_start, _) in pairwise([*spans, end_of_text]):
        written, written_to = text[written_to:next_start], next_start
        yield (fold(written) if end > next_start else word), written
