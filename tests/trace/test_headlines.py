"""An article is found by its headline, and never by one that it does not have without a word on that."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aggregator
from aggregator.model import Page, Record
from aggregator.trace import headlines
from tests.conftest import Ask
from tests.related_texts import make_news

TITLES = {
    "paper.example/1": "Storm closes the harbour of Port Linden",
    "paper.example/2": "Beekeepers of the Tarn valley report the richest harvest in years",
    "daily.example/3": "Weather for Monday",
    "paper.example/4": "Weather for Monday",
    "asahi.example/5": "台風で港が閉鎖、船の運航停止",
}
STORM = TITLES["paper.example/1"]


@pytest.fixture
def titled(tmp_path: Path) -> Path:
    path = tmp_path / "aggregator.db"
    with aggregator.connect(path) as opened:
        pages = [
            Record(
                Page(f"https://{name}", b""),
                text=make_news(number),
                title=title,
                first_seen=f"2026-03-01T0{number}:00:00Z",
            )
            for number, (name, title) in enumerate(TITLES.items(), start=1)
        ]
        copy = Record(Page("https://copy.example/1", b""), text=make_news(1), title=STORM.upper())
        assert opened.ingest([*pages, copy], workers=1).new == 6
    return path


@pytest.mark.parametrize(
    "asked",
    [STORM, STORM.upper(), f"  “{STORM}”. ", "Storm closes the Harbour of Port-Linden!", "storm closes thé harbour of port linden"],
)  # fmt: skip
def test_the_same_words_find_the_article_first_seen(ask: Ask, titled: Path, asked: str) -> None:
    done = ask("trace", asked, "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["asked"]["found_as"]) == (0, "headline")
    assert found["asked"]["url"] == "https://paper.example/1"
    assert found["asked"]["story_id"] == 1
    assert found["asked"]["others"] == []  # the copy is of the same story
    printed = ask("trace", asked).stdout
    assert printed.startswith("Original stored here")
    assert "\nThis is story 1." in printed


def test_a_headline_without_spaces_between_words_is_found(ask: Ask, titled: Path) -> None:
    found = json.loads(ask("trace", TITLES["asahi.example/5"], "--json").stdout)
    assert found["asked"]["url"] == "https://asahi.example/5"


def test_a_headline_of_two_stories_offers_the_other(ask: Ask, titled: Path) -> None:
    found = json.loads(ask("trace", "Weather for Monday", "--json").stdout)
    assert found["asked"]["url"] == "https://daily.example/3"
    assert [row["url"] for row in found["asked"]["others"]] == ["https://paper.example/4"]
    printed = ask("trace", "Weather for Monday").stdout
    assert "Others with this headline" in printed
    assert "aggregator trace 4" in printed


@pytest.mark.parametrize(
    "asked",
    [
        "Storm closes harbour of Port Linden",
        "Storms close the harbour of Port Linden",
        "Storm closes teh harbuor of Port Linden",
    ],
)
def test_a_near_headline_is_answered_with_a_word_on_that(
    ask: Ask, titled: Path, asked: str
) -> None:
    printed = ask("trace", asked)
    first = printed.stdout.splitlines()[0]
    assert first == f"No article has this headline. The nearest is “{STORM}”:"
    found = json.loads(ask("trace", asked, "--json").stdout)
    assert found["asked"]["found_as"] == "near_headline"
    assert found["original"]["url"] == "https://paper.example/1"


@pytest.mark.parametrize("asked", ["harbour Linden", "Storm closes an airport near Port Linden"])
def test_headlines_that_are_less_alike_are_offered_and_not_answered(
    ask: Ask, titled: Path, asked: str
) -> None:
    done = ask("trace", asked)
    assert done.exit_code == 6
    first = "No article has this headline, and no stored article holds this text"
    assert done.stdout.startswith(first)
    assert "Other headlines like it" in done.stdout
    assert "aggregator trace 1" in done.stdout


def test_a_headline_like_none_is_answered_with_none(ask: Ask, titled: Path) -> None:
    found = json.loads(ask("trace", "Parliament adopts the budget", "--json").stdout)
    assert (found["verdict"], found["asked"]["others"]) == ("undetermined", [])


def test_a_headline_is_found_in_standard_input_too(ask: Ask, titled: Path) -> None:
    assert "https://paper.example/1" in ask("trace", "-", given=STORM).stdout


WORDS = st.lists(st.text("abcdeé ", max_size=9), max_size=12)


@given(WORDS, WORDS)
def test_being_alike_is_a_share_and_equal_headlines_are_wholly_alike(
    a: list[str], b: list[str]
) -> None:
    assert 0 <= headlines.compare_headlines(a, b) <= 1
    assert headlines.compare_headlines(a, a) == (1 if a else 0)


@given(st.text(max_size=400))
def test_no_headline_raises(given_text: str) -> None:
    headlines.may_be_headline(given_text)
