"""Where the data sets are."""

import os
import sys
from pathlib import Path


def find_data(named: Path | None) -> Path | None:
    """Returns the folder named, or that of AGGREGATOR_BENCH_DATA; None, with a line, when there is none."""
    folder = named or (Path(value) if (value := os.environ.get("AGGREGATOR_BENCH_DATA")) else None)
    if folder is None:
        print(
            "no data named (--data or AGGREGATOR_BENCH_DATA): made-up texts in plain pages",
            file=sys.stderr,
        )
        return None
    if not (folder / "links/copies-dev.jsonl.gz").is_file():
        raise SystemExit(
            f"{folder} has no links/copies-dev.jsonl.gz: name the folder of the data sets"
        )
    return folder
