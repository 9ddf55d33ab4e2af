"""A takedown that is killed at any moment loses nothing, leaves no residual data, and ends in the next run."""

import os
import sqlite3
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import Tombstoned
from aggregator.takedown import prove
from tests import takedowns as world
from tests.killing import killed_after

CASES = 12
KILLS = 20


def address(seed: int) -> str:
    return f"https://wire.example/{seed}"


def fill(path: Path) -> None:
    """Works with a copy each, and as many articles without a request; all of them are archived."""
    with Aggregator.open(path) as opened:
        for seed in range(CASES):
            world.put(opened, address(seed), world.text(seed))
            world.put(opened, f"https://copier.example/{seed}", world.text(seed))
            world.put(opened, f"https://other.example/{seed}", world.text(100 + seed))
        opened.finalize()
        assert opened.store.archive.fill(1 << 32) == 2 * CASES  # of copies, the first


def take_down(path: Path) -> None:
    """File the missing requests, then erase."""
    with Aggregator.open(path) as opened:
        filed = {case.scope.url for case in opened.takedowns.list_cases()}
        for seed in range(CASES):
            if address(seed) not in filed:
                opened.takedowns.file(url=address(seed), claimant="A", reason="b")
        opened.takedowns.run()


def never_in_neither(path: Path) -> None:
    """A work that is not erased is complete in the main file or in the private file."""
    with sqlite3.connect(path) as main:
        texts = {row[0] for row in main.execute("SELECT url FROM articles")}
    with sqlite3.connect(path.with_name("made-private.db")) as private:
        held = "".join(row[0] for row in private.execute("SELECT content FROM hidden_articles"))
        erased = {
            row[0]
            for row in private.execute(
                """SELECT i.url FROM takedown_items i JOIN takedown_cases c ON c.id = i.case_id
                   WHERE c.state IN ('erased', 'closed')"""
            )
        }
    for seed in range(CASES):
        url = address(seed)
        assert url in texts or f'"{url}"' in held or url in erased, url
        assert f"https://other.example/{seed}" in texts


@pytest.mark.parametrize(
    ("kills", "share"), [(KILLS // 2, 4), pytest.param(3 * KILLS, 26, marks=pytest.mark.slow)]
)
def test_after_kills_at_many_moments_one_run_proves_every_case(
    tmp_path: Path, kills: int, share: int
) -> None:
    """Each attempt gets a little further, so all of it is met in the end."""
    path = tmp_path / "made.db"
    fill(path)
    killed = 0
    steps = 40
    while killed_after(steps, take_down, path):
        killed += 1
        never_in_neither(path)
        steps += steps // share
    assert killed >= kills
    with Aggregator.open(path) as opened:
        opened.takedowns.run()
        states = {case.number: case.state for case in opened.takedowns.list_cases()}
        assert set(states.values()) == {"closed"}, states
        for seed in range(CASES):
            with pytest.raises(Tombstoned):
                opened.article(address(seed))
            assert world.put(opened, f"https://new.example/{seed}", world.text(seed)).status == (
                "tombstoned"
            )
            assert opened.article(f"https://other.example/{seed}").text == world.text(100 + seed)
        assert opened.store.archive.find_wrong_bands() == []
        assert opened.store.main.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert opened.store.main.execute("PRAGMA foreign_key_check").fetchall() == []
    assert not world.traces(world.raw_bytes(path), *(world.text(seed) for seed in range(CASES)))


def test_after_a_kill_between_erasing_and_clearing_the_next_run_clears_and_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At this one moment the words are in no row of either file: they are not needed any more."""
    path = tmp_path / "made.db"
    fill(path)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with Aggregator.open(path) as opened:
        for db in (opened.store.main, opened.store.private):
            db.execute("PRAGMA secure_delete=0")
        opened.takedowns.file(url=address(1), claimant="A", reason="b")
        with monkeypatch.context() as patched:
            patched.setattr(prove, "clear_and_close", dies)
            with pytest.raises(KeyboardInterrupt):
                opened.takedowns.run()
        [case] = opened.takedowns.list_cases()
        assert (case.state, case.proof["main"].found) == ("erased", 0)
    assert world.traces(world.raw_bytes(path), world.text(1))
    with Aggregator.open(path) as opened:
        [case] = opened.takedowns.run()
        assert case.state == "closed"
    assert not world.traces(world.raw_bytes(path), world.text(1))


def test_after_a_kill_during_a_rejection_an_article_is_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    fill(path)
    with Aggregator.open(path) as opened:
        number = opened.takedowns.file(url=address(0), claimant="A", reason="b").number

    def turn_down(path: Path) -> None:
        with Aggregator.open(path) as opened:
            opened.takedowns.decide(number, accept=False)

    kills = 0
    steps = 2
    while killed_after(steps, turn_down, path):
        kills += 1
        never_in_neither(path)
        steps += 1 + steps // 4
    assert kills >= KILLS // 2
    with Aggregator.open(path) as opened:
        if opened.takedowns.get(number).state != "rejected":
            opened.takedowns.decide(number, accept=False)
        assert opened.article(address(0)).text == world.text(0)
        assert world.put(opened, address(0), world.text(0)).status == "known"


@pytest.mark.slow
def test_a_crawl_that_stores_in_another_process_does_not_disturb_it(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    fill(path)
    child = os.fork()
    if child == 0:
        try:
            with Aggregator.open(path) as opened:
                for seed in range(200, 500):
                    world.put(opened, f"https://busy.example/{seed}", world.text(seed))
                    world.put(opened, f"https://busy.example/c{seed}", world.text(seed % CASES))
        finally:
            os._exit(0)
    take_down(path)
    os.waitpid(child, 0)
    with Aggregator.open(path) as opened:
        for _ in range(3):
            for seed in range(CASES):
                found = opened.store.main.execute(
                    "SELECT url FROM articles WHERE unpack(text) = ?", [world.text(seed)]
                ).fetchall()
                assert found == [], "stored although a tombstone exists"
            opened.takedowns.run()
        assert {case.state for case in opened.takedowns.list_cases()} == {"closed"}
        opened.store.main.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not world.traces(world.raw_bytes(path), *(world.text(seed) for seed in range(CASES)))
