"""The date a page shows but does not declare: looked for beside its headline, then by htmldate."""

from dataclasses import replace

from htmldate import find_date
from lxml.html import HtmlElement

from aggregator.reading import dates, shown
from aggregator.reading.metadata import Metadata


def filled(told: Metadata, html: str, page: HtmlElement | None, url: str) -> Metadata:
    """The metadata with its missing date, where the page shows one. `page` is the tree of `html`."""
    if told.published or page is None or page.tag != "html":
        return told
    day = shown.day(html, url, told.language) or _searched(page, url)
    value, precision = dates.claimed(day or "")
    if value is None:
        return told
    found = {**told.found, "published": "page"}
    return replace(told, published=value, published_precision=precision, found=found)


def _searched(page: HtmlElement, url: str) -> str | None:
    """The date htmldate finds in the elements that hold dates. It may not search all of the text:
    of what it finds there, half is wrong, and the year of a copyright line becomes a day."""
    day: str | None = find_date(page, original_date=True, extensive_search=False, url=url or None)
    return day
