"""Long jobs in slices: each holds the write lock for about a quarter of a second, and others write in between."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

SLICE_SECONDS = 0.25
# SQLite lets a process that waits for the lock sleep for up to 0.1 s between two attempts.
PAUSE_SECONDS = 0.2

Item = TypeVar("Item")


def work_in_slices(
    transaction: Callable[[], AbstractContextManager[object]],
    items: Sequence[Item],
    work: Callable[[Item], object],
    finish: Callable[[Sequence[Item]], object] = lambda _: None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Do `work` for each item, and `finish` for those of a slice at its end, one transaction for each slice.

    What an item needs is whole within its slice. Stopped at any moment, the slices before stay. `progress` gets
    the number of items done.
    """
    done = 0
    while done < len(items):
        if done:
            time.sleep(PAUSE_SECONDS)
        with transaction():
            end = _work_until(time.monotonic() + SLICE_SECONDS, items[done:], work)
            finish(items[done : done + end])
        done += end
        if progress:
            progress(done)


def _work_until(end: float, items: Sequence[Item], work: Callable[[Item], object]) -> int:
    """Does what can be done until a time of the monotonic clock, one item at least; returns how many."""
    for done, item in enumerate(items, start=1):
        work(item)
        if time.monotonic() > end:
            return done
    return len(items)


def split_into_ranges(highest: int, size: int) -> Iterator[range]:
    """Yields ids from 1 to the highest in ranges of so many."""
    for first in range(1, highest + 1, size):
        yield range(first, min(first + size, highest + 1))
