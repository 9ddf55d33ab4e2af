"""What a page claims of time, kept as honest as it was claimed."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aggregator.model import Precision

_DAY = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})$")
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_FIRST_YEAR = 1990  # before it there was no web: such a date is a default or a slip


def claimed(value: str) -> tuple[str | None, Precision | None]:
    """A claimed date as (text, precision); (None, None) when it cannot be read.

    With a zone it becomes RFC 3339 UTC (`instant`); without one it stays as claimed (`local`);
    a bare date is a `day`.
    """
    text = value.strip()[:64]
    try:
        return _bare_day(text) or _iso(text) or _mail(text) or (None, None)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, None


def _bare_day(text: str) -> tuple[str, Precision] | None:
    match = _DAY.match(text)
    if not match:
        return None
    day = datetime(*map(int, match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  a day has no zone
    return (day.date().isoformat(), "day") if day.year >= _FIRST_YEAR else None


def _iso(text: str) -> tuple[str, Precision] | None:
    match = _ISO.match(text)
    if not match:
        return None
    *numbers, zone = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if year < _FIRST_YEAR:
        return None
    plain = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    if zone is None:
        return datetime.fromisoformat(plain).isoformat(), "local"
    return _utc(datetime.fromisoformat(plain + _offset(zone)))


def _offset(zone: str) -> str:
    if zone[0] not in "+-":
        return "+00:00"
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{zone[0]}{int(hours):02}:{minutes}"


def _mail(text: str) -> tuple[str, Precision] | None:
    """The dates of mail and RSS: Mon, 23 Nov 2026 20:15:00 +0100."""
    if not re.match(r"^(?:[A-Z][a-z]{2,8},? )?\d{1,2} [A-Z][a-z]{2,8} \d{4} \d", text):
        return None
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:
        return moment.isoformat(timespec="seconds"), "local"
    return _utc(moment)


def _utc(moment: datetime) -> tuple[str, Precision] | None:
    told = moment.astimezone(UTC)
    return (told.strftime("%Y-%m-%dT%H:%M:%SZ"), "instant") if told.year >= _FIRST_YEAR else None
