"""Why a look at a page brought no article: the code of a status, of an error, or of what was read. Pure."""

import ssl
from collections.abc import Iterator, Mapping

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

from aggregator.crawl.robots_errors import RobotsUnreachable
from aggregator.errors import AddressRefused, RobotsRefused
from storage.frontier.interface import PageState

# RFC 9110 §15 and RFC 7725; other statuses are named by their class.
OF_STATUS: Mapping[int, str] = {
    401: "login",
    402: "paywall",
    403: "forbidden",
    404: "not_found",
    407: "login",
    410: "gone",
    429: "too_many",
    451: "legal",
}
OF_ERROR: tuple[tuple[type[Exception], str], ...] = (
    (RobotsUnreachable, "robots_unreachable"),
    (RobotsRefused, "robots"),
    (AddressRefused, "address_refused"),
    (CannotResolveHostError, "no_host"),
    (DownloadCancelledError, "too_large"),
    (UnsupportedURLSchemeError, "bad_address"),
    (ssl.SSLError, "tls"),
    (ValueError, "bad_address"),  # from RedirectMiddleware
)
REFUSED = frozenset(["address_refused", "robots"])  # by policy, not by chance
# What the page or its server shows, and not what was read: a page that is asked for by name failed.
FAILED = frozenset(["meta_refresh", "other_text", "redirected"])
ABSENT = frozenset(["gone", "not_found"])
MOST_CAUSES = 8  # of an error, each caused by the next


def find_cause_of_status(status: int) -> str:
    """Returns the cause for a status other than 200."""
    if cause := OF_STATUS.get(status):
        return cause
    if 300 <= status < 400:
        return "bad_address"  # its Location leads nowhere, else it would have been followed
    return "client_error" if 400 <= status < 500 else "server_error"


def find_cause_of_error(error: BaseException) -> str:
    """Returns the cause when no answer came."""
    if isinstance(error, IgnoreRequest):
        return "redirect_loop" if "redirect" in str(error) else "too_large"
    for each in _list_causes(error):
        if code := next((code for kind, code in OF_ERROR if isinstance(each, kind)), None):
            return code
    return "no_answer"


def find_state(cause: str, was_read: bool) -> PageState:
    """Returns the state of a page with a cause; `was_read`: its answer was one that can be read."""
    if cause in REFUSED:
        return "refused"
    return "rejected" if was_read and cause not in FAILED else "failed"


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """Yields an error and what caused it."""
    found: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__
