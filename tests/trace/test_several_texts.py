"""A paste of several texts is answered text by text; a passage comes from its text, not from a round-up."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.api import Aggregator
from aggregator.trace.several_texts import Stretch, split_by_stories
from tests.conftest import Ask
from tests.related_texts import NEWS, make_news, make_round_up, store_texts

FIRST, SECOND, THIRD = NEWS.values()
UNKNOWN = make_news(50, 120)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "aggregator.db"
    store_texts(path, {url.removeprefix("https://"): text for url, text in NEWS.items()})
    return path


def answer(path: Path, text: str) -> list[tuple[str | None, str]]:
    """The original and the text of each answer."""
    with Aggregator.open(path, write=False) as opened:
        found = opened.trace("-", text=text)
        return [(each.original.url, each.query) for each in found.answers]


@pytest.mark.parametrize("between", ["\n\n", "\n", " "])
def test_two_texts_have_two_answers_however_they_are_divided(papers: Path, between: str) -> None:
    texts = [text.replace("\n", between) for text in (FIRST, SECOND)]
    assert answer(papers, between.join(texts)) == [
        ("https://paper1.example/news", texts[0]),
        ("https://paper2.example/news", texts[1]),
    ]


def test_parts_of_texts_are_divided_where_the_stories_change(papers: Path) -> None:
    parts = [FIRST[: len(FIRST) // 2], SECOND[len(SECOND) // 2 :], THIRD]
    assert [url for url, _ in answer(papers, "\n".join(parts))] == list(NEWS)


def test_a_headline_goes_with_the_text_below_it(papers: Path) -> None:
    pasted = f"{FIRST}\n\nA headline of the second\n\n{SECOND}"
    assert [text for _, text in answer(papers, pasted)] == [
        FIRST,
        f"A headline of the second\n\n{SECOND}",
    ]


def test_a_line_about_the_source_stays_with_its_text(papers: Path) -> None:
    with Aggregator.open(papers, write=False) as opened:
        found = opened.trace(
            "-", text=f"{FIRST}\nOriginally published by The Far Paper.\n\n{SECOND}"
        )
    first, second = found.answers
    assert first.query.endswith("\nOriginally published by The Far Paper.")
    assert "Your text names The Far Paper as the source" in [item.says for item in first.evidence]
    assert second.query == SECOND


def test_a_long_stretch_that_is_not_stored_has_an_answer_of_its_own(papers: Path) -> None:
    answers = answer(papers, f"{FIRST}\n{UNKNOWN}\n{SECOND}")
    assert [url for url, _ in answers] == ["https://paper1.example/news", None, "https://paper2.example/news"]  # fmt: skip
    assert answers[1][1] == UNKNOWN


def test_one_text_with_a_frame_around_it_is_one_text(papers: Path) -> None:
    assert answer(papers, f"{UNKNOWN}\n{FIRST}\nRead more in our app") == []


def test_the_answers_are_numbered_with_their_first_words(ask: Ask, papers: Path) -> None:
    done = ask("trace", "-", given=f"{FIRST}\n\n{SECOND}")
    assert done.exit_code == 6  # there is no verdict on the whole
    lines = done.stdout.splitlines()
    assert lines[0] == "This text is a collection: it carries several stored texts"
    assert f"1. “{' '.join(FIRST.split()[:9])} …”" in lines
    assert f"2. “{' '.join(SECOND.split()[:9])} …”" in lines
    assert "   https://paper2.example/news" in lines


def test_of_many_texts_those_that_are_not_answered_are_counted(
    ask: Ask, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_text = "\n\n".join([FIRST, SECOND, THIRD])
    assert "of your text" not in ask("trace", "-", given=given_text).stdout
    monkeypatch.setattr("aggregator.trace.answer_text.MAX_TEXTS", 2)
    done = ask("trace", "-", given=given_text)
    assert "3. “" not in done.stdout
    assert "Not checked: the last 1 of 3 parts of your text" in done.stdout


def test_a_text_within_a_stored_round_up_is_one_text(ask: Ask, papers: Path) -> None:
    whole = make_round_up(FIRST, SECOND)
    store_texts(papers, {"roundup.example/week": whole})
    found = json.loads(ask("trace", "-", "--json", given=whole).stdout)
    assert found["answers"] == []


def test_after_a_split_a_passage_comes_from_its_text_and_not_from_the_round_up(
    tmp_path: Path,
) -> None:
    """Only a person knows that the long page is a round-up. The passage is in no longer text of its story."""
    path = tmp_path / "aggregator.db"
    lines = FIRST.split("\n")
    longer = "\n".join([*lines[:1], make_news(60, 40), *lines[2:], make_news(61, 80)])
    week = f"{FIRST}\n{make_news(62)}\n{make_news(63)}"
    texts = {"late.example/1": longer, "paper.example/1": FIRST, "roundup.example/week": week}
    ids = store_texts(path, texts)
    with Aggregator.open(path) as opened:
        assert len({row.story_id for row in opened.export("articles")}) == 1
        opened.decisions.split([ids["roundup.example/week"]], reason="a round-up")
        opened.finalize()
        story = opened.article("https://paper.example/1").story_id
        for passage in (FIRST, lines[1], "\n".join(lines[1:3])):
            assert opened.trace("-", text=passage).asked.story_id == story


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 4)), max_size=8))
def test_stretches_never_overlap(rows: list[tuple[int, int, int]]) -> None:
    from aggregator.trace.several_texts import _fill_gaps, _merge_neighbours

    chosen: dict[int, list[tuple[int, int]]] = {}
    for start, length, story in rows:
        chosen.setdefault(story, []).append((start, start + length + 1))
    stretches = list(_fill_gaps(_merge_neighbours(chosen), 700))
    for before, after in pairwise(stretches):
        assert before.end <= after.start
    assert all(isinstance(each, Stretch) and each.start < each.end for each in stretches)


def test_no_match_means_one_text() -> None:
    assert split_by_stories(FIRST, [], FIRST) == []
