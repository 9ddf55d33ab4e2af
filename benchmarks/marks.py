"""What leaves against what publishers say: 102 made-up pages, each with one mark, at every door.

    python benchmarks/marks.py [--show]

The pages (`tests/rights/marks.jsonl`) are written from the standards. They are crawled from a server on loopback with a
site that copies them; then each page, method, command and file is opened as a reader or the operator does. Prints for each
door where something left against what was said (uses on which no standard decides apart), and where a page that
only looks as if it had a mark was not shown; `--show` names each. Exits with 1 when something left.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.rights.doors import DOORS, LISTS, TAKEDOWNS
from tests.rights.judging import Judged, judge_all
from tests.rights.marked_pages import read_marks

PARTS = 4  # the latest thirty stories are in a feed


def main() -> int:
    """Judges all pages at all doors; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="name each page")
    parser.add_argument("--data", help="not needed: the pages are among the tests")
    shows = parser.parse_args().show
    judged = Judged(0, [], [], 0)
    for part in range(PARTS):
        with tempfile.TemporaryDirectory() as folder:
            judged.add(judge_all(read_marks()[part::PARTS], Path(folder)))
    print_table(judged)
    if shows:
        for found in (*judged.sure_leaks, *judged.over_blocked):
            print(found)
    return 1 if judged.sure_leaks else 0


def print_table(judged: Judged) -> None:
    """Prints a line for each door, and the sums."""
    leaks = Counter(each.door for each in judged.sure_leaks)
    undecided = Counter(each.door for each in judged.leaks if each.is_open)
    blocked = Counter(each.door for each in judged.over_blocked)
    print(f"{'door':48} leaks  undecided  over-blocked")
    for door in (*DOORS, *LISTS, *TAKEDOWNS):
        name = door.name
        print(f"{name:48} {leaks[name]:5}  {undecided[name]:9}  {blocked[name]:12}")
    print(
        f"{judged.pairs} pairs of page and door: {leaks.total()} leaks, {undecided.total()} where no standard "
        f"decides; {blocked.total()} over-blocked of {judged.asked}"
    )


if __name__ == "__main__":
    sys.exit(main())
