"""How we came by an article: its addresses, the source it belongs to, what was observed."""

from urllib.parse import urlsplit

import msgspec

from aggregator import urls
from aggregator.model import Article, Page, Record, Row, Source
from storage.frontier.sources import Sources
from storage.sqlite.connection import Database

# Headers kept as provenance: the others say nothing about when and where a page comes from.
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


def addresses(page: Page, article: Article) -> list[str]:
    """Every address this article is known by, best first, canonical, without repetition.

    A declared canonical address counts when it lies on the article's own site and is no front
    page; one on another site is an admission, not an identity.
    """
    found = [article.url]
    declared = article.canonical_url
    own = bool(declared) and urls.site(declared) == urls.site(article.url)
    if own and urlsplit(declared).path not in ("", "/"):
        found.append(declared)
    asked = [url for url in (page.final_url, page.url, *page.redirects) if url]
    found += [url for url in (urls.join(url, "") for url in asked) if url]
    return list(dict.fromkeys(found))


def observed(page: Page, record: Record | None, now: str) -> Row:
    """When and how we came by it."""
    fetched = page.fetched_at or now
    given = record.first_seen if record else None
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
        "first_seen": given or page.found_at or fetched,
        "last_absent": page.last_absent,
        "fetched_at": fetched,
        "provenance": msgspec.json.encode(provenance).decode(),
    }


def source_id(db: Database, site: str, given: str, publisher: str, now: str) -> int:
    """The source a page belongs to: its site, or who the giver of the record says.

    A given name that differs from the known name of the site stands for a source of its own,
    so that one file can hold the texts of many publishers under one address.
    """
    known = Sources(db).by_domain(site)
    if not given or given in (site, known.name if known else None):
        return Sources(db).ensure(Source(site, name=publisher), now)
    if "." in given and " " not in given:
        return Sources(db).ensure(Source(given.lower()), now)
    if known is None or not known.name:
        return Sources(db).ensure(Source(site, name=given), now)
    return Sources(db).ensure(Source(given, name=given), now)
