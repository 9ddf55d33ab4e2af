"""Memory of a process that stores and links articles for long, without a network.

    python benchmarks/storing_memory.py [--articles 100000] [--trace]

Made-up texts (`made_up.py`: 200 to 1,000 words, three in ten of them copies) are signed in a process of their own
and stored in this one, 64 to a commit, on 20 sites; stories are finalized as a crawl does it. Fetching and reading, which
`endurance.py --only memory` has, are left out, so that 100,000 articles take minutes. With `--trace`, the lines that hold
more at the end than after a tenth are printed as well (tracemalloc, slow). Exits 1 when the growth after a tenth is
more than 10 MB.
"""

import argparse
import gc
import multiprocessing
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from itertools import count, islice
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time

from made_up import TOGETHER, make_texts, resident_memory

from aggregator import clock, ingest, linking
from aggregator.jobs import finalize
from aggregator.model import Article, Page, Record
from aggregator.stories.apply import archiving
from aggregator.stories.repositories import StoryRepositories
from storage.store import Store, open_for_writing

SITES = 20
FINALIZED = 8192  # articles after which stories are finalized
SHOWN = 25  # lines of the trace
MAX_GROWTH = 10.0  # MB
MB = 1.048576  # in a MiB

Groups = Iterator[list[ingest.Prepared]]


def prepare_groups(articles: int, pipe: Connection) -> None:
    """Sends groups of articles as a worker returns them, each as soon as the one before was taken."""
    texts = (text for text, _ in make_texts())
    for start in range(0, articles, TOGETHER):
        part = list(islice(texts, min(TOGETHER, articles - start)))
        group = []
        for number, text, signed in zip(count(start), part, linking.sign_all(part), strict=False):
            url = f"https://s{number % SITES}.example/{number}"
            record = Record(Page(url, b""), id=number)
            article = Article(url, url, str(number), text, text)
            group.append(ingest.Prepared(record.page, article, signed, record))
        pipe.send(group)
        pipe.recv()


def receive_groups(articles: int) -> Groups:
    here, there = multiprocessing.Pipe()
    making = multiprocessing.get_context("spawn").Process(
        target=prepare_groups, args=(articles, there), daemon=True
    )
    making.start()
    for _ in range(0, articles, TOGETHER):
        yield here.recv()
        here.send(None)
    making.join()


def store_all(store: Store, groups: Groups, tenth: int, *, trace: bool) -> list[float]:
    """Stores all, and prints and returns the memory after each tenth, in MB."""
    repositories, stories = ingest.IngestRepositories.of(store), StoryRepositories.of(store)
    series, number, first = [], 0, None
    for group in groups:
        ingest.store_articles(repositories, group, clock.now())
        before, number = number, number + len(group)
        if number // FINALIZED > before // FINALIZED:
            archiving.archive_older_articles(stories)
            finalize.finalize(stories, store.verdicts, store.sources, clock.now())
        if number // tenth > before // tenth:
            series.append(MB * resident_memory())
            spent = 1000 * process_time() / number
            print(f"{number} stored: {series[-1]:.1f} MB, {spent:.2f} ms CPU each", flush=True)
            if trace and first is None:
                tracemalloc.start(4)
                first = take_snapshot()
    if first:
        print_growth(first)
    return series


def take_snapshot() -> tracemalloc.Snapshot:
    gc.collect()
    return tracemalloc.take_snapshot()


def print_growth(first: tracemalloc.Snapshot) -> None:
    for difference in take_snapshot().compare_to(first, "traceback")[:SHOWN]:
        print(f"{difference.size_diff / 1e6:+.2f} MB, {difference.count_diff:+d} objects")
        print("\n".join(difference.traceback.format()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="not needed: the texts are made up")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--trace", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="storing-") as folder,
        open_for_writing(Path(folder) / "aggregator.db") as store,
    ):
        groups = receive_groups(options.articles)
        series = store_all(store, groups, options.articles // 10, trace=options.trace)
    growth = series[-1] - series[0]
    print(f"growth after a tenth: {growth:+.1f} MB (at most {MAX_GROWTH:.0f})")
    return int(growth > MAX_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
