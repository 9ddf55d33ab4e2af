"""Fills in what a page does not declare: its shown byline, the date near its headline, its address by JSON-LD."""

from dataclasses import replace

from htmldate import find_date
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.reading import bylines, dates, json_ld, visible_date
from aggregator.reading.html_cleanup import ELEMENT_EDGE
from aggregator.reading.metadata import Metadata


def add_visible_authors(metadata: Metadata, html: str, tree: LexborHTMLParser) -> Metadata:
    """Returns the metadata with the authors that are shown, if the page declares none but the site itself.

    `tree` is that of `html`.
    """
    if not all(bylines.is_site_name(name, metadata.sites) for name in metadata.authors):
        return metadata
    origin, authors = bylines.find_displayed_authors(
        html, tree, set(metadata.sites), certain=bool(metadata.authors)
    )
    only_site = all(bylines.is_site_name(name, metadata.sites) for name in authors)
    if not authors or (metadata.authors and only_site):
        return metadata
    return replace(
        metadata, authors=authors, field_origins={**metadata.field_origins, "authors": origin}
    )


def add_visible_date(
    metadata: Metadata, html: str, tree: LexborHTMLParser, page: HtmlElement | None, url: str
) -> Metadata:
    """Returns the metadata with the visible date, if none is declared; `tree` and `page` are of `html`."""
    if metadata.published or page is None or page.tag != "html":
        return metadata
    day = visible_date.find_publication_day(html, url, metadata.language)
    day = (
        day
        or visible_date.find_only_day(_extract_page_text(tree), metadata.language)
        or _search_with_htmldate(page, url)
    )
    value, precision = dates.parse_date_and_precision(day or "")
    if value is None:
        return metadata
    origins = {**metadata.field_origins, "published": "page"}
    return replace(metadata, published=value, published_precision=precision, field_origins=origins)


def add_article_address(metadata: Metadata, url: str) -> Metadata:
    """Returns the metadata with the address that JSON-LD has for the article, if no canonical link has one.

    `url` is the address of the page. An address on another site may be that of a quoted article.
    """
    fields = (metadata.article.get("url"), metadata.article.get("mainEntityOfPage"))
    links = [link for link in map(json_ld.find_first_address, fields) if link]
    if metadata.canonical or not links or not url:
        return metadata
    space = urls.author_space(url)
    addresses = [address for link in links if (address := urls.join(url, link))]
    own = next((each for each in addresses if urls.author_space(each) == space), "")
    origins = {**metadata.field_origins, "canonical_url": "json-ld"}
    return replace(metadata, canonical=own, field_origins=origins) if own else metadata


def _extract_page_text(tree: LexborHTMLParser) -> str:
    return tree.body.text(separator=ELEMENT_EDGE) if tree.body else ""


def _search_with_htmldate(page: HtmlElement, url: str) -> str | None:
    """Returns the date that htmldate finds in the elements that hold dates.

    An extensive search is off: half of what it finds in the text is wrong, and the year of a copyright
    line becomes a day.
    """
    day: str | None = find_date(page, original_date=True, extensive_search=False, url=url or None)
    return day
