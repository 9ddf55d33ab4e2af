"""Measures how often the order of arrival decides the leader of an article.

    python benchmarks/arrival_order.py --data PATH [--articles N]

Each set is ingested and finalized in three orders. Counted are the articles whose leader has another
wording than in the first order: identical texts are one unit, whichever of them leads. The agency
items are the hard case: hundreds of forms share the same phrases, more than are compared. Ends with 1
when a figure is missed.
"""

import argparse
import gzip
import json
import lzma
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from linking import store_texts

from storage.store import open_for_writing

Row = dict[str, Any]

# File, and the highest share of articles with another leader.
SETS = (("links/copies-dev.jsonl.gz", 0.0), ("links/reuters-dev.jsonl.xz", 0.005))
SITES = 60  # for texts without a site
SEED = 5
LEADERS = """SELECT a.external_id, l.text_hash FROM articles a
  JOIN stories t ON t.id = a.story_id JOIN articles l ON l.id = t.leader_id"""


def read_rows(path: Path, count: int) -> list[Row]:
    """`count` texts of a set drawn at random, each with a site."""
    opener = lzma.open if path.suffix == ".xz" else gzip.open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(SEED).shuffle(rows)
    return [
        {**row, "site": row.get("site") or f"site {i % SITES}"}
        for i, row in enumerate(rows[:count])
    ]


def read_leaders(rows: Sequence[Row]) -> dict[str, str]:
    """Ingest texts in this order; returns the text hash of the leader by id."""
    with tempfile.TemporaryDirectory() as folder, open_for_writing(Path(folder) / "a.db") as store:
        store_texts(store, [*rows])
        return dict(store.main.execute(LEADERS).fetchall())


def count_differences(rows: Sequence[Row]) -> list[int]:
    """Articles with another leader in each of two other orders: reversed and shuffled."""
    first = read_leaders(rows)
    others = (read_leaders(rows[::-1]), read_leaders(random.Random(9).sample(rows, len(rows))))
    return [sum(first[key] != leaders[key] for key in first) for leaders in others]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=5000)
    options = parser.parse_args()
    missed = []
    for name, highest in SETS:
        rows = read_rows(options.data / name, options.articles)
        differences = count_differences(rows)
        print(f"{name}: of {len(rows)} articles, {differences} have another leader")
        if max(differences) > highest * len(rows):
            missed.append(name)
    print("missed: " + ", ".join(missed) if missed else "every figure reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
