"""Runs one trial on a fresh copy of a database, from the first request to nine days after the last."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from time import process_time

from benchmarks.takedown_requests.judging import Course
from benchmarks.takedown_requests.model import State, Trial
from benchmarks.takedown_requests.product import Product
from benchmarks.takedown_requests.storing import simulated_clock

# Minutes after the last request at which the timer's work is done and the pages are looked at. Links
# expire after seven days, hidings by doubtful claimants after one.
LOOKS = (3.0, 55.0, 300.0, 1375.0, 1435.0, 1560.0, 13_000.0)
DAY = 1440
BETWEEN = 30.0  # minutes between two works of the timer while requests come in

Open = Callable[[Path], AbstractContextManager[Product]]


def try_out(trial: Trial, base: Path, folder: Path, open_product: Open) -> Course:
    """Returns what became of the pages. The databases of the trial lie in the folder until the next one."""
    path = copy_database(base, folder)
    start = trial.day * DAY + 7 * 60
    with simulated_clock(start) as minute, open_product(path) as product:
        before = product.states()
        numbers, worked, seconds = [], 0.0, 0.0
        for request in sorted(trial.requests, key=lambda r: r.minute):
            minute[0] = start + request.minute
            began = process_time()
            numbers.append(product.receive(request))
            seconds += process_time() - began
            if request.minute - worked >= BETWEEN:
                product.work()
                worked = request.minute
        last = minute[0]
        looks = []
        for look in LOOKS:
            minute[0] = last + look
            product.work()
            looks.append(product.states())
        changed = {url for states in looks for url, state in states.items() if state != "shown"}
        courses: dict[str, tuple[State, ...]] = {
            url: tuple(states[url] for states in looks) for url in sorted(changed)
        }
        minute[0] = last + LOOKS[-1] + DAY
        fetched = {stored.page.url: product.fetch(stored) for stored in (*trial.stays, *trial.gone)}
        stored, cost = frozenset(before), seconds / len(numbers)
        return Course(LOOKS, courses, tuple(numbers), product.cases(), stored, fetched, cost)


def copy_database(base: Path, folder: Path) -> Path:
    """Returns the path of a fresh copy of both files of a database."""
    for old in folder.glob("trial*"):
        old.unlink()
    shutil.copy(base, folder / "trial.db")
    private = base.with_name(f"{base.stem}-private.db")
    shutil.copy(private, folder / "trial-private.db")
    return folder / "trial.db"
