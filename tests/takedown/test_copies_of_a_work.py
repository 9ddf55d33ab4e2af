"""Which copies of a work a takedown hides, and which pages it leaves to a person."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from tests.takedowns import BODY, WORK, put, text

PAGE = "https://page.example/x"
WORDS = BODY.split()
FOREIGN = text(50, 30).split()
ELSEWHERE = {f"https://other.example/{seed}": text(seed) for seed in range(100, 112)}

Change = Callable[[Sequence[str], Sequence[str]], str]


def change_a_quarter(work: Sequence[str], foreign: Sequence[str]) -> str:
    """One word in four is another one; where sentences begin and end is kept."""
    draw = random.Random(4)
    inner = [not word[0].isupper() and word[-1] != "." for word in work]
    new = [word.strip(".").lower() for word in foreign]
    share = 0.25 * len(work) / sum(inner)
    return join(
        [
            draw.choice(new) if is_inner and draw.random() < share else word
            for word, is_inner in zip(work, inner, strict=True)
        ]
    )


def drop_a_tenth(work: Sequence[str], _foreign: Sequence[str]) -> str:
    draw = random.Random(4)
    return join([word for word in work if draw.random() > 0.1])


def wrap_abridged(work: Sequence[str], foreign: Sequence[str]) -> str:
    """The first 40 %, with as many foreign words around them."""
    count = len(work) * 4 // 10
    before, after = foreign[: count // 3], foreign[count // 3 : count]
    return "\n".join(map(join, (before, work[:count], after)))


def wrap_whole(work: Sequence[str], foreign: Sequence[str]) -> str:
    count = len(work) * 3 // 7
    return "\n".join(map(join, (foreign[:20], work, foreign[20:count])))


def reorder(work: Sequence[str], _foreign: Sequence[str]) -> str:
    parts = [work[at : at + 60] for at in range(0, len(work), 60)]
    return "\n".join(map(join, (*parts[2:], *parts[:2])))


def quote_in_marks(work: Sequence[str], foreign: Sequence[str]) -> str:
    count = len(work) * 4 // 10
    return f"{join(foreign[:50])}\n“{join(work[:count])}”\n{join(foreign[50:count])}"


def quote_after_introduction(work: Sequence[str], foreign: Sequence[str]) -> str:
    count = len(work) * 4 // 10
    own = join(foreign[:50])
    return f"{own}\nThe article begins with these words:\n{join(work[:count])}\n{join(foreign[50:count])}"


def review(work: Sequence[str], foreign: Sequence[str]) -> str:
    """Passages of 50 words, each with an answer of 30."""
    parts = [join(foreign[:30])]
    for at in range(0, len(work), 60):
        parts += [join(work[at : at + 50]), join(foreign[at : at + 30])]
    return "\n".join(parts)


def print_the_middle(work: Sequence[str], foreign: Sequence[str]) -> str:
    third = len(work) // 3
    return f"{join(foreign[:60])}\n{join(work[third : 2 * third + 20])}"


def collect_ten(work: Sequence[str], _foreign: Sequence[str]) -> str:
    return "\n".join([text(200 + i) for i in range(6)] + [join(work)] + [text(300), text(301)])


def report_and_quote_whole(work: Sequence[str], foreign: Sequence[str]) -> str:
    """Own words of nearly the same length around the whole work in quotation marks."""
    return f"{join(foreign[:100])}\n“{join(work)}”\n{join(foreign[100:])}"


COPIES: list[Change] = [change_a_quarter, drop_a_tenth, wrap_abridged, wrap_whole, reorder]
OTHERS: list[Change] = [
    quote_in_marks,
    quote_after_introduction,
    review,
    print_the_middle,
    collect_ten,
    report_and_quote_whole,
]


def join(words: Sequence[str]) -> str:
    return " ".join(words)


def preview_actions(path: Path, texts: dict[str, str], work: str = WORK) -> dict[str, str]:
    """Store texts, and return what the takedown of the work does with each that it names."""
    with Aggregator.open(path / "reach.db") as opened:
        for url, body in texts.items():
            put(opened, url, body)
        opened.finalize()
        return {row.url: row.action for row in opened.takedowns.preview(url=work)}


@pytest.mark.parametrize("change", COPIES)
def test_a_copy_is_hidden_with_the_work(tmp_path: Path, change: Change) -> None:
    texts = {WORK: BODY, **ELSEWHERE, PAGE: change(WORDS, FOREIGN)}
    assert preview_actions(tmp_path, texts) == {WORK: "hide", PAGE: "hide"}


@pytest.mark.parametrize("change", OTHERS)
def test_what_others_made_of_the_work_is_not_hidden(tmp_path: Path, change: Change) -> None:
    texts = {WORK: BODY, **ELSEWHERE, PAGE: change(WORDS, FOREIGN)}
    assert preview_actions(tmp_path, texts) == {WORK: "hide", PAGE: "list"}


@pytest.mark.parametrize("change", [change_a_quarter, wrap_abridged])
@pytest.mark.parametrize("script", ["一龥", "กฮ"])
def test_copies_in_scripts_without_spaces_are_hidden(
    tmp_path: Path, script: str, change: Change
) -> None:
    """Words are two or three characters here."""
    work, foreign = (make_words(script, seed) for seed in (1, 2))
    page = change(work, foreign).replace(" ", "")
    actions = preview_actions(tmp_path, {WORK: "".join(work), PAGE: page})
    assert actions == {WORK: "hide", PAGE: "hide"}


def make_words(script: str, seed: int) -> list[str]:
    draw = random.Random(seed)
    first, last = map(ord, script)
    sizes = (draw.randint(2, 3) for _ in range(400))
    return ["".join(chr(draw.randint(first, last)) for _ in range(size)) for size in sizes]


def test_a_correction_by_the_same_publisher_is_left_to_a_person(tmp_path: Path) -> None:
    corrected = join([*WORDS[:150], "sixteen", *WORDS[151:]])
    own, foreign = f"{WORK}-corrected", "https://copier.example/x"
    actions = preview_actions(tmp_path, {WORK: BODY, own: corrected, foreign: corrected})
    assert actions == {WORK: "hide", foreign: "hide", own: "list"}


def test_the_same_words_under_another_headline_of_the_publisher_are_hidden(tmp_path: Path) -> None:
    again = f"{WORK}-again"
    with Aggregator.open(tmp_path / "reach.db") as opened:
        put(opened, WORK, BODY, title="Lanterns on the river")
        put(opened, again, BODY, title="Once more: lanterns")
        opened.finalize()
        rows = opened.takedowns.preview(url=WORK)
    assert {row.url: row.action for row in rows} == {WORK: "hide", again: "hide"}


def test_a_text_that_a_person_split_from_the_story_is_left_to_a_person(tmp_path: Path) -> None:
    with Aggregator.open(tmp_path / "reach.db") as opened:
        put(opened, WORK, BODY)
        put(opened, PAGE, wrap_whole(WORDS, FOREIGN))
        opened.finalize()
        opened.decisions.split([PAGE], reason="another work")
        rows = opened.takedowns.preview(url=WORK)
        assert {row.url: row.action for row in rows} == {WORK: "hide", PAGE: "list"}
