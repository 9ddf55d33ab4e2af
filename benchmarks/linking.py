"""How well copies are linked: the labelled texts of `copies-dev` through the shipped ingest and settling.

    python benchmarks/linking.py --data PATH [--shuffle SEED] [--first STORIES] [--out FILE]

Prints pair precision, recall, F1 and the adjusted Rand index, recall of each kind of copy, texts that
only quote and were merged, and CPU an article of each step, all in one process. Ends with 1 when a
figure is missed. `--first` takes only stories with a number below it, `--shuffle` another order of
arrival, `--out` writes {"id", "story"} lines for a scorer.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from aggregator import clock, ingest
from aggregator.jobs import finalize
from aggregator.model import Page, Record
from storage.store import Store, open_for_writing

Row = dict[str, Any]

F1, ARI = 0.975, 0.985  # at least
QUOTES_MERGED = 0  # at most


def record(row: Row) -> Record:
    """A text as a file of records gives it, each site under a name of its own."""
    site = f"{row['site'].lower().replace(' ', '-').strip('-()')}.example"
    name = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in site)
    return Record(Page(f"https://{name}/{row['id']}", b""), id=row["id"], text=row["text"])


def store(opened: Store, rows: list[Row]) -> dict[str, float]:
    """All texts through reading, signature, placement and settling; gives CPU seconds by step."""
    spent = dict.fromkeys(("read", "sign", "place and store", "settle"), 0.0)
    repositories = ingest.IngestRepositories.of(opened)
    for at in range(0, len(rows), ingest.COMMIT_SIZE):
        group = [ingest.prepare(record(row)) for row in rows[at : at + ingest.COMMIT_SIZE]]
        start = process_time()
        ingest.store_articles(repositories, group, clock.now())
        spent["place and store"] += process_time() - start
        spent["read"] += sum(one.cpu[0] for one in group)
        spent["sign"] += sum(one.cpu[1] for one in group)
    start = process_time()
    finalize.finalize(repositories.stories, opened.verdicts, opened.sources, clock.now())
    spent["settle"] = process_time() - start
    return spent


def pairs(counts: Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def agreement(rows: list[Row], told: dict[str, int]) -> tuple[float, float]:
    """Print the agreement of pairs; gives F1 and the adjusted Rand index."""
    hit = pairs(Counter((row["story"], told[str(row["id"])]) for row in rows))
    real = pairs(Counter(row["story"] for row in rows))
    said = pairs(Counter(told[str(row["id"])] for row in rows))
    precision, recall = hit / max(1, said), hit / max(1, real)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    chance = real * said / max(1, len(rows) * (len(rows) - 1) // 2)
    ari = (hit - chance) / max(1e-9, (real + said) / 2 - chance)
    print(f"texts {len(rows)}  true pairs {real}  told pairs {said}")
    print(f"pair precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  ARI {ari:.4f}")
    return f1, ari


def by_kind(rows: list[Row], told: dict[str, int]) -> int:
    """Print the recall of each kind of copy; gives how many texts that only quote were merged."""
    copies = [row for row in rows if row.get("original") is not None]
    of = Counter(row["kind"] for row in copies)
    found = Counter(
        row["kind"] for row in copies if told[str(row["id"])] == told[str(row["original"])]
    )
    print("  ".join(f"{kind} {found[kind] / of[kind]:.3f}" for kind in sorted(of)))
    quoting = [row for row in rows if str(row.get("quotes")) in told]
    merged = sum(told[str(row["id"])] == told[str(row["quotes"])] for row in quoting)
    print(f"quotes merged {merged} of {len(quoting)}")
    return merged


def chosen(arguments: argparse.Namespace) -> Iterator[Row]:
    path = arguments.data / "links" / "copies-dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if arguments.first is None or row["story"] < arguments.first:
                yield row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--shuffle", type=int)
    parser.add_argument("--first", type=int)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    rows = list(chosen(arguments))
    if arguments.shuffle is not None:
        random.Random(arguments.shuffle).shuffle(rows)
    with tempfile.TemporaryDirectory() as folder, open_for_writing(Path(folder) / "l.db") as opened:
        spent = store(opened, rows)
        query = "SELECT external_id, story_id FROM articles"
        told: dict[str, int] = dict(opened.main.execute(query).fetchall())
    missing = [row for row in rows if str(row["id"]) not in told]
    told |= {str(row["id"]): -1 - place for place, row in enumerate(missing)}
    print(f"not stored {len(missing)}")
    f1, ari = agreement(rows, told)
    merged = by_kind(rows, told)
    each = "  ".join(f"{step} {1000 * spent[step] / len(rows):.2f}" for step in spent)
    print(f"ms CPU an article: {each}")
    if arguments.out:
        told_rows = ({"id": row["id"], "story": told[str(row["id"])]} for row in rows)
        arguments.out.write_text("".join(json.dumps(row) + "\n" for row in told_rows))
    return int(f1 < F1 or ari < ARI or merged > QUOTES_MERGED)


if __name__ == "__main__":
    sys.exit(main())
