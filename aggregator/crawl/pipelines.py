"""The item pipeline: pages in; read, stored with the outcome of their address, and out as articles."""

from dataclasses import dataclass
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from aggregator import clock
from aggregator.crawl.extension import CrawlExtension
from aggregator.crawl.log_format import TakenDown
from aggregator.crawl.outcomes import TAKEN_DOWN
from aggregator.crawl.session import CrawlSession
from aggregator.crawl.site_files import SiteFilesMiddleware
from aggregator.ingest import Prepared, StoreResult
from aggregator.model import Article, Rejected, Removed, SourceTrace
from spiders.items import PageItem
from storage.frontier.interface import LeasedPage


@dataclass(frozen=True, slots=True)
class ArticleItem:
    """An article in the form in which `aggregator read` writes it: what `-O FILE` exports."""

    id: None
    url: str
    canonical_url: str
    title: str
    authors: tuple[str, ...]
    published: str | None
    published_precision: str | None
    modified: str | None
    language: str
    text: str
    link_text: str
    removed: tuple[Removed, ...]
    sources: tuple[SourceTrace, ...]
    flags: tuple[str, ...]
    rejected: None


class ArticlePipeline:
    """Makes an article of each PageItem; items of other kinds pass through as they are."""

    def __init__(self, session: CrawlSession, crawler: Crawler) -> None:
        self._session, self._crawler = session, crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArticlePipeline":
        """Returns the pipeline of the crawl's session. Raises NotConfigured when it has none."""
        extension = crawler.get_extension(CrawlExtension)
        if extension is None:
            raise NotConfigured
        return cls(extension.session, crawler)

    async def process_item(self, item: Any) -> Any:
        """Returns the article of a page. Raises DropItem when it is no article or was taken down."""
        if not isinstance(item, PageItem):
            return item
        if not isinstance(item.due, LeasedPage):
            return await self._read_and_store(item, None)
        try:
            return await self._read_and_store(item, item.due)
        except DropItem:
            raise
        except Exception as error:  # any bug, or a full disk: the crawl ends and raises it
            self._session.scheduler.stop_with(error)
            raise DropItem(str(error)) from error
        finally:
            self._session.scheduler.count_finished_page()

    async def _read_and_store(self, item: PageItem, lease: LeasedPage | None) -> ArticleItem:
        if item.page.status != 200:
            if lease:
                self._session.record_refused_page(lease, item.page, clock.now())
            raise DropItem(f"HTTP {item.page.status}")
        self._session.report.count("fetched")
        prepared = await self._session.pool.read_and_sign(item.page)
        if isinstance(prepared.outcome, Article):
            await self._read_named_licences(prepared.outcome)
        stored = await self._session.store(prepared, lease)
        return _make_item_or_drop(prepared, stored)

    async def _read_named_licences(self, article: Article) -> None:
        """Has licence files read that an article names, before it is stored."""
        middleware = self._crawler.get_downloader_middleware(SiteFilesMiddleware)
        if middleware:
            await middleware.look_at_named(article)


def _make_item_or_drop(prepared: Prepared, stored: StoreResult) -> ArticleItem:
    """Returns the article that was read. Raises DropItem when there is none that may be given away."""
    if stored.status == "tombstoned":
        raise TakenDown(TAKEN_DOWN)
    if isinstance(prepared.outcome, Rejected) or stored.status == "rejected":
        raise DropItem(stored.reason)
    return _make_article_item(prepared.outcome)


def _make_article_item(article: Article) -> ArticleItem:
    return ArticleItem(
        id=None,
        url=article.url,
        canonical_url=article.canonical_url,
        title=article.title,
        authors=article.authors,
        published=article.published,
        published_precision=article.published_precision,
        modified=article.modified,
        language=article.language,
        text=article.text,
        link_text=article.link_text,
        removed=article.removed,
        sources=article.sources,
        flags=article.flags,
        rejected=None,
    )
