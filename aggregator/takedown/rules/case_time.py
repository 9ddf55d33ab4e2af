"""The time that is written into cases: it follows the clock, and never runs backwards.

A clock that is set forward makes no case late, and one that is set back stops no deadline: where the
clock changed by more than an hour that did not pass, the time of cases goes on by the time that did.
That is the time since the machine was started, as long as it is the same start; after another start
only a clock that is behind can be noticed.
"""

from aggregator import clock
from aggregator.takedown.types import LatestTime, Reading

TOLERANCE_S = 3600.0  # a clock that is corrected by less is followed


def compute_now(latest: LatestTime | None, seen: Reading) -> str:
    """Returns the time to write into cases: the clock's, unless that would lead back or leap."""
    if latest is None:
        return seen.clock
    passed = _seconds_since_start(latest.reading, seen)
    if passed is None:
        return _compute_after_restart(latest, seen)
    expected = clock.add_seconds(latest.at, round(passed))
    if abs(_seconds_between(expected, seen.clock)) > TOLERANCE_S:
        return expected
    return max(seen.clock, latest.at)


def _seconds_since_start(before: Reading, seen: Reading) -> float | None:
    """The seconds that passed between two readings of one start; None where that is not known."""
    if not seen.boot or seen.boot != before.boot:
        return None
    if before.uptime_s is None or seen.uptime_s is None or seen.uptime_s < before.uptime_s:
        return None
    return seen.uptime_s - before.uptime_s


def _compute_after_restart(latest: LatestTime, seen: Reading) -> str:
    """A clock that is ahead may be right: nobody worked meanwhile. One that is behind is not."""
    if _seconds_between(seen.clock, latest.at) <= TOLERANCE_S:
        return max(seen.clock, latest.at)
    return clock.add_seconds(
        latest.at, max(0.0, _seconds_between(latest.reading.clock, seen.clock))
    )


def describe_difference(now: str, seen: Reading) -> str:
    """Returns how the clock differs from the time of cases, and what to do; empty within an hour."""
    seconds = _seconds_between(now, seen.clock)
    if abs(seconds) <= TOLERANCE_S:
        return ""
    hours, side = round(abs(seconds) / 3600, 1), "ahead of" if seconds > 0 else "behind"
    return (
        f"the clock is {hours} hours {side} the time of takedown cases, {now}: set the clock right; "
        "if it is right, aggregator takedown run --trust-clock"
    )


def _seconds_between(earlier: str, later: str) -> float:
    return (clock.from_text(later) - clock.from_text(earlier)).total_seconds()
