"""Every share of an evidence file can be computed again from the pages, without our code (docs/evidence.md)."""

import ast
import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import aggregator
from aggregator import linking
from aggregator.formats.evidence_texts import fold_letters
from aggregator.linking.words import word_spans
from aggregator.model import Page, Record
from tests import corpus
from tests.formats import independent_shares
from tests.linking.texts import spelled_text

LATE = "https://late.example/storm"
EDITED = tuple(
    text.replace("Tuesday", "Monday").replace("four days", "six days") for text in corpus.STORM
)
CHINESE = (
    "北京时间三月一日上午港口管理局宣布由于夜间的风暴吹倒了两台起重机并将一艘集装箱船推向北码头港口将关闭至少四天直到第一班渡轮再次离开为止。",
    "约六百名旅客被带到学校和体育馆在那里志愿者们分发毯子和汤直到深夜许多人在开放的码头上等了三个小时因为公告随着电力中断而沉默。",
    "港务局想要查明为什么起重机的制动器失灵尽管风力保持在设计极限以下第一份报告预计在月底之前公布工会要求停止所有同类起重机的工作。",
)
RUSSIAN = (
    (
        "Гавань Порт-Линдена была закрыта во вторник вечером после того, как шторм сорвал два крана с рельсов и "
        "прижал контейнеровоз к северной набережной. Никто не пострадал, сообщила начальник порта Ильза Марроу."
    ),
    (
        "Около шестисот пассажиров доставили в школы и спортивный зал старого города, где добровольцы до поздней "
        "ночи раздавали одеяла и суп. Многие из них три часа ждали на открытом пирсе, потому что объявления смолкли."
    ),
)
ARABIC = (
    "أُغلِق ميناء بورت ليندن مساء الثلاثاء بعد أن اقتلعت عاصفة رافعتين من قضبانهما ودفعت سفينة حاويات نحو الرصيف الشمالي",
    "ولم يصب أحد بأذى كما قالت مديرة الميناء لكن الأمر سيستغرق أربعة أيام على الأقل قبل أن تغادر العبارة الأولى مرة أخرى",
    "نُقل نحو ستمئة مسافر إلى المدارس وإلى قاعة رياضية في البلدة القديمة حيث وزع المتطوعون البطانيات والحساء حتى منتصف الليل",
)


def swap(texts: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(text.replace(old, new) for text in texts)


# What each story of two or more pages is made of: address and paragraphs
STORIES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "edited and abridged": {
        corpus.WIRE: corpus.STORM,
        LATE: EDITED,
        "https://part.example/1": corpus.STORM[:2],
    },
    "a script without spaces": {
        "https://a.example/1": CHINESE,
        "https://b.example/1": (*CHINESE[:2], "另外一段完全不同的文字说明天气很好并且所有人都安全回家了没有人受伤。"),
    },
    "letters that look alike": {
        "https://a.example/1": RUSSIAN,
        "https://b.example/1": swap(RUSSIAN, "о", "o"),
    },
    "vowel signs left out": {
        "https://a.example/1": ARABIC,
        "https://b.example/1": swap(swap(ARABIC, "ُ", ""), "ِ", ""),
    },
    "invisible characters and accents": {
        "https://a.example/1": swap(corpus.STORM, "e", "é"),
        "https://b.example/1": swap(corpus.STORM, "ha", "h\u00ada"),
    },
}  # fmt: skip


def export_parts(path: Path, pages: Mapping[str, bytes]) -> dict[str, Any]:
    """Store pages and return the parts of the evidence on the story of the first."""
    with aggregator.connect(path) as news:
        news.ingest([Record(Page(url, body)) for url, body in pages.items()], workers=1)
        news.maintenance.create_signing_key()
        bundle = news.evidence(news.article(next(iter(pages))).story_id)
    return {part.part: part.content for part in bundle.chain}


@pytest.mark.parametrize("name", STORIES)
def test_shares_are_computed_again_from_the_pages(name: str, tmp_path: Path) -> None:
    pages = {
        url: corpus.page(f"Title at {url}", texts).encode() for url, texts in STORIES[name].items()
    }
    parts = export_parts(tmp_path / "a.db", pages)
    assert len(parts["comparisons"]) >= len(pages) - 1
    for member in parts["members"]:
        assert member["page"]["sha256"] == hashlib.sha256(pages[member["url"]]).hexdigest()
    check_shares(parts, pages)


def check_shares(parts: Mapping[str, Any], pages: Mapping[str, bytes]) -> None:
    """The numbers of every comparison are those that the pages have."""
    names = ("shared", "shingles", "shared_there", "shingles_there")
    claimed = [
        (row["url"], row["of_url"], tuple(row[name] for name in names))
        for row in parts["comparisons"]
    ]
    assert independent_shares.recompute(parts, pages) == claimed


def test_what_a_site_repeats_is_left_out_of_the_pieces(tmp_path: Path) -> None:
    """A line in five stories of a site, and the same words within longer lines, are not compared."""
    promo = "Our reporters have worked for you every morning of this cold and windy spring"
    pages = {
        f"https://paper.example/{i}": corpus.page(
            f"News {i}", (spelled_text(90, i), f"{spelled_text(12, 70 + i)} {promo}.", promo)
        ).encode()
        for i in range(8)
    }
    copied = {
        "https://copy.example/1": corpus.page("Copied", (spelled_text(90, 0), promo)).encode()
    }
    pages = {"https://paper.example/0": pages["https://paper.example/0"], **copied, **pages}
    parts = export_parts(tmp_path / "a.db", pages)
    [_row] = parts["comparisons"]
    compared = {text["url"]: text["words"] for text in parts["texts"]["texts"]}
    assert compared["https://paper.example/0"] < 90 + 12 + 2 * len(promo.split())
    check_shares(parts, pages)


def test_a_page_that_is_not_the_one_that_was_read_is_found(tmp_path: Path) -> None:
    pages = {
        corpus.WIRE: corpus.page("Storm", corpus.STORM).encode(),
        LATE: corpus.page("Late", EDITED).encode(),
    }
    parts = export_parts(tmp_path / "a.db", pages)
    with pytest.raises(ValueError, match="not in the page"):
        independent_shares.recompute(parts, {**pages, LATE: pages[corpus.WIRE]})


def test_a_run_that_is_not_equal_is_found(tmp_path: Path) -> None:
    pages = {
        corpus.WIRE: corpus.page("Storm", corpus.STORM).encode(),
        LATE: corpus.page("Late", EDITED).encode(),
    }
    parts = export_parts(tmp_path / "a.db", pages)
    run = parts["comparisons"][0]["passages"][0]["runs"][0]
    run["start"] += 1
    run["end"] += 1
    with pytest.raises(ValueError, match="not equal"):
        independent_shares.recompute(parts, pages)


def test_the_computation_imports_the_standard_library_only() -> None:
    tree = ast.parse(Path(independent_shares.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert {str(name).partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("text", "letters"),
    [("Déjà vu, 3×!", "dejavu3"), ("ﬁn_e", "fin_e"), ("Straße\u00ad", "strasse"), ("½", "12")],
)
def test_letters_are_what_the_documentation_says(text: str, letters: str) -> None:
    assert fold_letters(text) == independent_shares.fold_letters(text) == letters


@given(
    st.text(max_size=60) | st.text("aеoоéäß ﬁ_-'\u00ad\u200d\u0301中かガأإ\u064bक्षไทย", max_size=40)
)
def test_words_that_count_as_equal_have_the_same_letters(text: str) -> None:
    """Letters of a word depend on the word as linking folds it, so equal words have equal letters.

    One character that is several words, or letters of several (½, SARA AM of Thai and Lao), is left
    out: it has no place between them.
    """
    assume(all(len(linking.words(character)) <= 1 for character in text))
    assume(not {"\u0e33", "\u0eb3"} & set(text))
    for word, start, end in word_spans(text):
        assert list_letters(text[start:end]) == list_letters(word)


def list_letters(text: str) -> str:
    """The letters of a text with those that look like others replaced, as a file lists them."""
    return "".join(fold_letters(linking.fold(letter)) for letter in fold_letters(text))
