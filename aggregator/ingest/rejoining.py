"""Makes one article of two that a source has with the same text since its site moved.

Before the move was proven, the pages of the new site were another source's.
"""

from collections.abc import Mapping

from aggregator import urls
from aggregator.ingest import identity
from aggregator.ingest.repositories import IngestRepositories
from aggregator.stories.apply import assignment
from aggregator.stories.plan.match import MIN_TOKENS
from storage.corpus.repeated import RepeatedArticle


def rejoin_articles(repositories: IngestRepositories, domain: str, now: str) -> int:
    """Joins the articles that the source of a domain has at several domains; returns how many were joined.

    One transaction for each. The article that was seen first stays, and has the addresses of the other one.
    """
    source_id = repositories.sources.source_id(domain)
    if source_id is None:
        return 0
    parted = repositories.addresses.select_parted()
    domains = repositories.sources.map_further_domains()
    joined: set[int] = set()
    for pair in repositories.repeated.list_of_source(source_id, MIN_TOKENS):
        ids = {pair.kept.article_id, pair.repeated.article_id}
        if joined.isdisjoint(ids) and _is_one_article(pair, domains, parted):
            _join(repositories, pair, now)
            joined.add(pair.repeated.article_id)
    return len(joined)


def _is_one_article(
    pair: RepeatedArticle, domains: Mapping[str, str], parted: frozenset[str]
) -> bool:
    """Whether two articles are one at two domains of its author."""
    kept, repeated = pair.kept, pair.repeated
    return (
        urls.site(kept.url) != urls.site(repeated.url)
        and parted.isdisjoint([kept.url, repeated.url])
        and identity.are_of_one_author(kept.url, repeated.url, domains)
        and identity.have_one_date(kept, repeated)
    )


def _join(repositories: IngestRepositories, pair: RepeatedArticle, now: str) -> None:
    kept_id, repeated_id = pair.kept.article_id, pair.repeated.article_id
    stories = repositories.stories
    with stories.transaction():
        repositories.repeated.take_over(kept_id, repeated_id)
        assignment.remove_article(stories, repeated_id, now)
        repositories.repeated.delete(repeated_id)
        stories.stories.mark_dirty(repositories.articles.get_story_id(kept_id))
