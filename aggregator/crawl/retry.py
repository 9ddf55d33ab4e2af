"""What kept an answer from us, in words, and whether asking again may help."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from aggregator.crawl.polling import RETRY_CAP
from aggregator.errors import AggregatorError

SHORTEST_PAUSE = 300  # seconds before a page is tried again; four times as long after each failure

# What the exceptions of the download layer mean to a person: kind, words.
MEANINGS: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "no such host, or names cannot be looked up"),
    (DownloadConnectionRefusedError, "no connection: nobody answers there"),
    (DownloadTimeoutError, "no answer in time"),
    (ResponseDataLossError, "the answer broke off"),
    (DownloadCancelledError, "larger than max_bytes"),
    (UnsupportedURLSchemeError, "not an http(s) address"),
    (DownloadFailedError, "the connection failed"),
    (ValueError, "sent on to what is no http(s) address"),  # from Scrapy, following a redirect
)
FINAL = (DownloadCancelledError, IgnoreRequest, UnsupportedURLSchemeError, ValueError)
FINAL_STATUS = frozenset([400, 401, 402, 403, 404, 405, 406, 410, 414, 451])


def words(error: BaseException) -> str:
    """One line for a person."""
    if isinstance(error, AggregatorError):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return "redirects without end" if "redirect" in str(error) else "larger than max_bytes"
    found = next((says for kind, says in MEANINGS if isinstance(error, kind)), None)
    return found or f"{type(error).__name__}: {error}"


def passing(error: BaseException) -> bool:
    """Whether it may be gone the next time."""
    return isinstance(error, AggregatorError) or not isinstance(error, FINAL)


def passing_status(status: int) -> bool:
    """Whether another answer than this HTTP status may come the next time."""
    return status not in FINAL_STATUS and not 300 <= status < 400


def pause(attempts: int, retry_after: int | None = None) -> int:
    """Seconds until a page is tried again, after so many attempts before this one."""
    return min(max(SHORTEST_PAUSE << 2 * attempts, retry_after or 0), RETRY_CAP)
