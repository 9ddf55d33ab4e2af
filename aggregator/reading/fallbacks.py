"""What a page shows but does not declare: its byline, and the date beside its headline."""

from dataclasses import replace

from htmldate import find_date
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import bylines, dates, visible_date
from aggregator.reading.html_cleanup import EDGE
from aggregator.reading.metadata import Metadata


def signed(told: Metadata, html: str, tree: LexborHTMLParser) -> Metadata:
    """The metadata with the authors that are shown, where the page declares none but the site itself.

    `tree` is that of `html`.
    """
    if not all(bylines.is_site(name, told.sites) for name in told.authors):
        return told
    where, authors = bylines.displayed(html, tree, set(told.sites), certain=bool(told.authors))
    itself = all(bylines.is_site(name, told.sites) for name in authors)
    if not authors or (told.authors and itself):
        return told
    return replace(told, authors=authors, found={**told.found, "authors": where})


def dated(
    told: Metadata, html: str, tree: LexborHTMLParser, page: HtmlElement | None, url: str
) -> Metadata:
    """The metadata with its missing date, where the page shows one; `tree` and `page` are of `html`."""
    if told.published or page is None or page.tag != "html":
        return told
    day = visible_date.day(html, url, told.language)
    day = day or visible_date.only(_text(tree), told.language) or _searched(page, url)
    value, precision = dates.claimed(day or "")
    if value is None:
        return told
    found = {**told.found, "published": "page"}
    return replace(told, published=value, published_precision=precision, found=found)


def _text(tree: LexborHTMLParser) -> str:
    return tree.body.text(separator=EDGE) if tree.body else ""


def _searched(page: HtmlElement, url: str) -> str | None:
    """The date htmldate finds in the elements that hold dates. It may not search all of the text:
    of what it finds there, half is wrong, and the year of a copyright line becomes a day."""
    day: str | None = find_date(page, original_date=True, extensive_search=False, url=url or None)
    return day
