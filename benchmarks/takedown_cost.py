"""Measures what one takedown costs against the size of the corpus: preview, hide, erase with its proof.

    python benchmarks/takedown_cost.py [--articles N ...] [--words N] [--folder DIR]

Texts are made up (`made_up.py`), with a title, an author, and three words that no other text has. A database
of each size is built once in the folder and is kept there; the takedowns are done in a copy of it. Times are
CPU time of this process.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import process_time

from made_up import TOGETHER, make_texts

from aggregator import clock, ingest, linking
from aggregator.api import Aggregator
from aggregator.model import Article, Page, Record
from storage.sqlite.connection import transaction
from storage.store import Store, open_for_writing, private_path

SITES = 200
SIZES = (3_000, 30_000, 100_000)
MAX_HIDE, MAX_RUN = 1.0, 5.0  # CPU seconds
LETTERS = "etaoinshrdlucmfwypvbgk"


def make_articles(words: int) -> Iterator[tuple[str, str, str, str]]:
    """Yields (address, title, author, text) of made-up articles of at most so many words."""
    draw = random.Random(7)
    for number, (text, _) in enumerate(make_texts(5)):
        own = ["".join(draw.choices(LETTERS, k=9)) for _ in range(5)]
        kept = text.split()[:words]
        lines = [" ".join(kept[i : i + 60]) for i in range(0, len(kept), 60)]
        title = f"{' '.join(kept[3:8])} {own[0]}".capitalize()
        author = f"{own[1]} {own[2]}".title()
        yield (
            f"https://s{number % SITES}.example/{number}-{own[0]}",
            title,
            author,
            "\n".join([*lines, " ".join(own[2:])]),
        )


def add_feed_entries(store: Store, part: list[tuple[str, str, str, str]]) -> None:
    """Store what a feed said of each article, as a crawl does."""
    now = clock.now()
    with transaction(store.main) as db:
        db.conn.executemany(
            "INSERT INTO frontier (url, entry, state, found_at, next_due) VALUES (?, ?, 'done', ?, ?)",
            [
                (url, json.dumps({"title": title, "summary": text[:200]}), now, now)
                for url, title, _, text in part
            ],
        )


def build(path: Path, articles: int, words: int) -> None:
    """Store so many articles as a crawl does, and decide their verdicts."""
    started = process_time()
    made = islice(make_articles(words), articles)
    with open_for_writing(path) as store:
        repositories = ingest.IngestRepositories.of(store)
        while part := list(islice(made, TOGETHER)):
            signed = linking.sign_all(text for *_, text in part)
            group = [
                ingest.Prepared(
                    Page(url, b""),
                    Article(url, url, title, text, text, authors=(author,)),
                    signature,
                    Record(Page(url, b""), text=text),
                )
                for (url, title, author, text), signature in zip(part, signed, strict=True)
            ]
            ingest.store_articles(repositories, group, clock.now())
            add_feed_entries(store, part)
    with Aggregator.open(path) as opened:
        opened.finalize()
    print(f"{path}: {articles} articles in {process_time() - started:.0f} s CPU", flush=True)


def measure(path: Path, url: str) -> dict[str, float]:
    """CPU seconds of previewing, hiding and erasing one article of a database."""
    with Aggregator.open(path) as opened:
        spent = {}
        start = cpu_seconds()
        opened.takedowns.preview(url=url)
        spent["preview"] = cpu_seconds() - start
        start = cpu_seconds()
        case = opened.takedowns.file(url=url, claimant="A", reason="b")
        spent["hide"] = cpu_seconds() - start
        start = cpu_seconds()
        opened.takedowns.run()
        spent["run"] = cpu_seconds() - start
        state = opened.takedowns.get(case.number).state
        assert state == "closed", opened.takedowns.log(case.number)
    return spent


def cpu_seconds() -> float:
    """CPU time of this process and of those that it started."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def address_of(path: Path, number: int) -> str:
    """The address of an article of a database that was built here."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT url FROM articles ORDER BY id LIMIT 1 OFFSET ?", [number])
        return str(rows.fetchone()[0])


def run(folder: Path, sizes: Sequence[int], words: int) -> bool:
    """Print the cost at each size; returns whether that of the largest is within the bounds."""
    print(
        f"articles of at most {words} words\narticles      MB   preview    hide     run  second run"
    )
    spent = {}
    for size in sizes:
        built = folder / f"w{words}-{size}.db"
        if not built.exists():
            build(built, size, words)
        path = folder / "measured.db"
        for old in folder.glob("measured*"):
            old.unlink()
        shutil.copy(built, path)
        shutil.copy(private_path(built), private_path(path))
        with Aggregator.open(path) as opened:  # migrates an older file first
            opened.finalize()
        spent = measure(path, address_of(path, size // 2))
        second = measure(path, address_of(path, size // 3))
        print(
            f"{size:8} {path.stat().st_size / 1e6:7.0f} {spent['preview']:9.2f} {spent['hide']:7.2f} "
            f"{spent['run']:7.2f} {second['run']:11.2f}",
            flush=True,
        )
    return spent["hide"] <= MAX_HIDE and spent["run"] <= MAX_RUN


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not used: all texts are made up")
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    parser.add_argument("--words", type=int, default=1000, help="of the longest text")
    parser.add_argument("--folder", type=Path, help="where databases are kept; else nowhere")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        return 0 if run(given.folder or Path(temporary), given.articles, given.words) else 1


if __name__ == "__main__":
    sys.exit(main())
