"""The example in docs/linking.md runs, and the figures there are those of the code."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from aggregator import linking
from aggregator.linking import boilerplate, forms, passages, relations, signature, verify
from aggregator.stories.plan import match, separations
from storage.store import open_for_writing
from tests import corpus

TEXT = (Path(__file__).parents[2] / "docs" / "linking.md").read_text(encoding="utf-8")


EXAMPLES = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def run_example(example: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run a piece of our own docs on a database; returns its names."""
    monkeypatch.chdir(path.parent)
    names: dict[str, Any] = {}
    exec(example.replace("aggregator.db", path.name), names)
    return names


def test_the_example_that_fills_datasketch_from_the_archive_finds_the_article(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_for_writing(filled) as store:
        store.archive.fill(1 << 32)
    names = run_example(EXAMPLES[0], filled, monkeypatch)
    assert names["archived"] == [1]
    assert len(EXAMPLES) == 2


def test_the_example_with_datasketch_finds_the_copies(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run_example(EXAMPLES[-1], filled, monkeypatch)
    with sqlite3.connect(filled) as db:
        query = "SELECT id FROM articles WHERE url IN (?, ?) ORDER BY id"
        copies = [row[0] for row in db.execute(query, [corpus.WIRE, corpus.DIGEST])]
    assert sorted(names["similar"]) == copies


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (signature.SKETCH_SCALE, "one in eight, are kept"),
        (signature.SHINGLE_WORDS, "five words in\nsketches and boilerplate"),
        (verify.BOILERPLATE_SHINGLE_WORDS, "five words in\nsketches and boilerplate"),
        (verify.SHINGLE_WORDS, "three in comparisons"),
        (boilerplate.LINE_STORIES, "lines in three stories or more"),
        (boilerplate.SHINGLE_STORIES, "5-shingles\nin five or more"),
        (match.MAX_CANDIDATES, "for at most 20 leaders of stories and 20 members"),
        (match.MIN_TOKENS, "fewer than 40 tokens"),
        (relations.QUOTE_LENGTH, "a run of 12 equal shingles"),
        (passages.MIN_RUN_SHINGLES, "at least three equal shingles"),
        (separations.MIN_SLOTS, "in at least three places"),
        (separations.MIN_CARRIED, "have at least 30 shingles"),
    ],
)
def test_a_count_in_the_docs_is_that_of_the_code(value: int, sentence: str) -> None:
    words = {3: "three", 5: "five", 8: "eight"}
    assert " ".join(sentence.split()) in " ".join(TEXT.split())
    assert words.get(value, str(value)) in sentence


@pytest.mark.parametrize(
    ("share", "row"),
    [
        (relations.IDENTICAL_SHARE, r"`identical` \| {} of both"),
        (verify.WHOLE_SHARE, r"`syndicated` \| {} of both"),
        (verify.WHOLE_SHARE, r"`abridged`, `wrapped` \| {} of the copy"),
        (relations.EDITED_SHARE, r"`edited` \| {} of both"),
        (relations.MEMBER_SHARE, r"`partial` \| {} of either"),
        (relations.EDITED_SHARE, r"25 to {} of either, on one site"),
        (relations.VERSION_SHARE, r"\| {} to 50 % of either, on one site"),
        (relations.QUOTE_SHARE, r"less than {} of a long text"),
        (forms.CHANGED_SHARE, r"`same` \| {}, at least three"),
        (forms.DOUBTFUL_SHARE, r"`doubtful` \| {}, at least three"),
        (forms.CLEAR_SHARE, r"`doubtful` \| {}, at least eight"),
        (separations.MAX_QUOTED_SHARE, r"share less than {} of one of the two"),
        (separations.APART, r"overlap by at most {} of the smaller"),
        (relations.MEMBER_SHARE, r"From {} of either text on"),
    ],
)
def test_a_share_in_the_docs_is_that_of_the_code(share: float, row: str) -> None:
    number = f"{round(share * 100)}" + ("" if "{} to" in row else " %")
    assert re.search(row.format(number), " ".join(TEXT.split()))


def test_the_picture_of_passages_is_what_the_comparison_counts() -> None:
    def word_list(name: str, count: int) -> list[str]:
        return [f"{name}{i}" for i in range(count)]

    start, end, second = word_list("start", 60), word_list("end", 59), word_list("second", 40)
    own = word_list("own", 80)
    long = [*own[:20], *start, "was", *end, *own[20:], *second]
    short = [*second, *start, "ran", *end]
    found = linking.compare(*(linking.shingles(" ".join(text)) for text in (short, long)))
    places = [(each.b, each.b_end, each.a, each.a_end) for each in found.passages]
    assert sorted(places) == [(20, 140, 40, 160), (200, 240, 0, 40)]
    shares = [f"{round(share * 100)} %" for share in (found.b_in_a, found.a_in_b)]
    assert f"of A {found.shared} of {found.b_size} shingles, {shares[0]}" in TEXT
    assert f"of B {found.shared} of {found.a_size}, {shares[1]}: B is an abridged copy" in TEXT
    assert linking.relate(found, same_site=False) == "abridged"
