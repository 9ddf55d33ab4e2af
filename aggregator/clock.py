"""Our own times: RFC 3339, UTC, whole seconds, ending in Z, so that text order is time order."""

from datetime import UTC, datetime, timedelta, timezone


def now() -> str:
    """The present moment, e.g. `2026-11-23T20:15:00Z`."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """An aware datetime as our text. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone is no instant")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The aware datetime of one of our texts. Raises ValueError when it is none."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def later(text: str, seconds: float) -> str:
    """The instant `seconds` after `text` (before it, when negative)."""
    return instant(moment(text) + timedelta(seconds=seconds))


def readable(text: str) -> str:
    """One of our texts for people, `2026-03-01 06:00 UTC`; any other text as it is."""
    if len(text) != len("2026-03-01T06:00:00Z") or not text.endswith("Z"):
        return text
    return f"{text[:10]} {text[11:19].removesuffix(':00')} UTC"


def as_written(text: str, offset: int | None) -> str:
    """A claimed instant in the zone it was written in, `2026-11-03T23:30:00+02:00`.

    `offset` is in minutes east of UTC. Without one, or with a claim that is no instant, `text` as it is.
    """
    if not offset or not text.endswith("Z"):
        return text
    return moment(text).astimezone(timezone(timedelta(minutes=offset))).isoformat()


def claimed(text: str, offset: int | None = None) -> str:
    """A claimed date for people: `2026-11-03 23:30 (+02:00)`; in UTC where that is all that was said."""
    written = as_written(text, offset)
    if written == text:
        return readable(text)
    return f"{written[:10]} {written[11:19].removesuffix(':00')} ({written[19:]})"
