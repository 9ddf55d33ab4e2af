"""How late a busy machine lets a process run: what a client sends in time may arrive late."""

import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

STEP = 0.01  # seconds between two measurements
LEAST = 0.003  # lateness that is noted
BEFORE = 0.2  # seconds before a gap in which lateness may have delayed its first request

Late = tuple[float, float]  # when it was noticed, in monotonic seconds of the system, and how late


@contextmanager
def measuring() -> Iterator[list[Late]]:
    """Notes in a thread, until the end of the block, when it woke later than it asked for."""
    found: list[Late] = []
    ended = threading.Event()

    def measure() -> None:
        while not ended.is_set():
            begun = time.monotonic()
            time.sleep(STEP)
            now = time.monotonic()
            if now - begun - STEP > LEAST:
                found.append((now, now - begun - STEP))

    thread = threading.Thread(target=measure, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def most_between(late: Sequence[Late], begun: float, ended: float) -> float:
    """Returns the most lateness that was noticed around a gap. `late` is sorted."""
    first = bisect_left(late, (begun - BEFORE, 0.0))
    end = bisect_right(late, (ended, float("inf")))
    return max((seconds for _, seconds in late[first:end]), default=0.0)
