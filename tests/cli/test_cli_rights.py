"""`rights`: what was said of an article and which uses follow, and sources that the operator opens."""

import json
from pathlib import Path

import pytest

from tests import corpus
from tests.conftest import Ask


@pytest.fixture(name="reserved")
def _reserved(tmp_path: Path, ask: Ask) -> str:
    """A page that was ingested and reserves its text."""
    page = corpus.page("Storm", corpus.STORM).replace(
        "</head>", '<meta name="robots" content="noarchive"></head>'
    )
    (tmp_path / "storm.html").write_text(page, encoding="utf-8")
    url = "https://paper.example/storm"
    assert ask("ingest", str(tmp_path / "storm.html"), "--url", url).exit_code == 0
    return url


def test_what_was_said_is_shown_with_the_uses_that_follow(ask: Ask, reserved: str) -> None:
    shown = json.loads(ask("rights", "show", reserved, "--json").stdout)
    assert shown["unstored"] == "reserved"
    assert [(each["mark"], each["place"]) for each in shown["page"]] == [("noarchive", "meta")]
    allowed = {each["use"] for each in shown["uses"] if each["allowed"]}
    assert allowed == {"compare", "headline", "image"}
    written = ask("rights", "show", reserved).stdout
    assert "noarchive (a meta element)" in written
    assert "its text is not stored" in written


def test_an_article_without_text_says_why(ask: Ask, reserved: str) -> None:
    assert "its text is not stored, as its publisher said" in ask("article", reserved).stdout


def test_a_source_is_opened_for_a_reason_and_closed_again(ask: Ask, reserved: str) -> None:
    assert ask("rights", "open", "paper.example", "--reason", "our own site").exit_code == 0
    shown = json.loads(ask("rights", "show", reserved, "--json").stdout)
    assert shown["licence"] == "our own site"
    assert all(each["allowed"] for each in shown["uses"])
    assert "what its publisher says counts" in ask("rights", "close", "paper.example").stderr
    [row] = json.loads(ask("rights", "list", "--json").stdout)
    assert (row["source"], row["reason"], bool(row["undone_at"])) == (
        "paper.example",
        "our own site",
        True,
    )


def test_a_reason_is_asked_for(ask: Ask, reserved: str) -> None:
    assert reserved
    assert ask("rights", "open", "paper.example").exit_code == 2
    assert ask("rights", "open", "paper.example", "--reason", " ").exit_code == 2


def test_an_unknown_source_is_named(ask: Ask, reserved: str) -> None:
    assert reserved
    answer = ask("rights", "open", "other.example", "--reason", "x")
    assert answer.exit_code == 4
    assert "other.example" in answer.stderr
