"""What is older than it is to be kept is deleted; what a story rests on stays."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.config.settings import RetentionConfig
from aggregator.results import RetainedKind
from storage.sqlite.packing import MARK
from tests import takedowns as world
from tests.stored_texts import words

URL = "https://wire.example/lanterns"
RARE = "Quintessenzbibliothek"
OLD, NEW = "2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
KEEP_ALL = RetentionConfig(0, 0, 0, 0, 0, 0)
TEXTS = RetentionConfig(texts=30, versions=0, pages=0, runs=0, numbers=0, comments=0)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Aggregator]:
    """An article that is old, a copy of it that is not, and another old one."""
    with Aggregator.open(tmp_path / "made.db") as news:
        world.put(news, f"{URL}/1", f"{world.text(1)} {RARE}1")
        world.put(news, "https://copy.example/1", f"{world.text(1)} {RARE}1")
        world.put(news, f"{URL}/2", f"{world.text(2)} {RARE}2")
        news.finalize()
        change(news, f"UPDATE articles SET first_seen = '{OLD}' WHERE id IN (1, 3)")
        change(news, f"UPDATE articles SET first_seen = '{NEW}' WHERE id = 2")
        yield news


def change(news: Aggregator, statement: str) -> None:
    with news.store.main.conn as conn:
        conn.execute(statement)


def texts(news: Aggregator) -> dict[int, str]:
    return news.store.watched_data.get_texts([1, 2, 3])


def find(found: list[RetainedKind], kind: str) -> RetainedKind:
    return next(each for each in found if each.kind == kind)


def test_old_texts_go_and_new_ones_stay(opened: Aggregator) -> None:
    measured = opened.maintenance.measure_retention(TEXTS)
    assert find(measured, "texts").rows == 2
    assert find(measured, "texts").bytes > 100
    assert all(texts(opened).values())
    assert opened.maintenance.retain(TEXTS) == measured
    assert [bool(text) for _, text in sorted(texts(opened).items())] == [False, True, False]
    assert find(opened.maintenance.measure_retention(TEXTS), "texts").rows == 0


def test_with_no_days_everything_is_kept(opened: Aggregator) -> None:
    assert {each.rows for each in opened.maintenance.retain(KEEP_ALL)} == {0}
    assert all(texts(opened).values())


def test_headline_story_and_verdict_of_an_old_article_stay(opened: Aggregator) -> None:
    before = opened.story(1)
    opened.maintenance.retain(TEXTS)
    opened.finalize()
    after = opened.story(1)
    assert before is not None
    assert after is not None
    assert after.verdict == before.verdict
    assert after.members == before.members


def test_a_copy_of_an_old_article_is_still_found(opened: Aggregator) -> None:
    opened.maintenance.retain(TEXTS)
    world.put(opened, "https://late.example/1", f"{world.text(2)} {RARE}2")
    story_of = "SELECT story_id FROM articles WHERE id = ?"
    db = opened.store.main
    assert db.execute(story_of, [4]).fetchone() == db.execute(story_of, [3]).fetchone()


def test_of_a_long_text_that_is_old_few_fingerprints_are_kept(opened: Aggregator) -> None:
    article_id = world.put(opened, f"{URL}/long", words(2_000, 5)).article_id
    change(opened, f"UPDATE articles SET first_seen = '{OLD}'")
    opened.maintenance.retain(TEXTS)
    query = "SELECT length(fingerprints) FROM unstored_texts WHERE article_id = ?"
    [length] = opened.store.main.execute(query, [article_id]).fetchone()
    assert 600 < length <= 800


def test_words_and_packed_bytes_of_a_deleted_text_are_not_in_the_file(opened: Aggregator) -> None:
    [packed] = opened.store.main.execute("SELECT text FROM articles WHERE id = 3").fetchone()
    assert packed.startswith(MARK)
    opened.maintenance.retain(TEXTS)
    opened.store.residual_data.checkpoint(5)
    data = opened.store.path.read_bytes()
    assert packed[-40:] not in data
    assert f"{RARE}2"[-8:].lower().encode() not in data.lower()


def test_pinned_and_watched_stories_keep_their_texts(opened: Aggregator) -> None:
    change(opened, "UPDATE stories SET set_by = 'operator' WHERE id = 1")
    [(story,)] = opened.store.main.execute("SELECT story_id FROM articles WHERE id = 3").fetchall()
    with opened.store.private_file().conn as private:
        private.execute(
            "INSERT INTO watches (kind, value, name, created_at, reported_at, article_id) VALUES ('story', ?, '', ?, ?, 3)",
            [str(story), OLD, OLD],
        )
    opened.maintenance.retain(TEXTS)
    assert all(texts(opened).values())


def test_former_wordings_lose_their_text_and_keep_their_times(opened: Aggregator) -> None:
    change(
        opened,
        f"""INSERT INTO article_versions (article_id, observed_at, replaced_at, title, text)
            VALUES (2, '{OLD}', '{OLD}', 'Before', 'Words of before.')""",
    )
    found = opened.maintenance.retain(RetentionConfig(0, 90, 0, 0, 0, 0))
    assert find(found, "versions").rows == 1
    [version] = opened.store.articles.list_former_versions(2)
    assert (version.observed_at, version.title, version.text) == (OLD, "Before", "")


@pytest.mark.parametrize(
    ("state", "next_due", "attempts", "stays"),
    [
        ("done", "NULL", 1, False),
        ("rejected", "NULL", 3, False),
        ("failed", f"'{NEW}'", 1, True),
        ("done", "NULL", 3, True),
    ],
)
def test_pages_go_that_are_not_looked_at_again(
    opened: Aggregator, state: str, next_due: str, attempts: int, *, stays: bool
) -> None:
    change(opened, "INSERT INTO hosts (name, shard_key) VALUES ('a.example', 1)")
    change(
        opened,
        f"""INSERT INTO frontier (url, host_id, state, next_due, attempts, found_at, tried_at)
            VALUES ('https://a.example/1', 1, '{state}', {next_due}, {attempts}, '{OLD}', '{OLD}')""",
    )
    opened.maintenance.retain(RetentionConfig(0, 0, 90, 0, 0, 0))
    left = opened.store.main.execute("SELECT count(*) FROM frontier").fetchone()[0]
    assert left == stays


def test_records_of_old_crawls_and_days_go(opened: Aggregator) -> None:
    change(opened, f"INSERT INTO crawl_runs (started_at, ended_at) VALUES ('{OLD}', '{OLD}')")
    change(opened, f"INSERT INTO crawl_runs (started_at) VALUES ('{OLD}')")
    change(opened, f"INSERT INTO crawl_events (happened_at, kind) VALUES ('{OLD}', 'gap')")
    change(opened, "INSERT INTO source_days (source_id, day) VALUES (1, '2001-01-01')")
    found = opened.maintenance.retain(RetentionConfig(0, 0, 0, 90, 400, 0))
    assert (find(found, "runs").rows, find(found, "numbers").rows) == (2, 1)
    assert opened.store.main.execute("SELECT count(*) FROM crawl_runs").fetchone() == (1,)


def test_comments_that_were_refused_go(opened: Aggregator) -> None:
    for _ in range(2):
        opened.store.comments.add(1, "A", "a@b.example", "words", OLD)
    opened.store.comments.set_state(1, "hidden", OLD)
    found = opened.maintenance.retain(RetentionConfig(0, 0, 0, 0, 0, 30))
    assert find(found, "comments").rows == 1
    assert [each.id for each in opened.store.comments.list_for_moderator()] == [2]


def test_texts_of_an_older_version_become_packed(opened: Aggregator) -> None:
    change(opened, "UPDATE articles SET text = unpack(text), lines = unpack(lines)")
    before = texts(opened)
    found = opened.maintenance.retain(KEEP_ALL)
    assert find(found, "unpacked").rows == 3
    assert opened.store.main.execute("SELECT DISTINCT typeof(text) FROM articles").fetchall() == [
        ("blob",)
    ]
    assert texts(opened) == before
    assert {each.level for each in opened.maintenance.check()} == {"ok"}


def test_an_interrupted_run_goes_on(opened: Aggregator) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opened.maintenance.retain(TEXTS, stop)
    opened.maintenance.retain(TEXTS)
    assert [bool(text) for _, text in sorted(texts(opened).items())] == [False, True, False]
    assert sqlite3.connect(opened.store.path).execute("PRAGMA integrity_check").fetchone() == (
        "ok",
    )
