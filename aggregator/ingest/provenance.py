"""Provenance of an article: its addresses, the source it belongs to, and what was observed."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

from aggregator import twin_addresses, urls
from aggregator.model import Article, Page, Record, Row, Source
from aggregator.reading.header_fields import join_headers
from storage.frontier.sources import Sources

# Headers kept as provenance: the others do not say when and where a page comes from.
KEPT_HEADERS = frozenset(
    [
        "content-language",
        "content-signal",
        "content-type",
        "content-usage",
        "date",
        "etag",
        "last-modified",
        "link",
        "server",
        "tdm-policy",
        "tdm-reservation",
        "x-robots-tag",
    ]
)


@dataclass(frozen=True, slots=True)
class ArticleAddresses:
    """The addresses of a page, in canonical spelling."""

    fetched: str  # it answered: the article is there
    asked: str  # it led there; the same without a redirect
    claimed: tuple[str, ...] = ()  # declared, or passed on the way
    declared_twins: tuple[str, ...] = ()  # those of them that are declared and twins of `fetched`
    is_direct_redirect: bool = False  # the site of `asked` led to that of `fetched`, no third one

    @property
    def all(self) -> list[str]:
        """Every address, the best first, without repetition."""
        return list(dict.fromkeys([self.fetched, self.asked, *self.claimed]))

    @property
    def read(self) -> tuple[str, ...]:
        """The addresses at which the text was read."""
        return (self.fetched, self.asked) if self.asked != self.fetched else (self.fetched,)


def collect_addresses(page: Page, article: Article) -> ArticleAddresses:
    """Returns the addresses of a page that was read.

    A declared canonical address is a claim when it is of the same author and no front page; any other
    is a source claim, not an address. So are addresses on the way of a redirect, and the plain form of
    a twin.
    """
    fetched = article.url
    asked = (urls.join(page.url, "") or fetched) if page.url != fetched else fetched
    claimed = []
    if article.canonical_url and article.canonical_url != fetched:
        claimed += _list_declared(article.canonical_url, fetched)
    hops = [url for each in page.redirects if (url := urls.join(each, ""))]
    claimed += hops
    plain = twin_addresses.find_plain_form(fetched)
    if plain:
        claimed.append(plain)
    twins = _list_declared_twins(article, plain, fetched)
    claimed += twins
    read = (fetched, asked)
    sites = {urls.site(asked), urls.site(fetched)}
    is_direct = asked != fetched and all(urls.site(url) in sites for url in hops)
    claimed = [url for url in claimed if url not in read]
    return ArticleAddresses(fetched, asked, tuple(dict.fromkeys(claimed)), twins, is_direct)


def _list_declared_twins(article: Article, plain: str, fetched: str) -> tuple[str, ...]:
    """Returns the plain page that an AMP page declares, or the AMP page that a plain one does."""
    if plain:
        variants = twin_addresses.list_variants(plain)
        return (article.canonical_url,) if article.canonical_url in variants else ()
    amp = twin_addresses.find_plain_form(article.amp_url) if article.amp_url else ""
    return (article.amp_url,) if amp and amp in twin_addresses.list_variants(fetched) else ()


def _list_declared(declared: str, fetched: str) -> list[str]:
    is_own = urls.author_space(declared) == urls.author_space(fetched)
    return [declared] if is_own and urlsplit(declared).path not in ("", "/") else []


def make_observation_columns(page: Page, record: Record | None, now: str) -> Row:
    """Returns the columns of an article that say when and how we came by it."""
    fetched = page.fetched_at or now
    provenance = {
        "asked": page.url,
        "final": page.final_url or page.url,
        "redirects": page.redirects,
        "status": page.status,
        "headers": join_headers(each for each in page.headers if each[0] in KEPT_HEADERS),
        "feed": page.feed,
        "feed_absent_sha256": page.absent_hash,
        "feed_found_sha256": page.found_hash,
        "page_sha256": page.sha256 or None,
        "page_fetched_at": fetched,
    }
    return {
        "external_id": None if record is None or record.id is None else str(record.id),
        "first_seen": find_first_seen(page, record, now),
        "last_absent": page.last_absent,
        "fetched_at": fetched,
        "provenance": msgspec.json.encode(provenance).decode(),
    }


def find_first_seen(page: Page, record: Record | None, now: str) -> str:
    """Returns when a page was first seen, as far as we or the record know."""
    supplied = record.first_seen if record else None
    return supplied or page.found_at or page.fetched_at or now


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
