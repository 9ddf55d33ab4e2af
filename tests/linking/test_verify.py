"""Two texts are compared exactly: shares, boilerplate, passages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.verify import BOILERPLATE_SHINGLE_WORDS, MAX_CACHED_LENGTH, MIN_PASSAGE
from aggregator.linking.words import hash_line, hash_words, shingle_hashes
from tests.linking.texts import made_up_text

STORY = "the harbour was closed on tuesday evening after a storm"
FOOTER = "follow our channel for more news of the region"


@given(st.text(), st.text())
def test_shares_are_between_0_and_1(a: str, b: str) -> None:
    found = linking.compare(linking.shingles(a), linking.shingles(b))
    for share in (found.resemblance, found.a_in_b, found.b_in_a):
        assert 0 <= share <= 1


def test_shares_are_counted_in_the_shingles_of_passages() -> None:
    a, b = linking.shingles("a b c d e f"), linking.shingles("a b c d e x y a b c")
    assert (len(a), len(b)) == (4, 7)  # distinct ones
    found = linking.compare(a, b)
    assert (found.shared, found.a_size, found.b_size) == (3, 4, 8)
    assert (found.a_in_b, found.b_in_a) == (0.75, 3 / 8)  # the second `a b c` is in no passage
    assert found.resemblance == 3 / 8  # of distinct shingles, wherever they are
    assert found.longest_passage == 3


def test_words_that_two_texts_share_outside_of_passages_do_not_count() -> None:
    phrases = [made_up_text(4, seed) for seed in range(30)]
    a = " ".join(f"{phrase} {made_up_text(40, 100 + i)}" for i, phrase in enumerate(phrases))
    b = " ".join(f"{phrase} {made_up_text(40, 200 + i)}" for i, phrase in enumerate(phrases))
    found = linking.compare(linking.shingles(a), linking.shingles(b))
    assert found.resemblance > 0
    assert (found.shared, found.a_in_b, found.passages) == (0, 0, ())


@pytest.mark.parametrize(
    ("rest", "shared", "of_repeated", "of_other"),
    [(40, 38, 38 / 118, 38 / 78), (100, 3 * 38, 3 * 38 / 118, 38 / 138)],
    ids=["repeats in the longer text", "repeats in the shorter text"],
)
def test_a_passage_that_only_one_text_repeats_counts_once_in_the_other(
    rest: int, shared: int, of_repeated: float, of_other: float
) -> None:
    passage, end = made_up_text(40), made_up_text(rest, seed=1)
    repeated = linking.shingles(" ".join([passage, passage, passage]))
    once = linking.shingles(f"{passage} {end}")
    found = linking.compare(repeated, once)
    assert (found.shared, found.a_in_b, found.b_in_a) == (shared, of_repeated, of_other)
    assert linking.compare(once, repeated) == linking.reverse_comparison(found)


@pytest.mark.parametrize("extra", [0, 1, 10, 11, 60])
def test_the_longest_run_of_equal_words_is_measured_whatever_the_share(extra: int) -> None:
    common, other = made_up_text(42), made_up_text(200, seed=1).split()
    a = linking.shingles(" ".join([common, *other[:extra]]))
    b = linking.shingles(" ".join([common, *other[100 : 100 + extra]]))
    found = linking.compare(a, b)
    assert found.a_in_b == found.b_in_a == 40 / (40 + extra)
    assert found.longest_passage == 40


def test_an_edit_ends_the_longest_run_of_equal_words_and_not_the_passage() -> None:
    split = made_up_text(42).split()
    a = linking.shingles(" ".join(split))
    b = linking.shingles(" ".join([*split[:20], "changed", *split[21:]]))
    found = linking.compare(a, b)
    assert [(each.a, each.a_end, each.shingles) for each in found.passages] == [(0, 42, 37)]
    assert found.longest_passage == 19  # of the 21 words after the edit


def without_boilerplate(text: str, *lines: str) -> linking.Shingles:
    """Returns the shingles of a text whose site repeats the 5-shingles of these lines."""
    hashes = [
        shingle_hashes(hash_words(linking.words(line)), BOILERPLATE_SHINGLE_WORDS) for line in lines
    ]
    boilerplate = linking.Boilerplate(shingles=np.sort(np.concatenate(hashes)))
    return linking.shingles(text, boilerplate)


def test_boilerplate_shingles_are_left_out_and_nothing_else() -> None:
    found = without_boilerplate(f"{STORY} {FOOTER}", FOOTER)
    plain = linking.shingles(STORY)
    assert found.ordered.tolist() == plain.ordered.tolist()
    assert linking.compare(plain, found).a_in_b == 1.0


def test_boilerplate_lines_are_left_out_and_shown() -> None:
    boilerplate = linking.Boilerplate(frozenset([hash_line(FOOTER)]))
    text = f"{STORY}\n{FOOTER}"
    found = linking.shingles(text, boilerplate)
    assert found.ordered.tolist() == linking.shingles(STORY).ordered.tolist()
    assert linking.find_boilerplate(text, boilerplate) == [FOOTER]
    assert linking.find_boilerplate(text, linking.NO_BOILERPLATE) == []


def test_boilerplate_words_are_shown_as_they_are_written() -> None:
    hashes = shingle_hashes(hash_words(linking.words(FOOTER)), BOILERPLATE_SHINGLE_WORDS)
    boilerplate = linking.Boilerplate(shingles=np.sort(hashes))
    text = f"{STORY}. Follow our channel\nfor more news of the Region! And then."
    [found] = linking.find_boilerplate(text, boilerplate)
    assert found == "Follow our channel for more news of the Region"


def test_a_text_is_cached_with_the_boilerplate_it_was_read_with() -> None:
    boilerplate = linking.Boilerplate(frozenset([hash_line(FOOTER)]))
    text = f"{STORY}\n{FOOTER}"
    assert linking.shingles(text) is linking.shingles(text)
    assert len(linking.shingles(text, boilerplate)) < len(linking.shingles(text))
    long = made_up_text(MAX_CACHED_LENGTH // 5)
    assert len(long) > MAX_CACHED_LENGTH
    assert linking.shingles(long) is not linking.shingles(long)


# Passages


def find_passages(a: str, b: str, shortest: int = MIN_PASSAGE) -> list[linking.LocatedPassage]:
    return linking.find_passages(linking.shingles(a), linking.shingles(b), shortest)


def test_passages_have_the_wordings_of_both_and_their_places() -> None:
    a = "He said: The ferry leaves at noon, not before! Then he left."
    b = "Nobody knew why. \u201cthe ferry leaves at noon not before\u201d was all."
    [found] = find_passages(a, b)
    assert (found.text, found.other_text) == (
        "The ferry leaves at noon, not before",
        "the ferry leaves at noon not before",
    )
    assert (found.words, found.shingles) == (7, 5)
    assert (found.a, found.a_end, found.b, found.b_end) == (2, 9, 3, 10)


def test_a_passage_with_an_edit_is_shown_as_one_with_what_each_text_says() -> None:
    a = "The ferry to the islands leaves at noon, the harbour master of Tarn said on Tuesday."
    [found] = find_passages(a, a.replace("noon, the harbour", "dawn, the old harbour"))
    assert (found.text, found.words) == (
        a.removesuffix("."),
        14,
    )  # of 16, `noon` and `the` left out
    assert found.other_text == a.removesuffix(".").replace(
        "noon, the harbour", "dawn, the old harbour"
    )


def test_a_passage_has_five_words_unless_a_larger_number_is_asked_for() -> None:
    assert MIN_PASSAGE == 5
    a = "one two three four five six"
    assert find_passages(a, "x one two three four y", 0) == []
    assert [found.words for found in find_passages(a, "two three four five six z")] == [5]
    assert find_passages(a, "two three four five six z", 6) == []
    assert [found.words for found in find_passages(a, a, 6)] == [6]


def test_passages_are_as_long_as_possible_and_in_the_order_of_the_first() -> None:
    a = "one two three four five six seven, then other words, and eight nine ten eleven twelve"
    b = "eight nine ten eleven twelve; one two three four; one two three four five six seven"
    found = [(each.a, each.b, each.words) for each in find_passages(a, b)]
    assert found == [(0, 9, 7), (11, 0, 5)]
    turned = [(each.a, each.b, each.words) for each in find_passages(b, a)]
    assert turned == [(0, 11, 5), (9, 0, 7)]


def test_passages_are_counted_in_words_that_are_compared() -> None:
    boilerplate = linking.Boilerplate(frozenset([hash_line(FOOTER)]))
    a = linking.shingles(f"{FOOTER}\n{STORY}", boilerplate)
    [found] = linking.find_passages(a, linking.shingles(STORY))
    assert (found.a, found.text) == (0, STORY)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said: \u201cThe ferry leaves at noon, not before\u201d, and left.", True),
        ('He said: "Today the ferry leaves at noon, not before."', True),
        ("The \u201cferry\u201d man: the ferry leaves at noon, not before. It did.", False),
        ('"No," he said.\nthe ferry leaves at noon, not before', False),
    ],
)
def test_a_passage_within_quotation_marks_is_marked(text: str, quoted: bool) -> None:
    [found] = find_passages(text, "the ferry leaves at noon not before")
    assert found.quoted == quoted


# Scripts without spaces: a shingle is six characters


CHINESE = "港口管理局星期二晚间宣布，由于风暴损坏了两台起重机，开往群岛的所有渡轮将停航至少四天。"
JAPANESE = "港湾局は火曜日の夜、嵐で二台のクレーンが壊れたため、島々へ向かうすべてのフェリーを運休すると発表した。"
THAI = "การท่าเรือประกาศเมื่อคืนวันอังคารว่าเรือข้ามฟากทุกลำที่มุ่งหน้าไปยังหมู่เกาะจะหยุดให้บริการอย่างน้อยสี่วัน"
UNRELATED = {
    CHINESE: "今年蜂蜜丰收，养蜂人却抱怨价格下跌，因为廉价糖浆以蜂蜜的名义出售，协会要求政府采取措施。",
    JAPANESE: "今年の蜂蜜は豊作だが、安いシロップが蜂蜜の名で売られているため、養蜂家は値下がりを嘆いている。",
    THAI: "ปีนี้น้ำผึ้งได้ผลผลิตดีมากแต่เกษตรกรบ่นว่าราคาตกต่ำเพราะน้ำเชื่อมราคาถูกถูกนำมาขายในชื่อน้ำผึ้ง",
}


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, THAI], ids=["zh", "ja", "th"])
def test_copies_in_scripts_without_spaces_share_passages(text: str) -> None:
    half = text[: len(text) // 2]
    found = linking.compare(linking.shingles(half), linking.shingles(text))
    assert found.a_in_b == 1
    assert 0.4 < found.b_in_a < 0.6
    edited = text[:20] + UNRELATED[text][:3] + text[22:]
    assert linking.compare(linking.shingles(edited), linking.shingles(text)).a_in_b > 0.7


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, THAI], ids=["zh", "ja", "th"])
def test_one_long_word_in_a_script_without_spaces_is_no_passage(text: str) -> None:
    """A word such as `government` has up to 15 characters in Thai, a phrase of five words has more."""
    other, stretch = UNRELATED[text], text.replace("，", "").replace("、", "")[:16]
    for size, passages in ((15, 0), (16, 1)):
        around = f"{other[:20]}{stretch[:size]}{other[20:]}"
        found = linking.compare(linking.shingles(around), linking.shingles(f"{stretch}{other[:2]}"))
        assert (len(found.passages), found.shared > 0) == (passages, passages > 0)


def test_the_shortest_passage_does_not_depend_on_which_text_is_compared_with_which() -> None:
    """A text with spaces that has few words of Thai, and one that is all Thai."""
    thai, spaced = linking.shingles(THAI), linking.shingles(f"{STORY} {THAI[:14]} {STORY}")
    found = linking.compare(spaced, thai)
    assert (found.shared, found.passages) == (0, ())
    assert linking.compare(thai, spaced) == linking.reverse_comparison(found)
