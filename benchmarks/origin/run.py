"""Crawls worlds with the shipped crawler and scores the product and the baselines on them.

python -m benchmarks.origin.run --seeds 1 2 3 --data FOLDER [--kinds] [--wrong] [--keep FOLDER]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from benchmarks.origin.answers import read_answers
from benchmarks.origin.baselines import score_baselines
from benchmarks.origin.crawling import crawl_world
from benchmarks.origin.data import find_data
from benchmarks.origin.limits import find_missed
from benchmarks.origin.make import write_rows
from benchmarks.origin.score import Tally, add_up, format_kinds, format_table, score
from benchmarks.origin.truth import describe_truth
from benchmarks.origin.world import make_world


def measure(
    seed: int, data: Path | None, share: float, folder: Path, only: Collection[str] = ()
) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """Crawls the world of a seed; returns the tallies of the product by kind and of each baseline."""
    start = time.monotonic()
    world = make_world(seed, data, share)
    if only:
        world = replace(world, clusters=tuple(c for c in world.clusters if c.kind in only))
    truth = [describe_truth(cluster) for cluster in world.clusters]
    database = folder / f"origin-{seed}.db"
    crawl_world(database, world, lambda line: print(line, file=sys.stderr, flush=True))
    answers = read_answers(database)
    write_rows(folder / f"truth-{seed}.jsonl", truth)
    write_rows(folder / f"answers-{seed}.jsonl", answers)
    print(f"seed {seed}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    return score(truth, answers), score_baselines(truth)


def main() -> None:
    parser = argparse.ArgumentParser(description="Crawls worlds and scores what was made of them.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--share", type=float, default=1.0, help="of the clusters of each kind")
    parser.add_argument("--only", nargs="+", default=(), help="crawl the clusters of these kinds")
    parser.add_argument("--kinds", action="store_true", help="a table by kind of cluster")
    parser.add_argument("--wrong", action="store_true", help="what was wrong, with addresses")
    parser.add_argument(
        "--keep", type=Path, help="keep databases, truth and answers in this folder"
    )
    options = parser.parse_args()
    data = find_data(options.data)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        columns: dict[str, Tally] = {}
        kinds: dict[str, Tally] = {}
        simple: dict[str, Tally] = {}
        for seed in options.seeds:
            tallies, baselines = measure(seed, data, options.share, folder, options.only)
            columns[f"seed {seed}"] = add_up(tallies.values())
            for target, found in ((kinds, tallies), (simple, baselines)):
                for name, tally in found.items():
                    target.setdefault(name, Tally()).include(tally)
    total = add_up(columns.values())
    print("\n".join(format_table({**columns, "all": total, **simple})))
    missed = find_missed(total)
    print("\n" + "\n".join(missed or ["nothing is missed"]))
    if options.kinds:
        print("\n" + "\n".join(format_kinds(kinds)))
    if options.wrong:
        print("\n" + "\n".join(sorted(total.wrong)))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
