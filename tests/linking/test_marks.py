"""Marks the words of a text: numbers and names, and what lies within quotation marks."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.linking.marks import find_quotations, flag_quoted, flag_specifics
from aggregator.linking.words import hash_text, words
from tests.linking.texts import made_up_text

# Specifics


def specifics(text: str) -> list[str]:
    """The words of a text that are specifics."""
    split = words(text)
    flags = flag_specifics(text, len(split))
    return [word for word, specific in zip(split, flags.tolist(), strict=True) if specific]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about 600 travellers and 3.5 metres, on 2026-03-01", ["600", "3", "5", "2026", "03", "01"]),
        ("the A4 road and 12th pier", ["a4", "12th"]),
        ("half of it, one or two", []),
        ("in the year \u0662\u0660\u0662\u0666 of it", ["\u0662\u0660\u0662\u0666"]),
        ("\u0935\u0930\u094d\u0937 \u0968\u0966\u0968\u096c \u092e\u0947\u0902", ["\u0968\u0966\u0968\u096c"]),
    ],
    ids=["figures", "within words", "spelled out", "Arabic digits", "Devanagari digits"],
)  # fmt: skip
def test_words_with_a_digit_are_specifics(text: str, found: list[str]) -> None:
    assert specifics(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the harbour master Ilse Marrow of Tarn", ["ilse", "marrow", "tarn"]),
        ("the NATO of \u00c9lise and \u0141ukasz", ["nato", "elise", "\u0142ukasz"]),
        ("\u043e\u043d \u0438 \u0418\u0432\u0430\u043d", ["\u0438\u0432\u0430\u043d"]),
        ("\u03bf \u039a\u03ce\u03c3\u03c4\u03b1\u03c2", ["\u03ba\u03c9\u03c3\u03c4\u03b1\u03c3"]),
        ("an iPhone and eBay", []),
    ],
    ids=["names", "accents", "Cyrillic", "Greek", "capitals inside"],
)
def test_words_with_a_capital_inside_a_sentence_are_specifics(text: str, found: list[str]) -> None:
    assert len(specifics(text)) == len(found)
    assert specifics(text) == [words(word)[0] for word in found]


@pytest.mark.parametrize("end", [". ", "! ", "? ", ": ", "; ", "\n", "\u2026 ", ' "', " \u201c"])
def test_a_capital_that_begins_a_sentence_says_nothing(end: str) -> None:
    assert specifics(f"Boats left early{end}Then Ilse left") == ["ilse"]
    assert specifics(f"Boats left early{end}7 of them") == ["7"]


def test_a_comma_a_dash_and_a_hyphen_begin_no_sentence() -> None:
    assert specifics("boats, Tarn \u2013 Linden-Port") == ["tarn", "linden", "port"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("港口管理局昨天晚间宣布停航", None),
        ("港口管理局宣布停航12天后恢复", "12"),
        ("港口管理局宣布停航十二天后恢复", "十二"),
        ("港湾局は火曜日の夜に運休すると発表した", None),
        ("港湾局は夜に4日間の運休を発表した", "4"),
        ("การท่าเรือประกาศหยุดเดินเรือ", None),
        ("การท่าเรือประกาศหยุดเดินเรือ๔วัน", "๔"),
        ("أعلنت سلطة الميناء وقف جميع العبارات", None),
        ("أعلنت سلطة الميناء وقف 12 عبارة", "12"),
    ],
)
def test_in_scripts_without_capitals_only_numbers_are_specifics(
    text: str, number: str | None
) -> None:
    found = specifics(text)
    if number is None:
        assert found == []
    else:
        assert found
        assert all(any(digit in word for digit in words(number)[0]) for word in found)


def test_full_stops_of_other_scripts_end_sentences() -> None:
    assert specifics("Boats left\u0964 Then Ilse left\u06d4 Now Tarn\u3002 She too") == [
        "ilse",
        "tarn",
    ]


# In step with the words

SCRIPTS = {
    "Latin": "Ilse Marrow said on 4 March that Besan\u00e7on\u2019s \u201cold quay\u201d is 1.5 m lower.",
    "Cyrillic": "Порт Линден закрыт с 4 марта, сообщила «Гавань»: ни один паром не выйдет.",
    "Greek": "Το λιμάνι έκλεισε στις 4 Μαρτίου, είπε η Ίλσε: «κανένα πλοίο» δεν φεύγει.",
    "Arabic": "أُغلق ميناء ليندن في 4 مارس، وقالت «إلسه»: لن تغادر أي عبّارة قبل ١٢ يوماً.",
    "Hebrew": 'נמל לינדן נסגר ב-4 במרץ, אמרה אילזה: "אף מעבורת" לא תצא.',
    "Devanagari": "लिंडन बंदरगाह 4 मार्च को बंद हुआ। इल्से ने कहा: \u201cकोई नौका\u201d नहीं चलेगी।",
    "Chinese": "林登港于3月4日关闭，伊尔莎说：“四天内没有渡轮。”其他人等待ABC消息。",
    "Japanese": "リンデン港は3月4日に閉鎖された。「フェリーは出ない」とイルゼは述べた。",
    "Thai": "ท่าเรือลินเดนปิดเมื่อวันที่ 4 มีนาคม อิลเซอกล่าวว่า “ไม่มีเรือ” ออกก่อน ๑๒ วัน",
    "Korean": "린덴 항은 3월 4일 폐쇄되었다. 일제는 “배가 없다”고 말했다.",
}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_there_is_one_flag_for_each_word(script: str) -> None:
    text = SCRIPTS[script]
    split = words(text)
    assert len(hash_text(text)[0]) == len(split)
    for flags in (flag_specifics(text, len(split)), flag_quoted(text, len(split))):
        assert len(flags) == len(split)
        assert flags.any()
        assert not flags.all()
    marked = [
        word for word, flag in zip(split, flag_specifics(text, len(split)), strict=True) if flag
    ]
    assert any("4" in word for word in marked)  # the number is where the words say it is


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_flagged_words_are_those_within_quotation_marks(script: str) -> None:
    text = SCRIPTS[script]
    [(start, end)] = find_quotations(text)
    split = words(text)
    quoted = [word for word, flag in zip(split, flag_quoted(text, len(split)), strict=True) if flag]
    own = words(text[start:end])
    assert quoted[: len(own)] == own
    assert len(quoted) <= len(own) + 3  # a word without spaces may begin inside and end outside


@given(st.text(alphabet=st.sampled_from('aZ9 .\u201c\u201d"«»\n’é́4Я١界ーก\u200dक्ा')))
@example("\ud800 A")
def test_there_is_one_flag_for_each_word_of_any_text(text: str) -> None:
    count = len(words(text))
    assert len(flag_specifics(text, count)) == len(flag_quoted(text, count)) == count


# Quotations


def quotations(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in find_quotations(text)]


# Marks that open and close, and what is between them and the words
MARKS = {
    "curly": ("\u201c", "\u201d"),
    "straight": ('"', '"'),
    "German": ("\u201e", "\u201c"),
    "Polish": ("\u201e", "\u201d"),
    "Swedish": ("\u201d", "\u201d"),
    "Spanish": ("«", "»"),
    "French": ("«\u00a0", "\u00a0»"),
    "French with spaces": ("« ", " »"),
    "Danish": ("»", "«"),
    "Japanese": ("「", "」"),
    "Chinese book marks": ("『", "』"),
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_quotation_is_found_between_its_marks(marks: tuple[str, str]) -> None:
    first, last = marks
    assert quotations(f"She said: {first}we stay here{last}, and left.") == ["we stay here"]
    text = f"{first}No,{last} she said.\nThen he said {first}yes{last} ({first}at once{last})."
    assert quotations(text) == ["No,", "yes", "at once"]


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_text_that_begins_within_a_quotation_is_read_rightly_after_it(
    marks: tuple[str, str],
) -> None:
    first, last = marks
    text = f"stay here{last}, she said. {first}We wait{last}, she said, {first}for days{last}."
    assert quotations(text) == ["We wait", "for days"]
    assert quotations(f"stay here{last}, she said, and left.") == []


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_quotation_that_is_not_closed_does_not_reach_the_next_paragraph(
    marks: tuple[str, str],
) -> None:
    first, last = marks
    text = f"He said: {first}we stay\nNobody knew.\nShe said: {first}we wait{last}, and left."
    assert quotations(text) == ["we wait"]


@pytest.mark.parametrize("name", ["curly", "straight", "German", "French", "Japanese"])
def test_a_quotation_of_several_paragraphs_opens_each_of_them(name: str) -> None:
    first, last = MARKS[name]
    text = f"She said: {first}We stay here.\n\n{first}We wait.{last}\nAnd she left."
    assert quotations(text) == ["We stay here.", "We wait."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('A 12" pipe broke. "We wait," she said.', ["We wait,"]),
        ('A 12" by 14" pipe broke. "We wait," she said, "for days."', ["We wait,", "for days."]),
        ('She said "we" and "you, and left.', ["we"]),
        ('Not "so", "so and "so".', ["so", "so"]),
        ('a " b " c " d', []),  # odd in number, and nothing says what each is
        ('a " b " c', ["b"]),
    ],
)
def test_where_straight_marks_are_odd_in_number_only_certain_pairs_count(
    text: str, found: list[str]
) -> None:
    assert quotations(text) == found


def test_marks_in_a_quotation_of_other_marks_do_not_end_it() -> None:
    assert quotations("「外『内』外」と言った") == ["外『内』外"]
    assert quotations("«Газета \u201eВести\u201c пишет», сказал он.") == [
        "Газета \u201eВести\u201c пишет"
    ]


def test_chinese_quotations_need_no_spaces() -> None:
    text = "他说：“我们留在这里。”然后又说“等着”。"
    assert quotations(text) == ["我们留在这里。", "等着"]
    assert quotations(text[text.index("留") :]) == ["等着"]


@given(st.text(alphabet=st.sampled_from('ab ,.\n"\u201c\u201d\u201e«»「」')))
def test_quotations_follow_each_other_and_hold_no_line_break(text: str) -> None:
    end = 0
    for start, stop in find_quotations(text):
        assert end <= start <= stop <= len(text)
        assert "\n" not in text[start:stop]
        end = stop


@given(st.text(alphabet="ab ,.\n"))
def test_a_text_without_marks_has_no_quotations(text: str) -> None:
    assert find_quotations(text) == []
    assert not flag_quoted(text, len(words(text))).any()


@pytest.mark.parametrize(
    ("text", "count"),
    [('"' * 50_001, 1), ("\u201c" * 50_000, 0), ("«»" * 25_000, 25_000), ('"\n' * 25_000, 0)],
    ids=["straight", "opening", "pairs", "lines"],
)
def test_texts_of_nothing_but_marks_are_read_in_linear_time(text: str, count: int) -> None:
    assert len(find_quotations(text)) == count


def test_words_that_another_splitting_adds_are_not_flagged() -> None:
    """Flags are made for as many words as are asked for."""
    text = f"{made_up_text(3)} Ilse"
    assert flag_specifics(text, 4).tolist() == [True, True, True, True]
    assert flag_specifics(text, 6).tolist() == [True, True, True, True, False, False]
    assert isinstance(flag_quoted(text, 6), np.ndarray)
