"""Long jobs beside another writer: how long does that wait for the write lock?

    python benchmarks/locks.py [--articles 20000] [--only JOB,JOB] [--keep FOLDER]

A database of made-up articles is made once and copied for each job. While the job runs, another process tries to take the write
lock every 50 ms; its longest wait counts. Exits 1 when it waited longer than a second. `endurance.py --only locks` runs it too.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.model import Page, Record
from benchmarks.made_up import make_texts
from storage.store import Store, open_for_writing, private_path

MOST_SECONDS = 1.0
SITES = 40
BUSY_SITE = 4  # one article in so many is of one site, which ends its texts alike
FOOT = "\n".join(f"Read more of what we found out about matter number {n} here" for n in range(6))
REMOVED = 400  # articles that a restored backup holds again
WAITER = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], timeout=600, isolation_level=None)
print("ready", flush=True)
longest = tries = 0
while not sys.stdin.readable() or not __import__("select").select([sys.stdin], [], [], 0.05)[0]:
    start = time.monotonic()
    db.execute("BEGIN IMMEDIATE")
    db.execute("ROLLBACK")
    longest, tries = max(longest, time.monotonic() - start), tries + 1
print(longest, tries)
"""


@dataclass(frozen=True)
class Held:
    """How long another writer waited at most, and how long the job took."""

    job: str
    longest: float
    tries: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.job}: longest wait {self.longest:.2f} s of {self.tries} tries, job {self.seconds:.0f} s"


def make_database(path: Path, articles: int) -> None:
    """Stores made-up articles, one in BUSY_SITE of one site."""
    with Aggregator.open(path) as news:
        repositories = ingest.IngestRepositories.of(news.store)
        texts = enumerate(islice(make_texts(), articles))
        while group := list(islice(texts, ingest.COMMIT_SIZE)):
            prepared = [ingest.prepare(_make_record(number, text)) for number, (text, _) in group]
            ingest.store_articles(repositories, prepared, clock.now())
        news.finalize()


def _make_record(number: int, text: str) -> Record:
    is_busy = number % BUSY_SITE == 0
    host = "busy.example" if is_busy else f"s{number % SITES}.example"
    return Record(Page(f"https://{host}/{number}", b""), id=str(number), text=text, title=text[:60])


def measure(job: str, path: Path, run: Callable[[], object]) -> Held:
    """Runs a job beside another writer."""
    waiter = subprocess.Popen(
        [sys.executable, "-c", WAITER, str(path)], stdin=-1, stdout=-1, text=True
    )
    assert waiter.stdout
    waiter.stdout.readline()
    start = time.monotonic()
    try:
        run()
    finally:
        seconds = time.monotonic() - start
        answer, _ = waiter.communicate("stop\n", timeout=700)
    longest, tries = answer.split()
    return Held(job, float(longest), int(tries), seconds)


def change(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)


# Jobs: each gets a copy of the database.


def recluster(path: Path) -> Held:
    """Everything is linked as it should be."""
    with Aggregator.open(path) as news:
        return measure("recluster, nothing changes", path, news.maintenance.recluster)


def recluster_lost_links(path: Path) -> Held:
    """No story knows how its articles compare."""
    change(path, "DELETE FROM copies", "DELETE FROM index_entries")
    with Aggregator.open(path) as news:
        return measure("recluster, all links lost", path, news.maintenance.recluster)


def resign(path: Path) -> Held:
    """Every signature is of a former version."""
    change(path, "UPDATE signatures SET version = 'former', sketch = x'00'")
    with Aggregator.open(path) as news:
        return measure("signatures made again, then linked again", path, news.finalize)


def repair(path: Path) -> Held:
    """One signature in five is wrong, and leaders are not in the index."""
    change(
        path,
        "UPDATE signatures SET sketch = x'0000000001000000' WHERE article_id % 5 = 0",
        "DELETE FROM index_entries WHERE article_id % 5 = 1",
    )
    with Aggregator.open(path) as news:
        return measure("repair", path, news.maintenance.repair)


def relearn(path: Path) -> Held:
    """A site of a quarter of all articles begins to end its texts alike."""
    with open_for_writing(path) as store:
        source_id = store.sources.source_id("busy.example")
        _end_alike(store, source_id or 0)
    with Aggregator.open(path) as news:
        return measure("a busy site learned again", path, news.finalize)


def _end_alike(store: Store, source_id: int) -> None:
    from aggregator import linking

    query = "SELECT id, unpack(text) FROM articles WHERE source_id = ?"
    with store.stories.transaction():
        for article_id, text in store.main.execute(query, [source_id]).fetchall():
            ended = f"{text}\n{FOOT}"
            store.main.execute("UPDATE articles SET text = ? WHERE id = ?", [ended, article_id])
            store.signatures.add(article_id, linking.sign(ended))
        store.candidates.invalidate_all_indexes()
        query = "UPDATE sources SET boilerplate_stale = 1000 WHERE id = ?"
        store.main.execute(query, [source_id])


def verdicts(path: Path) -> Held:
    """Every story waits for a verdict."""
    change(path, "UPDATE stories SET dirty = 1 WHERE leader_id IS NOT NULL")
    with Aggregator.open(path) as news:
        return measure("verdicts on all stories", path, news.finalize)


def archive(path: Path) -> Held:
    """Every article goes to the archive."""
    with open_for_writing(path) as store:
        run = store.archive.fill
        return measure("archive filled", path, lambda: run(10**12))


def replay(path: Path) -> Held:
    """A backup is restored from before articles were taken down."""
    backup = path.with_name("backup.db")
    with Aggregator.open(path) as news:
        news.maintenance.backup(backup)
        _take_down(news)
        news.store.residual_data.checkpoint(5)
    shutil.copy(backup, path)

    def open_again() -> None:
        Aggregator.open(path).close()

    return measure(f"{REMOVED} erasures carried out again", path, open_again)


def _take_down(news: Aggregator) -> None:
    """Hides articles as one case does."""
    from aggregator.takedown import hide
    from aggregator.takedown.repositories import TakedownStore
    from tests.takedowns import file_case

    first = file_case(news, "https://s1.example/1")
    store = TakedownStore.of(news.store)
    rows = news.store.main.execute(
        "SELECT id, url FROM articles WHERE id > 100 LIMIT ?", [REMOVED]
    ).fetchall()
    with store.cases.transaction():
        news.store.private.conn.executemany(
            """INSERT OR IGNORE INTO takedown_items (case_id, article_id, url, action, state)
               VALUES (?, ?, ?, 'hide', 'pending')""",
            [(first.id, *row) for row in rows],
        )
    with store.erasure.transaction():
        hide.move_to_private(store, first.id, clock.now())
    hide.finish_hiding(store, first.id, clock.now())


JOBS: dict[str, Callable[[Path], Held]] = {
    "recluster": recluster,
    "lost_links": recluster_lost_links,
    "resign": resign,
    "repair": repair,
    "relearn": relearn,
    "verdicts": verdicts,
    "archive": archive,
    "replay": replay,
}


def run_jobs(folder: Path, articles: int, only: str = "") -> list[Held]:
    """Measures each job on a database of its own."""
    base = folder / "base.db"
    if not base.exists():
        make_database(base, articles)
    found = []
    for name, job in JOBS.items():
        if only and name not in only.split(","):
            continue
        own = folder / name
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        path = own / "aggregator.db"
        shutil.copy(base, path)
        shutil.copy(private_path(base), private_path(path))
        found.append(job(path))
        print(found[-1], flush=True)
        shutil.rmtree(own)
    print(f"load: {os.getloadavg()[0]:.1f}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="locks-") as temporary:
        found = run_jobs(options.keep or Path(temporary), options.articles, options.only)
    sys.exit(any(each.longest > MOST_SECONDS for each in found))


if __name__ == "__main__":
    main()
