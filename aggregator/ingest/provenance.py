"""Provenance of an article: its addresses, the source it belongs to, and what was observed."""

from urllib.parse import urlsplit

import msgspec

from aggregator import urls
from aggregator.model import Article, Page, Record, Row, Source
from storage.frontier.sources import Sources

# Headers kept as provenance: the others do not say when and where a page comes from.
KEPT_HEADERS = frozenset(
    [
        "content-language",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "link",
        "server",
        "tdm-reservation",
        "x-robots-tag",
    ]
)


def collect_addresses(page: Page, article: Article) -> list[str]:
    """Returns every address of an article, the best first, canonical, without repetition.

    A declared canonical address counts when it is on the article's own site and no front page; one
    on another site is a source claim, not an identity.
    """
    known = [article.url]
    declared = article.canonical_url
    is_own = bool(declared) and urls.site(declared) == urls.site(article.url)
    if is_own and urlsplit(declared).path not in ("", "/"):
        known.append(declared)
    fetched = [url for url in (page.final_url, page.url, *page.redirects) if url]
    known += [url for url in (urls.join(url, "") for url in fetched) if url]
    return list(dict.fromkeys(known))


def make_observation_columns(page: Page, record: Record | None, now: str) -> Row:
    """Returns the columns of an article that say when and how we came by it."""
    fetched = page.fetched_at or now
    supplied = record.first_seen if record else None
    provenance = {
        "asked": page.url,
        "final": page.final_url or page.url,
        "redirects": page.redirects,
        "status": page.status,
        "headers": {name: value for name, value in page.headers if name in KEPT_HEADERS},
        "feed": page.feed,
    }
    return {
        "external_id": None if record is None or record.id is None else str(record.id),
        "first_seen": supplied or page.found_at or fetched,
        "last_absent": page.last_absent,
        "fetched_at": fetched,
        "provenance": msgspec.json.encode(provenance).decode(),
    }


def find_or_add_source(sources: Sources, site: str, supplied: str, publisher: str, now: str) -> int:
    """Returns the source a page belongs to: its site, or the source that the record names.

    A supplied name that differs from the known name of the site is a source of its own, so that one
    file can hold the texts of many publishers under one address. An unknown source is added.
    """
    known = sources.get_by_domain(site)
    if not supplied or supplied in (site, known.name if known else None):
        return sources.find_or_add(Source(site, name=publisher), now)
    if "." in supplied and " " not in supplied:
        return sources.find_or_add(Source(supplied.lower()), now)
    if known is None or not known.name:
        return sources.find_or_add(Source(site, name=supplied), now)
    return sources.find_or_add(Source(supplied, name=supplied), now)
