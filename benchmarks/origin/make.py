"""Writes a world to a folder: what can be observed, and the truth, for any system.

python -m benchmarks.origin.make --seed 1 --data FOLDER --out FOLDER
"""

import argparse
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.origin.data import find_data
from benchmarks.origin.truth import describe_fetches, describe_polls, describe_site, describe_truth
from benchmarks.origin.world import World, make_world


def write_world(world: World, folder: Path) -> None:
    """Writes sites, polls, pages (packed) and truth as JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "sites.jsonl", (describe_site(s) for s in world.sites))
    write_rows(folder / "polls.jsonl.gz", describe_polls(world))
    write_rows(folder / "pages.jsonl.gz", describe_fetches(world))
    write_rows(folder / "truth.jsonl", (describe_truth(c) for c in world.clusters))


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Writes records as JSON Lines, packed where the name ends in .gz."""
    if path.suffix == ".gz":
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as packed:
            packed.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return
    with path.open("w", encoding="utf-8") as plain:
        plain.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes a world to a folder.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--share", type=float, default=1.0, help="of the clusters of each kind")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    world = make_world(options.seed, find_data(options.data), options.share)
    write_world(world, options.out)
    pages = sum(len(c.pages) for c in world.clusters)
    print(
        f"{len(world.clusters)} clusters, {pages} pages, {len(world.sites)} hosts in {options.out}"
    )


if __name__ == "__main__":
    main()
