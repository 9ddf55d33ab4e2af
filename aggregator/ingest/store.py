"""Stores what was read and signed: as new, changed, or known already; or says why not.

All that is stored with one commit is planned together. What changes nothing for any other article is
written together, the rest one article after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from aggregator.ingest import identity, provenance, rights
from aggregator.ingest.commit_items import (
    Commit,
    Item,
    Prepared,
    add_id,
    add_source,
    find_blocking_case,
    prepare_items,
)
from aggregator.ingest.identity import Identity
from aggregator.ingest.repositories import IngestRepositories
from aggregator.ingest.site_parameters import learn_parameters
from aggregator.jobs.permissions import read_circumstances
from aggregator.model import Article, Row, StoredText
from aggregator.stories import lookup
from aggregator.stories.apply import assignment, new_articles
from aggregator.stories.apply.leader_swap import is_certain_swap
from aggregator.stories.apply.new_articles import NewMember
from aggregator.stories.plan.batch import BatchPlan
from aggregator.stories.plan.match import MIN_TOKENS, Assignment
from storage.corpus import articles
from storage.links.sketch_index import Prefetched
from storage.sqlite.connection import explain_sqlite_errors

Status = Literal["new", "changed", "known", "rejected", "tombstoned"]


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of a prepared article."""

    status: Status
    article_id: int | None = None
    reason: str = ""  # why it was rejected, or the number of the takedown case


@dataclass(slots=True)
class _Plan:
    """The plan of a commit, and what was read for it."""

    batch: BatchPlan
    prefetched: Prefetched


def store_article(repositories: IngestRepositories, prepared: Prepared, now: str) -> StoreResult:
    """Store one prepared article in one transaction, or say why not. Raises StorageError."""
    return store_articles(repositories, [prepared], now)[0]


def store_articles(
    repositories: IngestRepositories, group: Sequence[Prepared], now: str
) -> list[StoreResult]:
    """Store many in one transaction, with the same result as one after the other.

    Raises StorageError.
    """
    stories = repositories.stories
    with explain_sqlite_errors(repositories.path), stories.transaction():
        ids = count(repositories.articles.find_next_id())
        parted = repositories.addresses.select_parted()
        domains = repositories.sources.map_further_domains()
        common = read_circumstances(repositories.rights)
        commit = Commit(repositories, now, ids, parted, domains, common)
        items = prepare_items(commit, group)
        texts = [item.article.link_text for item in items]
        plan = _Plan(*lookup.plan_batch(stories, [item.linked for item in items], texts))
        results = _store_items(commit, items, plan)
        read = (item for item in items if results[item.index].status in ("new", "known"))
        learn_parameters(commit, read)
        _add_to_full_text_index(commit)
        stories.boilerplate.count_changed_articles(commit.new_by_source)
    return [results.get(index) or _make_rejection(prepared) for index, prepared in enumerate(group)]


def _store_items(commit: Commit, items: Sequence[Item], plan: _Plan) -> dict[int, StoreResult]:
    """Store each in its turn, but together those that wait for no other; results by index."""
    results: dict[int, StoreResult] = {}
    together: list[tuple[Item, Assignment]] = []
    for i, item in enumerate(items):
        planned = plan.batch.assignment(i) if item.is_unknown else None
        if planned and _can_write_later(commit, planned) and not _find_twin(commit, item, planned):
            new = add_id(commit, item)
            together.append((new, planned))
            plan.batch.changed_stories |= planned.story_ids
            results[item.index] = StoreResult("new", new.article_id)
            continue
        _store_new_articles(commit, together)
        together = []
        results[item.index] = _store_item(commit, item, plan, planned)
    _store_new_articles(commit, together)
    return results


def _can_write_later(commit: Commit, planned: Assignment) -> bool:
    """Whether an article may be written later in the commit, with others."""
    return not planned.changes_others or is_certain_swap(commit.repositories.stories, planned)


def _make_rejection(prepared: Prepared) -> StoreResult:
    return StoreResult("rejected", reason=getattr(prepared.outcome, "reason", "unsigned"))


def _store_item(commit: Commit, item: Item, plan: _Plan, planned: Assignment | None) -> StoreResult:
    """Store one article in its turn, or say why not."""
    found = None
    if not item.is_unknown:
        stored = commit.repositories.addresses
        found = identity.find_by_address(stored, item.as_page_text(commit), commit.parted)
        # What a case left for a person to decide is stored still: the same text is no new article.
        is_same = found and _has_same_text(commit, found.article_id, item.article)
        signature = None if is_same else item.linked.signature
        if case := find_blocking_case(commit, item.addresses, item.article.link_text, signature):
            return StoreResult("tombstoned", reason=case)
    if found:
        return _store_known_article(commit, item, plan, found)
    return _store_twin_or_new_article(commit, item, plan, planned)


def _store_twin_or_new_article(
    commit: Commit, item: Item, plan: _Plan, planned: Assignment | None
) -> StoreResult:
    """Store an article of which no address is known to be of a stored article."""
    item = add_source(commit, item)
    if planned is None:
        query = item.linked.as_query(item.article.link_text)
        planned = lookup.assign_query(commit.repositories.stories, query, plan.prefetched)
    if twin := _find_twin(commit, item, planned):
        return _store_known_article(commit, item, plan, twin)
    return _store_new_article(commit, add_id(commit, item), plan, planned)


def _find_twin(commit: Commit, item: Item, planned: Assignment) -> Identity | None:
    """The stored article at a twin of this address, or the one that this page repeats.

    What resembles no stored text has none.
    """
    if not planned.story_ids:
        return None
    page, stored = item.as_page_text(commit), commit.repositories.addresses
    twin = identity.find_twin(stored, page, commit.parted)
    if twin or not _may_be_republished(item, planned):
        return twin
    return identity.find_republished(
        stored, page, commit.source_id(item.prepared, item.article), commit.parted
    )


def _may_be_republished(item: Item, planned: Assignment) -> bool:
    """Whether a text is stored word for word, and long enough to be no mere form.

    A record with an id of its own is the article that its supplier says it is.
    """
    has_id = item.prepared.record is not None and item.prepared.record.id is not None
    return (
        planned.relation == "identical"
        and item.linked.signature.tokens >= MIN_TOKENS
        and "live_blog" not in item.article.flags  # what will be there differs
        and not has_id
    )


def _store_known_article(commit: Commit, item: Item, plan: _Plan, found: Identity) -> StoreResult:
    """Store the addresses of an article that is stored already, and what changed of it."""
    new = (found.article_id, item.addresses, found.is_own_address)
    identity.add_addresses(commit.repositories.addresses, [new], commit.parted)
    if item.addresses.is_direct_redirect:  # it counts in attribution
        story_id = commit.repositories.articles.get_story_id(found.article_id)
        commit.repositories.stories.stories.mark_dirty(story_id)
    record = item.prepared.record
    if record and record.first_seen:
        commit.repositories.articles.set_earlier_first_seen(found.article_id, record.first_seen)
    if not found.replaces_text:
        return StoreResult("known", found.article_id)
    plan.batch.is_stale = True
    _add_to_full_text_index(commit)  # what changes has to be in the index
    return _update_article(commit, item, found.article_id)


def _store_new_article(commit: Commit, item: Item, plan: _Plan, planned: Assignment) -> StoreResult:
    """Store a new article in its turn."""
    stories, linked = commit.repositories.stories, item.linked
    plan.batch.changed_stories |= planned.story_ids
    story_id = planned.story_id or stories.stories.create(commit.now)
    columns = _make_columns(commit, item, story_id)
    _insert_and_queue_for_search(commit, [(item.article, columns)])
    new = (item.article_id, item.addresses, True)
    identity.add_addresses(commit.repositories.addresses, [new], commit.parted)
    stories.signatures.add(item.article_id, linked.signature, linked.sketch)
    text = _make_stored_text(item, columns)
    revealed = assignment.write_assignment(stories, text, linked.sketch, planned)
    plan.batch.is_stale = plan.batch.is_stale or revealed
    return StoreResult("new", item.article_id)


def _store_new_articles(commit: Commit, group: Sequence[tuple[Item, Assignment]]) -> None:
    """Store new articles whose assignments are known and do not depend on one another."""
    if not group:
        return
    stories = commit.repositories.stories
    leaders = {item.article_id: item.linked for item, planned in group if planned.story_id is None}
    story_ids = stories.stories.create_with_leaders([*leaders], commit.now)
    rows = [
        _make_columns(commit, item, planned.story_id or story_ids[item.article_id])
        for item, planned in group
    ]
    _insert_and_queue_for_search(
        commit, [(item.article, row) for (item, _), row in zip(group, rows, strict=True)]
    )
    identity.add_addresses(
        commit.repositories.addresses,
        [(item.article_id, item.addresses, True) for item, _ in group],
        commit.parted,
    )
    new_articles.add_leaders(stories, leaders, story_ids)
    members = [
        NewMember(_make_stored_text(item, row), item.linked, planned)
        for (item, planned), row in zip(group, rows, strict=True)
    ]
    new_articles.add_members(stories, members)


def _make_stored_text(item: Item, columns: Row) -> StoredText:
    """An article that was just stored, as linking needs it."""
    linked = item.linked
    return StoredText(
        item.article_id,
        columns["story_id"],
        columns["source_id"],
        item.article.link_text,
        linked.text_hash,
        linked.signature.tokens,
        columns["first_seen"],
        leads=False,
    )


def _insert_and_queue_for_search(commit: Commit, rows: Sequence[tuple[Article, Row]]) -> None:
    """Store new articles, each with what may be stored of it."""
    repositories, common = commit.repositories.rights, commit.circumstances
    judged = [
        rights.judge(repositories, common, article, columns["source_id"], columns, commit.now)
        for article, columns in rows
    ]
    commit.repositories.articles.add_all([(each.article, each.columns) for each in judged])
    rights.write_all(repositories, judged, commit.now)
    commit.new_by_source.update(each.columns["source_id"] for each in judged)
    commit.unsearchable.extend(
        (each.columns["id"], each.article.title, each.article.text) for each in judged
    )


def _add_to_full_text_index(commit: Commit) -> None:
    commit.repositories.articles.add_to_full_text_index(commit.unsearchable)
    commit.unsearchable.clear()


def _make_columns(commit: Commit, item: Item, story_id: int) -> Row:
    """The columns of an article that do not come from its page."""
    feed = item.prepared.page.feed
    return {
        "id": item.article_id,
        "story_id": story_id,
        "source_id": item.linked.source_id,
        "feed_id": commit.repositories.sources.feed_id(feed) if feed else None,
        "text_hash": item.linked.text_hash,
        **provenance.make_observation_columns(item.prepared.page, item.prepared.record, commit.now),
    }


def _update_article(commit: Commit, item: Item, article_id: int) -> StoreResult:
    """Store what changed of an article that is stored already."""
    article, fetched_at = item.article, item.prepared.page.fetched_at
    stored, stories = commit.repositories.articles, commit.repositories.stories
    repositories = commit.repositories.rights
    says_more = _is_newer_page(commit, item, article_id) and rights.update(
        repositories, article_id, article, fetched_at or commit.now, commit.now
    )
    if _has_same_text(commit, article_id, article):
        came_back = rights.restore_text(repositories, article_id, article)
        if not stored.update_claims(article_id, article, fetched_at):
            return StoreResult("changed" if says_more or came_back else "known", article_id)
        _store_page_hash(commit, item, article_id)
        stories.stories.mark_dirty(stored.get_story_id(article_id))
        return StoreResult("changed", article_id)
    former = stories.membership.get_text(article_id)
    rights.replace_wording(repositories, article_id, former.source_id, article, commit.now)
    _store_page_hash(commit, item, article_id)
    if former.text_hash != articles.text_hash(article.link_text):
        signature = item.linked.signature
        assignment.reassign_article(stories, article_id, article.link_text, signature, commit.now)
    return StoreResult("changed", article_id)


def _is_newer_page(commit: Commit, item: Item, article_id: int) -> bool:
    """Whether an article was read of a page, not of a text that was handed in, and of none that is older."""
    record = item.prepared.record
    if record is not None and record.text is not None:
        return False
    return commit.repositories.articles.get_read_at(article_id) <= item.prepared.page.fetched_at


def _store_page_hash(commit: Commit, item: Item, article_id: int) -> None:
    """Store the SHA-256 of the page from which a stored article was just read again."""
    page = item.prepared.page
    fetched_at = page.fetched_at or commit.now
    commit.repositories.articles.set_page_hash(article_id, page.sha256 or None, fetched_at)


def _has_same_text(commit: Commit, article_id: int, article: Article) -> bool:
    """Whether title and text of an article are the stored ones."""
    return commit.repositories.articles.get_title_and_hash(article_id) == (
        article.title,
        articles.text_hash(article.link_text),
    )
