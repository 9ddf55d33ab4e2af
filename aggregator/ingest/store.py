"""Stores what was read and signed: as new, changed, or known already; or says why not.

All that is stored with one commit is planned together. What changes nothing for any other article is
written together, the rest one article after the other.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from aggregator import urls
from aggregator.ingest import provenance
from aggregator.ingest.repositories import IngestRepositories
from aggregator.model import Article, Page, Record, Rejected, Row, Signature, StoredText
from aggregator.stories import lookup
from aggregator.stories.apply import assignment, new_articles
from aggregator.stories.apply.leader_swap import is_certain_swap
from aggregator.stories.apply.new_articles import NewMember
from aggregator.stories.plan.batch import BatchPlan, NewArticle
from aggregator.stories.plan.match import Assignment
from aggregator.takedown.block import find_blocking_case
from storage.corpus import articles
from storage.links import signatures
from storage.links.sketch_index import Prefetched
from storage.sqlite.connection import explain_sqlite_errors

Status = Literal["new", "changed", "known", "rejected", "tombstoned"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page or record, read and signed, without its bytes."""

    page: Page
    outcome: Article | Rejected
    signature: Signature | None = None
    record: Record | None = None
    cpu: tuple[float, float] = (0.0, 0.0)  # seconds that reading and signing took


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of a prepared article."""

    status: Status
    article_id: int | None = None
    reason: str = ""  # why it was rejected, or the number of the takedown case


@dataclass(frozen=True, slots=True)
class _Commit:
    """What the articles of one commit have in common."""

    repositories: IngestRepositories
    now: str
    source_ids: dict[tuple[str, str, str], int] = field(default_factory=dict)
    unsearchable: list[tuple[int, str, str]] = field(default_factory=list)  # stored so far
    new_by_source: Counter[int] = field(default_factory=Counter)

    def source_id(self, prepared: Prepared, article: Article) -> int:
        """The source of an article, looked up once for each (site, given name, publisher)."""
        given = (prepared.record.source if prepared.record else None) or ""
        key = (urls.site(article.url), given, article.publisher)
        if key not in self.source_ids:
            sources = self.repositories.sources
            self.source_ids[key] = provenance.find_or_add_source(sources, *key, self.now)
        return self.source_ids[key]


@dataclass(frozen=True, slots=True)
class _Item:
    """An article among those that are stored with one commit."""

    index: int  # in the commit
    prepared: Prepared
    article: Article
    addresses: list[str]
    linked: NewArticle  # its source is set if the article is new
    article_id: int = 0  # of a new article; 0: stored before, earlier in this commit, or refused


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
        commit = _Commit(repositories, now)
        items = _prepare_items(commit, group)
        texts = [item.article.link_text for item in items]
        plan = _Plan(*lookup.plan_batch(stories, [item.linked for item in items], texts))
        results = _store_items(commit, items, plan)
        _add_to_full_text_index(commit)
        stories.boilerplate.count_changed_articles(commit.new_by_source)
    return [results.get(index) or _make_rejection(prepared) for index, prepared in enumerate(group)]


def _store_items(commit: _Commit, items: Sequence[_Item], plan: _Plan) -> dict[int, StoreResult]:
    """Store each in its turn, but together those that wait for no other; results by index."""
    results: dict[int, StoreResult] = {}
    together: list[tuple[_Item, Assignment]] = []
    for i, item in enumerate(items):
        planned = plan.batch.assignment(i) if item.article_id else None
        if planned and _can_write_later(commit, planned):
            together.append((item, planned))
            plan.batch.changed_stories |= planned.story_ids
            results[item.index] = StoreResult("new", item.article_id)
            continue
        _store_new_articles(commit, together)
        together = []
        results[item.index] = _store_item(commit, item, plan, planned)
    _store_new_articles(commit, together)
    return results


def _can_write_later(commit: _Commit, planned: Assignment) -> bool:
    """Whether an article may be written later in the commit, with others."""
    return not planned.changes_others or is_certain_swap(commit.repositories.stories, planned)


def _prepare_items(commit: _Commit, group: Sequence[Prepared]) -> list[_Item]:
    """The articles of a group that can be stored; new ones get ids, and their sources are added."""
    read = [
        (index, prepared, prepared.outcome, prepared.signature)
        for index, prepared in enumerate(group)
        if isinstance(prepared.outcome, Article) and prepared.signature is not None
    ]
    addresses = [
        provenance.collect_addresses(prepared.page, article) for _, prepared, article, _ in read
    ]
    sketches = signatures.shorten_sketches([signature for *_, signature in read])
    texts = [article.link_text for _, _, article, _ in read]
    is_new = _are_new_articles(commit, addresses, texts, [signature for *_, signature in read])
    ids = iter(commit.repositories.articles.reserve_ids(sum(is_new)))
    items = []
    for i, (index, prepared, article, signature) in enumerate(read):
        source_id = commit.source_id(prepared, article) if is_new[i] else None
        text_hash = articles.text_hash(article.link_text)
        linked = NewArticle(source_id, text_hash, signature, sketches[i])
        article_id = next(ids) if is_new[i] else 0
        items.append(_Item(index, prepared, article, addresses[i], linked, article_id))
    return items


def _are_new_articles(
    commit: _Commit,
    addresses: Sequence[Sequence[str]],
    texts: Sequence[str],
    made: Sequence[Signature],
) -> list[bool]:
    """For each article whether no address of it is stored or came before, and no case blocks it."""
    known = commit.repositories.articles.select_known_addresses(
        {url for urls in addresses for url in urls}
    )
    is_new = []
    for own, text, signature in zip(addresses, texts, made, strict=True):
        is_known = not known.isdisjoint(own)
        is_new.append(not is_known and not _find_blocking_case(commit, own, text, signature.sketch))
        known.update(own)
    return is_new


def _find_blocking_case(commit: _Commit, addresses: Sequence[str], text: str, sketch: bytes) -> str:
    """The number of the takedown case that blocks an article, or nothing."""
    return find_blocking_case(commit.repositories.blocklist, addresses, text, sketch)


def _make_rejection(prepared: Prepared) -> StoreResult:
    return StoreResult("rejected", reason=getattr(prepared.outcome, "reason", "unsigned"))


def _store_item(
    commit: _Commit, item: _Item, plan: _Plan, planned: Assignment | None
) -> StoreResult:
    """Store one article in its turn, or say why not."""
    if item.article_id:
        return _store_new_article(commit, item, plan, planned)
    article, stored = item.article, commit.repositories.articles
    article_id = stored.find_by_url(item.addresses)
    # What a case left for a person to decide is stored still: the same text is no new article.
    is_same = _has_same_text(stored, article_id, article)
    sketch = b"" if is_same else item.linked.signature.sketch
    if case := _find_blocking_case(commit, item.addresses, article.link_text, sketch):
        return StoreResult("tombstoned", reason=case)
    if article_id is None:
        return _store_new_article(commit, _turn_into_new_item(commit, item), plan, None)
    plan.batch.is_stale = True
    stored.add_aliases(article_id, item.addresses)
    _add_to_full_text_index(commit)  # what changes has to be in the index
    return _update_article(commit, item, article_id)


def _turn_into_new_item(commit: _Commit, item: _Item) -> _Item:
    """An article that turned out to be new: an address of it came before, with what was refused."""
    source_id = commit.source_id(item.prepared, item.article)
    [article_id] = commit.repositories.articles.reserve_ids(1)
    return replace(item, article_id=article_id, linked=replace(item.linked, source_id=source_id))


def _store_new_article(
    commit: _Commit, item: _Item, plan: _Plan, planned: Assignment | None
) -> StoreResult:
    """Store a new article in its turn."""
    stories, linked = commit.repositories.stories, item.linked
    if planned is None:
        query = linked.as_query(item.article.link_text)
        planned = lookup.assign_query(stories, query, plan.prefetched)
    plan.batch.changed_stories |= planned.story_ids
    story_id = planned.story_id or stories.stories.create(commit.now)
    columns = _make_columns(commit, item, story_id)
    _insert_and_queue_for_search(commit, [(item.article, columns)])
    commit.repositories.articles.add_aliases(item.article_id, item.addresses)
    stories.signatures.add(item.article_id, linked.signature, linked.sketch)
    text = _make_stored_text(item, columns)
    revealed = assignment.write_assignment(stories, text, linked.sketch, planned)
    plan.batch.is_stale = plan.batch.is_stale or revealed
    return StoreResult("new", item.article_id)


def _store_new_articles(commit: _Commit, group: Sequence[tuple[_Item, Assignment]]) -> None:
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
    commit.repositories.articles.add_addresses(
        [(url, item.article_id) for item, _ in group for url in item.addresses]
    )
    new_articles.add_leaders(stories, leaders, story_ids)
    members = [
        NewMember(_make_stored_text(item, row), item.linked, planned)
        for (item, planned), row in zip(group, rows, strict=True)
    ]
    new_articles.add_members(stories, members)


def _make_stored_text(item: _Item, columns: Row) -> StoredText:
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


def _insert_and_queue_for_search(commit: _Commit, rows: Sequence[tuple[Article, Row]]) -> None:
    commit.repositories.articles.add_all(rows)
    commit.new_by_source.update(columns["source_id"] for _, columns in rows)
    commit.unsearchable.extend(
        (columns["id"], article.title, article.text) for article, columns in rows
    )


def _add_to_full_text_index(commit: _Commit) -> None:
    commit.repositories.articles.add_to_full_text_index(commit.unsearchable)
    commit.unsearchable.clear()


def _make_columns(commit: _Commit, item: _Item, story_id: int) -> Row:
    """The columns of an article that do not come from its page."""
    feed = item.prepared.page.feed
    return {
        "id": item.article_id,
        "story_id": story_id,
        "source_id": item.linked.source_id,
        "feed_id": commit.repositories.sources.feed_id(feed) if feed else None,
        **provenance.make_observation_columns(item.prepared.page, item.prepared.record, commit.now),
    }


def _update_article(commit: _Commit, item: _Item, article_id: int) -> StoreResult:
    """Store what changed of an article that is stored already."""
    article, record = item.article, item.prepared.record
    stored, stories = commit.repositories.articles, commit.repositories.stories
    if record and record.first_seen:
        stored.set_earlier_first_seen(article_id, record.first_seen)
    if _has_same_text(stored, article_id, article):
        if not stored.update_claims(article_id, article, item.prepared.page.fetched_at):
            return StoreResult("known", article_id)
        stories.stories.mark_dirty(stored.get_story_id(article_id))
        return StoreResult("changed", article_id)
    former_hash = stored.get_title_and_hash(article_id)[1]
    stored.replace_and_archive_wording(article_id, article, commit.now)
    if former_hash != articles.text_hash(article.link_text):
        signature = item.linked.signature
        assignment.reassign_article(stories, article_id, article.link_text, signature, commit.now)
    return StoreResult("changed", article_id)


def _has_same_text(stored: articles.Articles, article_id: int | None, article: Article) -> bool:
    """Whether title and text of an article are the stored ones."""
    if article_id is None:
        return False
    return stored.get_title_and_hash(article_id) == (
        article.title,
        articles.text_hash(article.link_text),
    )
