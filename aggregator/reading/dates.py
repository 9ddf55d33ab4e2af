"""What a page claims of time, kept as honest as it was claimed."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.model import Precision
from aggregator.reading import visible_date

_DAY = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})$")
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"^(?:[A-Z][a-z]{2,8},? )?\d{1,2} [A-Z][a-z]{2,8} \d{4} \d")
_HALF = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)  # a clock of twelve hours, which mail has not
_FIRST_YEAR = 1990  # before it there was no web: such a date is a default or a slip


@dataclass(frozen=True, slots=True)
class Claim:
    """A date as it was claimed: an instant in RFC 3339 UTC, a time without zone, or a day."""

    value: str
    precision: Precision
    offset: int | None = None  # minutes east of UTC that it was written in; None: no zone was said


def claimed(value: str) -> tuple[str | None, Precision | None]:
    """A claimed date as (text, precision); (None, None) when it cannot be read.

    With a zone it becomes RFC 3339 UTC (`instant`); without one it stays as claimed (`local`);
    a bare date is a `day`.
    """
    told = claim(value)
    return (told.value, told.precision) if told else (None, None)


def claim(value: str) -> Claim | None:
    """A claimed date with the zone it was written in; None when it cannot be read."""
    return stamp(value) or _written(_trimmed(value))


def stamp(value: str) -> Claim | None:
    """The same of a date in figures, as machines write it."""
    text = _trimmed(value)
    try:
        return _bare_day(text) or _iso(text) or _mail(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _trimmed(value: str) -> str:
    return value.strip(" \t\r\n\"'")[:64]


def _bare_day(text: str) -> Claim | None:
    match = _DAY.match(text)
    if not match:
        return None
    year, month, day = map(int, match.groups())
    return Claim(date(year, month, day).isoformat(), "day") if year >= _FIRST_YEAR else None


def _iso(text: str) -> Claim | None:
    match = _ISO.match(text)
    if not match:
        return None
    *numbers, zone = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if year < _FIRST_YEAR:
        return None
    plain = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    if _HALF.search(text):
        return Claim(plain[:10], "day")
    if zone is None:
        return Claim(datetime.fromisoformat(plain).isoformat(), "local")
    return _utc(datetime.fromisoformat(plain + _offset(zone)))


def _offset(zone: str) -> str:
    if zone[0] not in "+-":
        return "+00:00"
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{zone[0]}{int(hours):02}:{minutes}"


def _mail(text: str) -> Claim | None:
    """The dates of mail and RSS: Mon, 23 Nov 2026 20:15:00 +0100."""
    if not _MAIL.match(text) or _HALF.search(text):
        return None
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:
        return Claim(moment.isoformat(timespec="seconds"), "local")
    return _utc(moment)


def _written(text: str) -> Claim | None:
    """A day with the month in letters, as some fields hold: November 23, 2026."""
    day = visible_date.written(text)
    return Claim(day, "day") if day else None


def _utc(moment: datetime) -> Claim | None:
    told = moment.astimezone(UTC)
    if told.year < _FIRST_YEAR:
        return None
    east = (moment.utcoffset() or timedelta(0)) // timedelta(minutes=1)
    return Claim(told.strftime("%Y-%m-%dT%H:%M:%SZ"), "instant", east)
