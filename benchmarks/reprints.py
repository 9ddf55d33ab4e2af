"""Measures whether reprints of articles older than the sketch index are linked, and what the archive costs.

    python benchmarks/reprints.py [--data PATH] [--articles N] [--stored N]

Texts are stored through the shipped ingest and finalizing, with a sketch index that holds an eighth of them. The
oldest, which only the archive holds, are then reprinted at other sites, one kind of reprint to a copy of the database:
whole with a line of the reprinting site above it, as an unbroken part, and as sentences (or lines) drawn at random.
A reprint is found when it is in the story of its original. Texts are made up (`made_up.py`) and, with `--data`,
those of `copies-dev` that are no copies.

Then `--stored` random signatures are archived: bytes an article, memory with the sketch index in it, CPU of filling
and of a question. Ends with 1 when a figure is missed.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from multiprocessing import Process
from pathlib import Path
from time import process_time

import numpy as np
from made_up import make_texts, resident_memory
from real_texts import ENDS, read_lines
from stored_links import Row, prepare_rows, read_links, report_missed, store_prepared

from aggregator.model import SIGNATURE_VERSION
from storage.links import sketch_index
from storage.links.archive import Archive
from storage.links.entries import NUMBER
from storage.sqlite.connection import transaction
from storage.store import open_for_reading, open_for_writing

FLOORS = {1.0: 0.99, 0.8: 0.95, 0.5: 0.60}  # share of the text kept: share of reprints found
MAX_BYTES = 350.0  # an article in the archive
MAX_MEMORY = 260.0  # MB of the sketch index and the archive, with a million articles stored
HASHES_A_TEXT = 75  # about, in a sketch
HELD = 8  # one text in so many is in the sketch index
REPRINTED = 4  # and one in so many, the oldest, is reprinted
MIN_WORDS = 120
SEED = 6
ABOVE = "Reprinted by permission of the publisher, first printed on these pages many years ago."

Keep = Callable[[random.Random, str, float], str]


def keep_unbroken_part(draw: random.Random, text: str, share: float) -> str:
    words = text.split(" ")
    count = round(len(words) * share)
    start = draw.randint(0, len(words) - count)
    return " ".join(words[start : start + count])


def keep_sentences(draw: random.Random, text: str, share: float) -> str:
    sentences = [each for each in ENDS.split(text) if each]
    count = max(1, round(len(sentences) * share))
    kept = sorted(draw.sample(range(len(sentences)), count))
    return "\n".join(sentences[i] for i in kept)


KINDS: dict[str, Keep] = {
    "an unbroken part": keep_unbroken_part,
    "random sentences": keep_sentences,
}


def read_originals(data: Path, count: int) -> list[str]:
    """Texts of `copies-dev` that are no copies, long enough to be halved."""
    rows = read_lines(data / "links" / "copies-dev.jsonl.gz")
    texts = (row["text"] for row in rows if row["kind"] in ("original", "single"))
    return [*islice((text for text in texts if len(text.split()) >= MIN_WORDS), count)]


def make_originals(count: int) -> list[str]:
    """Generated texts that are no copies."""
    return [*islice((text for text, of in make_texts(SEED) if of is None), count)]


def to_rows(texts: Sequence[str], site: str) -> list[Row]:
    return [
        {"id": f"{site}{i}", "source": f"{site}{i}.example", "text": text}
        for i, text in enumerate(texts)
    ]


def measure_found(path: Path, originals: Sequence[str], keep: Keep, share: float) -> float:
    """The share of reprints of the oldest originals that are found in a copy of this database."""
    draw = random.Random(SEED)
    oldest = originals[: len(originals) // REPRINTED]
    reprints = [f"{ABOVE}\n{keep(draw, text, share)}" for text in oldest]
    with tempfile.TemporaryDirectory(prefix="reprints-") as folder:
        copy = Path(folder) / "copy.db"
        for suffix in ("", "-private"):
            shutil.copy(
                path.with_name(f"{path.stem}{suffix}.db"), copy.with_name(f"copy{suffix}.db")
            )
        store_prepared(copy, prepare_rows(to_rows(reprints, "reprint")))
        links = read_links(copy)
    found = [links.together(f"reprint{i}", f"original{i}") for i in range(len(oldest))]
    return sum(found) / len(found)


def measure_reprints(name: str, originals: Sequence[str]) -> Iterator[str]:
    """Print the shares found of each kind; yields the figures that are missed."""
    sketch_index.MAX_ENTRIES = HASHES_A_TEXT * len(originals) // HELD
    with tempfile.TemporaryDirectory(prefix="reprints-") as folder:
        path = Path(folder) / "originals.db"
        store_prepared(path, prepare_rows(to_rows(originals, "original")))
        require_archived(path, len(originals) // REPRINTED)
        for share, floor in FLOORS.items():
            for kind, keep in KINDS.items():
                if share == 1 and keep is keep_sentences:
                    continue
                found = measure_found(path, originals, keep, share)
                says = f"{name}, {share:.0%} of the text kept, {kind}: {found:.3f} found"
                print(f"{says} (must {floor:g})", flush=True)
                if found < floor:
                    yield says


def require_archived(path: Path, count: int) -> None:
    """Check that only the archive holds the first `count` articles. Raises AssertionError."""
    with open_for_reading(path) as store:
        index = store.candidates.index()
        oldest = min(int((part & NUMBER).min()) for part in index.read_in_parts() if len(part))
        assert count < store.archive.filled_below()
        assert count < oldest


def measure_cost(count: int) -> Iterator[str]:
    """Archive random signatures and print what that costs; yields the figures that are missed."""
    with tempfile.TemporaryDirectory(prefix="reprints-") as folder:
        path = Path(folder) / "many.db"
        making = Process(target=store_random_signatures, args=(path, count))  # keeps its memory
        making.start()
        making.join()
        with open_for_writing(path) as store:
            store.archive.is_empty()  # imports numpy
            before = resident_memory()
            store.candidates.index()
            start = process_time()
            store.archive.fill(count + 1)
            filling = (process_time() - start) / count
            question = measure_question(store.archive)
            memory = resident_memory() - before
            query = "SELECT sum(pgsize) FROM dbstat WHERE name = 'archive'"
            disk = store.main.execute(query).fetchone()[0] / count
    print(
        f"{count} stored and archived: {disk:.0f} bytes an article (must {MAX_BYTES:g}), with the sketch "
        f"index {memory:.0f} MB of memory (must {MAX_MEMORY:g}); CPU of filling "
        f"{1e6 * filling:.0f} us an article, of a question {1e6 * question:.0f} us",
        flush=True,
    )
    if disk > MAX_BYTES:
        yield f"{disk:.0f} bytes an article"
    if memory > MAX_MEMORY:
        yield f"{memory:.0f} MB of memory"


def store_random_signatures(path: Path, count: int) -> None:
    """Signatures and index entries without articles, with a sketch of 600 words each."""
    draw = np.random.default_rng(SEED)
    with open_for_writing(path) as store:
        store.main.execute("PRAGMA foreign_keys=0")
        for first in range(1, count + 1, 10_000):
            size = min(10_000, count + 1 - first)
            values = draw.integers(0, 1 << 32, (size, 128 + HASHES_A_TEXT), dtype=np.uint32)
            sketches = np.sort(values[:, 128:], axis=1)
            rows = [
                (first + i, SIGNATURE_VERSION, values[i, :128].tobytes(), sketches[i].tobytes())
                for i in range(size)
            ]
            with transaction(store.main) as db:
                db.conn.executemany("INSERT INTO signatures VALUES (?, ?, 600, ?, ?)", rows)
                query = "INSERT INTO index_entries (article_id) VALUES (?)"
                db.conn.executemany(query, [(row[0],) for row in rows])


def measure_question(archive: Archive) -> float:
    """CPU seconds of looking up a text that is not archived, 64 at a time."""
    asked = np.random.default_rng(SEED + 1).integers(0, 1 << 32, (6400, 128), dtype=np.uint32)
    archive.find([asked[0].tobytes()], 20)  # reads the filter
    start = process_time()
    for at in range(0, len(asked), 64):
        archive.find([row.tobytes() for row in asked[at : at + 64]], 20)
    return (process_time() - start) / len(asked)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--stored", type=int, default=100_000)
    options = parser.parse_args()
    missed = [*measure_cost(options.stored)]
    missed += measure_reprints("made up", make_originals(options.articles))
    if options.data:
        originals = read_originals(options.data, options.articles)
        missed += measure_reprints("copies-dev", originals)
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
