"""Why a request failed, in words. When it is sent again is in `looks`, by its code in `causes`."""

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

from aggregator.crawl.transport.failures import FAILURES
from aggregator.errors import AggregatorError

# What exceptions of Scrapy mean that have no words of their own; those of `crawl.transport` do.
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


def explain_error(error: BaseException) -> str:
    """Returns one line for a person."""
    if isinstance(error, AggregatorError):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return "redirects without end" if "redirect" in str(error) else "larger than max_bytes"
    if isinstance(error, FAILURES) and str(error):
        return str(error)
    words = next((text for kind, text in EXPLANATIONS if isinstance(error, kind)), None)
    return words or f"{type(error).__name__}: {error}"
