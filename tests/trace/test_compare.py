"""`compare`: passages with their places, both wordings, and shares that anybody can compute again."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aggregator.api import Aggregator
from aggregator.cli.text_output import format_parts
from aggregator.model import Page, Record
from aggregator.trace.wordings import split_into_parts
from tests import stored_texts
from tests.conftest import Ask
from tests.linking.texts import made_up_text

REPORT = made_up_text(150, seed=1)
OTHER = made_up_text(120, seed=2)


def store_texts(path: Path, texts: Iterable[str]) -> None:
    """Store each text at a site of its own; the first has the id 1."""
    with Aggregator.open(path) as opened:
        opened.ingest(
            [
                Record(Page(f"https://paper{i}.example/{i}", b""), text=text, title=f"Report {i}")
                for i, text in enumerate(texts, start=1)
            ],
            workers=1,
        )


def compute_shares(answer: dict[str, Any]) -> list[float]:
    """Both shares, from the passages of the JSON alone."""
    runs = [run for passage in answer["passages"] for run in passage["runs"]]
    covered = [
        {run[start] + offset for run in runs for offset in range(run["words"] - 2)}
        for start in ("at_a", "at_b")
    ]
    sizes = answer["a_shingles"], answer["b_shingles"]
    return [round(len(places) / size, 4) for places, size in zip(covered, sizes, strict=True)]


def test_the_shares_can_be_computed_again_from_the_json(ask: Ask, tmp_path: Path) -> None:
    words = REPORT.split()
    edited = " ".join([*words[:40], "drowned", *words[42:100], *OTHER.split()[:60]])
    repeated = " ".join([*words[:30], *OTHER.split()[60:], *words[:30]])
    store_texts(tmp_path / "aggregator.db", [REPORT, edited, repeated])
    for a, b in (("1", "2"), ("2", "1"), ("1", "3"), ("3", "1")):
        answer = json.loads(ask("compare", a, b, "--json").stdout)
        assert [answer["a_in_b"], answer["b_in_a"]] == compute_shares(answer)
        assert 0 < answer["a_in_b"] < 1


def test_a_passage_names_its_place_in_both_texts_and_both_wordings(
    ask: Ask, tmp_path: Path
) -> None:
    words = REPORT.split()
    before = OTHER.split()[:50]
    store_texts(
        tmp_path / "aggregator.db",
        [REPORT, " ".join([*before, *words[:70], "quite", "new", *words[71:]])],
    )
    [passage] = json.loads(ask("compare", "1", "2", "--json").stdout)["passages"]
    assert (passage["at_a"], passage["end_a"]) == (0, 150)
    assert (passage["at_b"], passage["end_b"]) == (50, 201)
    assert passage["words"] == 149
    assert passage["text"] == REPORT
    assert passage["other_text"].split() == [*words[:70], "quite", "new", *words[71:]]
    assert [part["place"] for part in passage["parts"]] == ["both", "a", "b", "both"]
    printed = ask("compare", "1", "2").stdout
    assert f"[-{words[70]}-] {{+quite new+}}" in printed
    assert "A words 1 to 150 · B words 51 to 201" in printed


def test_equal_wordings_are_shown_once(ask: Ask, tmp_path: Path) -> None:
    store_texts(tmp_path / "aggregator.db", [REPORT, f"{REPORT} {OTHER}"])
    [passage] = json.loads(ask("compare", "1", "2", "--json").stdout)["passages"]
    assert passage["other_text"] is None
    assert [part["text"] for part in passage["parts"]] == [REPORT]


def make_report(day: str, names: str) -> str:
    """A report of one form: its numbers and names differ from day to day."""
    one, two, three, four = names.split()
    return (
        f"High water at {one} is expected at {day}.12 this morning and the sea will be slight. "
        f"Boats that leave from {two} should wait until {day}.48 for enough depth over the bar. "
        f"The harbour master at {three} reports winds of {day}7 knots and good visibility today. "
        f"Swimmers are asked to stay between the flags at {four}, where {day}3 guards are on duty. "
        f"The next report from {one} will be published at {day}.55 by the office of the coast guard."
    )


def test_instances_of_one_form_are_called_so(ask: Ask, tmp_path: Path) -> None:
    store_texts(
        tmp_path / "aggregator.db",
        [make_report("4", "Brell Osmund Tarn Fylde"), make_report("9", "Kessock Ardo Quill Venn")],
    )
    answer = json.loads(ask("compare", "1", "2", "--json").stdout)
    assert (answer["form"], answer["relation"]) == ("same", "series")
    printed = ask("compare", "1", "2").stdout
    assert "instances of one form: yes" in printed
    assert "A: same form, another text" in printed


@given(
    st.lists(st.sampled_from(["sea", "boat", "Ärger", "“tide”", "海岸", "ก"]), max_size=12),
    st.data(),
)
def test_both_wordings_are_in_the_parts(words: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(words))
    a, b = " ".join(words), " ".join(other)
    parts = split_into_parts(a, b)

    def wording(places: tuple[str, ...]) -> str:
        return "".join("".join(p.text.split()) for p in parts if p.place in places)

    assert wording(("both", "a")) == "".join(a.split())
    if a == b:
        assert {part.place for part in parts} <= {"both"}
        assert format_parts(parts) == a


def test_of_a_text_that_is_not_stored_shares_are_said_and_why_there_are_no_passages(
    ask: Ask, tmp_path: Path
) -> None:
    store_texts(tmp_path / "aggregator.db", [REPORT, f"{REPORT} {OTHER}"])
    with stored_texts.open_at(tmp_path) as store:
        stored_texts.forget_articles(store, [1])
    answer = json.loads(ask("compare", "1", "2", "--json").stdout)
    assert (answer["a"]["unstored"], answer["b"]["unstored"]) == ("reserved", None)
    assert answer["a_in_b"] > 0.95
    assert answer["passages"] == []
    printed = ask("compare", "1", "2").stdout
    assert "its text is not stored, as its publisher said" in printed
    assert "passages cannot be listed" in printed


def test_two_texts_that_are_not_stored_relate_as_they_did_before(ask: Ask, tmp_path: Path) -> None:
    store_texts(tmp_path / "aggregator.db", [REPORT, f"{REPORT} {OTHER}"])
    before = json.loads(ask("compare", "1", "2", "--json").stdout)
    with stored_texts.open_at(tmp_path) as store:
        stored_texts.forget_articles(store, [1, 2], is_aged=True)
    after = json.loads(ask("compare", "1", "2", "--json").stdout)
    assert after["relation"] == before["relation"]
    assert after["a_in_b"] == before["a_in_b"]
    assert "deleted by age" in ask("compare", "1", "2").stdout


def test_a_text_that_is_asked_about_finds_a_story_whose_text_is_not_stored(
    tmp_path: Path,
) -> None:
    store_texts(tmp_path / "aggregator.db", [REPORT, OTHER])
    with stored_texts.open_at(tmp_path) as store:
        stored_texts.forget_articles(store, [1])
    with Aggregator.open(tmp_path / "aggregator.db") as opened:
        answer = opened.trace(f"{REPORT} And that was all.")
    assert answer.asked.story_id == 1
