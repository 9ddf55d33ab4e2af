"""What `source add` finds at an address, and what it uses of it."""

from typing import TYPE_CHECKING

from aggregator.cli import output
from aggregator.cli.session import Session, write_message

if TYPE_CHECKING:
    from aggregator.crawl.discovery import Discovery, FoundFeed
    from aggregator.model import Feed


def find_feeds(session: Session, address: str) -> list["Feed"]:
    """Return the feeds to use of a site that is looked at now, and say what was found.

    Looks at nothing while no contact is set: the next crawl does.
    """
    settings = session.settings().crawl
    if not settings.contact and not settings.allow_hosts:
        return []
    from aggregator.crawl.discovery import discover  # imports Scrapy

    with output.progress_bar("looking") as bar:
        discovery = discover(address, settings, bar)
    _report(discovery)
    return [item.feed for item in discovery.found if item.is_used]


def _report(discovery: "Discovery") -> None:
    if discovery.warning:
        write_message(f"warning: {discovery.warning}")
    elif not discovery.found:
        write_message("nothing was found that lists articles: name a feed with --feed")
    for item in discovery.found:
        write_message(f"{'used' if item.is_used else 'not used'}: {_describe(item)}")


def _describe(item: "FoundFeed") -> str:
    newest = f", the newest of {item.newest}" if item.newest else ""
    return f"{item.feed.url} ({item.feed.kind}, {item.how}): {item.entries} articles{newest}"
