"""Judges pages that were read before they are stored: is it the article that was announced, or that is stored?

The rules are in `redirects` and `ingest/claims.py`; here they get what is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from aggregator.crawl import redirects
from aggregator.ingest import Prepared, claims
from aggregator.linking.agreement import Wording
from aggregator.model import Article, Page, Rejected
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.frontier.sources import Sources


@dataclass(frozen=True, slots=True)
class Stored:
    """The wording of an article that is stored."""

    title: str
    wording: Wording
    is_own_address: bool  # it is at the address by which it was found


class PageJudge:
    """Replaces what is not the article that was asked for by why it is not."""

    def __init__(self, addresses: Addresses, articles: Articles, sources: Sources) -> None:
        self._addresses, self._articles, self._sources = addresses, articles, sources

    def judge(self, group: Sequence[Prepared]) -> list[Prepared]:
        """Returns the pages of one commit, those that are none of ours as rejected."""
        view = _CommitView(self._sources)
        return [self._judge_one(prepared, view) for prepared in group]

    def _judge_one(self, prepared: Prepared, view: "_CommitView") -> Prepared:
        article = prepared.outcome
        if isinstance(article, Rejected):
            return prepared
        cause = self._find_cause(prepared.page, article, view)
        if not cause:
            return prepared
        rejected = Rejected(article.url, cause)
        return replace(prepared, outcome=rejected, signature=None, record=None)

    def _find_cause(self, page: Page, article: Article, view: "_CommitView") -> str:
        stored = self._find_stored(page.url)
        if page.url != article.url or redirects.is_front_page(article.url):
            announced = page.entry.title if page.entry else ""
            known = stored.title if stored else ""
            headline = announced if claims.is_headline(announced) else known
            if cause := redirects.find_wrong_page(page, article, headline, view.domains):
                return cause
        if stored and stored.is_own_address:
            return "" if claims.is_version(article, stored.title, stored.wording) else "other_text"
        return ""

    def _find_stored(self, url: str) -> Stored | None:
        """Returns the article that has an address; None when there is none."""
        holder = self._addresses.find_holder(url)
        if holder is None:
            return None
        title, text_hash = self._articles.get_title_and_hash(holder.article_id)
        [own] = self._addresses.get_texts([holder.article_id], text_hash)
        return Stored(title, own.wording, holder.basis == "own")


class _CommitView:
    """What pages of one commit are judged by, read when one of them needs it."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    @cached_property
    def domains(self) -> Mapping[str, str]:
        """Further domains of sources with their present ones."""
        return self._sources.map_further_domains()
