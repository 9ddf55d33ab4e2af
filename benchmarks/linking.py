"""How well copies are linked: the labelled texts of `copies-dev`, stored one by one, then settled.

    python benchmarks/linking.py --data PATH [--shuffle SEED] [--out FILE]

Prints pair precision, recall, F1, recall of each kind of copy, quotes merged, and CPU an article.
`--out` writes {"id", "story"} lines for the scorer.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

from aggregator import clock, linking, placing
from aggregator.model import Article, Source
from storage import articles, sources, stories
from storage.connection import Database, open_for_writing, transaction

Row = dict[str, Any]


def store(db: Database, row: Row, now: str) -> tuple[float, float]:
    """One text through signature and placement; gives the CPU seconds of both."""
    start = process_time()
    signature = linking.sign(row["text"])
    signed = process_time()
    with transaction(db):
        source_id = sources.ensure(db, Source(row["site"]), now)
        placement = placing.find(db, source_id, row["text"], signature)
        story_id = placement.story_id or stories.create(db, now)
        url = f"http://texts.example/{row['id']}"
        article = Article(url, url, "", row["text"], row["text"])
        columns = {
            "source_id": source_id,
            "story_id": story_id,
            "first_seen": now,
            "fetched_at": now,
            "external_id": str(row["id"]),
        }
        article_id = articles.add(db, article, columns)
        placing.record(db, article_id, story_id, placement, signature)
    return signed - start, process_time() - signed


def pairs(counts: Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def score(rows: list[Row], told: dict[str, int]) -> None:
    both = Counter((row["story"], told[str(row["id"])]) for row in rows)
    hit = pairs(both)
    real = pairs(Counter(row["story"] for row in rows))
    said = pairs(Counter(told.values()))
    precision, recall = hit / max(1, said), hit / max(1, real)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"pair precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")
    found: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for row in rows:
        if row.get("original") is not None:
            of[row["kind"]] += 1
            found[row["kind"]] += told[str(row["id"])] == told[str(row["original"])]
    print("  ".join(f"{kind} {found[kind] / of[kind]:.3f}" for kind in sorted(of)))
    quoting = [row for row in rows if row.get("quotes") is not None]
    merged = sum(told[str(row["id"])] == told[str(row["quotes"])] for row in quoting)
    print(f"quotes merged {merged} of {len(quoting)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--shuffle", type=int)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with gzip.open(arguments.data / "links" / "copies-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if arguments.shuffle is not None:
        random.Random(arguments.shuffle).shuffle(rows)
    with tempfile.TemporaryDirectory() as folder, open_for_writing(Path(folder) / "l.db") as opened:
        db, now = opened.main, clock.now()
        spent = [store(db, row, now) for row in rows]
        start = process_time()
        placing.resettle(db, now)
        settled = process_time() - start
        query = "SELECT external_id, story_id FROM articles"
        told: dict[str, int] = dict(db.execute(query).fetchall())
    score(rows, told)
    signing, placed = (1000 * sum(part) / len(rows) for part in zip(*spent, strict=True))
    print(f"CPU an article: sign {signing:.2f} ms, place {placed:.2f} ms, settle {1000 * settled / len(rows):.2f} ms")
    if arguments.out:
        with arguments.out.open("w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps({"id": row["id"], "story": told[str(row["id"])]}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
