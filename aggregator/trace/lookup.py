"""Stored articles and stories by id or address."""

from aggregator import urls
from aggregator.errors import NotStored, Tombstoned
from aggregator.trace.repositories import LookupRepositories
from storage.corpus.stories import Stories
from storage.private.tombstones import Tombstones

LARGEST_ID = 2**63 - 1  # that SQLite can hold


def require_article_id(repositories: LookupRepositories, key: int | str) -> int:
    """Return the id of a stored article by id or address.

    Raises AddressError, NotStored, Tombstoned.
    """
    text = str(key).strip()
    if text.isdecimal():
        return _require_stored_id(repositories, int(text))
    url = urls.canonical(text)
    article_id = repositories.addresses.find(url)
    if article_id is not None:
        return article_id
    from aggregator.takedown.block import find_blocking_case

    if case := find_blocking_case(repositories.blocklist, [url]):
        raise Tombstoned(f"{text} was taken down: {case}")
    raise NotStored(
        f"{text} is not stored: `aggregator crawl --url {text}` fetches it, "
        "`aggregator ingest FILE` takes a saved page"
    )


def _require_stored_id(repositories: LookupRepositories, article_id: int) -> int:
    if 0 < article_id <= LARGEST_ID:
        if repositories.articles.exists(article_id):
            return article_id
        if repositories.tombstones.has_article(article_id):
            raise Tombstoned(f"article {article_id} was taken down")
    raise NotStored(f"no article {article_id}: `aggregator search` finds what is stored")


def require_current_story_id(stories: Stories, tombstones: Tombstones, key: int | str) -> int:
    """Return the id of a story; of a merged one, that of the story it was merged into.

    Raises NotStored, Tombstoned.
    """
    wanted = int(key) if str(key).isdecimal() else 0
    possible = 0 < wanted <= LARGEST_ID
    current = stories.resolve_redirect(wanted) if possible else None
    if current is not None and stories.has_members(current):
        return current
    if possible and tombstones.has_story(current or wanted):
        raise Tombstoned(f"story {key} was taken down")
    raise NotStored(f"no story {key}: `aggregator export stories` lists them")
