"""Long jobs are stopped and go on: what was done is not done again, and the end is the same."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.jobs import attribute, renew_signatures
from aggregator.stories.apply import assignment, recluster_plan, reclustering
from aggregator.stories.repositories import StoryRepositories
from storage.sqlite import slices
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, stories_of, words
from tests.takedowns import file_case
from tests.takedowns import put as put_article
from tests.takedowns import text as made_text

STORIES = 4
FOOT = words(40, 99)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Four stories with copies; each slice has one item."""
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(slices, "PAUSE_SECONDS", 0.0)
    with stored_texts.open_at(tmp_path) as opened:
        for seed in range(STORIES):
            text = words(300, seed)
            put = {f"a.example/{seed}": text, f"b.example/{seed}": part(text, 0, 0.6)}
            put[f"c.example/{seed}"] = edited(text, 12)
            stored_texts.fill(opened, put.items())
        stored_texts.finalize_stories(opened)
        yield opened


def stop_after(times: int) -> Callable[[int], None]:
    def stop(done: int) -> None:
        if done >= times:
            raise KeyboardInterrupt

    return stop


def spoil(store: Store) -> None:
    """Every comparison is forgotten."""
    with store.main.conn:
        store.main.conn.execute("DELETE FROM copies WHERE of_article_id IS NOT NULL")


def count_members(store: Store) -> int:
    query = "SELECT count(*) FROM copies WHERE of_article_id IS NOT NULL"
    return int(store.main.execute(query).fetchone()[0])


def test_a_stopped_recluster_goes_on_where_it_was(store: Store) -> None:
    before = stored_texts.partition(store), count_members(store)
    spoil(store)
    with pytest.raises(KeyboardInterrupt):
        reclustering.recluster(stories_of(store), NOW, stop_after(2))
    assert store.long_jobs.get_mark("linking") == 2
    assert count_members(store) == before[1] / 2
    spoil(store)  # seen again only what comes after the mark
    reclustering.recluster(stories_of(store), NOW)
    assert count_members(store) == before[1] / 2
    reclustering.recluster(stories_of(store), NOW)
    assert (stored_texts.partition(store), count_members(store)) == before
    assert store.long_jobs.get_mark("linking") is None


def test_the_verb_goes_on_with_the_verdicts_that_are_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribute, "STORIES_AT_ONCE", 1)
    news = Aggregator(store)
    stories = store.coverage.count_stories()
    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        news.maintenance.recluster(stop_after(1))  # everything is linked as it should be
    waiting = len(store.verdicts.dirty_stories())
    assert 0 < waiting < stories
    news.maintenance.recluster(seen.append)
    assert seen[-1] == waiting
    assert store.verdicts.dirty_stories() == []


def test_a_recluster_that_was_stopped_long_ago_begins_with_the_first_story(store: Store) -> None:
    """The rules may have changed since."""
    before = count_members(store)
    spoil(store)
    with pytest.raises(KeyboardInterrupt):
        Aggregator(store).maintenance.recluster(stop_after(2))
    with store.main.conn:
        store.main.conn.execute("UPDATE crawl_events SET happened_at = '2020-01-01T00:00:00Z'")
    spoil(store)
    Aggregator(store).maintenance.recluster()
    assert count_members(store) == before
    assert not store.long_jobs.is_fresh("linking")


def test_a_story_is_whole_after_every_slice(store: Store) -> None:
    def check(_: int) -> None:
        stored_texts.check(store)

    stored_texts.put(store, "d.example/new", words(200, 50))
    with store.main.conn:
        store.main.conn.execute("UPDATE copies SET containment = 0.1 WHERE member = 1")
    reclustering.recluster(stories_of(store), NOW, check)


def test_an_article_that_comes_between_two_slices_is_linked(store: Store) -> None:
    spoil(store)
    with stored_texts.open_at(store.path.parent) as crawl:

        def come(done: int) -> None:
            if done == 1:
                stored_texts.put(crawl, "crawl.example/1", part(words(300, 3), 0.1, 0.8))

        reclustering.recluster(stories_of(store), NOW, come)
    new, old = (stored_texts.story(store, name) for name in ("crawl.example/1", "a.example/3"))
    assert new == old
    stored_texts.check(store)


def test_stopped_signing_goes_on_and_links_everything_at_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [*store.main.query("SELECT * FROM signatures")], stored_texts.partition(store)
    with store.main.conn:
        store.main.conn.execute("UPDATE signatures SET version = 'former', sketch = x'00'")
        store.main.conn.execute("UPDATE copies SET containment = 0.1 WHERE member = 1")
    store.candidates.invalidate_all_indexes()
    with pytest.raises(KeyboardInterrupt):
        renew_signatures.resign_outdated_and_recluster(stories_of(store), NOW, stop_after(1))
    assert not store.signatures.are_outdated()
    monkeypatch.setattr(renew_signatures.linking, "sign_all", lambda _: pytest.fail("signed twice"))
    assert renew_signatures.resign_outdated_and_recluster(stories_of(store), NOW)
    assert (
        [*store.main.query("SELECT * FROM signatures")],
        stored_texts.partition(store),
    ) == before
    assert recluster_plan.plan_groups(stories_of(store)) == []
    assert not renew_signatures.resign_outdated_and_recluster(stories_of(store), NOW)


def test_stopped_learning_of_a_site_goes_on_with_the_next_finalize(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "FEW", 3)
    for number in range(8):
        stored_texts.put(store, f"foot.example/{number}", f"{words(90, 70 + number)}\n{FOOT}")
        stored_texts.put(store, f"copy.example/{number}", words(90, 70 + number))
    done: list[int] = []
    original = assignment.reassign_stories

    def reassign(repositories: StoryRepositories, story_ids: list[int], *rest: str) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.extend(story_ids)
        original(repositories, story_ids, *rest)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(assignment, "reassign_stories", reassign)
        stored_texts.finalize_stories(store)
    [source_id] = store.long_jobs.list_sources("learning")
    assert store.long_jobs.get_mark("learning", source_id) == done[-1]
    left = assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)
    assert left
    assert left.isdisjoint(done)
    assert store.long_jobs.list_sources("learning") == []
    stored_texts.check(store)


def test_erasures_that_were_stopped_are_carried_out_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.db"
    monkeypatch.setattr("aggregator.takedown.replay.ERASURES_AT_ONCE", 1)
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    urls = [f"https://wire.example/{seed}" for seed in range(3)]
    with aggregator.connect(path) as news:
        for seed, url in enumerate(urls):
            put_article(news, url, made_text(seed))
        news.maintenance.backup(tmp_path / "old.db")
        for url in urls:
            file_case(news, url)
        last = news.store.erasures.highest_id()
    shutil.copy(tmp_path / "old.db", path)
    from aggregator.takedown import replay

    carried_out: list[int] = []
    original = replay._replay

    def stop(*arguments: object) -> None:
        if carried_out:
            raise KeyboardInterrupt
        carried_out.append(1)
        original(*arguments)  # type: ignore[arg-type]  # as they came

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(replay, "_replay", stop)
        Aggregator.open(path)
    with stored_texts.open_at(tmp_path) as _, Aggregator.open(path) as news:
        assert news.store.last_erasure.get() == news.store.erasures.highest_id() >= last
        assert news.status().articles == 0
