"""What changed between two texts distinguishes instances of a form from copies."""

import pytest

from aggregator import linking
from aggregator.linking.forms import (
    Changes,
    Side,
    count_changes,
    find_substitutions,
    judge_form,
)
from aggregator.linking.marks import flag_specifics
from aggregator.linking.passages import Passage, align
from aggregator.linking.words import hash_words, shingle_hashes
from tests.linking.texts import spelled_text
from tests.related_texts import make_obituary, make_report

REPORT = make_report(1, "Brell Osmund Tarn Fylde")
NEXT_DAY = make_report(5, "Kessock Ardo Quill Venn")
STORM = """\
The harbour of Port Linden was closed on Tuesday evening after a storm tore two cranes from their rails and pushed a
container ship against the northern quay. Nobody was hurt, the harbour master Ilse Marrow said, but it will take at
least 4 days until the first ferry leaves again. About 600 travellers were brought to schools and a sports hall in the
old town, where volunteers handed out blankets and soup until long after midnight. Many of them had waited on the open
pier for 3 hours because the announcements had fallen silent with the power. The port authority of Tarn wants to find
out why the brakes of the cranes gave way although the wind stayed below the limit for which they were built in 1998."""
# The same facts in other words here and there
EDITED = (
    STORM.replace("was closed on", "had to close on")
    .replace("tore two cranes", "ripped a pair of cranes")
    .replace("Nobody was hurt", "There were no injuries")
    .replace("were brought to", "spent the night in")
    .replace("long after midnight", "the early morning")
    .replace("wants to find out", "is trying to learn")
)


# A notice of which two specifics of ten differ
NOTICE = """\
the council of Tarn meets on 4 March at 7 in the hall of Venn Street; all who live in the valley may come, speak
and vote, the minutes are printed by Ilse Marrow and Odile Ferrand on the board beside the door within 3 days,
as in every month of the year"""


def form(a: str, b: str) -> str:
    """How the form of two texts is judged; the same in both directions."""
    found = linking.compare(linking.shingles(a), linking.shingles(b))
    assert linking.compare(linking.shingles(b), linking.shingles(a)).form == found.form
    assert max(found.a_in_b, found.b_in_a) >= 0.35  # so they would be copies, by their shares
    return found.form


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (REPORT, NEXT_DAY, "same"),
        (make_obituary(1), make_obituary(2), "same"),
        (STORM, EDITED, "different"),
        (REPORT, REPORT.replace("4.48", "4.52"), "different"),
        (STORM, STORM.replace("600", "640"), "different"),
        (STORM, STORM.replace("Marrow", "Morrow").replace("1998", "1989"), "different"),
        (STORM, STORM[: len(STORM) // 2], "different"),
        (STORM, f"{NEXT_DAY}\n{STORM}", "different"),
        (STORM, STORM, "different"),
        (NOTICE, NOTICE.replace("4 March", "8 April"), "doubtful"),
    ],
    ids=[
        "two daily reports",
        "two obituaries",
        "an edited copy",
        "a correction of a report",
        "a correction of a news text",
        "two corrections",
        "an abridged copy",
        "a copy with another text",
        "a text and itself",
        "two short notices",
    ],
)
def test_the_form_of_two_texts(a: str, b: str, expected: str) -> None:
    assert form(a, b) == expected


def test_a_doubtful_form_is_a_series_of_which_nothing_is_said() -> None:
    """It is no copy, so no accusation follows."""
    pair = map(linking.shingles, (NOTICE, NOTICE.replace("4 March", "8 April")))
    assert linking.relate(linking.compare(*pair), same_site=False) == "series"


def test_a_copy_with_a_correction_stays_a_copy() -> None:
    pair = map(linking.shingles, (REPORT, REPORT.replace("4.48", "4.52")))
    assert linking.relate(linking.compare(*pair), same_site=False) == "syndicated"


def test_reports_of_one_form_in_a_script_without_capitals_differ_in_numbers() -> None:
    def report(hour: int, wind: int, wave: int, guards: int) -> str:
        return (
            f"今天早上{hour}点12分预计涨潮，海面将有轻微波浪，高度约{wave}厘米。港务局长报告风速为{wind}节，能见度良好，"
            f"船只应等待到{hour}点48分再离开港口。请游泳者留在旗帜之间，那里有{guards}名救生员值班。下一份报告将于{hour + 6}点55分发布。"
        )

    assert form(report(3, 17, 40, 13), report(9, 28, 65, 21)) == "same"
    assert (
        form(report(3, 17, 40, 13), report(3, 17, 40, 13).replace("救生员", "志愿者"))
        == "different"
    )


# Thresholds, each on both sides


@pytest.mark.parametrize(
    ("changes", "share", "expected"),
    [
        (Changes(0, 0, 0, 0), 1.0, "different"),
        (Changes(10, 3, 300, 0), 0.5, "same"),  # 30 % of the specifics
        (Changes(11, 3, 300, 0), 0.5, "different"),
        (Changes(6, 2, 300, 0), 0.5, "different"),  # too few
        (Changes(10, 3, 300, 36), 0.5, "same"),  # 2.5 times as often as the common words
        (Changes(10, 3, 300, 37), 0.5, "different"),
        (Changes(20, 3, 159, 0), 0.5, "doubtful"),  # 15 % in a short text
        (Changes(20, 3, 160, 0), 0.5, "different"),
        (Changes(21, 3, 159, 0), 0.5, "different"),
        (Changes(20, 3, 159, 11), 0.5, "doubtful"),  # twice as often
        (Changes(20, 3, 159, 12), 0.5, "different"),
        (Changes(66, 8, 1000, 30), 0.4, "doubtful"),  # 12 % of many, four times as often
        (Changes(66, 8, 1000, 30), 0.39, "different"),
        (Changes(66, 8, 1000, 31), 0.4, "different"),
        (Changes(58, 7, 1000, 0), 0.4, "different"),
        (Changes(67, 8, 1000, 0), 0.4, "different"),
        (Changes(1, 0, 199, 36), 0.9, "doubtful"),  # 18 % of all words of a short text
        (Changes(1, 0, 199, 35), 0.9, "different"),
        (Changes(1, 0, 200, 40), 0.9, "different"),
    ],
)
def test_the_rates_of_change_decide(changes: Changes, share: float, expected: str) -> None:
    assert judge_form(changes, share) == expected


# What counts as changed


def align_texts(a: str, b: str) -> tuple[Side, Side, list[Passage]]:
    sides = []
    for text in (a, b):
        hashes = hash_words(linking.words(text))
        sides.append(Side(hashes, flag_specifics(text, len(hashes))))
    passages = align(*(shingle_hashes(side.words, 3) for side in sides))
    return sides[0], sides[1], passages


def changes(a: str, b: str) -> Changes:
    left, right, passages = align_texts(a, b)
    gaps = find_substitutions(passages, len(left.words), len(right.words))
    return count_changes(left, right, passages, gaps)


BEFORE, AFTER = "the boats of the coast guard", "left the old harbour in the morning"


def test_a_word_that_stands_for_another_is_changed_on_both_sides() -> None:
    found = changes(f"{BEFORE} near Tarn {AFTER}", f"{BEFORE} near Venn {AFTER}")
    assert found == Changes(specifics=2, changed_specifics=2, common=28, changed_common=0)
    found = changes(f"{BEFORE} near Tarn {AFTER}", f"{BEFORE} at Tarn {AFTER}")
    assert found == Changes(specifics=2, changed_specifics=0, common=28, changed_common=2)


def test_words_that_were_only_added_or_left_out_are_not_changed() -> None:
    added = "with 40 men and women from Tarn and Venn"
    found = changes(f"{BEFORE} {AFTER}", f"{BEFORE} {added} {AFTER}")
    assert (found.changed_specifics, found.changed_common) == (0, 0)


def test_a_word_for_many_is_no_substitution() -> None:
    few = f"{BEFORE} today {AFTER}", f"{BEFORE} on a Monday in March of this {AFTER}"
    assert changes(*few).changed_common + changes(*few).changed_specifics == 0
    some = f"{BEFORE} today {AFTER}", f"{BEFORE} on Monday in March {AFTER}"
    assert changes(*some).changed_specifics == 2


def test_words_in_another_order_are_not_changed() -> None:
    found = changes(f"{BEFORE} near Tarn and Venn {AFTER}", f"{BEFORE} near Venn and Tarn {AFTER}")
    assert found.changed_specifics == 0


def test_short_rests_before_and_after_count_and_long_ones_do_not() -> None:
    left, right, passages = align_texts(f"Tarn: {BEFORE} {AFTER}", f"Venn: {BEFORE} {AFTER}")
    assert find_substitutions(passages, len(left.words), len(right.words)) == [(0, 1, 0, 1)]
    for size, substitutions in ((20, 1), (21, 0)):
        rests = [spelled_text(size, seed) for seed in (1, 2)]
        left, right, passages = align_texts(*(f"{BEFORE} {AFTER} {rest}" for rest in rests))
        found = find_substitutions(passages, len(left.words), len(right.words))
        assert len(found) == substitutions
