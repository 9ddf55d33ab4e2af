"""Texts that a reader takes for the same wording fold alike, in any script."""

import hashlib
import unicodedata
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking import former_folding
from aggregator.linking.confusables import ARABIC, CONFUSABLES
from aggregator.linking.folding import FORMER_FOLDINGS, JOINERS, MAX_MARKS, fold, fold_with_offsets
from aggregator.linking.words import word_spans

INVISIBLE = (
    "\u200a\u00ad\u034f\u061c\u180e\u200b\u200e\u202e\u2060\u2066\ufe0f\ufeff\U000e0041\U000e0101"
)
# Letters, marks, joiners, syllables, presentation forms and what is dropped.
ALPHABET = st.one_of(
    st.characters(),
    st.sampled_from(
        f"aAeEiIéßıİςσй{INVISIBLE}{JOINERS}\u0301\u0327\u3099\u0338\u20d2\u094d\u0915\u093c\u09cd\u09b0\u09af"
        "\u0628\u0627\u0647\u0645\u064e\u05d1\u05b0\u1112\u1161\u11ab\u304b\uff76\uff9e\u4e00\u0e33½ﬁ'\u2019.-"
    ),
)
TEXTS = st.text(ALPHABET, max_size=60)

# What is written, and another way to write it that a reader takes for the same.
SAME = [
    ("en", "The council's budget rose", "ТHЕ с\u200bоunсіl\u2019s b\u00adudgеt rоѕе"),
    ("en", "a well known pilot", "𝐚 ｗｅｌｌ-known 𝓹𝓲𝓵𝓸𝓽"),
    ("en", "this is small", "ᴛʜɪꜱ ɪꜱ ꜱᴍᴀʟʟ"),
    ("fr", "L\u2019été à Besançon, cœur d\u2019œuvre", "L'e\u0301te\u0301 a\u0300 Besanc\u0327on, coeur d'oeuvre"),
    ("fr", "ÉTÉ À BESANÇON", "ete a besancon"),
    ("de", "Straße, Maß und Größe", "STRASSE, MASS UND GRÖSSE"),
    ("tr", "Isparta'nın ışığı İzmir'de", "isparta\u2019nin isigi i\u0307zmir\u2019de"),
    ("pl", "Łódź i źdźbło", "Lodz i zdzblo"),
    ("vi", "Chính phủ Việt Nam đã nói", "Chi\u0301nh phu\u0309 Vie\u0323\u0302t Nam \u0111a\u0303 no\u0301i"),
    ("vi", "Chính phủ Việt Nam", "CHINH PHU VIET NAM"),
    ("el", "Ο λόγος της Ελλάδας", "Ο ΛΟΓΟΣ ΤΗΣ ΕΛΛΑΔΑΣ"),
    ("ru", "Правительство обещает", "Прaвитeльcтвo oбeщaeт"),
    ("ru", "Её самолёт", "Ее самолет"),
    ("uk", "об\u02bcєкт", "об\u2019єкт"),
    ("hy", "Հայաստան", "ՀԱՅԱՍՏԱՆ"),
    ("ar", "كَتَبَ الوَلَدُ الدَّرْسَ", "كتب الولد الدرس"),
    ("ar", "مـــصر", "مصر"),
    ("ar", "ﻣﺼﺮ", "مصر"),
    ("ar", "أعلن إلى آخر", "اعلن الى اخر"),
    ("fa", "کتاب فارسی", "كتاب فارسي"),
    ("fa", "کار\u200cها و\u200dکتاب", "کارها وکتاب"),  # after a letter that joins nothing
    ("he", "בְּרֵאשִׁית בָּרָא", "בראשית ברא"),
    ("hi", "हिन्दी \u0958लम", "हि\u200bन्दी क\u093cलम"),
    ("bn", "কোন", "ক\u09c7\u09beন"),
    ("th", "น้ำท่วม", "น\u0e49\u0e4d\u0e32ท่\u200bวม"),
    ("zh", "北京２０２６年", "北\u200b京2026年"),
    ("ja", "ガラスが", "ｶﾞﾗｽか\u3099"),
    ("ko", "한국어", unicodedata.normalize("NFD", "한국어")),
]  # fmt: skip

# What a reader tells apart.
DIFFERENT = [
    ("fa", "می\u200cخواهم", "میخواهم"),  # two letters that would be joined
    ("hi", "क्\u200dष", "क्ष"),  # half a letter, a ligature
    ("bn", "র\u200d্য", "র্য"),
    ("bn", "উদ্\u200cঘাটন", "উদ্ঘাটন"),
    ("ja", "か", "が"),
    ("ko", "각", "가"),
    ("th", "มา", "ม้า"),
    ("hi", "की", "कि"),
    ("ru", "шум", "ум"),
    ("el", "νόμος", "νησί"),
    ("zh", "北京", "南京"),
    ("en", "fall", "fail"),
]


@pytest.mark.parametrize(("language", "text", "other"), SAME)
def test_the_same_wording_folds_alike(language: str, text: str, other: str) -> None:
    assert linking.words(text) == linking.words(other), language
    assert linking.words(f"{text} {'plain words ' * 60}") == linking.words(
        f"{other} {'plain words ' * 60}"
    )


@pytest.mark.parametrize(("language", "text", "other"), DIFFERENT)
def test_different_words_stay_different(language: str, text: str, other: str) -> None:
    assert linking.words(text) != linking.words(other), language


@pytest.mark.parametrize(
    "apostrophe",
    ["‘", "’", "‛", "′", "ʹ", "ʻ", "ʼ", "ʽ", "ˈ", "ꞌ", "＇", "´", "`", "՚", "׳"],
)
def test_every_apostrophe_parts_a_word_alike(apostrophe: str) -> None:
    assert linking.words(f"l{apostrophe}été don{apostrophe}t") == linking.words("l'ete don't")


def test_the_samples_are_in_more_than_ten_scripts() -> None:
    samples = "".join(text for _, text, _ in (*SAME, *DIFFERENT))
    scripts = {unicodedata.name(letter).split()[0] for letter in samples if letter.isalpha()}
    assert len(scripts) > 12


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Caf\u00e9", "cafe"),
        ("\u0130\u0131I", "iii"),
        ("\u00df\u1e9e", "ssss"),
        ("\u039f\u0394\u039f\u03a3 \u03bf\u03b4\u03bf\u03c2", "o\u03b4oo o\u03b4oo"),
        ("\u0436\u0443\u0440\u043d\u0430\u043b", "\u0436ypha\u043b"),
        ("\u304b\u3099", "\u304c"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\u02bb", "'"),
    ],
)  # fmt: skip
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "is_assigned", [True, pytest.param(False, marks=pytest.mark.slow)]
)  # the others are a million
def test_every_character_folds_the_same_in_any_case_and_when_folded_again(
    is_assigned: bool,
) -> None:
    for code in range(0x110000):
        character = chr(code)
        if (unicodedata.category(character) not in ("Cn", "Co")) != is_assigned:
            continue
        folded = fold(character)
        assert fold(folded) == folded, hex(code)
        if not 0xD800 <= code < 0xE000:
            assert fold(character.upper()) == fold(character.lower()) == folded, hex(code)


@given(TEXTS)
def test_a_folded_text_is_folded_already(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded


@given(TEXTS, st.data())
def test_what_nobody_sees_does_not_count(text: str, data: st.DataObject) -> None:
    padded = text
    for _ in range(data.draw(st.integers(1, 8))):
        i = data.draw(st.integers(0, len(padded)))
        padded = padded[:i] + data.draw(st.sampled_from(INVISIBLE)) + padded[i:]
    assert fold(padded) == fold(text)
    assert linking.words(padded) == linking.words(text)
    assert linking.sign(padded) == linking.sign(text)


@given(TEXTS)
def test_a_joiner_between_letters_of_latin_script_does_not_count(text: str) -> None:
    assert fold(f"{text}x\u200d\u200cy") == fold(f"{text}xy")
    assert fold(f"x\u200cy{text}") == fold(f"xy{text}")


@given(TEXTS)
def test_every_folded_character_comes_from_a_place_in_the_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    assert all(0 <= offset < len(text) for offset in offsets[:-1])


@given(TEXTS)
def test_spans_lie_in_the_text_and_hold_the_words(text: str) -> None:
    for whole in (text, f"{text} {'plain words ' * 60}"):
        spans = list(word_spans(whole))
        assert [word for word, _, _ in spans] == linking.words(whole)
        assert all(0 <= start < end <= len(whole) for _, start, end in spans)
        assert spans == sorted(spans, key=lambda span: span[1])


def test_a_span_shows_the_word_as_it_is_written() -> None:
    text = "Un e\u0301te\u0301 \u2013 с\u200bоunсіl, gro\u00adße"
    written = [text[start:end] for _, start, end in word_spans(text)]
    assert written == ["Un", "e\u0301te\u0301", "с\u200bоunсіl", "gro\u00adße"]


@pytest.mark.parametrize(
    "unit",
    ["\u0301\u0327", "\u3099\u20d2", "\u3099\u0f71", "\u0915\u094d\u200d", "\u0628\u200c\u200d", "\u200c\u200d", "\u1112\u1161\u11ab", "\ufdfa", "\u200b"],
)  # fmt: skip
def test_the_time_to_fold_a_hostile_text_is_linear(unit: str) -> None:
    def measure(count: int) -> float:
        text = "a" + unit * count
        start = process_time()
        fold(text)
        list(word_spans(text))
        former_folding.split_into_words(text)
        return process_time() - start

    measure(100)
    short, long = measure(4_000), measure(64_000)
    assert long < 60 * short + 0.2


def test_a_letter_keeps_a_limited_number_of_marks() -> None:
    assert len(fold("\u304b" + "\u3099\u0f71" * 100)) <= 1 + MAX_MARKS


def test_the_table_of_confusables_is_sorted_and_has_each_letter_once() -> None:
    letters = "".join(letters for _, letters in CONFUSABLES)
    assert len(set(letters)) == len(letters)
    assert list(CONFUSABLES) == sorted(CONFUSABLES)
    assert all(list(row) == sorted(row) for _, row in CONFUSABLES)
    assert all(latin.isascii() for latin, _ in CONFUSABLES)
    assert all(fold(letter) == shown for shown, row in (*CONFUSABLES, *ARABIC) for letter in row)


FORMER_SKETCHES = {
    "The ferry\u2019s late return: a caf\u00e9 owner\u00ads view of the harbour, at last. ": "b4856ccf35f1e9b0",
    "L\u2019\u00e9t\u00e9 \u00e0 Besan\u00e7on fut tr\u00e8s chaud, disait-on; \u0153uvre e\u0301crite \u00e0 No\u00ebl. ": "190e260cd231116a",
    "\u041f\u0440\u0430\u0432\u0438\u0442\u0435\u043b\u044c\u0441\u0442\u0432\u043e \u043e\u0431\u0435\u0449\u0430\u0435\u0442 \u0441\u0430\u043c\u043e\u043b\u0451\u0442 \u043a \u0437\u0438\u043c\u0435 \u0438 \u0432\u0435\u0441\u043d\u0435. ": "71a2ed8863156c15",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u06a9\u0650\u062a\u0627\u0628 \u0631\u0627 \u062f\u0631 \u062e\u0627\u0646\u0647 \u0628\u062e\u0648\u0627\u0646\u0645. ": "05b2eed1f003468d",
    "\u4e24\u5c9b\u4e4b\u95f4\u7684\u6e21\u8f6e\u5c06\u4e8e\u661f\u671f\u516d\u6062\u590d\u901a\u822a\u3002": "de6f75653779a492",
}  # fmt: skip


@pytest.mark.parametrize("text", FORMER_SKETCHES)
def test_a_former_folding_never_changes_since_tombstones_were_made_with_it(text: str) -> None:
    [folding] = FORMER_FOLDINGS
    sketch = linking.sketch_shingles(text * 3, folding).tobytes()
    assert hashlib.sha256(sketch).hexdigest()[:16] == FORMER_SKETCHES[text]


@settings(max_examples=50)
@given(TEXTS)
def test_a_former_folding_takes_any_text(text: str) -> None:
    assert linking.sketch_shingles(text, 1).tolist() == sorted(linking.sketch_shingles(text, 1))
