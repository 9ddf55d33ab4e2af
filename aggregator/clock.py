"""Times as text: RFC 3339, UTC, whole seconds, ending in Z. Text order is time order."""

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_kept: tuple[float, float] | None = None  # a time in seconds since 1970, and `monotonic` then


def now() -> str:
    """Returns the present time, e.g. `2026-11-23T20:15:00Z`."""
    seconds = machine_seconds() if _kept is None else _kept[0] + monotonic() - _kept[1]
    return _to_text_of_second(int(seconds))


def machine_seconds() -> float:
    """Returns what the clock of this machine shows, in seconds since 1970."""
    return time.time()


def keep(seconds: float, passed: float) -> None:
    """Lets `now` go on from this time in seconds since 1970, at which `monotonic` was `passed`, in this process."""
    global _kept  # one clock for a whole process
    _kept = seconds, passed


def keep_no_more() -> None:
    """Lets `now` return what the clock of this machine shows."""
    global _kept  # see keep
    _kept = None


def monotonic() -> float:
    """Returns seconds from some moment on; no setting of the clock changes how they pass.

    Seconds of a suspended machine count too, where the system counts them (Linux).
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@lru_cache(maxsize=4)  # many ask for the time within one second
def _to_text_of_second(seconds: int) -> str:
    return to_text(datetime.fromtimestamp(seconds, UTC))


def to_text(moment: datetime) -> str:
    """Returns an aware datetime as text. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is ambiguous")
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def from_text(text: str) -> datetime:
    """Returns the aware datetime of such a text. Raises ValueError when it is none."""
    if not _FORM.fullmatch(text):
        raise ValueError(f"{text!r} is no time such as 2026-11-23T20:15:00Z")
    return datetime.fromisoformat(text)  # much faster than strptime, but takes other forms too


def add_seconds(text: str, seconds: float) -> str:
    """Returns the time `seconds` after `text` (before it, when negative)."""
    return to_text(from_text(text) + timedelta(seconds=seconds))


def seconds_between(start: str, end: str) -> float:
    """Returns the seconds from one time to another one, negative when `end` is earlier."""
    return (from_text(end) - from_text(start)).total_seconds()


def for_people(text: str) -> str:
    """Returns a time for people, `2026-03-01 06:00 UTC`; any other text unchanged."""
    if len(text) != len("2026-03-01T06:00:00Z") or not text.endswith("Z"):
        return text
    return f"{text[:10]} {text[11:19].removesuffix(':00')} UTC"


def to_the_minute(text: str) -> str:
    """Returns a time for people without its seconds, `2026-03-01 06:00 UTC`."""
    return for_people(f"{text[:16]}:00Z")


def in_claimed_zone(text: str, offset: int | None) -> str:
    """Returns a claimed time in the zone it was claimed in, `2026-11-03T23:30:00+02:00`.

    `offset` is in minutes east of UTC. Without one, or for a date without a time, `text` is returned.
    """
    if not offset or not text.endswith("Z"):
        return text
    return from_text(text).astimezone(timezone(timedelta(minutes=offset))).isoformat()


def claimed_for_people(text: str, offset: int | None = None) -> str:
    """Returns a claimed date for people: `2026-11-03 23:30 (+02:00)`; in UTC when no zone was claimed."""
    local = in_claimed_zone(text, offset)
    if local == text:
        return for_people(text)
    return f"{local[:10]} {local[11:19].removesuffix(':00')} ({local[19:]})"
