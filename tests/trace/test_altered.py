"""A quotation that was altered is shown beside the stored words."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.api import Aggregator
from aggregator.formats import records
from aggregator.results import StoredArticle
from aggregator.trace.altered import find_altered
from tests import corpus
from tests.conftest import Ask

ARTICLE = StoredArticle(
    **dict.fromkeys(StoredArticle.__struct_fields__)  # type: ignore[arg-type]
)
SAID = (
    "it will take at least four days until the first ferry leaves again. About six hundred travellers "
    "were brought to schools"
)
ALTERED = SAID.replace("four days", "fourteen days").replace("hundred", "thousand")


def test_the_changed_words_are_shown_with_both_sources(ask: Ask, filled: Path) -> None:
    done = ask("trace", ALTERED)
    assert done.exit_code == 0
    assert "Changed words: [-in the article at wire.example-] {+in your text+}" in done.stdout
    assert "at least [-four-] {+fourteen+} days until" in done.stdout
    assert "About six [-hundred-] {+thousand+} travellers" in done.stdout
    assert (
        f"“Storm closes the harbour of Port Linden”, first seen 2026-03-01 06:00 UTC\n  {corpus.WIRE}"
        in done.stdout
    )


def test_the_parts_of_an_altered_quotation_are_in_json(ask: Ask, filled: Path) -> None:
    [altered] = json.loads(ask("trace", ALTERED, "--json").stdout)["altered"]
    assert (altered["url"], altered["changed"]) == (corpus.WIRE, 4)
    for left_out, words in (("b", SAID), ("a", ALTERED)):
        shown = " ".join(part["text"] for part in altered["parts"] if part["place"] != left_out)
        assert shown.split() == words.split()


def test_an_exact_quotation_has_no_changed_words(ask: Ask, filled: Path) -> None:
    found = json.loads(ask("trace", SAID, "--json").stdout)
    assert (found["original"]["url"], found["altered"]) == (corpus.WIRE, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [("it will take", "They will take"), ("brought to schools", "brought to barns"), ("at least ", ""), ("ferry", "small ferry")],
)  # fmt: skip
def test_a_change_is_found_at_the_ends_and_where_words_are_left_out_or_added(
    filled: Path, old: str, new: str
) -> None:
    with Aggregator.open(filled, write=False) as opened:
        [altered] = opened.trace("-", text=SAID.replace(old, new)).altered
    assert altered.changed >= 1
    assert {part.text for part in altered.parts if part.place == "b"} <= {"They", "barns", "small"}


def test_words_altered_by_a_copy_are_shown_beside_the_original(filled: Path) -> None:
    """The copy holds the text as it is asked about, the original other words."""
    changed = tuple(
        part.replace("four days", "fourteen days").replace("six hundred", "six thousand")
        for part in corpus.STORM
    )
    with Aggregator.open(filled) as opened:
        row = {
            "url": "https://late.example/storm",
            "html": corpus.page("Storm", changed, corpus.CREDIT),
            "first_seen": "2026-03-02T06:00:00Z",
        }
        opened.ingest(
            records.read_records(corpus.write(filled.parent / "late.jsonl", row)), workers=1
        )
        found = opened.trace("-", text=ALTERED)
    assert found.original.url == corpus.WIRE
    assert [passage.url for passage in found.altered] == [corpus.WIRE]


def test_another_text_is_no_altered_one(filled: Path) -> None:
    with Aggregator.open(filled, write=False) as opened:
        article = opened.article(corpus.WIRE)
        for text in ("", "…", "x " * 500, corpus.BEES[0], f"{SAID[:40]} {corpus.BEES[0]}"):
            assert find_altered(article, article.text, text) is None


@given(st.lists(st.sampled_from(SAID.split()), max_size=40).map(" ".join))
def test_the_words_asked_about_are_all_shown(text: str) -> None:
    altered = find_altered(ARTICLE, "\n".join(corpus.STORM), text)
    if altered:
        shown = " ".join(part.text for part in altered.parts if part.place != "a")
        assert len(shown.split()) == len(text.split())
