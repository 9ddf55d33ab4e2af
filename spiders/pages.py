"""Single pages: an answer as a `Page` with its provenance, unread."""

from scrapy.http import Response

from aggregator import clock
from aggregator.model import Page
from spiders.interface import DuePage


def fetched(response: Response, page: DuePage) -> Page:
    """The answer as it came, whatever its status."""
    headers = tuple(
        (name.decode("latin-1").lower(), b", ".join(values).decode("latin-1"))
        for name, values in response.headers.items()
    )
    return Page(
        url=page.url,
        body=response.body,
        final_url=response.url,
        status=response.status,
        headers=headers,
        redirects=tuple(response.meta.get("redirect_urls", ())),
        fetched_at=clock.now(),
        feed=page.feed,
        entry=page.entry,
        last_absent=page.last_absent,
        found_at=page.found_at if page.feed else "",
    )
