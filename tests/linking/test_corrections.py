"""What counts as a correction, and whether a copy still carries the corrected passage."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.linking import corrections as wording
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


def changed(before: str, after: str, text: str = FIRE) -> list[Correction]:
    assert before in text
    return wording.find_corrections(text, text.replace(before, after))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(former: str, latest: str) -> None:
    for one in wording.find_corrections(former, latest):
        assert wording.correction_state(one, wording.shingle_set(former)) in (
            "carried",
            "gone",
            "followed",
        )
        assert wording.correction_state(one, wording.shingle_set("")) == "gone"
    assert wording.find_corrections(former, former) == []


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


# How much


STORY = (
    "Officers found one boat adrift near some rocks while heavy rain fell upon every quiet "
    "village along our coast and nobody aboard could explain what had happened during that night."
)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("near some rocks", "beside those cliffs", True),  # three words
        ("near some", "beside those", False),
        ("upon every quiet village along our coast and", "", True),  # eight words
        ("upon every quiet village along our coast", "", False),
    ],
)
def test_three_words_replaced_or_eight_removed_count(before: str, after: str, counts: bool) -> None:
    assert bool(changed(before, after, STORY)) == counts


def test_changes_with_fewer_than_three_words_between_them_are_one() -> None:
    both = STORY.replace("one boat adrift near some", "seven boats adrift near those")
    assert len(wording.find_corrections(STORY, both)) == 1
    apart = STORY.replace(
        "found one boat adrift near some rocks", "found 7 boat adrift near 8 rocks"
    )
    numbered = STORY.replace("one boat adrift near some", "5 boat adrift near 6")
    [first, second] = wording.find_corrections(numbered, apart)
    assert (first.was, second.was) == ("5", "6")


def test_a_line_of_twelve_words_without_a_full_stop_is_text() -> None:
    words = "a caption under the picture shows 12 boats in that old harbour"
    assert len(words.split()) == 12
    assert len(changed("12", "13", f"{words}\n{STORY}")) == 1
    assert changed("12", "13", f"{words.removesuffix(' harbour')}\n{STORY}") == []


def test_a_text_that_lost_more_than_half_of_its_words_is_another_text() -> None:
    former = "one two three four five six seven eight nine ten."
    assert wording.find_corrections(former, "one two three four 5.") == []
    assert len(wording.find_corrections(former, "one two three four five 6.")) == 1


def test_very_long_texts_are_not_compared() -> None:
    assert wording.MAX_WORDS == 10_000
    long = [f"w{n}" for n in range(9_998)]
    for extra, count in ((["12."], 1), (["boats", "12."], 1), (["two", "boats", "12."], 0)):
        former = " ".join([*long, *extra])
        assert len(wording.find_corrections(former, former.replace(" 12.", " 13."))) == count


def test_at_most_fifty_corrections_of_a_text_are_returned() -> None:
    assert wording.MAX_CORRECTIONS == 50
    for changes, returned in ((50, 50), (51, 50)):
        former = " ".join(f"In town{n}x there were {1000 + n} boats." for n in range(51))
        latest = former
        for n in range(changes):
            latest = latest.replace(f" {1000 + n} ", f" {2000 + n} ")
        assert len(wording.find_corrections(former, latest)) == returned


def test_a_correction_is_shown_within_twenty_five_words_of_its_sentence() -> None:
    sentence = " ".join(
        f"word{'abcdefghijklmnopqrstuvwxyz'[n % 26]}{'xy'[n // 26]}" for n in range(40)
    )
    [found] = changed("12", "13", f"It began. {sentence} 12 {sentence}. It ended.")
    assert found.lead.split() == sentence.split()[-25:]
    assert found.tail.split() == sentence.split()[:25]


def test_a_copy_holds_a_passage_with_six_of_ten_of_its_shingles() -> None:
    shingles = frozenset(("a", "b", str(n)) for n in range(10))
    [found] = changed("12 people", "21 people")
    correction = replace(found, old_shingles=shingles, new_shingles=frozenset())
    ordered = sorted(shingles)
    assert wording.correction_state(correction, frozenset(ordered[:6])) == "carried"
    assert wording.correction_state(correction, frozenset(ordered[:5])) == "gone"


def test_a_passage_is_identified_by_the_shingles_of_the_change() -> None:
    [found] = changed("12 people", "21 people")
    words = ["warehouse", "killed", "12", "people", "on"]
    assert found.old_shingles == {tuple(words[i : i + 3]) for i in range(3)}
    assert found.position == FIRE.split().index("12")
