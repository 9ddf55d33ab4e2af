"""Saved pages and the values that must be read from them."""

import json
from pathlib import Path
from typing import Any

import pytest

from aggregator import reading
from aggregator.model import Article, Page, Rejected
from tests.conftest import Ask

PAGES = Path(__file__).parents[1] / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
LINES = {"text_has", "text_lacks", "link_text_has", "link_text_lacks"}
OTHER = {"url", "rejected", "removed", "sources", "no_sources", "lines"}


def saved(name: str) -> tuple[Article | Rejected, dict[str, Any]]:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    return reading.read(Page(expected["url"], (PAGES / f"{name}.html").read_bytes())), expected


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_page_has_its_expected_values(name: str) -> None:
    outcome, expected = saved(name)
    if "rejected" in expected:
        assert outcome == Rejected(expected["url"], expected["rejected"])
        return
    assert isinstance(outcome, Article)
    for field in expected.keys() - LINES - OTHER:
        result = getattr(outcome, field)
        assert (list(result) if isinstance(result, tuple) else result) == expected[field], field
    for key in expected.keys() & LINES:
        field, _, how = key.rpartition("_")
        for words in expected[key]:
            assert (words in getattr(outcome, field)) == (how == "has"), (key, words)
    reasons = {removed.reason for removed in outcome.removed}
    assert reasons >= set(expected.get("removed", []))
    traces = [[trace.kind, trace.url, trace.name] for trace in outcome.sources]
    for trace in expected.get("sources", []):
        assert trace in traces
    assert not (expected.get("no_sources") and traces)
    for place, url, words in expected.get("lines", []):
        found = [line for line in outcome.lines or () if (line.place, line.url) == (place, url)]
        assert any(words in line.text for line in found), (place, url, words)


def test_every_expected_result_has_its_page() -> None:
    assert len(NAMES) >= 60
    assert sorted(path.stem for path in PAGES.glob("*.json")) == NAMES


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if number % 4 == 0 else pytest.mark.slow)
        for number, name in enumerate(NAMES)
    ],
)
def test_a_page_cut_anywhere_is_still_read(name: str) -> None:
    body = (PAGES / f"{name}.html").read_bytes()
    for cut in range(0, len(body), max(1, len(body) // 12)):
        reading.read(Page("https://cut.example/a", body[:cut]))


def test_the_command_shows_how_a_page_differs_from_its_expected_values(
    ask: Ask, tmp_path: Path
) -> None:
    expected = json.loads((PAGES / "theme_ghost.json").read_text(encoding="utf-8"))
    call = ("read", PAGES / "theme_ghost.html", "--url", expected["url"], "--diff")
    same = ask(*call, PAGES / "theme_ghost.json")
    assert (same.exit_code, same.stdout) == (0, "")
    changed = tmp_path / "expected.json"
    expected |= {"title": "Another title", "text_has": ["no such words"], "removed": ["promo"]}
    changed.write_text(json.dumps(expected), encoding="utf-8")
    result = ask(*call, changed)
    assert result.exit_code == 1
    assert "-Another title" in result.stdout
    assert "text lacks: no such words" in result.stdout
    assert "removed lacks: promo" in result.stdout


def test_the_command_shows_how_a_page_differs_from_a_text(ask: Ask, tmp_path: Path) -> None:
    page, text = PAGES / "theme_ghost.html", tmp_path / "expected.txt"
    call = ("read", page, "--url", "https://a.example/b", "--diff", text)
    text.write_text("Another text.", encoding="utf-8")
    assert "-Another text." in ask(*call).stdout
    outcome, _ = saved("theme_ghost")
    assert isinstance(outcome, Article)
    text.write_text(outcome.text, encoding="utf-8")
    assert ask(*call).exit_code == 0


def test_an_unreadable_expectation_is_an_error(ask: Ask, tmp_path: Path) -> None:
    broken = tmp_path / "expected.json"
    broken.write_text("{", encoding="utf-8")
    result = ask(
        "read", PAGES / "theme_ghost.html", "--url", "https://a.example/b", "--diff", broken
    )
    assert result.exit_code == 2
    assert "no JSON" in result.stderr
