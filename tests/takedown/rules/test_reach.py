"""What a page is to a work that is to be taken down."""

import pytest

from aggregator import linking
from aggregator.takedown.rules import reach, scope
from tests.linking.texts import spelled_text
from tests.related_texts import make_obituary, make_report

WORDS = spelled_text(300, 1).split()
OTHER = spelled_text(400, 2).split()


def relate(page: list[str], work: list[str] = WORDS, *, same_publisher: bool = False) -> str | None:
    sides = (linking.shingles(" ".join(each)) for each in (work, page))
    return reach.relate_to_work(*sides, same_publisher=same_publisher)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (WORDS, "identical"),
        ([*WORDS, *OTHER[:40]], "syndicated"),
        (WORDS[:120], "abridged"),
        ([*OTHER[:120], *WORDS, *OTHER[120:240]], "wrapped"),
        ([*OTHER[:60], *WORDS[:120], *OTHER[60:120]], "abridged"),  # half of the page
        ([*OTHER[:120], *WORDS, *OTHER[120:400]], "collection"),  # less than half
        ([*OTHER[:60], *WORDS[:120], *OTHER[60:220]], "partial"),
        ([*OTHER[:60], *WORDS[120:240], *OTHER[60:120]], "quote"),  # from the middle
        ([*OTHER[:30], *WORDS[:80], *OTHER[30:60]], "partial"),  # short
        (WORDS[150:270], "partial"),  # what may be the source of a quotation
        (OTHER, None),
    ],
)
def test_the_shares_and_the_place_of_the_work_count(page: list[str], expected: str | None) -> None:
    assert relate(page) == expected


def test_a_page_with_answers_between_the_passages_is_partial() -> None:
    page = [
        word for at in range(0, 300, 60) for word in (*WORDS[at : at + 60], *OTHER[at : at + 40])
    ]
    assert relate(page) == "partial"


def test_only_changed_words_make_a_version_of_the_same_publisher() -> None:
    corrected = [*WORDS[:150], "sixteen", *WORDS[151:]]
    assert relate(corrected, same_publisher=True) == "version"
    assert relate(corrected) == "identical"  # for the most part, at another publisher
    assert relate([*WORDS, *OTHER[:40]], same_publisher=True) == "syndicated"


def test_texts_of_one_form_are_a_series() -> None:
    report, other = (linking.shingles(make_report(day)) for day in (1, 2))
    assert reach.relate_to_work(report, other, same_publisher=False) == "series"


def test_a_page_that_has_only_the_form_of_a_work_is_recognised_by_a_third_text_of_the_form() -> (
    None
):
    work, other, third = (linking.shingles(make_obituary(seed)) for seed in (1, 2, 3))
    copy = linking.shingles(f"From our pages.\n{make_obituary(1)}")
    assert reach.shares_only_form(work, other, [third])
    assert not reach.shares_only_form(work, copy, [other, third])


def test_a_list_of_set_phrases_has_nothing_of_its_own() -> None:
    phrases = [" ".join(WORDS[at : at + 20]) for at in range(0, 300, 20)]
    work = linking.shingles("\n".join(phrases))
    lists = [linking.shingles("\n".join(phrases[i:] + phrases[:i])) for i in (4, 9)]
    assert reach.has_nothing_of_its_own(work, lists)
    assert not reach.has_nothing_of_its_own(linking.shingles(" ".join(OTHER)), lists)


def test_the_relations_of_copies_are_those_that_are_hidden() -> None:
    assert {"identical", "syndicated", "abridged", "wrapped", "edited"} < scope.CARRYING_RELATIONS
