"""Whether this process stood still: suspended, stopped, or waiting for the database. Requests under way then say nothing."""

import time

from aggregator import clock

STALL = 5.0  # seconds between two looks, which otherwise come many times a second
SUSPENDED = 60.0  # seconds that passed outside, and not for this process


class StallWatch:
    """Compares the seconds between two looks."""

    def __init__(self) -> None:
        self._own, self._outside = time.monotonic(), clock.monotonic()

    def look(self) -> bool:
        """Returns whether this process stood still since the last look."""
        own, outside = time.monotonic(), clock.monotonic()
        own_passed, outside_passed = own - self._own, outside - self._outside
        self._own, self._outside = own, outside
        return own_passed > STALL or outside_passed - own_passed > SUSPENDED
