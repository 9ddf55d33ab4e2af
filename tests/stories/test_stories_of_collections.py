"""A page that carries several stories leads none of them and joins none, whenever it arrives."""

from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.model import Page, Record
from aggregator.stories.apply import assignment
from tests import stored_texts
from tests.empty_database import copy_empty_database
from tests.related_texts import make_news, make_round_up
from tests.stored_texts import NOW, edited, part, stories_of

ONE, TWO, THREE = make_news(1), make_news(2), make_news(3)
# Two stories of two articles each, a third of one, and a page that carries them all
NEWS = {
    "harbour.example/1": ONE,
    "copier.example/1": edited(ONE, 20),
    "valley.example/2": TWO,
    "extract.example/2": part(TWO, 0, 0.7),
    "coast.example/3": THREE,
}
ROUND_UP = "roundup.example/week"
ALL = {**NEWS, ROUND_UP: make_round_up(ONE, TWO, THREE)}
STORIES = {
    frozenset({"harbour.example/1", "copier.example/1"}),
    frozenset({"valley.example/2", "extract.example/2"}),
    frozenset({"coast.example/3"}),
}
WITH_ROUND_UP = STORIES | {frozenset({ROUND_UP})}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(copy_empty_database(tmp_path / "aggregator.db")) as news:
        yield news


def store(opened: Aggregator, names: Iterable[str]) -> None:
    """Store these texts in one batch."""
    records = [
        Record(Page(f"https://{name}", b""), id=name, text=ALL[name], title=f"Title of {name}")
        for name in names
    ]
    opened.ingest(records, workers=1)


def partition(opened: Aggregator) -> set[frozenset[str]]:
    stored_texts.check(opened.store)
    return stored_texts.partition(opened.store)


def collections(opened: Aggregator) -> dict[str, set[str]]:
    """The rows of `copies` with the relation collection: by page, the texts it is compared with."""
    found: dict[str, set[str]] = {}
    for (name, of_name), row in stored_texts.relations(opened.store).items():
        if row["relation"] == "collection":
            assert (row["member"], row["role"]) == (0, "collection")
            found.setdefault(name, set()).add(of_name)
    return found


def delete(opened: Aggregator, name: str) -> None:
    article_id = opened.article_id(f"https://{name}")
    assignment.remove_article(stories_of(opened.store), article_id, NOW)
    opened.store.main.execute("DELETE FROM articles WHERE id = ?", [article_id])
    opened.store.main.conn.commit()


@pytest.mark.parametrize("place", range(len(NEWS) + 1))
def test_a_round_up_leads_and_joins_no_story_whenever_it_arrives(
    opened: Aggregator, place: int
) -> None:
    names = [*NEWS]
    for batch in (names[:place], [ROUND_UP], names[place:]):
        store(opened, batch)
    assert partition(opened) == WITH_ROUND_UP
    assert len(collections(opened)[ROUND_UP]) == 3  # a row for each story
    opened.finalize()
    assert partition(opened) == WITH_ROUND_UP
    opened.maintenance.recluster()
    assert partition(opened) == WITH_ROUND_UP
    assert len(collections(opened)[ROUND_UP]) == 3


@pytest.mark.parametrize(
    "order", [*permutations((ROUND_UP, "harbour.example/1", "valley.example/2"))]
)
def test_a_page_with_two_texts_is_a_collection_in_any_order(
    opened: Aggregator, order: tuple[str, ...]
) -> None:
    for name in order:
        store(opened, [name])
    assert partition(opened) == {frozenset({name}) for name in order}
    assert collections(opened) == {ROUND_UP: {"harbour.example/1", "valley.example/2"}}


def test_texts_that_arrive_in_one_batch_make_the_same_stories(opened: Aggregator) -> None:
    store(opened, [ROUND_UP, *NEWS])
    assert partition(opened) == WITH_ROUND_UP
    assert len(collections(opened)[ROUND_UP]) == 3


@pytest.mark.parametrize("later", [False, True], ids=["first", "last"])
def test_two_round_ups_that_share_a_text_are_two_collections(
    opened: Aggregator, later: bool
) -> None:
    """Either of them could be taken for a quotation of the shared text by the other one."""
    texts = {
        "week1.example/1": f"{make_news(1, 240)}\n{TWO}",
        "week2.example/2": f"{make_news(3, 280)}\n{TWO}",
        "harbour.example/1": make_news(1, 240),
        "valley.example/2": TWO,
        "coast.example/3": make_news(3, 280),
    }
    for name in sorted(texts, key=lambda name: name.startswith("week") is later):
        stored_texts.put(opened.store, name, texts[name])
    apart = {frozenset({name}) for name in texts}
    assert partition(opened) == apart
    opened.maintenance.recluster()
    assert partition(opened) == apart
    assert set(collections(opened)) == {"week1.example/1", "week2.example/2"}


def test_a_row_says_how_much_of_each_text_is_in_the_page(opened: Aggregator) -> None:
    store(opened, ["harbour.example/1", "valley.example/2", ROUND_UP])
    rows = stored_texts.relations(opened.store)
    for name in ("harbour.example/1", "valley.example/2"):
        row = rows[ROUND_UP, name]
        assert row["story_id"] == stored_texts.story(opened.store, name)
        assert row["containment_of_original"] == 1.0  # the whole of the article
        assert 0.25 < row["containment"] < 0.35  # of the page: 198 of 658 shingles
    compared = opened.compare(f"https://{ROUND_UP}", "https://valley.example/2")
    assert compared.relation == "collection"
    [passage] = compared.passages
    assert (passage.at_a, passage.end_a, passage.at_b, passage.end_b) == (230, 430, 0, 200)


def test_a_round_up_of_one_stored_text_is_a_copy_until_the_second_is_stored(
    opened: Aggregator,
) -> None:
    store(opened, ["harbour.example/1", ROUND_UP])
    assert partition(opened) == {frozenset({"harbour.example/1", ROUND_UP})}
    store(opened, ["valley.example/2"])
    assert partition(opened) == {
        frozenset({name}) for name in ("harbour.example/1", "valley.example/2", ROUND_UP)
    }


def test_a_longer_copy_of_the_page_joins_no_story_either(opened: Aggregator) -> None:
    store(opened, [*NEWS, ROUND_UP])
    copy = f"{ALL[ROUND_UP]}\n{make_news(8, 20)}"
    stored_texts.put(opened.store, "mirror.example/week", copy)
    assert partition(opened) >= STORIES


def test_a_text_of_the_page_that_is_stored_nowhere_else_joins_none_of_the_others(
    opened: Aggregator,
) -> None:
    store(opened, ["harbour.example/1", "valley.example/2", ROUND_UP, "coast.example/3"])
    assert frozenset({"coast.example/3"}) in partition(opened)
    assert "coast.example/3" in collections(opened)[ROUND_UP]


@pytest.mark.parametrize("gone", ["harbour.example/1", "copier.example/1", "coast.example/3"])
def test_without_one_of_its_texts_all_is_as_if_that_never_came(
    opened: Aggregator, tmp_path: Path, gone: str
) -> None:
    store(opened, [*NEWS, ROUND_UP])
    delete(opened, gone)
    rest = [name for name in NEWS if name != gone]
    with aggregator.connect(tmp_path / "without.db") as other:
        store(other, [*rest, ROUND_UP])
        assert partition(opened) == partition(other)
        assert collections(opened) == collections(other)
    found = partition(opened)
    opened.maintenance.recluster()
    assert partition(opened) == found


def test_without_all_texts_but_one_the_page_is_a_copy_of_it(opened: Aggregator) -> None:
    names = ["harbour.example/1", "valley.example/2", ROUND_UP]
    store(opened, names)
    delete(opened, "valley.example/2")
    assert partition(opened) == {frozenset({"harbour.example/1", ROUND_UP})}
    assert collections(opened) == {}
    assert opened.store.main.execute("SELECT * FROM separations").fetchall() == []


def test_without_the_page_its_texts_are_as_if_it_never_came(opened: Aggregator) -> None:
    store(opened, [ROUND_UP, *NEWS])
    delete(opened, ROUND_UP)
    assert partition(opened) == STORIES
    assert opened.store.main.execute("SELECT * FROM separations").fetchall() == []


def test_after_a_takedown_the_other_texts_keep_their_stories(opened: Aggregator) -> None:
    store(opened, [*NEWS, ROUND_UP])
    opened.finalize()
    opened.takedowns.file(claimant="Nora Quint", reason="mine", url="https://coast.example/3")
    opened.takedowns.run()
    for again in (lambda: None, opened.finalize, opened.maintenance.recluster):
        again()
        assert partition(opened) == WITH_ROUND_UP - {frozenset({"coast.example/3"})}


def test_a_page_whose_text_changes_to_one_of_its_texts_joins_that_story(
    opened: Aggregator,
) -> None:
    store(opened, [*NEWS, ROUND_UP])
    stored_texts.put(opened.store, ROUND_UP, f"{ONE}\n{make_news(8, 20)}")
    assert partition(opened) == {
        stories | {ROUND_UP} if "harbour.example/1" in stories else stories for stories in STORIES
    }
    assert collections(opened) == {}
