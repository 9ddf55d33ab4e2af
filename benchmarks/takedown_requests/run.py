"""Stores the world of each seed, runs its trials against the product, and prints the figures.

python -m benchmarks.takedown_requests.run --seeds 1 --data FOLDER [--only TEXT] [--keep FOLDER]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.origin.data import find_data
from benchmarks.takedown_requests.adapter import open_product
from benchmarks.takedown_requests.judging import (
    Tally,
    find_missed,
    format_figures,
    format_kinds,
    judge,
)
from benchmarks.takedown_requests.mail_trying import try_mails
from benchmarks.takedown_requests.mails import Mail, make_mails, read_mails
from benchmarks.takedown_requests.storing import store_world
from benchmarks.takedown_requests.trials import make_trials
from benchmarks.takedown_requests.trying import try_out
from benchmarks.takedown_requests.world import make_world


def measure(
    seed: int, data: Path | None, folder: Path, only: str, share: float, every: int
) -> Tally:
    """Returns the figures of a seed: of all trials, of each n-th, or of those whose id has a text in it."""
    start = time.monotonic()
    world = make_world(seed, data, share)
    pages = {page.url: page for group in world.groups for page in group.pages}
    base = folder / f"requests-{seed}.db"
    for line in [] if base.exists() else store_world(base, world):
        print(f"not stored: {line}", file=sys.stderr)
    trials = [trial for trial in make_trials(world)[::every] if only in f"{trial.id} {trial.kind}"]
    total = Tally()
    for number, trial in enumerate(trials, 1):
        tally = judge(trial, try_out(trial, base, folder, open_product), pages)
        total.include(tally)
        if number % 50 == 0 or number == len(trials):
            seconds = time.monotonic() - start
            print(f"seed {seed}: {number} of {len(trials)}, {seconds:.0f} s", file=sys.stderr)
        for fault in tally.faults:
            print(f"  {trial.kind}: {fault}", file=sys.stderr, flush=True)
    return total


def _choose_mails(half: str, only: str) -> list[Mail]:
    mails = make_mails() if half == "large" else read_mails(half)  # type: ignore[arg-type] # a half
    return [mail for mail in mails if only in mail.id]


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs takedown requests against the product.")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1])
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--mails", choices=("mending", "reporting", "large"), help="the mails, too")
    parser.add_argument("--share", type=float, default=1.0, help="of the groups of each kind")
    parser.add_argument("--every", type=int, default=1, help="run each n-th trial only")
    parser.add_argument("--only", default="", help="trials with this text in their id or kind")
    parser.add_argument("--kinds", action="store_true", help="a table by kind")
    parser.add_argument("--keep", type=Path, help="keep the databases in this folder")
    options = parser.parse_args()
    data = find_data(options.data)
    total = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if options.mails:
            total.include(try_mails(_choose_mails(options.mails, options.only), folder))
        for seed in options.seeds:
            total.include(measure(seed, data, folder, options.only, options.share, options.every))
    missed = find_missed(total)
    lines = [*format_figures(total), ""]
    if options.kinds:
        lines += ["wrong erasures by kind, V0 to V3", *format_kinds(total), ""]
    print("\n".join([*lines, *(missed or ["nothing is missed"])]))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
