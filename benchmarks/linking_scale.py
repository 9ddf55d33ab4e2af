"""How linking grows: articles/s, memory, disk and start-up against the size of the corpus.

    python benchmarks/linking_scale.py [--data IGNORED] [--articles N] [--sketches N] [--svg FILE]

Texts are made up from a seed: words drawn with the frequencies of Zipf's law, 200 to 1,000 a text, and
three in ten are copies (whole, cut to 60 %, wrapped, one word in ten changed). They go through the
shipped signing and storing on one core; of the peers, datasketch signs in bulk, and asks and fills a
MinHashLSH. The window is then measured alone on
`--sketches` random sketches: start, memory above the program, questions. Times are CPU time.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from time import process_time

import numpy as np

from aggregator import clock, ingest, linking, settle
from aggregator.model import SIGNATURE_VERSION, Article, Page, Record
from storage import window
from storage.connection import open_for_writing, transaction

VOCABULARY, COPIES, SITES, TOGETHER = 50_000, 0.3, 200, 32
SIGNED = 2000  # texts on which signing is compared
MIN_SIGNING, MAX_MEMORY, MAX_START, MAX_DISK = 5.0, 250.0, 10.0, 1536.0  # times, MB, s, bytes


def texts(seed: int = 1) -> Iterator[tuple[str, int | None]]:
    """Texts without end, each with the number of the text it was copied from."""
    draw = random.Random(seed)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 11))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    kept: list[list[str]] = []
    number, numbers = 0, []
    while True:
        if kept and draw.random() < COPIES:
            place = draw.randrange(len(kept))
            said, of = copied(draw, kept[place], words), numbers[place]
        else:
            said = draw.choices(words, cum_weights=weights, k=draw.randint(200, 1000))
            of = None
            kept, numbers = [*kept[-2000:], said], [*numbers[-2000:], number]
        yield "\n".join(" ".join(said[i : i + 60]) for i in range(0, len(said), 60)), of
        number += 1


def copied(draw: random.Random, said: list[str], words: list[str]) -> list[str]:
    kind = draw.randrange(4)
    if kind == 0:
        return said[: len(said) * 6 // 10]
    if kind == 1:
        return draw.choices(words, k=40) + said + draw.choices(words, k=40)
    if kind == 2:
        return [draw.choice(words) if draw.random() < 0.1 else word for word in said]
    return said


def resident() -> float:
    """MB of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def signing() -> float:
    """Text to both sketches, against datasketch's own bulk; gives how many times as fast."""
    from datasketch import MinHash

    made = [text for text, _ in islice(texts(2), SIGNED)]
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


def shingles(text: str) -> list[bytes]:
    words = text.lower().split()
    return [" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)]


def peer(count: int) -> None:
    """datasketch: bulk signatures, each asked for and then inserted."""
    from datasketch import MinHash, MinHashLSH

    made = list(islice(texts(), count))
    before, start, found = resident(), process_time(), 0
    lsh = MinHashLSH(num_perm=128, params=(25, 5))
    for at in range(0, count, TOGETHER):
        part = made[at : at + TOGETHER]
        signed = MinHash.bulk([shingles(text) for text, _ in part], num_perm=128, scheme="affine32")
        for number, (sketch, (_, of)) in enumerate(zip(signed, part, strict=True), start=at):
            found += of is not None and of in lsh.query(sketch)
            lsh.insert(number, sketch, check_duplication=False)
    copies = sum(of is not None for _, of in made)
    rate, more = count / (process_time() - start), resident() - before
    print(f"datasketch {count}: {rate:.0f}/s, recall {found / copies:.3f}, {more:.0f} MB more")


def growth(count: int, folder: Path) -> list[tuple[int, float, float]]:
    """Store articles through the shipped path; gives (stored, articles/s, MB more) on the way."""
    points, spent, mark = [], 0.0, max(1000, count // 10)
    base, found, copies = resident(), 0, 0
    story: dict[int, int] = {}
    with open_for_writing(folder / "growth.db") as store:
        made, number = texts(), 0
        while number < count:
            part = list(islice(made, TOGETHER))
            start = process_time()
            signed = linking.sign_all(text for text, _ in part)
            with transaction(store.main):
                for at, ((text, _), signature) in enumerate(zip(part, signed, strict=True), number):
                    url = f"https://s{at % SITES}.example/{at}"
                    record = Record(Page(url, b""), id=at, text=text)
                    article = Article(url, url, str(at), text, text)
                    prepared = ingest.Prepared(record.page, article, signature, record)
                    ingest.keep(store, prepared, clock.now())
            spent += process_time() - start
            number += len(part)
            if number % mark < TOGETHER:
                points.append((number, mark / spent, resident() - base))
                print(f"{number} stored: {points[-1][1]:.0f}/s, {points[-1][2]:.0f} MB more")
                spent = 0.0
        start = process_time()
        settle.settle(store, clock.now())
        print(f"settling: {1000 * (process_time() - start) / number:.2f} ms an article")
        query = "SELECT external_id, story_id FROM articles"
        story = {int(key): value for key, value in store.main.execute(query)}
        of = {at: source for at, (_, source) in enumerate(islice(texts(), number))}
        for at, source in of.items():
            copies += source is not None
            found += source is not None and story[at] == story[source]
        print(f"recall {found / max(1, copies):.4f}, {len(set(story.values()))} stories")
        print(f"sketches and index: {disk(store.path):.0f} bytes an article")
    return points


def disk(path: Path) -> float:
    """Bytes of both tables' rows an article, as a file that holds only them."""
    import sqlite3

    alone = sqlite3.connect(path.with_name(f"{path.stem}-alone.db"))
    alone.execute("CREATE TABLE signatures (id INTEGER PRIMARY KEY, v TEXT, t INT, m BLOB, s BLOB)")
    alone.execute("CREATE TABLE findable (number INTEGER PRIMARY KEY, article_id INT UNIQUE)")
    alone.execute(f"ATTACH '{path}' AS whole")
    alone.execute("INSERT INTO main.signatures SELECT * FROM whole.signatures ORDER BY article_id")
    alone.execute("INSERT INTO main.findable SELECT * FROM whole.findable ORDER BY number")
    alone.commit()
    count = alone.execute("SELECT count(*) FROM main.signatures").fetchone()[0]
    size = alone.execute("PRAGMA main.page_count").fetchone()[0] * 4096
    alone.close()
    return float(size / count)


def start_up(count: int, folder: Path) -> tuple[float, float, float]:
    """A window over many stored sketches; gives (CPU s, MB more, bytes an article on disk)."""
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
                    "INSERT INTO findable (article_id) VALUES (?)", [(row[0],) for row in rows]
                )
        asked = made[:1000]
        del rows, made
        before, start = resident(), process_time()
        held = window.current(store.main)
        took, more = process_time() - start, resident() - before
        start = process_time()
        hits = sum(max(held.shared(hashes).values()) == 75 for hashes in asked)
        each = (process_time() - start) / len(asked)
        start = process_time()
        for number, hashes in enumerate(asked.repeat(20, axis=0), held.last + 1):
            held.add(number, hashes)
        added = (process_time() - start) / 20 / len(asked)
        most = resident() - before
        size = disk(store.path)
    print(
        f"{count} sketches stored: start {took:.1f} s CPU, {more:.0f} MB more ({most:.0f} after 20,000 "
        f"more articles); a question {1e6 * each:.0f} us ({hits} of 1000 found), an addition "
        f"{1e6 * added:.0f} us, {size:.0f} bytes an article on disk"
    )
    return took, max(more, most), size


def plot(points: list[tuple[int, float, float]], path: Path) -> None:
    """Articles/s and memory against the articles stored, as an SVG."""
    right, top = points[-1][0], max(rate for _, rate, _ in points)
    most = max(1.0, max(memory for *_, memory in points))
    lines = []
    for colour, column, high in (("#1b5e9e", 1, top), ("#b3541e", 2, most)):
        where = (
            f"{60 + 480 * p[0] / right:.0f},{260 - 220 * p[column] / high:.0f}" for p in points
        )
        joined = " ".join(where)
        lines.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{joined}"/>'
        )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300" font-family="sans-serif" '
        'font-size="12"><rect width="600" height="300" fill="white"/>'
        '<path d="M60 30V260H550" fill="none" stroke="#444"/>'
        f'<text x="60" y="20" fill="#1b5e9e">articles/s, up to {top:.0f}</text>'
        f'<text x="330" y="20" fill="#b3541e">memory more, up to {most:.0f} MB</text>'
        f'<text x="460" y="280">{right:,} stored</text>{"".join(lines)}</svg>\n'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="not needed: the texts are made up")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--sketches", type=int, default=1_000_000)
    parser.add_argument("--peer", type=int, default=10_000)
    parser.add_argument("--svg", type=Path)
    arguments = parser.parse_args()
    ratio = signing()
    with tempfile.TemporaryDirectory(prefix="linking-") as name:
        took, memory, size = start_up(arguments.sketches, Path(name))
        points = growth(arguments.articles, Path(name))
    peer(arguments.peer)
    if arguments.svg:
        plot(points, arguments.svg)
    missed = [f"signing {ratio:.1f} times"] * (ratio < MIN_SIGNING)
    missed += [f"start {took:.1f} s"] * (took > MAX_START)
    missed += [f"memory {memory:.0f} MB"] * (memory > MAX_MEMORY)
    missed += [f"disk {size:.0f} bytes"] * (size > MAX_DISK)
    print("missed: " + "; ".join(missed) if missed else "every figure reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
