"""Signed evidence on a story: put together from what is stored, and the keys that sign it."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from aggregator import clock, results
from aggregator.api.stories import read_story
from aggregator.errors import NotStored, StorageError
from aggregator.results import EvidenceBundle, PublicKey
from storage.private.keys import SIGNING_KEY
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.formats.evidence_parts import StoredEvidence
    from aggregator.formats.evidence_texts import LocatedText
    from aggregator.trace.repositories import TraceRepositories

MAX_COMPARED = 200  # pairs of pages whose passages an evidence file has

Pair = tuple[int, int]  # ids of articles: a page, and the page it is compared with


def make_evidence(store: Store, story_id: int) -> EvidenceBundle:
    """Return the signed evidence on a story by its present id. Raises NotStored; StorageError without a key."""
    from aggregator.formats import evidence_bundle, evidence_parts

    keys = list_public_keys(store)
    if not keys:
        raise StorageError(
            "there is no key to sign evidence with: `aggregator init` makes one, and so does "
            "`maintenance.create_signing_key()`"
        )
    stored = _read_evidence(store, read_story(store, story_id))
    parts = evidence_parts.describe_evidence(stored, keys[0].fingerprint, clock.now())
    return evidence_bundle.sign_parts(parts, store.keys.require_key(SIGNING_KEY))


def create_signing_key(store: Store) -> PublicKey | None:
    """Make the key pair that signs evidence files; returns its public key, None when there was one."""
    return list_public_keys(store)[0] if store.keys.create_if_missing(SIGNING_KEY) else None


def list_public_keys(store: Store) -> list[PublicKey]:
    """Return the public keys of this installation: the one that signs, then those it replaced.

    Raises StorageError when the private file was lost.
    """
    from aggregator.formats.evidence_signing import make_public_key

    return [make_public_key(*key) for key in store.keys.list_signing_keys()]


def _read_evidence(store: Store, story: results.Story) -> "StoredEvidence":
    """Return what is stored about a story, its pages, their texts, and what these share."""
    from aggregator.formats.evidence_parts import ObservedPage, StoredEvidence
    from aggregator.trace import compare
    from aggregator.trace.repositories import TraceRepositories

    repositories = TraceRepositories.of(store)
    pairs = _choose_pairs(story)
    members = store.verdicts.members(story.story_id)
    ids = dict.fromkeys(
        [*(m.article_id for m in members), *(key for pair in pairs for key in pair)]
    )
    articles = {key: _require_article(store, key) for key in ids}
    permissions = store.permissions.get_many([*ids])
    shown = {key: each.allows("quote") and not each.withheld for key, each in permissions.items()}
    compared = dict.fromkeys(key for pair in pairs for key in pair)
    return StoredEvidence(
        story=story,
        history=store.verdicts.list_history(story.story_id),
        pages={
            member.article_id: ObservedPage(
                member,
                store.articles.get_provenance(member.article_id),
                shown[member.article_id],
            )
            for member in members
        },
        texts={articles[key].url: _locate_text(repositories, articles[key]) for key in compared},
        comparisons=[
            (compare.compare(repositories, a, b, min_words=0), shown[a] and shown[b])
            for a, b in pairs
        ],
        related=[
            (kind, row, _find_compared_url(story, row, pairs, articles))
            for kind, row in _list_related_texts(story)
        ],
    )


def _require_article(store: Store, article_id: int) -> results.StoredArticle:
    article = store.articles.get(article_id)
    if article is None:  # taken down between two reads
        raise NotStored(f"article {article_id} is not stored any more")
    return article


def _locate_text(
    repositories: "TraceRepositories", article: results.StoredArticle
) -> "LocatedText":
    """Return the text of an article as it is compared, with the places of its words."""
    from aggregator.formats.evidence_texts import locate_text
    from aggregator.trace import compare

    whole = repositories.membership.get_text(article.id).text
    return locate_text(article.url, whole, compare.read_compared_text(repositories, article.id))


def _choose_pairs(story: results.Story) -> list[Pair]:
    """Return which pages are compared: each with the original and with the leader, related ones with theirs.

    Where the original is not stored, the leader takes its place. MAX_COMPARED pairs at most.
    """
    base, leader = _get_base_id(story), _get_leader_id(story)
    ids = [member.article_id for member in story.members]
    wanted = [(key, other) for other in dict.fromkeys((base, leader)) for key in ids]
    wanted += [
        (row.article_id, _get_compared_id(story, row)) for _, row in _list_related_texts(story)
    ]
    pairs: dict[Pair, None] = {}
    for a, b in wanted:
        if a != b and (b, a) not in pairs:
            pairs[a, b] = None
    return list(pairs)[:MAX_COMPARED]


def _list_related_texts(story: results.Story) -> Iterator[tuple[str, results.RelatedText]]:
    """Yield the texts that are related to a story and no copies, each with its kind."""
    for kind in ("collections", "carries", "series"):
        for row in getattr(story, kind):
            yield kind, row


def _get_compared_id(story: results.Story, row: results.RelatedText) -> int:
    """Return the article with which a related text is compared."""
    return row.of_article_id or _get_base_id(story)


def _find_compared_url(
    story: results.Story,
    row: results.RelatedText,
    pairs: Collection[Pair],
    articles: Mapping[int, results.StoredArticle],
) -> str | None:
    """Return the address of the page that a related text is compared with; None where it is not."""
    of_id = _get_compared_id(story, row)
    return articles[of_id].url if (row.article_id, of_id) in pairs else None


def _get_base_id(story: results.Story) -> int:
    """Return the original, or where that is no member, the leader."""
    members = {member.article_id for member in story.members}
    original = story.original.article_id
    return original if original in members and original else _get_leader_id(story)


def _get_leader_id(story: results.Story) -> int:
    leaders = (member.article_id for member in story.members if member.relation is None)
    return next(leaders, story.members[0].article_id)
