"""A fragment of a text matches the article it was taken from."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aggregator
from aggregator import linking
from aggregator.api import Aggregator
from aggregator.model import Page, Record
from storage.links import sketch_index
from storage.sqlite.fts_tokens import TOKENIZER, select_fragments

# Words of a language, the separator between them, and the one between clauses.
TONGUES = {
    "ar": ("الحكومة الوزير المدينة المستشفى المدرسة الجسر الماء السوق القاضي الميزانية الخطة", " ", "، "),
    "en": ("harbour council bridge morning engine winter letter sugar teacher valley engineer", " ", ", "),
    "hi": ("सरकार मंत्री अस्पताल विद्यालय पुल पानी बाज़ार न्यायाधीश बजट योजना रिपोर्ट", " ", "। "),
    "ja": ("政府は 大臣が 病院を 学校に 橋の 水道 市場で 裁判所 予算と 計画 発表した 村から 川の 警察 税金を 新しい 古い 労働者 港へ 電車に 農家と 雨が 昨年 今月 報告書", "", "、"),
    "ko": ("정부는 장관이 도시의 병원에서 학교를 다리가 시장에 판사는 예산을 계획이 보고서를", " ", ". "),
    "th": ("รัฐบาล รัฐมนตรี โรงพยาบาล โรงเรียน สะพาน ตลาด ผู้พิพากษา งบประมาณ แผนการ หมู่บ้าน แม่น้ำ ตำรวจ ภาษี กล่าวว่า ประกาศ ระหว่าง ประชาชน คนงาน ท่าเรือ รถไฟ นักเรียน เกษตรกร นักข่าว กฎหมาย เศรษฐกิจ สิ่งแวดล้อม อาหาร ราคา น้ำมัน ไฟฟ้า ถนน สนามบิน ธนาคาร บริษัท ปัญหา เลือกตั้ง น้ำท่วม พายุ หลักฐาน สัปดาห์", "", " "),
    "zh": ("政府 部长 医院里 学校 大桥上 自来水 市场 法官 预算案 计划 报告说 村庄 河边 警察局 税收 新的 老人们 工人 港口 火车站 农民 下雨 去年 这个月 表示", "", "，"),
}  # fmt: skip
ONE_IN_EACH = (
    "",
    "“… {} …”\n\nRead more: https://paper.example/read?id=12\nShare this with a friend",
)


def text(tongue: str, number: int) -> str:
    """Ten lines of six clauses, different for each number."""
    words, blank, stop = TONGUES[tongue]
    rng = random.Random(f"{tongue} {number}")

    def clause() -> str:
        return blank.join(rng.choices(words.split(), k=rng.randint(4, 8)))

    return "\n".join(stop.join(clause() for _ in range(6)) for _ in range(10))


def piece(whole: str, start: int) -> str:
    """Forty tokens from this position."""
    end = start
    while linking.count_tokens(whole[start:end]) < 40:
        end += 1
    return whole[start:end]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aggregator]:
    """Six texts in each language, each of a site of its own; the seventh is not stored."""
    path = tmp_path_factory.mktemp("press") / "aggregator.db"
    with aggregator.connect(path) as opened:
        pages = [
            Record(Page(f"https://{tongue}{n}.example/a", b""), text=text(tongue, n), title="A")
            for tongue in TONGUES
            for n in range(6)
        ]
        assert opened.ingest(pages, workers=1).new == len(pages)
    with aggregator.connect(path, write=False) as opened:
        yield opened


@pytest.mark.parametrize("dress", ["{}", ONE_IN_EACH[1]])
@pytest.mark.parametrize("tongue", sorted(TONGUES))
def test_forty_words_lead_to_their_article_wherever_they_begin(
    press: Aggregator, tongue: str, dress: str
) -> None:
    whole = text(tongue, 3)
    found = [
        press.trace("-", text=dress.format(piece(whole, start))).original.url
        for start in range(5, len(whole) // 2, 29)
    ]
    right = found.count(f"https://{tongue}3.example/a")
    assert right >= 0.9 * len(found), found
    assert set(found) <= {f"https://{tongue}3.example/a", None}


@pytest.mark.parametrize("tongue", sorted(TONGUES))
def test_random_words_of_the_same_language_match_no_article(press: Aggregator, tongue: str) -> None:
    whole = text(tongue, 6)
    for start in range(0, len(whole) // 2, 41):
        found = press.trace("-", text=piece(whole, start))
        assert found.verdict == "undetermined"
        assert [item for item in found.evidence if item.cls == "C"] == []


@pytest.mark.parametrize("tongue", ["en", "th", "zh"])
def test_the_passage_is_quoted_as_written_in_the_article(press: Aggregator, tongue: str) -> None:
    asked = piece(text(tongue, 5), 40)
    [item] = [i for i in press.trace("-", text=asked).evidence if i.cls == "C"]
    stored = " ".join(press.article(item.url).text.split())
    assert item.quote.removesuffix(" …") in stored
    assert len(item.quote) > 0.7 * min(len(asked), 300)


def test_a_fragment_with_words_changed_here_and_there_is_found(press: Aggregator) -> None:
    words = piece(text("en", 2), 300).split()
    words[19], words[33] = "otherwise", "entirely"
    found = press.trace("-", text=" ".join(words))
    assert found.original.url == "https://en2.example/a"
    assert found.evidence[0].says.startswith("79% of the text asked about is also in")


def test_a_text_with_a_fifth_of_its_words_changed_is_found(press: Aggregator) -> None:
    rng = random.Random(1)
    words = ["so" if rng.random() < 0.2 else word for word in text("en", 4).split(" ")]
    assert press.trace("-", text=" ".join(words)).original.url == "https://en4.example/a"


def test_a_text_from_two_articles_matches_both(press: Aggregator) -> None:
    both = text("en", 0)[:900] + "\n" + text("en", 1)[:800]
    evidence = press.trace("-", text=both).evidence
    assert [item.url for item in evidence if item.cls == "C"] == [
        "https://en0.example/a",
        "https://en1.example/a",
    ]


def test_boilerplate_of_a_site_matches_none_of_its_pages(tmp_path: Path) -> None:
    again = "This newspaper is delivered to your door each morning by the children of our town and their small dogs."
    pages = [
        Record(Page(f"https://paper.example/{n}", b""), text=f"{text('en', n)}\n{again}", title="A")
        for n in range(6)
    ]
    with aggregator.connect(tmp_path / "a.db") as opened:
        opened.ingest(pages, workers=1)
        found = opened.trace("-", text=again)
    assert (found.verdict, found.original.url) == ("undetermined", None)


def test_a_trace_that_finds_the_text_does_not_load_the_sketch_index(press: Aggregator) -> None:
    with aggregator.connect(press.store.path, write=False) as opened:
        assert opened.trace("-", text=piece(text("en", 1), 30)).original.url
        assert not opened.store.candidates.is_loaded()


@pytest.mark.parametrize("given", ["", "…", "\0", 'a "b" \0 c', "x" * 5000, "NEAR(a b) OR *"])
def test_no_text_raises(press: Aggregator, given: str) -> None:
    assert press.trace("-", text=given * 3).verdict == "undetermined"


# Letters, marks and signs of Latin, Greek, Cyrillic, Hebrew, Arabic, India, Thai, kana, Han, Hangul.
BLOCKS = ((0x20, 0x331), (0x370, 0x6FF), (0x900, 0xE4F), (0x2010, 0x2040), (0x3000, 0x30FF), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3))  # fmt: skip
LETTERS = st.one_of(
    *(st.characters(min_codepoint=a, max_codepoint=b, exclude_categories=["Cn"]) for a, b in BLOCKS)
)


@settings(max_examples=150)
@given(st.text(LETTERS, max_size=200))
def test_the_full_text_index_finds_every_fragment_of_a_text(whole: str) -> None:
    """A word of one tokenizer must not be half a word of the other."""
    index = sqlite3.connect(":memory:")
    index.execute(f'CREATE VIRTUAL TABLE t USING fts5(x, tokenize="{TOKENIZER}")')
    index.execute("INSERT INTO t VALUES (?)", [whole])
    for part in select_fragments(whole):
        assert part in whole
        asked = '"' + part.replace('"', " ") + '"'
        assert index.execute("SELECT count(*) FROM t WHERE t MATCH ?", [asked]).fetchone() == (1,)
    index.close()


def disguise(whole: str) -> str:
    """Put a character that nobody sees after every third letter, and look-alikes for some letters."""
    marked = (letter + "\u200b" * (i % 3 == 0) for i, letter in enumerate(whole))
    return "".join(marked).translate(str.maketrans("aeopc", "аеорс"))


@pytest.mark.parametrize("tongue", sorted(TONGUES))
def test_a_disguised_text_leads_to_the_article_it_was_made_of(
    press: Aggregator, tongue: str
) -> None:
    asked = disguise(text(tongue, 3))
    assert asked != text(tongue, 3)
    assert press.trace("-", text=asked).original.url == f"https://{tongue}3.example/a"
    fragment = disguise(piece(text(tongue, 3), 30))
    assert press.trace("-", text=fragment).original.url == f"https://{tongue}3.example/a"


@pytest.mark.parametrize("tongue", sorted(TONGUES))
def test_a_text_leads_to_its_disguised_copy(tmp_path: Path, tongue: str) -> None:
    pages = [
        Record(Page(f"https://s{n}.example/a", b""), text=disguise(text(tongue, n)), title="A")
        for n in range(3)
    ]
    with aggregator.connect(tmp_path / "a.db") as opened:
        opened.ingest(pages, workers=1)
    with aggregator.connect(tmp_path / "a.db", write=False) as opened:
        asked = text(tongue, 1)
        for given_text in (asked, asked[len(asked) // 4 : len(asked) // 2]):
            assert opened.trace("-", text=given_text).original.url == "https://s1.example/a"
        evidence = opened.trace("-", text=asked).evidence
        item = next(item for item in evidence if item.url == "https://s1.example/a")
        assert item.quote.removesuffix(" …") in " ".join(opened.article(item.url).text.split())


def test_a_text_with_accents_is_found_without_them_and_the_other_way(tmp_path: Path) -> None:
    rng = random.Random(5)
    french = (
        "élève forêt naïve Noël reçu où façade théâtre garçon près déjà créé hôpital matin ville"
    )
    texts = [" ".join(rng.choices(french.split(), k=200)) for _ in range(2)]
    plain = "".join(map(linking.fold, texts[1]))
    with aggregator.connect(tmp_path / "a.db") as opened:
        pages = [
            Record(Page(f"https://s{n}.example/a", b""), text=whole, title="A")
            for n, whole in enumerate((texts[0], plain))
        ]
        opened.ingest(pages, workers=1)
        for n, asked in enumerate(("".join(map(linking.fold, texts[0])), texts[1])):
            assert opened.trace("-", text=asked).original.url == f"https://s{n}.example/a"


def test_a_disguised_article_that_is_older_than_the_sketch_index_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch_index, "MAX_ENTRIES", 1000)
    texts = {"old": disguise(text("en", 1))} | {f"s{n}": text("en", n) for n in range(100, 130)}
    pages = [
        Record(Page(f"https://{name}.example/a", b""), text=whole, title="A")
        for name, whole in texts.items()
    ]
    with aggregator.connect(tmp_path / "a.db") as opened:
        opened.ingest(pages, workers=1)
    with aggregator.connect(tmp_path / "a.db", write=False) as opened:
        sketch = opened.store.signatures.sketch(1)
        [held] = opened.store.candidates.find([sketch], 2, 20)
        assert 1 not in held  # the index has dropped it
        assert opened.trace("-", text=text("en", 1)).original.url == "https://old.example/a"
