"""Measures how well copies are linked: the labelled texts of `copies-dev` through the shipped ingest and finalizing.

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

sys.path.insert(0, str(Path(__file__).parent))
from stored_links import report_missed

from aggregator import clock, ingest
from aggregator.jobs import finalize
from aggregator.model import Page, Record
from storage.store import Store, open_for_writing

Row = dict[str, Any]

F1, ARI = 0.985, 0.985  # at least
RECALL, RECALL_HARD = 0.97, 0.95  # of a kind of copy, and of the two hard ones
HARD = ("abridged_wrapped", "edited25")
QUOTES_MERGED = 0  # at most


def to_record(row: Row) -> Record:
    """A text as a record, each site with a domain of its own."""
    site = f"{row['site'].lower().replace(' ', '-').strip('-()')}.example"
    name = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in site)
    return Record(Page(f"https://{name}/{row['id']}", b""), id=row["id"], text=row["text"])


def store_texts(opened: Store, rows: list[Row]) -> dict[str, float]:
    """All texts through reading, signing, assignment and finalizing; returns CPU seconds by step."""
    spent = dict.fromkeys(("read", "sign", "assign and store", "finalize"), 0.0)
    repositories = ingest.IngestRepositories.of(opened)
    for at in range(0, len(rows), ingest.COMMIT_SIZE):
        group = [ingest.prepare(to_record(row)) for row in rows[at : at + ingest.COMMIT_SIZE]]
        start = process_time()
        ingest.store_articles(repositories, group, clock.now())
        spent["assign and store"] += process_time() - start
        spent["read"] += sum(each.cpu[0] for each in group)
        spent["sign"] += sum(each.cpu[1] for each in group)
    start = process_time()
    finalize.finalize(repositories.stories, opened.verdicts, opened.sources, clock.now())
    spent["finalize"] = process_time() - start
    return spent


def count_pairs(counts: Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def print_agreement(rows: list[Row], predicted: dict[str, int]) -> tuple[float, float]:
    """Print the agreement of pairs; returns F1 and the adjusted Rand index."""
    hit = count_pairs(Counter((row["story"], predicted[str(row["id"])]) for row in rows))
    real = count_pairs(Counter(row["story"] for row in rows))
    predicted_pairs = count_pairs(Counter(predicted[str(row["id"])] for row in rows))
    precision, recall = hit / max(1, predicted_pairs), hit / max(1, real)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    chance = real * predicted_pairs / max(1, len(rows) * (len(rows) - 1) // 2)
    ari = (hit - chance) / max(1e-9, (real + predicted_pairs) / 2 - chance)
    print(f"texts {len(rows)}  true pairs {real}  predicted pairs {predicted_pairs}")
    print(f"pair precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  ARI {ari:.4f}")
    return f1, ari


def print_recall_by_kind(rows: list[Row], predicted: dict[str, int]) -> list[str]:
    """Print the recall of each kind of copy; returns the kinds whose recall is too low."""
    copies = [row for row in rows if row.get("original") is not None]
    of = Counter(row["kind"] for row in copies)
    hits = Counter(
        row["kind"]
        for row in copies
        if predicted[str(row["id"])] == predicted[str(row["original"])]
    )
    print("  ".join(f"{kind} {hits[kind] / of[kind]:.3f}" for kind in sorted(of)))
    least = {kind: RECALL_HARD if kind in HARD else RECALL for kind in of}
    return [kind for kind in sorted(of) if hits[kind] < least[kind] * of[kind]]


def print_merged_quotes(rows: list[Row], predicted: dict[str, int]) -> int:
    """Print and return how many texts that only quote another are in its story."""
    quoting = [row for row in rows if str(row.get("quotes")) in predicted]
    merged = sum(predicted[str(row["id"])] == predicted[str(row["quotes"])] for row in quoting)
    print(f"quotes merged {merged} of {len(quoting)}")
    return merged


def read_rows(arguments: argparse.Namespace) -> Iterator[Row]:
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
    rows = list(read_rows(arguments))
    if arguments.shuffle is not None:
        random.Random(arguments.shuffle).shuffle(rows)
    with tempfile.TemporaryDirectory() as folder, open_for_writing(Path(folder) / "l.db") as opened:
        spent = store_texts(opened, rows)
        query = "SELECT external_id, story_id FROM articles"
        predicted: dict[str, int] = dict(opened.main.execute(query).fetchall())
    missing = [row for row in rows if str(row["id"]) not in predicted]
    predicted |= {str(row["id"]): -1 - i for i, row in enumerate(missing)}
    print(f"not stored {len(missing)}")
    f1, ari = print_agreement(rows, predicted)
    missed = print_recall_by_kind(rows, predicted)
    if print_merged_quotes(rows, predicted) > QUOTES_MERGED:
        missed.append("quotes merged")
    per_article = "  ".join(f"{step} {1000 * spent[step] / len(rows):.2f}" for step in spent)
    print(f"ms CPU an article: {per_article}")
    if arguments.out:
        predicted_rows = ({"id": row["id"], "story": predicted[str(row["id"])]} for row in rows)
        arguments.out.write_text("".join(json.dumps(row) + "\n" for row in predicted_rows))
    missed += [name for name, reached in (("F1", f1 >= F1), ("ARI", ari >= ARI)) if not reached]
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
