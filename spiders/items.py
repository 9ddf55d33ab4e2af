"""The item that spiders yield: a page as it was fetched, unread. The pipeline makes articles of it."""

from dataclasses import dataclass, field

from scrapy.http import Response

from aggregator import clock
from aggregator.model import Page
from spiders.interface import DuePage


@dataclass(frozen=True, slots=True)
class PageItem:
    """A page of any status, and the entry of the frontier that asked for it, if there is one."""

    page: Page = field(repr=False)  # its body has no place in a log
    due: DuePage | None = field(default=None, repr=False)

    @classmethod
    def from_response(cls, response: Response, due: DuePage | None = None) -> "PageItem":
        """Returns the item of a response. Any spider may yield it from a callback."""
        return cls(_make_page(response, due), due)

    def __str__(self) -> str:
        return self.page.url


def _make_page(response: Response, due: DuePage | None) -> Page:
    """Returns the response as a page with its provenance."""
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    redirects = tuple(response.meta.get("redirect_urls", ()))
    asked = due.url if due else (*redirects, response.url)[0]
    return Page(
        url=asked,
        body=response.body,
        final_url=response.url,
        status=response.status,
        headers=headers,
        redirects=redirects,
        fetched_at=clock.now(),
        feed=due.feed if due else "",
        entry=due.entry if due else None,
        last_absent=due.last_absent if due else None,
        found_at=due.found_at if due and due.feed else "",
        absent_hash=due.absent_hash if due else None,
        found_hash=due.found_hash if due else None,
    )
