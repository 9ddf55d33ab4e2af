"""Which articles a request affects, before and while they are hidden."""

from collections.abc import Sequence

from msgspec.structs import replace

from aggregator import linking, urls
from aggregator.errors import NotStored, Tombstoned, UsageError
from aggregator.results.takedowns import TakedownCaseItems, TakedownPreview
from aggregator.stories.repositories import StoryRepositories
from aggregator.takedown.block import find_blocking_case
from aggregator.takedown.copies import find_related_articles
from aggregator.takedown.repositories import PreviewRepositories
from aggregator.takedown.rules import scope
from storage.corpus.erasure import Erasure


def preview(
    store: PreviewRepositories, *, url: str | None = None, story: int | None = None
) -> list[TakedownPreview]:
    """Returns every article that a request affects, and what would become of it.

    Name either the address of an article or the id of a story. Raises NotStored, Tombstoned,
    UsageError.
    """
    requested_id = _find_requested_id(store, url, story)
    affected = _list_affected_articles(store.stories, store.erasure, requested_id)
    ids = [article.article_id for article in affected]
    rows, shares = store.erasure.preview_rows(ids), _compute_shares(store, requested_id, ids)
    return [
        TakedownPreview(
            **rows[article.article_id],
            relation=article.relation,
            action=article.action,
            containment=shares[article.article_id][0],
            containment_of_original=shares[article.article_id][1],
        )
        for article in affected
        if article.article_id in rows
    ]


def _compute_shares(
    store: PreviewRepositories, requested_id: int, article_ids: Sequence[int]
) -> dict[int, tuple[float, float]]:
    """Returns for each article the share of it that is in the requested one, and of that in it."""
    texts = store.stories.membership.get_texts([requested_id, *article_ids])
    work = linking.shingles(texts[requested_id].text)
    shares = {}
    for article_id, stored in texts.items():
        scores = linking.compare(linking.shingles(stored.text), work)
        shares[article_id] = round(scores.a_in_b, 4), round(scores.b_in_a, 4)
    return shares


def find_undecided(erasure: Erasure, case: TakedownCaseItems) -> TakedownCaseItems:
    """Returns the case with the articles that are still stored and that a person has to decide on."""
    listed = [item.article_id for item in case.items if item.state == "listed"]
    stored = erasure.preview_rows(listed) if listed and case.state != "rejected" else {}
    return replace(case, undecided=tuple(sorted(stored)))


def _find_requested_id(store: PreviewRepositories, url: str | None, story: int | None) -> int:
    """The id of the article that a request names; for a story, of its leader."""
    if (url is None) == (story is None):
        raise UsageError("name what to take down: either an address or a story")
    article_id = _id_of_address(store, url) if url is not None else _leader_id(store, story or 0)
    if article_id is None:
        raise NotStored(f"{url or f'story {story}'} is not stored: there is nothing to take down")
    return article_id


def _id_of_address(store: PreviewRepositories, url: str) -> int | None:
    article_id = store.addresses.find(urls.canonical(url))
    if article_id is None and (number := find_blocking_case(store.blocklist, [url])):
        raise Tombstoned(f"{url} was taken down already: {number}")
    return article_id


def _leader_id(store: PreviewRepositories, story: int) -> int | None:
    story_id = store.stories.stories.resolve_redirect(story)
    leader_id = None if story_id is None else store.stories.membership.get_leader_id(story_id)
    if leader_id is None and store.blocklist.tombstones.has_story(story_id or story):
        raise Tombstoned(f"story {story} was taken down already")
    return leader_id


def _list_affected_articles(
    stories: StoryRepositories, erasure: Erasure, requested_id: int
) -> list[scope.AffectedArticle]:
    requested = stories.membership.get_text(requested_id)
    related = find_related_articles(stories, requested)
    carriers = [key for key, relation in related if relation in scope.CARRYING_RELATIONS]
    others = erasure.list_articles_to_look_at([requested_id, *carriers])
    return scope.list_affected_articles(requested_id, related, others)
