"""What was taken down stays out in every form of it; what only quotes it or has its form comes in."""

import random
from collections.abc import Iterator

import pytest

from benchmarks import repost_texts, reposts
from benchmarks.block_lists import BlockList, open_block_list
from benchmarks.order_texts import write_sentences
from benchmarks.repost_texts import Others

TEXTS = 4


def write(seed: int) -> str:
    """A text of some 400 words in paragraphs of four sentences."""
    sentences = write_sentences(random.Random(seed), 400)
    return "\n".join(" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4))


WORKS = [write(seed) for seed in range(TEXTS)]
OTHERS = Others([write(seed) for seed in range(100, 130)])


@pytest.fixture(scope="module")
def blocked() -> Iterator[BlockList]:
    with open_block_list() as made:
        made.add(WORKS)
        yield made


def ask_all(blocked: BlockList, made: Iterator[tuple[str, str]]) -> dict[str, bool]:
    return {kind: bool(blocked.ask(text)) for kind, text in made}


@pytest.mark.parametrize("number", range(TEXTS))
def test_a_text_that_comes_again_is_refused(number: int, blocked: BlockList) -> None:
    refused = ask_all(
        blocked, repost_texts.make_reposts(WORKS[number], OTHERS, random.Random(number))
    )
    assert refused == dict.fromkeys(reposts.MUST, True)


def test_a_text_that_comes_again_in_disguise_is_refused(blocked: BlockList) -> None:
    refused = ask_all(blocked, repost_texts.make_disguised(WORKS[0], OTHERS, random.Random(1)))
    assert len(refused) == 16
    assert all(refused.values()), refused


@pytest.mark.parametrize(
    "kind",
    [
        "every fourth word changed",
        "two works, sentence by sentence",
        "the second of three pages",
        "300 % added",
        "25 % changed, reordered",
    ],
)
def test_what_an_attacker_tries_next_is_refused(kind: str, blocked: BlockList) -> None:
    attacks = dict(repost_texts.make_attacks(WORKS[0], WORKS[1], OTHERS, random.Random(2)))
    assert blocked.ask(attacks[kind])


@pytest.mark.parametrize("words", reposts.QUOTING)
def test_a_short_quotation_is_accepted(words: int, blocked: BlockList) -> None:
    draw = random.Random(words)
    for work in WORKS:
        assert blocked.ask(repost_texts.quote(work, words, OTHERS, draw)) == ""


def test_texts_of_others_are_accepted(blocked: BlockList) -> None:
    assert [blocked.ask(text) for text in OTHERS.texts] == [""] * len(OTHERS.texts)


def write_report(seed: int) -> str:
    """A daily report: the same words around other numbers and names."""
    draw = random.Random(seed)
    lines = [
        f"At {{}} the gauge on the lower reach showed {{}} centimetres, said {{}}, part {part} of the survey."
        for part in range(12)
    ]
    names = ["Ostrander", "Quint", "Velasco", "Mbeki", "Larsen", "Ito", "Dupont", "Kaya"]
    return "\n".join(
        line.format(
            f"{draw.choice(names)} Bridge", draw.randint(10, 999), f"Mr {draw.choice(names)}"
        )
        for line in lines
    )


def test_the_next_report_of_a_series_is_accepted(blocked: BlockList) -> None:
    blocked.add([write_report(1)])
    assert blocked.ask(write_report(1))
    assert [blocked.ask(write_report(seed)) for seed in range(2, 8)] == [""] * 6


def test_each_report_of_a_series_that_was_taken_down_is_refused_by_its_own_case(
    blocked: BlockList,
) -> None:
    cases = blocked.add(map(write_report, range(20, 60)))
    for seed in (20, 40, 59):
        assert blocked.ask(write_report(seed)) == cases[seed - 20]
    assert blocked.ask(write_report(60)) == ""


def test_a_text_that_was_taken_down_often_is_refused(blocked: BlockList) -> None:
    text = write(200)
    cases = blocked.add([text] * 40)
    assert blocked.ask(text) in cases
    assert blocked.ask(" ".join(text.split()[:200])) in cases


UNSPACED = "政府 大臣 町 病院 学校 橋 水道 市場 裁判所 予算 計画 報告 今月 昨年 村 川 畑 警察 税金 新しい 大きな 古い 述べた 発表した 到着した 反対して 人々は 労働者が 港を 電車に 雨の 農家と から まで"


def test_a_text_in_a_script_without_spaces_is_refused_again_and_in_parts(
    blocked: BlockList,
) -> None:
    text, other = ("".join(random.Random(seed).choices(UNSPACED.split(), k=250)) for seed in (1, 2))
    blocked.add([text])
    half = text[: len(text) // 2]
    for again in (text, half, f"{other}{text}", f"{half}{other[: len(half)]}"):
        assert blocked.ask(again)
    assert blocked.ask(other) == ""
    assert blocked.ask(f"{other}{text[40:120]}") == ""
