"""The figures of what a takedown reaches, on a part of the data; and the pages it is measured with."""

from pathlib import Path

from benchmarks import takedown_pages, takedown_reach
from tests.linking.texts import spelled_text

STORIES = 24
ORIGINALS = [
    {"id": number, "text": spelled_text(300, number)}
    for number in range(len(takedown_pages.NO_COPIES))
]
FOREIGN = [spelled_text(300, 50 + number) for number in range(10)]


def test_copies_are_hidden_and_nothing_else(bench_data: Path) -> None:
    rows = takedown_reach.read_lines(bench_data / "links" / "copies-dev.jsonl.gz")
    chosen = list(takedown_reach.select_stories(rows, STORIES))
    originals = [row for row in chosen if row["kind"] == "original"]
    assert takedown_reach.measure_pages("part", chosen, originals, [], False) == []


def test_a_page_of_each_kind_is_made_in_turn() -> None:
    pages = list(takedown_pages.make_pages(ORIGINALS, FOREIGN, takedown_pages.NO_COPIES))
    assert [page["kind"] for page in pages] == takedown_pages.NO_COPIES
    assert [page["of"] for page in pages] == [row["id"] for row in ORIGINALS]


def test_half_of_a_wrapped_page_is_the_beginning_of_its_work() -> None:
    [page] = takedown_pages.make_pages(ORIGINALS[:1], FOREIGN, [takedown_pages.HALF_A_PAGE])
    work, words = ORIGINALS[0]["text"].split(), page["text"].split()
    assert len(words) == 240
    assert " ".join(work[:120]) in " ".join(words)
    assert not set(work[120:]) & set(words)


def test_a_kind_with_too_few_hidden_is_missed() -> None:
    tally = takedown_reach.Tally()
    tally.kinds["edited25"].update(hide=8, list=2)
    tally.kinds["reviewed"].update(hide=1, list=9)
    assert takedown_reach.print_tally("x", tally, False) == ["edited25 hidden", "reviewed hidden"]
