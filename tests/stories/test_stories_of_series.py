"""Texts that are instances of one form make stories of their own; copies of one of them join it."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.model import Page, Record
from aggregator.stories.apply import assignment
from tests import stored_texts
from tests.empty_database import copy_empty_database
from tests.linking.texts import spelled_text
from tests.related_texts import make_news, make_obituary, make_report
from tests.stored_texts import NOW, stories_of

REPORTS = {f"coast{i % 3}.example/{i}": make_report(i) for i in range(3)}
OBITUARIES = {f"paper{i % 2}.example/{i}": make_obituary(i) for i in range(5)}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(copy_empty_database(tmp_path / "aggregator.db")) as news:
        yield news


def store(opened: Aggregator, texts: dict[str, str]) -> None:
    """Store these texts in one batch."""
    opened.ingest(
        [
            Record(Page(f"https://{name}", b""), id=name, text=text, title=f"Title of {name}")
            for name, text in texts.items()
        ],
        workers=1,
    )


def partition(opened: Aggregator) -> set[frozenset[str]]:
    stored_texts.check(opened.store)
    return stored_texts.partition(opened.store)


def alone(*names: str) -> set[frozenset[str]]:
    """Stories of one article each."""
    return {frozenset({name}) for name in names}


def series_rows(opened: Aggregator) -> list[tuple[int, str | None]]:
    rows = stored_texts.relations(opened.store).values()
    return [(row["member"], row["role"]) for row in rows if row["relation"] == "series"]


def delete(opened: Aggregator, name: str) -> None:
    article_id = opened.article_id(f"https://{name}")
    assignment.remove_article(stories_of(opened.store), article_id, NOW)
    opened.store.main.execute("DELETE FROM articles WHERE id = ?", [article_id])
    opened.store.main.conn.commit()


@pytest.mark.parametrize("texts", [REPORTS, OBITUARIES], ids=["reports", "obituaries"])
def test_texts_of_a_form_are_stories_of_their_own(
    opened: Aggregator, texts: dict[str, str]
) -> None:
    store(opened, texts)
    assert partition(opened) == alone(*texts)
    assert len(series_rows(opened)) >= len(texts) - 1
    assert {member for member, _ in series_rows(opened)} == {0}
    for again in (opened.finalize, opened.maintenance.recluster):
        again()
        assert partition(opened) == alone(*texts)


def test_a_copy_of_one_text_of_a_form_joins_that_one(opened: Aggregator) -> None:
    store(opened, OBITUARIES)
    original = "paper1.example/3"
    copy = f"From our pages of yesterday, with thanks.\n{OBITUARIES[original]}"
    store(opened, {"mirror.example/3": copy})
    rest = OBITUARIES.keys() - {original}
    assert partition(opened) == alone(*rest) | {frozenset({original, "mirror.example/3"})}
    opened.maintenance.recluster()
    assert partition(opened) == alone(*rest) | {frozenset({original, "mirror.example/3"})}


def test_a_correction_of_a_report_is_a_copy_of_it(opened: Aggregator) -> None:
    store(opened, REPORTS)
    original = "coast1.example/1"
    corrected = REPORTS[original].replace("4.48", "4.52")
    assert corrected != REPORTS[original]
    store(opened, {"coast1.example/1-corrected": corrected})
    together = frozenset({original, "coast1.example/1-corrected"})
    assert partition(opened) == alone(*(REPORTS.keys() - {original})) | {together}


def test_a_takedown_of_a_text_of_a_form_leaves_the_others(opened: Aggregator) -> None:
    store(opened, OBITUARIES)
    opened.finalize()
    gone = "paper0.example/2"
    opened.takedowns.file(claimant="Nora Quint", reason="mine", url=f"https://{gone}")
    opened.takedowns.run()
    assert partition(opened) == alone(*(OBITUARIES.keys() - {gone}))


# Three texts that only together show that they are a series: wording and length of slots are those of
# edited copies, but each of them has other words in the same places

SLOTS, WORDS = 8, 40


def make_horoscope(day: int) -> str:
    """A text of 360 words; the last of each 45 words are other ones each day."""
    parts = (
        f"{spelled_text(WORDS, i)} {spelled_text(5, 1000 + 10 * day + i)}" for i in range(SLOTS)
    )
    return "\n".join(parts)


DAYS = {f"stars{day}.example/{day}": make_horoscope(day) for day in range(3)}


@pytest.mark.parametrize("order", [*permutations(DAYS)])
def test_two_of_three_look_like_copies_and_the_third_shows_a_series(
    opened: Aggregator, order: tuple[str, ...]
) -> None:
    for name in order[:2]:
        store(opened, {name: DAYS[name]})
    assert partition(opened) == {frozenset(order[:2])}
    store(opened, {order[2]: DAYS[order[2]]})
    assert partition(opened) == alone(*DAYS)
    assert len(series_rows(opened)) == 3
    opened.maintenance.recluster()
    assert partition(opened) == alone(*DAYS)


@pytest.mark.parametrize("gone", DAYS)
def test_without_one_of_the_three_the_others_are_copies_again(
    opened: Aggregator, gone: str
) -> None:
    store(opened, DAYS)
    assert partition(opened) == alone(*DAYS)
    delete(opened, gone)
    assert partition(opened) == {frozenset(DAYS.keys() - {gone})}
    assert series_rows(opened) == []
    assert opened.store.main.execute("SELECT * FROM separations").fetchall() == []


def test_a_fourth_day_joins_none_of_them(opened: Aggregator) -> None:
    store(opened, DAYS)
    store(opened, {"stars9.example/9": make_horoscope(9)})
    assert partition(opened) == alone(*DAYS, "stars9.example/9")


def test_copies_that_were_edited_in_different_places_are_no_series(opened: Aggregator) -> None:
    text = make_news(1, 360).split()
    for number in range(4):
        words = list(text)
        for slot in range(SLOTS):
            place = 45 * slot + 9 * number
            words[place : place + 3] = spelled_text(3, 2000 + 10 * number + slot).split()
        store(opened, {f"paper{number}.example/1": " ".join(words)})
    assert len(partition(opened)) == 1
    assert series_rows(opened) == []
