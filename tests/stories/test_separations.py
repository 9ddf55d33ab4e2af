"""Three texts together show that they are no copies: a series, a quotation, a collection. Without a database."""

from itertools import permutations

import pytest

from aggregator import linking
from aggregator.linking import Comparison
from aggregator.stories.plan.rank import rank
from aggregator.stories.plan.separations import (
    ComparedText,
    Separation,
    may_be_separated,
    separate,
)
from tests.linking.texts import spelled_text
from tests.stored_texts import edited, part, words

ONE, TWO, THREE = words(300, 1), words(320, 2), words(280, 3)
BESIDE = words(40, 9)


def compared(number: int, text: str, source: int | None = None) -> ComparedText:
    own = linking.shingles(text)
    text_hash = f"{number:032x}"
    return ComparedText(number, source, rank(linking.count_tokens(text), text_hash), own)


def kinds(*texts: str) -> set[tuple[int, int, str]]:
    """What three texts show, numbered from 0 as they are given; the same in any order."""
    found = [
        {(each.article_id, each.other_id, each.kind) for each in separate(*order)}
        for order in permutations(compared(i, text) for i, text in enumerate(texts))
    ]
    assert all(each == found[0] for each in found)
    return {(*(sorted(ids) if kind != "collection" else ids), kind) for *ids, kind in found[0]}


def all_pairs(kind: str) -> set[tuple[int, int, str]]:
    return {(0, 1, kind), (0, 2, kind), (1, 2, kind)}


# Series


def make_form(day: int, slots: int = 8, size: int = 5) -> str:
    """A text of which `size` words after each 40 are other ones each day."""
    return " ".join(
        f"{spelled_text(40, i)} {spelled_text(size, 1000 + 100 * day + i)}" for i in range(slots)
    )


def test_three_texts_that_differ_in_the_same_places_are_a_series() -> None:
    assert kinds(*map(make_form, range(3))) == all_pairs("series")


def test_three_places_make_a_series_and_two_do_not() -> None:
    assert kinds(*(make_form(day, 3) for day in range(3))) == all_pairs("series")
    assert kinds(*(make_form(day, 2) for day in range(3))) == set()


def test_copies_that_were_edited_apart_are_no_series() -> None:
    assert kinds(ONE, edited(ONE, 12, 1), edited(ONE, 12, 2)) == set()


def test_two_versions_and_a_copy_of_one_of_them_are_no_series() -> None:
    assert kinds(make_form(1), make_form(2), f"{make_form(2)} {BESIDE}") == set()


def test_a_third_of_all_places_must_differ_in_all_three() -> None:
    """Copies edited in different places that differ, all three, in few places as well."""
    forms = [make_form(day, 4).split() for day in range(3)]
    tails = [edited(THREE, 30, seed).split() for seed in (1, 2, 3)]
    assert kinds(*(" ".join(form + tail) for form, tail in zip(forms, tails, strict=True))) == set()


# Quotations


def make_report(seed: int, quotation: str) -> str:
    return f"{words(200, seed)} {quotation} {words(200, seed + 50)}"


def test_three_otherwise_different_texts_quote_the_passage_that_they_share() -> None:
    letter = words(250, 7)
    assert kinds(*(make_report(seed, letter) for seed in (11, 12, 13))) == all_pairs("quote")


def test_the_quoted_text_may_itself_be_one_of_the_three() -> None:
    letter = words(250, 7)
    found = kinds(make_report(11, letter), make_report(12, letter), letter)
    assert found == all_pairs("quote")


def test_texts_that_share_different_passages_quote_nothing() -> None:
    shared = words(200, 4), words(200, 5), words(200, 6)
    texts = [
        f"{shared[0]} {words(100, 31)} {shared[1]}",
        f"{shared[1]} {words(100, 32)} {shared[2]}",
        f"{shared[2]} {words(100, 33)} {shared[0]}",
    ]
    assert {kind for *_, kind in kinds(*texts)} <= {"collection"}


def test_texts_that_share_most_of_themselves_are_copies_and_no_quotation() -> None:
    texts = [f"{ONE} {words(120, seed)}" for seed in (21, 22, 23)]  # 71 % of each
    assert kinds(*texts) == set()


# Collections


def test_a_text_that_carries_two_unrelated_ones_is_a_collection() -> None:
    page = f"{BESIDE} {ONE} {TWO}"
    assert kinds(ONE, TWO, page) == {(2, 0, "collection"), (2, 1, "collection")}
    assert kinds(page, ONE, TWO) == {(0, 1, "collection"), (0, 2, "collection")}


def test_it_may_carry_parts_and_edited_texts() -> None:
    page = f"{part(ONE, 0, 0.5)} {BESIDE} {edited(TWO, 20)}"
    assert kinds(page, ONE, TWO) == {(0, 1, "collection"), (0, 2, "collection")}


def test_texts_that_overlap_in_a_third_one_are_parts_of_it() -> None:
    assert kinds(ONE, part(ONE, 0, 0.56), part(ONE, 0.44, 1)) == set()
    assert kinds(ONE, part(ONE, 0, 0.7), part(ONE, 0.5, 0.9)) == set()


def test_two_halves_without_a_common_word_look_like_two_texts() -> None:
    """So no text is their original: nothing is said of who copied whom."""
    halves = part(ONE, 0, 0.5), part(ONE, 0.5, 1)
    assert kinds(ONE, *halves) == {(0, 1, "collection"), (0, 2, "collection")}


def test_a_page_with_a_text_and_its_copy_is_no_collection() -> None:
    page = f"{ONE} {BESIDE} {edited(ONE, 12)}"
    assert kinds(page, ONE, edited(ONE, 12)) == set()


def test_less_than_thirty_shingles_are_not_carried() -> None:
    short, shorter = words(32, 5), words(31, 5)
    pages = [f"{BESIDE} {ONE} {text}" for text in (short, shorter)]
    assert kinds(pages[0], ONE, short) == {(0, 1, "collection"), (0, 2, "collection")}
    assert kinds(pages[1], ONE, shorter) == set()


def test_a_text_of_which_nine_tenths_are_one_other_text_is_no_collection() -> None:
    short = words(32, 5)
    assert kinds(f"{ONE} {words(300, 8)} {short}", f"{ONE} {words(300, 8)}", short) == set()


def test_versions_of_one_site_are_related_and_make_no_collection_of_what_holds_both() -> None:
    early = words(300, 41)
    later = f"{part(early, 0, 0.3)} {words(210, 42)}"
    page = f"{part(early, 0.35, 1)} {BESIDE} {' '.join(later.split()[90:])}"

    def separated(source: int | None) -> bool:
        texts = [compared(0, early, source), compared(1, later, source), compared(2, page)]
        return bool(separate(*texts))

    assert (separated(None), separated(7)) == (True, False)


# Nothing


def test_two_articles_of_one_wording_show_nothing() -> None:
    same = compared(1, ONE), compared(1, ONE), compared(2, f"{ONE} {TWO}")
    assert separate(*same) == []


def test_abridged_and_wrapped_copies_show_nothing() -> None:
    assert kinds(ONE, part(ONE, 0, 0.5), f"{BESIDE} {ONE}") == set()


def test_a_text_that_is_not_stored_yet_has_the_number_0() -> None:
    found = separate(compared(0, f"{ONE} {TWO}"), compared(5, ONE), compared(6, TWO))
    assert set(found) == {Separation(0, 5, "collection"), Separation(0, 6, "collection")}


@pytest.mark.parametrize(
    ("texts", "suspect"),
    [
        ((ONE, f"{ONE} {words(20, 9)}"), False),  # nearly the same, in one piece
        ((ONE, part(ONE, 0, 0.5)), True),
        ((make_form(1, 3), make_form(2, 3)), True),  # three places where words stand for others
        ((make_form(1, 2), make_form(2, 2)), False),
        ((ONE, edited(ONE, 40)), True),  # seven changes
        ((ONE, edited(ONE, 120)), False),
    ],
)
def test_a_third_text_is_looked_for_where_it_could_show_something(
    texts: tuple[str, str], suspect: bool
) -> None:
    assert may_be_separated(linking.compare(*map(linking.shingles, texts))) is suspect


def test_a_comparison_without_passages_is_suspect() -> None:
    assert may_be_separated(Comparison(0.0, 0.0, 0.0, 0, 10, 10))
