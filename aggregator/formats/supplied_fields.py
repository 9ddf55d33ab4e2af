"""Checks of supplied fields: what the giver of a record says. Each raises ReadingError."""

from datetime import UTC, datetime

from aggregator import clock, urls
from aggregator.errors import AddressError, ReadingError

MAX_PAGE_BYTES = 10 * 1024 * 1024  # bytes of one page, the same as when crawling


def check_page_size(body: bytes) -> bytes:
    """Return the body itself, unless it is too large for a page."""
    if len(body) > MAX_PAGE_BYTES:
        raise ReadingError(f"more than {MAX_PAGE_BYTES >> 20} MiB: too large for a page")
    return body


def replace_surrogates(text: str) -> str:
    """Return text without lone surrogates, which cannot be stored or sent as UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def check_address(url: str, require_url: bool) -> str:
    """Return the address as supplied; `require_url`: it must not be empty."""
    if not url and not require_url:
        return ""
    if not url:
        raise ReadingError('no "url"')
    try:
        urls.canonical(url)
    except AddressError as error:
        raise ReadingError(str(error)) from error
    return url


def parse_instant(text: str) -> str:
    """Return a supplied time as an instant of `clock`; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return clock.to_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise ReadingError(f'"first_seen" is no time: {text[:40]!r}') from error
