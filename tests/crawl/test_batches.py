"""Pages are stored together; one that cannot be stored costs no other, and a full disk costs none."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from aggregator import ingest
from aggregator.config import CrawlConfig
from aggregator.crawl import patience
from aggregator.crawl.batches import BATCH_SIZE, ReadPage, StoreBatch
from aggregator.crawl.runner import open_session
from aggregator.crawl.session import CrawlSession
from aggregator.crawl.targets import CrawlTargets
from aggregator.errors import NotOurDatabase
from aggregator.ingest import Prepared, StoreResult
from aggregator.model import Page, Rejected
from storage.frontier.interface import CrawlScope, LeasedPage
from storage.store import open_for_writing
from tests.site_server import story

START = "2026-03-02T10:00:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aggregator.db"


@pytest.fixture
def session(path: Path) -> Iterator[CrawlSession]:
    with open_session(path, CrawlConfig(workers=1), CrawlTargets(due=True)) as opened:
        yield opened


def leased(path: Path, numbers: Sequence[int]) -> list[LeasedPage]:
    """Pages that are due, leased."""
    with open_for_writing(path) as store:
        for number in numbers:
            store.frontier.make_page_due(f"http://paper{number}.example/{number}", START)
        return store.frontier.lease_due_pages("test", CrawlScope(), now=START, limit=len(numbers))


def read(lease: LeasedPage) -> Prepared:
    number = int(lease.url.rpartition("/")[2])
    return ingest.prepare(Page(lease.url, story(number).encode(), fetched_at=START))


def store_all(session: CrawlSession, pages: Sequence[LeasedPage]) -> list[Any]:
    async def together() -> list[Any]:
        return await asyncio.gather(
            *(session.store(read(page), page) for page in pages), return_exceptions=True
        )

    return asyncio.run(together())


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute(query).fetchall()


def states(path: Path) -> dict[str, str]:
    found = rows(path, "SELECT url, state FROM frontier")
    return {url.rpartition("/")[2]: state for url, state in found}


def count_commits(session: CrawlSession, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the commits of articles, as they are made."""
    sizes: list[int] = []
    store = ingest.store_articles

    def counted(repositories: Any, group: Sequence[Prepared], now: str) -> list[StoreResult]:
        sizes.append(len(group))
        if any(item.page.url.endswith("/3") for item in group if item.signature):
            raise RuntimeError("a bug")
        return store(repositories, group, now)

    monkeypatch.setattr(ingest, "store_articles", counted)
    return sizes


def test_pages_that_come_together_are_stored_with_one_commit(
    session: CrawlSession, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = count_commits(session, monkeypatch)
    results = store_all(session, leased(path, range(4, 9)))
    assert [result.status for result in results] == ["new"] * 5
    assert sizes == [5]
    assert set(states(path).values()) == {"done"}


def test_a_full_batch_waits_no_longer() -> None:
    assert asyncio.run(list_sizes_at_once(BATCH_SIZE, expected=BATCH_SIZE + 1)) == [BATCH_SIZE]


def test_the_last_page_that_is_being_read_waits_for_no_other() -> None:
    assert asyncio.run(list_sizes_at_once(3, expected=3)) == [3]
    assert asyncio.run(list_sizes_at_once(3, expected=4)) == []


async def list_sizes_at_once(pages: int, expected: int) -> list[int]:
    """The sizes of the batches that are written before any time has passed."""
    sizes: list[int] = []

    def write(batch: Sequence[ReadPage]) -> list[StoreResult]:
        sizes.append(len(batch))
        return [StoreResult("known") for _ in batch]

    batch, page = StoreBatch(write, lambda: expected), read_page("http://paper.example/1")
    tasks = [asyncio.create_task(batch.store(page)) for _ in range(pages)]
    await asyncio.sleep(0)
    at_once = list(sizes)
    await asyncio.gather(*tasks)
    return at_once


def read_page(url: str) -> ReadPage:
    return ReadPage(Prepared(Page(url, b""), Rejected(url, "empty")), None)


def test_a_page_that_cannot_be_stored_costs_no_other_and_is_not_fetched_for_ever(
    session: CrawlSession, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_commits(session, monkeypatch)
    results = store_all(session, leased(path, range(5)))
    assert [result.status for result in results] == ["new", "new", "new", "rejected", "new"]
    assert states(path) == {"0": "done", "1": "done", "2": "done", "3": "rejected", "4": "done"}
    assert session.report.counts == {"new": 4, "rejected": 1}


def test_a_database_that_cannot_be_used_is_no_fault_of_a_page(
    session: CrawlSession, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database disk image is malformed")

    monkeypatch.setattr(ingest, "store_articles", fail)
    [error, _] = store_all(session, leased(path, range(2)))
    assert isinstance(error, NotOurDatabase)
    assert set(states(path).values()) == {"asked"}


def test_a_crawl_waits_for_room_on_a_full_disk_and_counts_nothing_twice(
    session: CrawlSession, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = session._frontier._db  # type: ignore[attr-defined]  # the connection that the disk limits
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count={pages + 2}")
    pauses: list[float] = []

    def make_room(seconds: float) -> None:
        pauses.append(seconds)
        db.execute("PRAGMA max_page_count=1000000")

    monkeypatch.setattr(patience.time, "sleep", make_room)
    monkeypatch.setattr(patience, "ROOM_PAUSE", 0.01)
    results = store_all(session, leased(path, range(8)))
    assert [result.status for result in results] == ["new"] * 8
    assert pauses
    assert session.report.counts == {"new": 8}
    assert rows(path, "SELECT count(*) FROM articles") == [(8,)]
