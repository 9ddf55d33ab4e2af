"""Our own times: RFC 3339, UTC, whole seconds, ending in Z, so that text order is time order."""

from datetime import UTC, datetime, timedelta


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
