"""Whether the clock of this machine can be right: against seconds that passed, the database and servers. Pure.

A clock is doubted when it is behind the latest time in the database, far ahead of it, or was set while the
crawl ran. Then the `Date` header of servers decides (RFC 9110 §6.6.1): the median of several hosts. A clock that
nobody doubts is believed, whatever servers say.
"""

from dataclasses import dataclass, field
from statistics import median

TOLERANCE = 60.0  # seconds that a clock may be set by, as time servers do
LONG_STOP = (
    86_400.0  # seconds after the latest time in the database; a clock further ahead is doubted
)
WRONG = (
    3600.0  # seconds of difference from servers: their own clocks are wrong by less, at the median
)
MOST_HOSTS = 9  # whose dates are compared


@dataclass(slots=True)
class ClockWatch:
    """What is known of the clock. Times are seconds since 1970, `passed` those of `clock.monotonic`."""

    latest: float | None  # the latest time in the database
    wall: float  # at the last look
    passed: float  # at the last look
    correction: float = 0.0  # seconds to add to the clock
    is_doubted: bool = False
    differences: dict[str, float] = field(default_factory=dict)  # by host: its date minus the clock

    @classmethod
    def start(cls, latest: float | None, wall: float, passed: float) -> "ClockWatch":
        """Returns the watch at the start of a crawl."""
        is_near = latest is None or -TOLERANCE <= wall - latest <= LONG_STOP
        return cls(latest, wall, passed, is_doubted=not is_near)

    def look(self, wall: float, passed: float) -> float:
        """Returns by how many seconds the clock was set since the last look; 0 when it was not.

        A clock that was believed and is set is not followed, until servers agree with it or it is set back.
        """
        jump = (wall - self.wall) - (passed - self.passed)
        self.wall, self.passed = wall, passed
        if abs(jump) <= TOLERANCE:
            return 0.0
        self.differences.clear()
        if (
            self.is_doubted and not self.correction
        ):  # it never was believed: perhaps it is right now
            return jump
        self.correction -= jump
        self.is_doubted = abs(self.correction) > TOLERANCE
        if not self.is_doubted:
            self.correction = 0.0
        return jump

    def note_date(self, host: str, date: float) -> None:
        """Notes the time that a server names, which counts while the clock is doubted."""
        if not self.is_doubted or len(self.differences) >= MOST_HOSTS:
            return
        self.differences[host] = date - self.wall
        difference = median(self.differences.values())
        self.correction = difference if abs(difference) > WRONG else 0.0
        is_settled = len(self.differences) >= MOST_HOSTS
        self.is_doubted = not is_settled or bool(self.correction)
