"""Measures where the bytes of a database are: for each article, with its text and when that is too old to be kept.

    python benchmarks/bytes.py --data FOLDER [--longest N] [--pages N]

Real pages are read, linked and stored; articles whose text is longer than N characters are left out, so that the mean is
that of news. Then all are made old, and `retain` deletes what is older than its defaults. Bytes are whole pages of the
file without free ones and those of an empty database, divided by the articles. The row of an article is split by what its columns hold.
"""

import argparse
import json
import lzma
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import process_time

from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.ingest import Prepared
from aggregator.ingest.repositories import IngestRepositories
from aggregator.model import Article, Page
from storage.sqlite.packing import PACKED

HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("last-modified", "Wed, 21 Oct 2026 07:28:00 GMT"),
    ("etag", '"5f-3a"'),
)
SETS = ("news-dev", "more-dev", "articles-dev")
AT_ONCE = 20  # articles that are stored with one commit
PARTS = {  # tables and indexes, by the start of their name; the first that fits
    "full-text index": ("articles_fts",),
    "article": ("articles",),
    "signature": ("signatures",),
    "addresses": ("url_aliases", "address_claims", "sqlite_autoindex_articles"),
    "stories, evidence, verdicts": (
        *("stories", "copies", "evidence", "verdict_history", "story_log", "index_entries"),
        "sqlite_autoindex_index_entries",
    ),
    "fingerprints": ("unstored_texts",),
}
OLD = "2001-01-01T00:00:00Z"


def read_pages(data: Path) -> Iterator[Page]:
    for name in SETS:
        with lzma.open(data / "pages" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                url = (
                    row.get("url") or f"https://{name}-{number % 40}.example/2026/11/{number}/item"
                )
                yield Page(url, row["html"].encode(errors="replace"), headers=HEADERS)


def read_articles(data: Path, longest: int) -> Iterator[Prepared]:
    for page in read_pages(data):
        prepared = ingest.prepare(page)
        if isinstance(prepared.outcome, Article) and len(prepared.outcome.text) <= longest:
            yield prepared


def fill(news: Aggregator, articles: Iterator[Prepared]) -> float:
    """Store articles; returns the CPU seconds of linking and storing."""
    repositories, spent = IngestRepositories.of(news.store), 0.0
    while group := list(islice(articles, AT_ONCE)):
        start = process_time()
        for _ in ingest.store_articles(repositories, group, clock.now()):
            pass
        spent += process_time() - start
    news.finalize()
    return spent


def measure_tables(news: Aggregator) -> dict[str, int]:
    """Returns the bytes of each table and index."""
    query = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"
    return dict(news.store.main.execute(query).fetchall())


def measure(news: Aggregator, empty: dict[str, int]) -> dict[str, float]:
    """Returns the bytes an article, by part; `empty` are those of a database without articles."""
    [articles] = news.store.main.execute("SELECT count(*) FROM articles").fetchone()
    sizes: dict[str, float] = {}
    for name, size in measure_tables(news).items():
        part = next(
            (part for part, starts in PARTS.items() if name.startswith(starts)), "all others"
        )
        sizes[part] = sizes.get(part, 0.0) + (size - empty.get(name, 0)) / articles
    return sizes


def measure_columns(news: Aggregator) -> dict[str, tuple[float, float]]:
    """Returns the bytes an article of each packed column: as it is read, and as it is stored."""
    sizes = {}
    for name in PACKED["articles"]:
        query = f"""SELECT avg(coalesce(length(CAST(unpack({name}) AS BLOB)), 0)),
          avg(coalesce(length(CAST({name} AS BLOB)), 0)) FROM articles"""
        sizes[name] = news.store.main.execute(query).fetchone()
    return sizes


def make_old(news: Aggregator) -> float:
    """Delete what is too old after all was made old; returns the CPU seconds."""
    with news.store.main.conn as conn:
        conn.execute("UPDATE articles SET first_seen = ?", [OLD])
    start = process_time()
    news.maintenance.retain()
    return process_time() - start


def show(title: str, sizes: dict[str, float]) -> None:
    print(f"\n{title}: {sum(sizes.values()):,.0f} bytes an article")
    for part, size in sorted(sizes.items(), key=lambda each: -each[1]):
        print(f"  {part:32}{size:9,.0f}")


def run(path: Path, data: Path, longest: int, pages: int) -> None:
    with Aggregator.open(path) as news:
        empty = measure_tables(news)
        spent = fill(news, islice(read_articles(data, longest), pages))
        [articles] = news.store.main.execute("SELECT count(*) FROM articles").fetchone()
        print(f"{articles} articles; {1e3 * spent / articles:.2f} ms CPU to link and store one")
        show("with texts", measure(news, empty))
        print("\nlong columns, bytes as read and as stored")
        for name, (read, stored) in measure_columns(news).items():
            print(f"  {name:32}{read:9,.0f}{stored:9,.0f}")
        spent = make_old(news)
        print(f"\n{1e3 * spent / articles:.2f} ms CPU to delete one of these texts")
        show("aged", measure(news, empty))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--longest", type=int, default=9000)
    parser.add_argument("--pages", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bytes-") as name:
        run(Path(name) / "news.db", arguments.data, arguments.longest, arguments.pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
