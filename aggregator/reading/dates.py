"""Parses the dates that pages claim, with the precision they were claimed in."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from aggregator.model import Precision
from aggregator.reading import visible_date

_DAY = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})$")
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|UTC|GMT)?",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"^(?:[A-Z][a-z]{2,8},? ?)?\d{1,2} [A-Z][a-z]{2,8} (?:[1-9]\d{3} \d|\d{2} \d{1,2}:\d{2})"
)
_MAIL_OFFSET = re.compile(r"(?:\s*(?:UTC|GMT))?\s*([+-])(\d{1,2})(?::?(\d{2}))?$")
_TWELVE_HOUR_CLOCK = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)  # mail dates never use it
# Days that systems write where no date was set: the first one that each of them counts from.
DEFAULT_DAYS = frozenset(
    [
        "0001-01-01",  # .NET, Go
        "1601-01-01",  # Windows
        "1753-01-01",  # SQL Server
        "1899-12-30",  # OLE, spreadsheets
        "1899-12-31",  # spreadsheets
        "1900-01-01",  # SQL Server, spreadsheets
        "1901-12-13",  # Unix, the smallest number of 32 bits
        "1904-01-01",  # Mac
        "1969-12-31",  # Unix, in zones west of UTC
        "1970-01-01",  # Unix
        "1980-01-01",  # FAT, ZIP
    ]
)


@dataclass(frozen=True, slots=True)
class ClaimedDate:
    """A date as it was claimed: an instant in RFC 3339 UTC, a time without zone, or a day."""

    value: str
    precision: Precision
    offset: int | None = None  # minutes east of UTC as written; None: without a zone


def parse_date_and_precision(value: str) -> tuple[str | None, Precision | None]:
    """Returns a claimed date as (text, precision); (None, None) if it cannot be parsed.

    With a zone it becomes RFC 3339 UTC (`instant`); without one it stays as claimed (`local`);
    a bare date is a `day`.
    """
    claimed = parse_date(value)
    return (claimed.value, claimed.precision) if claimed else (None, None)


def parse_date(value: str) -> ClaimedDate | None:
    """Returns a claimed date with the zone it was written in; None if it is none, or a system's default."""
    return _drop_default(parse_supplied_date(value))


def parse_numeric_date(value: str) -> ClaimedDate | None:
    """The same for a date in figures, as machines write it."""
    return _drop_default(_parse_figures(_trim_quotes(value)))


def parse_supplied_date(value: str) -> ClaimedDate | None:
    """Returns a date of any year from 1, as the giver of a record claims it; None if it is none."""
    text = _trim_quotes(value)
    return _parse_figures(text) or _parse_written_date(text)


def _drop_default(claimed: ClaimedDate | None) -> ClaimedDate | None:
    return None if claimed and claimed.value[:10] in DEFAULT_DAYS else claimed


def _parse_figures(text: str) -> ClaimedDate | None:
    try:
        return _parse_day(text) or _parse_iso(text) or _parse_mail_date(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _trim_quotes(value: str) -> str:
    return value.strip(" \t\r\n\"'")[:64]


def _parse_day(text: str) -> ClaimedDate | None:
    match = _DAY.match(text)
    if not match:
        return None
    return ClaimedDate(date(*map(int, match.groups())).isoformat(), "day")


def _parse_iso(text: str) -> ClaimedDate | None:
    match = _ISO.match(text)
    if not match:
        return None
    *numbers, zone = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    local_time = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    if _TWELVE_HOUR_CLOCK.search(text):
        return ClaimedDate(date(year, month, day).isoformat(), "day")
    if zone is None:
        return ClaimedDate(datetime.fromisoformat(local_time).isoformat(), "local")
    return _make_utc_date(datetime.fromisoformat(local_time + _format_offset(zone)))


def _format_offset(zone: str) -> str:
    zone = zone.upper().removeprefix("UTC").removeprefix("GMT") or "Z"
    if zone[0] not in "+-":
        return "+00:00"
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{zone[0]}{int(hours):02}:{minutes}"


def _parse_mail_date(text: str) -> ClaimedDate | None:
    """Parse a date of mail or RSS (RFC 5322), such as Mon, 23 Nov 2026 20:15:00 +0100."""
    if not _MAIL.match(text) or _TWELVE_HOUR_CLOCK.search(text):
        return None
    moment = parsedate_to_datetime(_MAIL_OFFSET.sub(_write_mail_offset, text))
    if moment.tzinfo is None:
        return ClaimedDate(moment.isoformat(timespec="seconds"), "local")
    return _make_utc_date(moment)


def _write_mail_offset(match: re.Match[str]) -> str:
    """Returns an offset as mail writes it: `+07`, `+07:00` and `GMT+7` say the same as `+0700`, and `-0000` is UTC."""
    sign, hours, minutes = match.groups()
    return f" {sign if int(hours + (minutes or '')) else '+'}{int(hours):02}{minutes or '00'}"


def _parse_written_date(text: str) -> ClaimedDate | None:
    """Parse a day with the month in letters, such as November 23, 2026."""
    day = visible_date.parse_written_day(text)
    return ClaimedDate(day, "day") if day else None


def _make_utc_date(moment: datetime) -> ClaimedDate:
    """Returns an instant; the first and the last day of the calendar may have none in UTC: a local time."""
    local = moment.replace(tzinfo=None)
    offset = moment.utcoffset() or timedelta(0)
    try:
        utc = (local - offset).isoformat(timespec="seconds")
    except OverflowError:
        return ClaimedDate(local.isoformat(timespec="seconds"), "local")
    return ClaimedDate(f"{utc}Z", "instant", offset // timedelta(minutes=1))
