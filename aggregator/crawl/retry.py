"""Why a request failed, in words, and whether and when to send it again.

Scrapy's RetryMiddleware sends again at once; here a page waits in the frontier, over restarts.
"""

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

SHORTEST_PAUSE = (
    300  # seconds before a page is fetched again; four times as long after each failure
)

# What the exceptions of the download layer mean: exception, words for a person.
EXPLANATIONS: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "no such host, or names cannot be looked up"),
    (DownloadConnectionRefusedError, "no connection: no server answers there"),
    (DownloadTimeoutError, "no answer in time"),
    (ResponseDataLossError, "the answer is incomplete"),
    (DownloadCancelledError, "larger than max_bytes"),
    (UnsupportedURLSchemeError, "not an http(s) address"),
    (DownloadFailedError, "the connection failed"),
    (ValueError, "redirected to what is no http(s) address"),  # from RedirectMiddleware
)
FINAL = (DownloadCancelledError, IgnoreRequest, UnsupportedURLSchemeError, ValueError)
FINAL_STATUS = frozenset([400, 401, 402, 403, 404, 405, 406, 410, 414, 451])


def explain_error(error: BaseException) -> str:
    """Returns one line for a person."""
    if isinstance(error, AggregatorError):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return "redirects without end" if "redirect" in str(error) else "larger than max_bytes"
    words = next((text for kind, text in EXPLANATIONS if isinstance(error, kind)), None)
    return words or f"{type(error).__name__}: {error}"


def is_temporary(error: BaseException) -> bool:
    """Returns whether the request may succeed the next time."""
    return isinstance(error, AggregatorError) or not isinstance(error, FINAL)


def is_temporary_status(status: int) -> bool:
    """Returns whether the server may answer with another HTTP status the next time."""
    return status not in FINAL_STATUS and not 300 <= status < 400


def compute_retry_pause(attempts: int, retry_after: int | None = None) -> int:
    """Returns seconds until a page is fetched again; `attempts` counts those before this one."""
    return min(max(SHORTEST_PAUSE << 2 * attempts, retry_after or 0), RETRY_CAP)
