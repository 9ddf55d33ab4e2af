"""What was read and signed is stored: new, changed, known already, or not at all.

All that comes with one commit is looked up together; what changes nothing for any other article is
written together, the rest one after the other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from aggregator import urls
from aggregator.ingest import provenance
from aggregator.model import Article, Page, Record, Rejected, Row, Signature
from aggregator.stories.apply import assignment
from aggregator.stories.apply.leader_swap import succeeds
from aggregator.stories.plan import batch
from aggregator.stories.plan.batch import Foresight
from aggregator.stories.plan.match import Placement
from aggregator.takedown.block import blocking_case
from aggregator.takedown.repositories import Blocklist
from storage.corpus import articles
from storage.corpus.articles import Articles
from storage.corpus.stories import Stories
from storage.frontier.sources import Sources
from storage.links import signatures
from storage.links.signatures import Placed, Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.sqlite.connection import Database, explained, transaction
from storage.store import Store

Status = Literal["new", "changed", "known", "rejected", "tombstoned"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page or record, read and signed; its bytes are gone."""

    page: Page
    outcome: Article | Rejected
    signature: Signature | None = None
    record: Record | None = None
    cpu: tuple[float, float] = (0.0, 0.0)  # seconds that reading and signing took


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it."""

    status: Status
    article_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Commit:
    """What all that is stored with one commit has in common."""

    store: Store
    now: str
    ids: Iterator[int]  # of new articles
    known_sources: dict[tuple[str, str, str], int] = field(default_factory=dict)
    unsearchable: list[tuple[int, str, str]] = field(default_factory=list)  # stored so far
    grown: Counter[int] = field(default_factory=Counter)  # sources by new articles

    def source_id(self, prepared: Prepared, article: Article) -> int:
        """The source of an article, looked up once for each that comes."""
        given = (prepared.record.source if prepared.record else None) or ""
        key = (urls.site(article.url), given, article.publisher)
        if key not in self.known_sources:
            self.known_sources[key] = provenance.source_id(self.store.main, *key, self.now)
        return self.known_sources[key]


@dataclass(frozen=True, slots=True)
class _Coming:
    """An article among those that are stored with one commit."""

    place: int
    prepared: Prepared
    article: Article
    known_by: list[str]
    linked: batch.Coming  # its source is known if it is new
    article_id: int = 0  # that it gets; 0: stored already, met before in this commit, or refused


_Settled = tuple[_Coming, Placement]


def keep(store: Store, prepared: Prepared, now: str) -> Kept:
    """Store one prepared article in one transaction, or say why not."""
    return keep_all(store, [prepared], now)[0]


def keep_all(store: Store, group: Sequence[Prepared], now: str) -> list[Kept]:
    """Store many in one transaction: the same as one after the other, for less."""
    with explained(store.path), transaction(store.main) as db:
        commit = _Commit(store, now, count(Articles(db).next_id()))
        coming = _coming(commit, group)
        texts = [one.article.link_text for one in coming]
        foresight = batch.foresee(db, [one.linked for one in coming], texts)
        kept = _keep_coming(commit, coming, foresight)
        _make_searchable(commit)
        SiteBoilerplate(db).mark_grown(commit.grown)
    return [kept.get(place) or _unfit(prepared) for place, prepared in enumerate(group)]


def _keep_coming(
    commit: _Commit, coming: Sequence[_Coming], foresight: Foresight
) -> dict[int, Kept]:
    """Store each in its turn, but together what waits for nothing; gives what became of each."""
    kept: dict[int, Kept] = {}
    waiting: list[_Settled] = []
    for at, one in enumerate(coming):
        placement = foresight.placement(at) if one.article_id else None
        if placement and (placement.plain or succeeds(commit.store.main, placement)):
            waiting.append((one, placement))
            foresight.touched |= placement.stories
            kept[one.place] = Kept("new", one.article_id)
            continue
        _add_together(commit, waiting)
        waiting = []
        kept[one.place] = _keep(commit, one, foresight, placement)
    _add_together(commit, waiting)
    return kept


def _coming(commit: _Commit, group: Sequence[Prepared]) -> list[_Coming]:
    """Those that can be stored, with what is known of them; sources of new ones are added."""
    read = [
        (place, one, one.outcome, one.signature)
        for place, one in enumerate(group)
        if isinstance(one.outcome, Article) and one.signature is not None
    ]
    known_by = [provenance.addresses(one.page, article) for _, one, article, _ in read]
    taken = Articles(commit.store.main).known_urls({url for urls in known_by for url in urls})
    kept = signatures.hashes_of([signature for *_, signature in read])
    found = []
    for (place, prepared, article, signature), addresses, sketch in zip(
        read, known_by, kept, strict=True
    ):
        new = taken.isdisjoint(addresses) and not blocking_case(
            Blocklist.of(commit.store), addresses, signature.sketch
        )
        taken.update(addresses)
        text_hash = articles.text_hash(article.link_text)
        source_id = commit.source_id(prepared, article) if new else None
        linked = batch.Coming(source_id, text_hash, signature, sketch)
        article_id = next(commit.ids) if new else 0
        found.append(_Coming(place, prepared, article, addresses, linked, article_id))
    return found


def _as_new(commit: _Commit, one: _Coming) -> _Coming:
    linked = replace(one.linked, source_id=commit.source_id(one.prepared, one.article))
    return replace(one, article_id=next(commit.ids), linked=linked)


def _unfit(prepared: Prepared) -> Kept:
    return Kept("rejected", reason=getattr(prepared.outcome, "reason", "unsigned"))


def _keep(commit: _Commit, one: _Coming, foresight: Foresight, placement: Placement | None) -> Kept:
    """Store one article in its turn, or say why not."""
    if one.article_id:
        return _add(commit, one, foresight, placement)
    store, article = commit.store, one.article
    article_id = Articles(store.main).by_url(one.known_by)
    # What a case left for a person to look at is stored still: the same again lets nothing in.
    sketch = b"" if _same(store.main, article_id, article) else one.linked.signature.sketch
    if case := blocking_case(Blocklist.of(store), one.known_by, sketch):
        return Kept("tombstoned", reason=case)
    if article_id is None:
        return _add(commit, _as_new(commit, one), foresight, None)
    foresight.stale = True
    Articles(store.main).add_aliases(article_id, one.known_by)
    _make_searchable(commit)  # what changes has to be in the index
    return _again(store.main, one, article_id, commit.now)


def _add(commit: _Commit, one: _Coming, foresight: Foresight, placement: Placement | None) -> Kept:
    db, article, linked = commit.store.main, one.article, one.linked
    if placement is None:
        placement = batch.find(db, linked, article.link_text, foresight.entries)
    foresight.touched |= placement.stories
    story_id = placement.story_id or Stories(db).create(commit.now)
    columns = _columns(commit, one, story_id)
    _store(commit, [(article, columns)])
    Articles(db).add_aliases(one.article_id, one.known_by)
    Signatures(db).add(one.article_id, linked.signature, linked.sketch)
    revealed = assignment.take_in(db, _placed(one, columns), linked.sketch, placement)
    foresight.stale = foresight.stale or revealed
    return Kept("new", one.article_id)


def _placed(one: _Coming, columns: Row) -> Placed:
    """An article that was just stored, as the linker needs it."""
    linked = one.linked
    return Placed(
        one.article_id,
        columns["story_id"],
        columns["source_id"],
        one.article.link_text,
        linked.text_hash,
        linked.signature.tokens,
        columns["first_seen"],
        leads=False,
    )


def _add_together(commit: _Commit, settled: Sequence[_Settled]) -> None:
    """Store articles that are placed already and have nothing to do with each other."""
    if not settled:
        return
    db = commit.store.main
    leading = [one for one, placement in settled if placement.story_id is None]
    story_ids = Stories(db).create_led([one.article_id for one in leading], commit.now)
    led = {one.article_id: key for one, key in zip(leading, story_ids, strict=True)}
    rows = [
        (one, placement, _columns(commit, one, placement.story_id or led[one.article_id]))
        for one, placement in settled
    ]
    _store(commit, [(one.article, columns) for one, _, columns in rows])
    Articles(db).add_addresses(
        [(url, one.article_id) for one, _ in settled for url in one.known_by]
    )
    batch.record(db, [(one.article_id, led[one.article_id], one.linked) for one in leading])
    batch.join(
        db, [(_placed(one, columns), one.linked, placement) for one, placement, columns in rows]
    )


def _store(commit: _Commit, rows: Sequence[tuple[Article, Row]]) -> None:
    Articles(commit.store.main).add_all(rows)
    commit.grown.update(columns["source_id"] for _, columns in rows)
    commit.unsearchable.extend((columns["id"], said.title, said.text) for said, columns in rows)


def _make_searchable(commit: _Commit) -> None:
    Articles(commit.store.main).make_searchable(commit.unsearchable)
    commit.unsearchable.clear()


def _columns(commit: _Commit, one: _Coming, story_id: int) -> Row:
    """What the page of an article does not tell."""
    feed = one.prepared.page.feed
    return {
        "id": one.article_id,
        "story_id": story_id,
        "source_id": one.linked.source_id,
        "feed_id": Sources(commit.store.main).feed_id(feed) if feed else None,
        **provenance.observed(one.prepared.page, one.prepared.record, commit.now),
    }


def _again(db: Database, one: _Coming, article_id: int, now: str) -> Kept:
    """An article that is stored already: the same, or changed since."""
    article, record = one.article, one.prepared.record
    if record and record.first_seen:
        Articles(db).seen_earlier(article_id, record.first_seen)
    if _same(db, article_id, article):
        if not Articles(db).read_again(article_id, article, one.prepared.page.fetched_at):
            return Kept("known", article_id)
        Stories(db).mark_dirty(Articles(db).story_of(article_id))
        return Kept("changed", article_id)
    wording = Articles(db).wording(article_id)[1]
    Articles(db).change(article_id, article, now)
    if wording != articles.text_hash(article.link_text):
        assignment.replace(db, article_id, article.link_text, one.linked.signature, now)
    return Kept("changed", article_id)


def _same(db: Database, article_id: int | None, article: Article) -> bool:
    """Is this what is stored, to the word?"""
    if article_id is None:
        return False
    said = (article.title, articles.text_hash(article.link_text))
    return Articles(db).wording(article_id) == said
