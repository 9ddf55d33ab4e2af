"""How a page carries a work."""

import random

import pytest

from aggregator import linking
from aggregator.takedown.rules.overlap import Overlap, introduces, measure_overlap
from tests.linking.texts import spelled_text

WORDS = spelled_text(300, 1).split()
OTHER = spelled_text(200, 2).split()


def measure(work: list[str], page: list[str]) -> Overlap:
    overlap = measure_overlap(*(linking.shingles(" ".join(each)) for each in (work, page)))
    assert overlap is not None
    return overlap


def test_texts_with_no_passage_in_common_do_not_overlap() -> None:
    work, page = (linking.shingles(" ".join(each)) for each in (WORDS, OTHER))
    assert measure_overlap(work, page) is None


def test_changed_words_within_a_passage_count_as_the_work_and_not_as_kept() -> None:
    draw = random.Random(1)
    page = [draw.choice(OTHER) if draw.random() < 0.2 else word for word in WORDS]
    overlap = measure(WORDS, page)
    assert min(overlap.work, overlap.page, overlap.in_order) > 0.95
    assert 0.6 < overlap.kept < 0.85


def test_the_shares_of_a_part_within_other_words() -> None:
    overlap = measure(WORDS, [*OTHER[:60], *WORDS[30:150], *OTHER[60:120]])
    assert (overlap.words, overlap.before) == (120, 30)
    assert overlap.work == pytest.approx(0.4)
    assert overlap.page == pytest.approx(0.5)
    assert (overlap.inserted, overlap.kept) == (0, 1)


def test_own_words_between_passages_are_inserted() -> None:
    overlap = measure(WORDS, [*WORDS[:100], *OTHER[:50], *WORDS[100:200]])
    assert overlap.inserted == pytest.approx(0.2)
    assert overlap.mean_passage == 100


def test_halves_that_change_places_are_half_in_order() -> None:
    assert measure(WORDS, [*WORDS[150:], *WORDS[:150]]).in_order == pytest.approx(0.5, abs=0.01)


BLOCK = " ".join(WORDS[:80])
OWN = " ".join(OTHER[:60])


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"{OWN}\n{BLOCK}\n{OWN}", False),
        (f"{OWN}\n“{BLOCK}”\n{OWN}", True),
        (f"{OWN}\nThe letter reads:\n{BLOCK}\n{OWN}", True),
        (f"{OWN}\nIn dem Brief heißt es:\n{BLOCK}\n{OWN}", True),
        (f"{OWN}\nThe letter reads:\nMS. VALE: {BLOCK}\n{OWN}", True),
        (f"{OWN}\nOPINION:\n{BLOCK}\n{OWN}", False),  # a label, as of a headline
        (f"{OWN}\nFive things to know before Saturday: {BLOCK}\n{OWN}", False),
    ],
)
def test_a_page_introduces_words_of_others_with_marks_or_a_colon(page: str, expected: bool) -> None:
    work = " ".join(WORDS)
    assert introduces(linking.shingles(page), linking.shingles(work)) is expected


def test_quotation_marks_that_the_work_has_too_introduce_nothing() -> None:
    work = f"{BLOCK}\n“{OWN}”"
    page = f"{' '.join(OTHER[100:150])}\n{work}"
    assert not introduces(linking.shingles(page), linking.shingles(work))
