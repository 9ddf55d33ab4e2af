"""What a question is taken for."""

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.api import Aggregator
from aggregator.errors import NotStored
from aggregator.trace.question import read_question
from tests import corpus
from tests.conftest import Ask

TITLE = "Storm closes the harbour of Port Linden"


@pytest.mark.parametrize(
    ("query", "kind", "value"),
    [
        (17, "id", "17"),
        (" 17 ", "id", "17"),
        ("story 17", "story", "17"),
        ("Story:17", "story", "17"),
        ("story #17", "story", "17"),
        (f"story {'9' * 5000}", "story", "9" * 5000),
        ("story of a storm", "words", "story of a storm"),
        ("https://paper.example/1", "address", "https://paper.example/1"),
        ("paper.example/1", "address", "paper.example/1"),
        ("cache:paper.example/1", "address", "cache:paper.example/1"),
        ("https://", "address", "https://"),
        ("clipping.txt", "address", "clipping.txt"),
        (TITLE, "words", TITLE),
        ("港口因风暴关闭", "words", "港口因风暴关闭"),
        ("see https://paper.example/1 for more", "words", "see https://paper.example/1 for more"),
    ],
)
def test_a_question_is_an_id_a_story_an_address_or_words(
    query: str | int, kind: str, value: str
) -> None:
    question = read_question(query)
    assert (question.kind, question.value) == (kind, value)


@given(st.text(max_size=200))
def test_every_text_is_a_question(query: str) -> None:
    assert read_question(query).value in query


def test_a_story_is_answered_by_its_number(ask: Ask, filled: Path) -> None:
    for query in (["story", "1"], ["story 1"], ["story:1"]):
        done = ask("trace", *query)
        assert (done.exit_code, "wire.example" in done.stdout) == (0, True)
    for query in (["story", "99"], [f"story {'9' * 5000}"], ["9" * 5000]):
        assert ask("trace", *query).exit_code == 4
    with Aggregator.open(filled, write=False) as opened, pytest.raises(NotStored):
        opened.trace("story 99")


def test_a_file_comes_before_an_address_without_https_and_before_words(
    ask: Ask, filled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "wire.example"
    folder.mkdir()
    (folder / "storm").write_text("\n".join(corpus.BEES), encoding="utf-8")
    (tmp_path / TITLE).write_text("\n".join(corpus.BEES), encoding="utf-8")
    for query in ("wire.example/storm", TITLE):
        assert corpus.VALLEY in ask("trace", query).stdout
    assert corpus.WIRE in ask("trace", "https://wire.example/storm").stdout


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (["no-such-file"], "no-such-file does not exist, and is no id, address, headline or text"),
        (["clip.txt"], "clip.txt does not exist"),
        (["clip.txt", "held.txt"], "held.txt is a file: name one file, and nothing else"),
        (["."], ". is a folder"),
    ],
)
def test_what_can_be_none_of_these_is_explained_in_one_line(
    ask: Ask, filled: Path, tmp_path: Path, query: list[str], message: str
) -> None:
    (tmp_path / "held.txt").write_text("text", encoding="utf-8")
    done = ask("trace", *query)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert message in done.stderr


def test_a_text_is_an_argument_of_any_length(ask: Ask, filled: Path) -> None:
    for text in (corpus.BEES[0], "\n".join(corpus.BEES * 20), corpus.BEES[1][:90]):
        done = ask("trace", text)
        assert (done.exit_code, corpus.VALLEY in done.stdout) == (0, True)


def test_words_without_quotation_marks_are_one_text(ask: Ask, filled: Path) -> None:
    assert corpus.VALLEY in ask("trace", *corpus.BEES[0].split()).stdout


def test_an_empty_question_and_a_file_that_cannot_be_read_are_usage_errors(
    ask: Ask, filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for query in ("", " ", "\t\n"):
        done = ask("trace", query)
        assert (done.exit_code, "the question is empty" in done.stderr) == (2, True)
    broken = tmp_path / "broken.txt"
    broken.touch()

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    done = ask("trace", str(broken))
    assert (done.exit_code, "broken.txt cannot be read" in done.stderr) == (2, True)
