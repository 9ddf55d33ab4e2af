"""Measures `publish`, and Datasette's pages on what it wrote.

    python benchmarks/published_edition.py [--articles N]

Fills a database with N made-up articles (100,000 by default), a third of them copies with evidence, a tenth with a
mark of their publishers. Prints the CPU of `publish` beside that of a plain `VACUUM INTO`, and the
median time of Datasette's front page, tables, views, facets and canned queries. Ends with 1 when `publish` takes more
than 30 s, or the front page, a table or a facet of it more than 0.3 s.
"""

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic, process_time, sleep
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parent))
from newsworld import press
from newsworld.languages import LANGUAGES

import aggregator
from aggregator.permissions import encode_uses
from aggregator.publishing.files import metadata_path
from storage.sqlite.packing import add_functions

MOST_CPU = 30.0  # seconds
MOST_PAGE = 0.3  # seconds
ROUNDS = 5  # of each page
SOURCES = 500
STORY = 3  # articles of a story that has copies; every second story is of one article
FORBIDDEN = encode_uses(["full_text", "publish"])
UNLISTED = encode_uses(["full_text", "publish", "headline", "search"])
PAGES = (
    *("/", "/edition", "/edition/articles", "/edition/stories", "/edition/copies"),
    *("/edition/sources", "/edition/evidence", "/edition/articles?source_id=7"),
    *("/edition/articles?_facet=published_precision", "/edition/stories?_facet=articles"),
)
VIEWS = (
    "/edition/articles?_search=the",
    *("/edition/stories_readable", "/edition/copies_readable", "/edition/sources_readable"),
    *("/edition/copies_without_credit?publisher=", "/edition/most_copied"),
    *("/edition/who_copies_whom", "/edition/who_was_first?words=the", "/edition/story?story=9"),
)


def make_articles(count: int) -> Iterator[tuple[object, ...]]:
    """Yields rows of `articles`: four of two stories, three of them with the same text."""
    rng = random.Random(7)
    pools = [[press.make_paragraph(each, rng) for _ in range(300)] for each in LANGUAGES]
    text = title = ""
    for number in range(count):
        which = number % len(pools)
        if number % 4 in (0, 3):
            text = "\n".join(rng.choices(pools[which], k=6))
            title = f"{press.make_title(LANGUAGES[which], rng)} {number}"
        seen = (
            f"2026-{number % 9 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00Z"
        )
        story = number // 4 * 2 + (2 if number % 4 == STORY else 1)
        url = f"https://site{number % SOURCES}.example/news/2026/{number}"
        yield (
            *(number + 1, story, number % SOURCES + 1, url, url, f"{number:x}", title, seen, seen),
            *("instant", seen, LANGUAGES[which].code, text),
        )


def fill(path: Path, count: int) -> None:
    """Fill a new database."""
    aggregator.connect(path).close()
    db = sqlite3.connect(path)
    add_functions(db)
    db.executemany(
        "INSERT INTO sources (id, domain, name, country, added_at) VALUES (?, ?, ?, ?, '')",
        [
            (n + 1, f"site{n}.example", f"The Paper {n}", ("de", "fr", "gb", "us")[n % 4])
            for n in range(SOURCES)
        ],
    )
    db.executemany(
        "INSERT INTO stories (id, created_at, dirty, verdict, confidence) VALUES (?, '', 0, 'original_here', 'high')",
        [(n + 1,) for n in range(count // 2 + 2)],
    )
    db.executemany(
        """INSERT INTO articles (id, story_id, source_id, url, canonical_url, text_hash, title, first_seen,
             published, published_precision, fetched_at, language, text)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, pack(?))""",
        make_articles(count),
    )
    for statement in DERIVED:
        db.execute(statement, {"forbidden": FORBIDDEN, "unlisted": UNLISTED})
    db.commit()
    db.close()


DERIVED = (
    """UPDATE stories SET (original_article_id, original_url, original_name) =
         (SELECT a.id, a.url, s.name FROM articles a JOIN sources s ON s.id = a.source_id
          WHERE a.story_id = stories.id ORDER BY a.id LIMIT 1)""",
    """INSERT INTO copies (article_id, story_id, of_article_id, member, relation, containment, role, credit, reason)
       SELECT a.id, a.story_id, nullif(t.original_article_id, a.id), 1,
         CASE WHEN a.id != t.original_article_id THEN 'identical' END, 1.0,
         CASE WHEN a.id = t.original_article_id THEN 'original' WHEN a.id % 4 = 2 THEN 'credited_copy'
           ELSE 'uncredited_copy' END, CASE WHEN a.id % 4 = 2 THEN 'exact_link' ELSE 'none' END, 'linked'
       FROM articles a JOIN stories t ON t.id = a.story_id""",
    """INSERT INTO evidence (story_id, article_id, class, rule, says, quote, url, observed_at)
       SELECT story_id, article_id, 'A', 'link_phrase', 'One paper names another as the source, with a link',
         'Read the original article here', 'https://site1.example/', '2026-03-01T00:00:00Z'
       FROM copies WHERE role = 'credited_copy'""",
    """INSERT INTO permissions (article_id, forbidden)
       SELECT id, CASE id % 100 WHEN 10 THEN :unlisted ELSE :forbidden END FROM articles WHERE id % 10 = 0""",
)


def measure_cpu(path: Path, target: Path) -> tuple[float, float]:
    """Returns the CPU of a plain copy and of `publish`, in seconds."""
    start = process_time()
    with sqlite3.connect(path) as db:
        db.execute("VACUUM INTO ?", [str(target.with_name("plain.db"))])
    copied = process_time() - start
    with aggregator.connect(path, write=False) as news:
        start = process_time()
        print(news.maintenance.publish(target))
        return copied, process_time() - start


def measure_pages(target: Path) -> dict[str, float]:
    """Returns the median time of each page, in seconds."""
    port = "8973"
    command = [sys.executable, "-m", "datasette", str(target), "-m", str(metadata_path(target))]
    server = subprocess.Popen(
        [*command, "-p", port, "--setting", "suggest_facets", "off"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(base)
        return {
            page: median(time_page(base + page) for _ in range(ROUNDS)) for page in (*PAGES, *VIEWS)
        }
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    while True:
        try:
            urlopen(address).close()
            return
        except OSError:
            sleep(0.1)


def time_page(address: str) -> float:
    """Returns the seconds that a page takes."""
    start = monotonic()
    with urlopen(address) as answer:
        answer.read()
    return monotonic() - start


def main() -> int:
    """Fill, publish, look; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--data", help="not used: the articles are made up")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder, "aggregator.db"), Path(folder, "edition.db")
        fill(path, arguments.articles)
        copied, published = measure_cpu(path, target)
        sizes = path.stat().st_size >> 20, target.stat().st_size >> 20
        print(
            f"VACUUM INTO {copied:.1f} s, publish {published:.1f} s CPU ({published / copied:.1f} times)"
        )
        print(f"{sizes[0]} MiB, published edition {sizes[1]} MiB")
        pages = measure_pages(target)
    for page, seconds in pages.items():
        print(f"{seconds:6.3f} s  {page}")
    return int(published > MOST_CPU or max(pages[page] for page in PAGES) > MOST_PAGE)


if __name__ == "__main__":
    sys.exit(main())
