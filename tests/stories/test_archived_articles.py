"""Articles that the sketch index has dropped: they are found by the archive, whatever happens."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aggregator import ingest
from aggregator.jobs import renew_signatures
from aggregator.model import Page, Record
from aggregator.stories.apply import (
    archiving,
    assignment,
    reassignment,
    recluster_plan,
    reclustering,
)
from storage.links import archive, bands, sketch_index
from storage.links.entries import NUMBER
from storage.store import Store, open_for_writing
from tests import stored_texts
from tests.killing import killed_after
from tests.stored_texts import NOW, edited, part, put, stories_of, story, words

HELD = 3000  # hashes that the sketch index holds here: 60 articles
OTHERS = 100
OLD = words(400, 1)
LONG_AGO = "2023-03-01T06:00:00Z"


@pytest.fixture
def small_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch_index, "MAX_ENTRIES", HELD)


@pytest.fixture
def folder(tmp_path: Path, small_index: None) -> Path:
    """A database whose first article is older than the index."""
    with stored_texts.open_at(tmp_path) as store:
        put(store, "old.example/report", OLD, first_seen=LONG_AGO)
        others = {f"s{seed}.example/{seed}": words(400, 100 + seed) for seed in range(OTHERS)}
        store_together(store, others)
        stored_texts.finalize_stories(store)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """That database in a new process: its index is read from the file."""
    with stored_texts.open_at(folder) as opened:
        yield opened


def store_together(store: Store, texts: dict[str, str]) -> None:
    """Store texts with one commit, as `ingest` does."""
    records = [
        Record(Page(f"https://{name}", b""), id=name, text=text) for name, text in texts.items()
    ]
    group = [ingest.prepare(record) for record in records]
    ingest.store_articles(ingest.IngestRepositories.of(store), group, NOW)


def check_that_none_is_lost_or_doubled(store: Store) -> None:
    """Every indexed article is in the index in memory or in every band, and in no band twice."""
    numbers = dict(store.main.execute("SELECT number, article_id FROM index_entries").fetchall())
    index = store.candidates.index()
    held = {int(entry & NUMBER) for part in index.read_in_parts() for entry in part}
    held |= {number for number, _ in index.fresh}
    below = store.archive.filled_below()
    assert all(number in held or number < below for number in numbers)
    assert store.archive.find_wrong_bands() == []
    for _, rows in itertools.groupby(
        store.main.execute("SELECT id >> 52, entries FROM archive ORDER BY id").fetchall(),
        lambda row: row[0],
    ):
        joined = bands.decode_entries(b"".join(entries for _, entries in rows))
        articles = (joined & bands.LOWER).tolist()
        assert len(articles) == len(set(articles))
        assert {article for number, article in numbers.items() if number < below} <= set(articles)


def test_a_report_of_three_years_ago_is_found_when_a_paper_reprints_half_of_it(
    store: Store,
) -> None:
    sketch = store.signatures.sketch(1)
    assert store.candidates.find([sketch], 2, 20) == [[]]  # the index in memory does not hold it
    put(store, "paper.example/reprint", part(OLD, 0.2, 0.7))
    assert story(store, "paper.example/reprint") == story(store, "old.example/report")
    [row] = [
        row
        for (name, _), row in stored_texts.relations(store).items()
        if name == "paper.example/reprint"
    ]
    assert (row["relation"], row["containment"]) == ("abridged", 1.0)
    put(store, "wrap.example/reprint", f"{words(80, 7)}\n{edited(OLD, 40)}\n{words(80, 8)}")
    assert story(store, "wrap.example/reprint") == story(store, "old.example/report")
    stored_texts.check(store)
    check_that_none_is_lost_or_doubled(store)


def test_articles_stored_with_one_commit_are_looked_up_in_the_archive(store: Store) -> None:
    store_together(
        store,
        {
            "paper.example/reprint": part(OLD, 0.2, 0.7),
            "new.example/1": words(300, 900),
            "other.example/reprint": part(words(400, 100), 0, 0.6),
        },
    )
    assert story(store, "paper.example/reprint") == story(store, "old.example/report")
    assert story(store, "other.example/reprint") == story(store, "s0.example/0")
    stored_texts.check(store)


def test_a_fuller_text_takes_over_the_story_of_an_archived_article(store: Store) -> None:
    fuller = f"{OLD}\n{words(300, 5)}"
    story_id = story(store, "old.example/report")
    put(store, "full.example/report", fuller)
    assert story(store, "full.example/report") == story(store, "old.example/report") == story_id
    assert store.archive.find([store.signatures.minhashes([1])[1]], 9) == [[]]
    put(store, "paper.example/reprint", part(OLD, 0.2, 0.7))
    assert story(store, "paper.example/reprint") == story_id
    check_that_none_is_lost_or_doubled(store)


def test_recluster_finds_archived_articles(store: Store) -> None:
    put(store, "paper.example/reprint", part(OLD, 0.2, 0.7))
    before = stored_texts.partition(store)
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == before
    store.main.execute("UPDATE copies SET containment = 0.1")  # nothing is unchanged any more
    store.main.conn.commit()
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == before
    with stored_texts.open_at(store.path.parent) as other:
        check_that_none_is_lost_or_doubled(other)


def test_recluster_archives_what_the_index_drops_while_it_assigns_one_by_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"FRESH": 100, "YOUNG": 200, "RECENT": 400}.items():
        monkeypatch.setattr(sketch_index, f"{name}_ENTRIES", value)
    monkeypatch.setattr(reassignment, "ARCHIVED_AFTER", 1)
    monkeypatch.setattr(reassignment, "BLOCK", 8)
    monkeypatch.setattr(recluster_plan, "plan_groups", stored_texts.plan_all_together)
    longest = words(500, 7)  # it is assigned first, and its reprint last
    store_together(
        store, {"a.example/longest": longest, "b.example/reprint": part(longest, 0.2, 0.6)}
    )
    before = stored_texts.partition(store)
    assert story(store, "a.example/longest") == story(store, "b.example/reprint")
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == before
    held = store.candidates.find([store.signatures.sketch(OTHERS + 2)], 2, 9)
    assert held == [[]]  # the index in memory has dropped it
    with stored_texts.open_at(store.path.parent) as other:
        check_that_none_is_lost_or_doubled(other)


def test_articles_that_are_assigned_one_by_one_are_looked_up_in_the_archive(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_for_writing(store.path, uses_archive=False) as without:
        put(without, "paper.example/reprint", part(OLD, 0.2, 0.7))
        reprint = story(without, "paper.example/reprint")
    assert reprint != story(store, "old.example/report")
    assignment.reassign_stories(stories_of(store), [reprint], NOW, "asked again")
    assert story(store, "paper.example/reprint") == story(store, "old.example/report")
    stored_texts.check(store)


def test_without_the_archive_nothing_is_asked_of_it_or_added(folder: Path) -> None:
    def dump(store: Store) -> list[object]:
        tables = ("archive", "archive_bands")
        return [store.main.execute(f"SELECT * FROM {table}").fetchall() for table in tables]

    with open_for_writing(folder / "aggregator.db", uses_archive=False) as store:
        before = dump(store)
        put(store, "paper.example/reprint", part(OLD, 0.2, 0.7))
        assert story(store, "paper.example/reprint") != story(store, "old.example/report")
        store_together(
            store, {f"t{seed}.example/{seed}": words(400, 300 + seed) for seed in range(OTHERS)}
        )
        stored_texts.finalize_stories(store)
        assert dump(store) == before
    with stored_texts.open_at(folder) as store:
        put(store, "x.example/new", words(50, 999))
        stored_texts.finalize_stories(store)
        put(store, "t.example/reprint", part(words(400, 300), 0, 0.6))
        assert story(store, "t.example/reprint") == story(store, "t0.example/0")
        check_that_none_is_lost_or_doubled(store)


def test_a_changed_text_is_found_by_its_new_words_only(store: Store) -> None:
    put(store, "old.example/report", words(400, 70))
    put(store, "a.example/1", part(OLD, 0.2, 0.7))
    put(store, "b.example/2", part(words(400, 70), 0.2, 0.7))
    assert story(store, "a.example/1") != story(store, "old.example/report")
    assert story(store, "b.example/2") == story(store, "old.example/report")
    check_that_none_is_lost_or_doubled(store)


def test_the_archive_is_made_again_with_new_signatures(store: Store) -> None:
    store.main.execute("UPDATE signatures SET version = 'former', minhash = zeroblob(512)")
    store.main.conn.commit()
    store.candidates.invalidate_all_indexes()
    stored_texts.finalize_stories(store)
    assert not store.archive.is_empty()
    put(store, "paper.example/reprint", part(OLD, 0.2, 0.7))
    assert story(store, "paper.example/reprint") == story(store, "old.example/report")
    with stored_texts.open_at(store.path.parent) as other:
        check_that_none_is_lost_or_doubled(other)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM archive WHERE id >> 52 = 9",
        "DELETE FROM archive",
        "UPDATE signatures SET minhash = zeroblob(512) WHERE article_id = 1",
        "DELETE FROM index_entries WHERE article_id = 1",
    ],
)
def test_an_archive_that_disagrees_with_the_index_is_found_and_repaired(
    store: Store, damage: str
) -> None:
    assert renew_signatures.repair_and_recluster(stories_of(store), NOW) == 0
    store.main.execute(damage)
    store.main.conn.commit()
    assert store.archive.find_wrong_bands() != []
    assert renew_signatures.repair_archive(stories_of(store))
    renew_signatures.repair_and_recluster(stories_of(store), NOW)
    assert not renew_signatures.repair_archive(stories_of(store))
    assert not store.archive.is_empty()
    put(store, "paper.example/reprint", part(OLD, 0.2, 0.7))
    assert story(store, "paper.example/reprint") == story(store, "old.example/report")
    with stored_texts.open_at(store.path.parent) as other:
        check_that_none_is_lost_or_doubled(other)


def test_killed_at_any_moment_archiving_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ARTICLES_AT_ONCE", 40)
    with stored_texts.open_at(tmp_path) as store:
        texts = {f"s{seed}.example/{seed}": words(64, seed) for seed in range(150)}
        store_together(store, texts)  # 60 hashes each
    monkeypatch.setattr(sketch_index, "MAX_ENTRIES", 1200)

    def archive_all(path: Path) -> None:
        with open_for_writing(path) as store:
            store.candidates.index()
            archiving.archive_older_articles(stories_of(store))

    kills, steps, filled = 0, 20, set()
    while killed_after(steps, archive_all, tmp_path / "aggregator.db"):
        kills += 1
        with stored_texts.open_at(tmp_path) as store:
            assert store.archive.find_wrong_bands() == []
            filled.add(store.archive.filled_below())
            rows = store.main.execute("SELECT entries FROM archive").fetchall()
            entries = [bands.decode_entries(row[0]) for row in rows]
            assert sum(len(np.unique(row)) for row in entries) == sum(map(len, entries))
        steps += steps // 8
    assert kills >= 10
    assert len(filled) > 2  # kills came before, between and after blocks
    with stored_texts.open_at(tmp_path) as store:
        assert store.archive.filled_below() == 141  # the latest 600 hashes are not archived
        check_that_none_is_lost_or_doubled(store)
