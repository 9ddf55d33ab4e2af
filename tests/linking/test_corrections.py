"""What counts as a correction, and whether a copy still carries what was corrected."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.linking import corrections as wording
from aggregator.linking.changes import Change, diff, merge_close
from aggregator.linking.corrections import Correction
from tests import corpus

FIRE = (
    "The fire in the old warehouse killed 12 people on Tuesday night, the police said. "
    "Mayor Anna Holt did resign on Monday after the council had met behind closed doors. "
    "The ship left the port at 14:05 and was bound for Lisbon with a cargo of cork.\n"
    "Witnesses said that the owner of the building had been warned several times about the wiring. "
    "He denies it and speaks of a plot by the goverment and its friends.\n"
    "Reporters spoke with people who live near the river, and with some who have left since then."
)

words = st.lists(st.sampled_from(["a", "b", "c", "d", "the", "the", "the"]), max_size=40)


def applied(changes: Sequence[Change], a: Sequence[str], b: Sequence[str]) -> list[str]:
    """What the changes make of `a`, taking from `b` only what they put in."""
    made: list[str] = []
    at = 0
    for change in changes:
        made += [*a[at : change.a], *b[change.b : change.b_end]]
        at = change.a_end
    return made + list(a[at:])


def changed(before: str, after: str, text: str = FIRE) -> list[Correction]:
    assert before in text
    return wording.find_corrections(text, text.replace(before, after))


# The diff


@given(words, words)
def test_a_diff_makes_the_second_of_the_first(a: list[str], b: list[str]) -> None:
    changes = diff(a, b)
    assert applied(changes, a, b) == b
    for one in changes:
        assert one.a < one.a_end or one.b < one.b_end
    for one, other in pairwise(changes):
        assert one.a_end < other.a
        assert one.b_end < other.b
    assert applied(list(merge_close(changes, 3)), a, b) == b


@given(words)
def test_nothing_differs_from_itself(a: list[str]) -> None:
    assert diff(a, a) == []


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_is_a_trouble(former: str, latest: str) -> None:
    for one in wording.find_corrections(former, latest):
        assert wording.correction_state(one, wording.shingle_set(former)) in (
            "carried",
            "gone",
            "followed",
        )
        assert wording.correction_state(one, wording.shingle_set("")) == "gone"
    assert wording.find_corrections(former, former) == []


def test_a_text_made_to_be_slow_is_not() -> None:
    once = [f"w{n % 97}" for n in range(wording.MAX_WORDS)]
    start = time.process_time()
    diff(once, [f"w{n * 7 % 97}" for n in range(wording.MAX_WORDS)])
    nested = [f"n{min(n, wording.MAX_WORDS - n)}" for n in range(wording.MAX_WORDS)]
    diff(nested, nested[::-1])
    diff(once + nested, nested + once)
    assert time.process_time() - start < 5


# What counts


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        ("12 people", "21 people", "12", "21"),
        ("killed 12 people", "killed two people", "12", "two"),
        ("did resign", "did not resign", "", "not"),
        ("Anna Holt", "Anna Hult", "Holt", "Hult"),
        (
            "the owner of the building had been warned",
            "nobody had told the landlord",
            "the owner of the building had been warned",
            "nobody had told the landlord",
        ),
        (
            " on Monday after the council had met behind closed doors",
            "",
            "on Monday after the council had met behind closed doors",
            "",
        ),
    ],
)
def test_a_number_a_name_a_not_and_longer_passages_count(
    before: str, after: str, was: str, now: str
) -> None:
    [found] = changed(before, after)
    assert (found.was, found.now) == (was, now)
    assert wording.correction_state(found, wording.shingle_set(FIRE)) == "carried"
    assert (
        wording.correction_state(found, wording.shingle_set(FIRE.replace(before, after)))
        == "followed"
    )
    assert wording.correction_state(found, wording.shingle_set(" ".join(corpus.BEES))) == "gone"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("goverment", "government"),
        ("warehouse", "storehouse"),
        ("14:05", "16:20"),
        ("the police said", "the police said on Wednesday after a long night of searching"),
        ("Tuesday night, the police", "Tuesday night – the police"),
        ("Lisbon with a cargo", "Lisbon, with cargo"),
        ("He denies it", "HE DENIES IT"),
        (FIRE[len(FIRE) // 3 :], ""),
    ],
    ids=["typo", "word", "time", "addition", "dash", "article", "case", "paywall"],
)
def test_spelling_times_additions_and_cuts_do_not(before: str, after: str) -> None:
    assert changed(before, after) == []


def test_a_stamp_is_no_sentence() -> None:
    stamp = "Updated 3 March 2026 by Anna Holt\n"
    assert changed("3 March", "5 March", stamp + FIRE) == []
    assert changed("by Anna Holt\n", "by Karl Weiss\n", stamp + FIRE) == []


def test_a_paragraph_that_only_moved_is_not_corrected() -> None:
    first, second, third = FIRE.split("\n")
    assert wording.find_corrections(FIRE, "\n".join((first, third, second))) == []


def test_a_sentence_is_shown_with_both_wordings() -> None:
    [found] = changed("12 people", "21 people")
    assert found.lead == "The fire in the old warehouse killed"
    assert found.tail == "people on Tuesday night, the police said"


def test_changes_side_by_side_are_one() -> None:
    [found] = changed("12 people on Tuesday night", "21 people on Sunday night")
    assert (found.was, found.now) == ("12 people on Tuesday", "21 people on Sunday")


def test_scripts_without_spaces_are_compared_too() -> None:
    former = "台风星期二晚上袭击港口，造成十二人死亡。市长说明天恢复交通。"
    latest = former.replace("十二人死亡", "二十一人受伤")
    [found] = wording.find_corrections(former, latest)
    assert "十二人死亡" in found.was
    assert "二十一人受伤" in found.now
    assert wording.correction_state(found, wording.shingle_set(former)) == "carried"
    assert wording.correction_state(found, wording.shingle_set(latest)) == "followed"


# What a copy holds


def test_a_copy_that_left_the_passage_out_carries_nothing() -> None:
    [found] = changed("12 people", "21 people")
    rest = FIRE.partition("\n")[2]
    assert wording.correction_state(found, wording.shingle_set(rest)) == "gone"


def test_a_copy_is_recognised_although_all_around_it_was_edited() -> None:
    [found] = changed("12 people", "21 people")
    copy = "Flames in an old store killed 12 people on Tuesday night, officers told us."
    assert wording.correction_state(found, wording.shingle_set(copy)) == "carried"


def test_a_copy_that_quotes_both_wordings_follows() -> None:
    [found] = changed("12 people", "21 people")
    note = (
        FIRE.replace("12 people", "21 people")
        + "\nAn earlier version said that it killed 12 people on."
    )
    assert wording.correction_state(found, wording.shingle_set(note)) == "followed"


def test_the_tables_are_sorted_and_folded() -> None:
    for table in (wording.NEGATIONS, wording.NUMBERS):
        assert [row[0] for row in table] == sorted(row[0] for row in table)
        assert all(words == words.lower() for _, words in table)
