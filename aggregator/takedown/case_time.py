"""The present time of cases, by the clocks of this machine and the latest time that was written."""

import time
from pathlib import Path

from aggregator import clock
from aggregator.takedown.rules.case_time import compute_now
from aggregator.takedown.types import LatestTime, Reading
from storage.private.latest_time import LatestTimes

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # of Linux


def read_clocks() -> Reading:
    """Returns what the clocks of this machine show."""
    try:
        boot = BOOT_ID.read_text(encoding="ascii").strip()
        uptime_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):  # not Linux
        return Reading(clock.now())
    return Reading(clock.now(), uptime_s, boot)


def take_now(latest: LatestTimes, seen: Reading | None = None) -> str:
    """Returns the present time of cases, and notes it as the latest one."""
    seen = seen or read_clocks()
    with latest.transaction():
        now = compute_now(latest.get(), seen)
        latest.set(LatestTime(now, seen))
    return now


def read_now(latest: LatestTimes | None, seen: Reading | None = None) -> str:
    """Returns the present time of cases, and notes nothing; the clock's without a private file."""
    return compute_now(latest.get() if latest else None, seen or read_clocks())


def trust_clock(latest: LatestTimes, seen: Reading | None = None) -> tuple[str, str]:
    """Set the time of cases to that of the clock, also backwards; returns the time before and after."""
    seen = seen or read_clocks()
    before = take_now(latest, seen)
    latest.set(LatestTime(seen.clock, seen))
    return before, seen.clock
