"""Measures how linking scales: articles/s, memory, disk and start-up against the size of the corpus.

    python benchmarks/linking_scale.py [--articles N] [--sketches N] [--peers PYTHON] [--svg FILE]

Texts are made up (`made_up.py`) and go through the shipped signing and storing on one core, 64 to a
commit. *With text* is all of it: article row, addresses and full-text index as well. *Linking* is what is
left of it without those, measured beside it on a second file that gets the same rows and no linking:
signature, candidates, verification, and the linker's rows, written and committed. Then everything is
reclustered from the stored sketches. Of the peers, datasketch and rensa sign in
bulk, and ask and fill their LSH; rensa runs under `--peers PYTHON`, an interpreter that has it.

The sketch index is also measured by itself on `--sketches` random sketches: start, memory above the program,
questions. Times are CPU time. With `--growth-only`, only storing is measured, for `--articles`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from time import process_time

import made_up
import numpy as np
from made_up import TOGETHER, Made, make_texts, resident_memory, shingles

from aggregator import clock, ingest, linking, urls
from aggregator.ingest import provenance
from aggregator.jobs import finalize
from aggregator.model import SIGNATURE_VERSION, Article, Page, Record
from aggregator.stories.apply import reclustering
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.stories import Stories
from storage.sqlite.connection import transaction
from storage.store import Store, open_for_writing

SITES = 200
SIGNED = 2000  # texts on which signing is compared
MIN_SIGNING, MAX_MEMORY, MAX_START, MAX_DISK = 5.0, 250.0, 10.0, 1536.0  # times, MB, s, bytes
MIN_ONLINE, MIN_BATCH, MIN_BATCH_RENSA, MIN_RECALL = 2.6, 10.0, 2.7, 0.99  # times; share


@dataclass(frozen=True, slots=True)
class Point:
    """The cost of a tenth of the corpus, with so many articles stored."""

    stored: int
    linking: float  # articles per second of CPU time
    with_text: float
    memory: float  # MB more


def signing() -> float:
    """Text to both sketches, against datasketch's own bulk method; returns how many times as fast."""
    from datasketch import MinHash

    made = [text for text, _ in islice(make_texts(2), SIGNED)]
    list(linking.sign_all(made[:100]))
    ours, theirs = [], []
    for _ in range(3):
        start = process_time()
        list(linking.sign_all(made))
        ours.append(process_time() - start)
        start = process_time()
        MinHash.bulk([shingles(text) for text in made], num_perm=128, scheme="affine32")
        theirs.append(process_time() - start)
    ratio = sorted(theirs)[1] / sorted(ours)[1]
    each = [1e6 * sorted(spent)[1] / SIGNED for spent in (ours, theirs)]
    print(
        f"signing: {each[0]:.0f} us a text, datasketch {each[1]:.0f} us: {ratio:.1f} times as fast"
    )
    return ratio


def prepared(part: Made, first: int) -> list[ingest.Prepared]:
    """Articles as a worker returns them, unsigned, each on a site of its own."""
    found = []
    for at, (text, _) in enumerate(part, first):
        url = f"https://s{at % SITES}.example/{at}"
        record = Record(Page(url, b""), id=at, text=text)
        found.append(
            ingest.Prepared(record.page, Article(url, url, str(at), text, text), None, record)
        )
    return found


def article_of(one: ingest.Prepared) -> Article:
    """The article of a generated text: none of them is rejected."""
    assert isinstance(one.outcome, Article)
    return one.outcome


def linked(store: Store, part: list[ingest.Prepared]) -> float:
    """CPU seconds of signing and storing, as shipped."""
    start = process_time()
    signed = linking.sign_all(article.link_text for article in map(article_of, part))
    both = zip(part, signed, strict=True)
    group = [ingest.Prepared(one.page, one.outcome, made, one.record) for one, made in both]
    ingest.store_articles(ingest.IngestRepositories.of(store), group, clock.now())
    return process_time() - start


def stored_only(store: Store, part: list[ingest.Prepared], first: int) -> float:
    """CPU seconds of the same rows without linking, all in one story."""
    start = process_time()
    now, rows, known_by = clock.now(), [], []
    with transaction(store.main) as db:
        for article_id, one in enumerate(part, first + 1):
            article = article_of(one)
            known_by += [
                (url, article_id) for url in provenance.collect_addresses(one.page, article).read
            ]
            source_id = provenance.find_or_add_source(
                store.sources, urls.site(article.url), "", "", now
            )
            columns = {"id": article_id, "story_id": 1, "source_id": source_id, "feed_id": None}
            rows.append(
                (article, columns | provenance.make_observation_columns(one.page, one.record, now))
            )
        Articles(db).add_all(rows)
        Addresses(db).add_own(known_by)
        said = [(row["id"], article.title, article.text) for article, row in rows]
        Articles(db).add_to_full_text_index(said)
    return process_time() - start


def growth(count: int, store: Store, folder: Path) -> Iterator[Point]:
    """Store articles as shipped, and in another file the same without linking."""
    made, mark = make_texts(), max(1000, count // 10)
    first = list(islice(made, 3000))  # so many the generator itself keeps
    made, base = chain(first, made), resident_memory()
    spent, bare, number = 0.0, 0.0, 0
    with open_for_writing(folder / "bare.db") as other:
        Stories(other.main).create(clock.now())
        other.main.conn.commit()
        while number < count:
            part = prepared(list(islice(made, TOGETHER)), number)
            spent += linked(store, part)
            bare += stored_only(other, part, number)
            number += len(part)
            if number % mark < TOGETHER:
                point = Point(number, mark / (spent - bare), mark / spent, resident_memory() - base)
                print(
                    f"{number} stored: linking {point.linking:.0f}/s, with text "
                    f"{point.with_text:.0f}/s, {point.memory:.0f} MB more",
                    flush=True,
                )
                yield point
                spent = bare = 0.0


def finished(count: int, store: Store) -> tuple[float, float]:
    """Finalize and recluster; returns (articles/s of reclustering, recall of copies)."""
    start = process_time()
    repositories = StoryRepositories.of(store)
    finalize.finalize(repositories, store.verdicts, store.sources, clock.now())
    print(f"finalizing: {1000 * (process_time() - start) / count:.2f} ms an article")
    story = _stories(store)
    start = process_time()
    reclustering.recluster(repositories, clock.now())
    rate = count / (process_time() - start)
    again = _stories(store)
    same = len(set(zip(story.values(), again.values(), strict=True))) == len(set(story.values()))
    copies = [
        (at, of) for at, (_, of) in enumerate(islice(make_texts(), len(story))) if of is not None
    ]
    recall = sum(again[at] == again[of] for at, of in copies) / max(1, len(copies))
    print(
        f"reclustered: {rate:.0f}/s, recall {recall:.4f}, {len(set(again.values()))} stories, "
        f"{'the same ones' if same else 'NOT the same ones'}"
    )
    print(f"sketches and index: {disk(store.path):.0f} bytes an article")
    return rate, recall


def _stories(store: Store) -> dict[int, int]:
    query = "SELECT external_id, story_id FROM articles ORDER BY id"
    return {int(key): value for key, value in store.main.execute(query)}


def rensa(python: str, count: int) -> dict[str, float] | None:
    """rensa's figures from an interpreter that has it; None where it is not installed."""
    command = [python, str(Path(made_up.__file__)), "rensa", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print("rensa: not installed; name a Python that has it with --peers")
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def disk(path: Path) -> float:
    """Bytes of both tables' rows an article, measured as a file with only these tables."""
    import sqlite3

    alone = sqlite3.connect(path.with_name(f"{path.stem}-alone.db"))
    alone.execute("CREATE TABLE signatures (id INTEGER PRIMARY KEY, v TEXT, t INT, m BLOB, s BLOB)")
    alone.execute("CREATE TABLE index_entries (number INTEGER PRIMARY KEY, article_id INT UNIQUE)")
    alone.execute(f"ATTACH '{path}' AS whole")
    alone.execute("INSERT INTO main.signatures SELECT * FROM whole.signatures ORDER BY article_id")
    alone.execute(
        "INSERT INTO main.index_entries SELECT * FROM whole.index_entries ORDER BY number"
    )
    alone.commit()
    count = alone.execute("SELECT count(*) FROM main.signatures").fetchone()[0]
    size = alone.execute("PRAGMA main.page_count").fetchone()[0] * 4096
    alone.close()
    return float(size / count)


def start_up(count: int, folder: Path) -> tuple[float, float, float]:
    """A sketch index over many stored sketches; returns (CPU s, MB more, bytes an article on disk)."""
    random_ = np.random.default_rng(3)
    with open_for_writing(folder / "start.db") as store:
        store.main.execute("PRAGMA foreign_keys=0")
        for at in range(0, count, 10_000):
            made = np.sort(random_.integers(0, 1 << 32, (10_000, 75), dtype=np.uint32), axis=1)
            rows = [
                (at + i, SIGNATURE_VERSION, 600, bytes(512), row.tobytes())
                for i, row in enumerate(made)
            ]
            with transaction(store.main) as db:
                db.conn.executemany("INSERT INTO signatures VALUES (?, ?, ?, ?, ?)", rows)
                db.conn.executemany(
                    "INSERT INTO index_entries (article_id) VALUES (?)", [(row[0],) for row in rows]
                )
        asked = made[:1000]
        del rows, made
        before, start = resident_memory(), process_time()
        index = store.candidates.index()
        took, more = process_time() - start, resident_memory() - before
        start = process_time()
        hits = sum(max(index.count_matches(hashes).values()) == 75 for hashes in asked)
        each = (process_time() - start) / len(asked)
        start = process_time()
        for number, hashes in enumerate(asked.repeat(20, axis=0), index.last + 1):
            index.add(number, hashes)
        added = (process_time() - start) / 20 / len(asked)
        most = resident_memory() - before
        size = disk(store.path)
    print(
        f"{count} sketches stored: start {took:.1f} s CPU, {more:.0f} MB more ({most:.0f} after 20,000 "
        f"more articles); a question {1e6 * each:.0f} us ({hits} of 1000 found), an addition "
        f"{1e6 * added:.0f} us, {size:.0f} bytes an article on disk"
    )
    return took, max(more, most), size


def plot(points: list[Point], peer: float, path: Path) -> None:
    """Articles/s and memory against the articles stored, as an SVG."""
    right = points[-1].stored
    top = 500 * (1 + int(max(peer, *(max(p.linking, p.with_text) for p in points))) // 500)
    most = 50 * (1 + int(max(p.memory for p in points)) // 50)

    lines = [
        ("#1b5e9e", "linking", [p.linking for p in points], top, ""),
        ("#4d8f3a", "with text and search", [p.with_text for p in points], top, ""),
        ("#777", "datasketch, linking", [peer for _ in points], top, ""),
        ("#b3541e", f"memory, top: {most} MB", [p.memory for p in points], most, "2 3"),
    ]
    xs = [f"{60 + 480 * point.stored / right:.0f}" for point in points]
    drawn, below = "", 0.0
    for colour, label, values, high, dash in sorted(lines, key=lambda one: -one[2][-1] / one[3]):
        ys = [260 - 220 * value / high for value in values]
        where = " ".join(f"{x},{y:.0f}" for x, y in zip(xs, ys, strict=True))
        below = max(below + 14, ys[-1])  # so that no label lies on another
        drawn += (
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" '
            f'points="{where}"/><text x="548" y="{below:.0f}" dy="4" fill="{colour}">{label}</text>'
        )
    steps = "".join(
        f'<text x="52" y="{264 - 220 * part / 4:.0f}" text-anchor="end">{top * part / 4:,.0f}</text>'
        f'<text x="{60 + 480 * part / 4:.0f}" y="278" text-anchor="middle">{right * part / 4:,.0f}</text>'
        for part in range(5)
    )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" font-family="sans-serif" '
        'font-size="12"><rect width="720" height="300" fill="white"/>'
        '<path d="M60 40V260H540" fill="none" stroke="#444"/>'
        '<text x="20" y="22">articles per second of CPU time, by articles stored</text>'
        + steps
        + drawn
        + "</svg>\n"
    )


def missed(figures: dict[str, tuple[float, float, bool]]) -> list[str]:
    """Returns the names of missed figures of {name: (measured, must, more is better)}."""
    return [
        f"{name} {value:.2f}, must be {must:g}"
        for name, (value, must, up) in figures.items()
        if (value < must if up else value > must)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="not needed: the texts are made up")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--sketches", type=int, default=1_000_000)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--growth-only", action="store_true")
    parser.add_argument("--svg", type=Path)
    arguments = parser.parse_args()
    count = arguments.articles
    with tempfile.TemporaryDirectory(prefix="linking-") as name:
        folder = Path(name)
        with open_for_writing(folder / "growth.db") as store:
            points = [*growth(count, store, folder)]
            again, recall = (0.0, 1.0) if arguments.growth_only else finished(count, store)
        peer = made_up.measure_peer("datasketch", min(count, 100_000))
        print(f"datasketch: {peer['rate']:.0f}/s, recall {peer['recall']:.3f}")
        if arguments.svg:
            plot(points, peer["rate"], arguments.svg)
        online = points[-1].linking / peer["rate"]
        figures = {"online, times datasketch": (online, MIN_ONLINE, True)}
        if not arguments.growth_only:
            figures |= batch(again, peer["rate"], rensa(arguments.peers, count))
            figures |= {"recall": (recall, MIN_RECALL, True)}
            figures |= {"signing, times datasketch": (signing(), MIN_SIGNING, True)}
            took, memory, size = start_up(arguments.sketches, folder)
            figures |= {"start, s": (took, MAX_START, False)}
            figures |= {"memory, MB": (memory, MAX_MEMORY, False)}
            figures |= {"disk, bytes": (size, MAX_DISK, False)}
    for said, (value, must, _) in figures.items():
        print(f"{said}: {value:.2f} (must {must:g})")
    unreached = missed(figures)
    print("missed: " + "; ".join(unreached) if unreached else "every figure reached")
    return 1 if unreached else 0


def batch(
    again: float, datasketch: float, rensa: dict[str, float] | None
) -> dict[str, tuple[float, float, bool]]:
    """Reclustering against the peers' signing and linking."""
    found = {"batch, times datasketch": (again / datasketch, MIN_BATCH, True)}
    if rensa:
        print(f"rensa: {rensa['rate']:.0f}/s, recall {rensa['recall']:.3f}")
        found["batch, times rensa"] = (again / rensa["rate"], MIN_BATCH_RENSA, True)
    return found


if __name__ == "__main__":
    sys.exit(main())
