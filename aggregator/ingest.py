"""Where reading, linking and storage meet: a Page or a Record in, one transaction out.

`prepare` is all the computing (read, sign) and runs in worker processes; `keep` is all the
writing and runs in the one process that owns the database connection.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from time import process_time
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from aggregator import clock, linking, placing, reading, removal, settle, urls, workers
from aggregator.errors import ReadingError
from aggregator.model import Article, Page, Record, Rejected, Row, Signature, Source
from storage import articles, sources, stories
from storage.connection import Database, Store, explained, transaction

Status = Literal["new", "changed", "known", "rejected", "tombstoned"]

# Headers kept as provenance: the others say nothing about when and where a page comes from.
KEPT_HEADERS = frozenset(
    [
        "content-language",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "link",
        "server",
        "tdm-reservation",
        "x-robots-tag",
    ]
)
TOGETHER = 32  # articles stored with one commit
ERRORS_KEPT = 100  # of a file's unreadable records, so that a report stays one


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


@dataclass(slots=True)
class IngestReport:
    """What became of a whole file: counts, and why some records could not be read."""

    new: int = 0
    changed: int = 0
    known: int = 0
    rejected: int = 0
    tombstoned: int = 0
    unreadable: int = 0
    errors: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)  # of the rejected

    def count(self, kept: Kept) -> None:
        """Count what became of one record."""
        setattr(self, kept.status, getattr(self, kept.status) + 1)
        if kept.status == "rejected":
            self.reasons[kept.reason] = self.reasons.get(kept.reason, 0) + 1

    def count_error(self, error: ReadingError) -> None:
        """Count a record that could not be read, and keep why."""
        self.unreadable += 1
        if len(self.errors) < ERRORS_KEPT:
            self.errors.append(str(error))


def prepare(item: Page | Record) -> Prepared:
    """Read and sign. Pure computing; never raises for what a page holds."""
    start = process_time()
    record = item if isinstance(item, Record) else None
    page = item.page if isinstance(item, Record) else item
    if record is not None and record.text is not None:
        outcome = reading.read_text(record)
    else:
        outcome = reading.read(page)
    bare = replace(page, body=b"")
    was_read = process_time()
    if isinstance(outcome, Rejected):
        return Prepared(bare, outcome, cpu=(was_read - start, 0.0))
    if record is not None:
        outcome = _as_given(outcome, record)
        record = replace(record, page=bare, text=None)
    signature = linking.sign(outcome.link_text)
    return Prepared(
        bare, outcome, signature, record, cpu=(was_read - start, process_time() - was_read)
    )


def keep(store: Store, prepared: Prepared, now: str) -> Kept:
    """Store one prepared article in one transaction, or say why not."""
    article, signature = prepared.outcome, prepared.signature
    if isinstance(article, Rejected) or signature is None:
        return Kept("rejected", reason=getattr(article, "reason", "unsigned"))
    known_by = addresses(prepared.page, article)
    with explained(store.path), transaction(store.main) as db:
        article_id = articles.by_url(db, known_by)
        # What a case left for a person to look at is stored still: the same again lets nothing in.
        case = removal.blocked(
            store, known_by, b"" if _same(db, article_id, article) else signature.sketch
        )
        if case:
            return Kept("tombstoned", reason=case)
        if article_id is None:
            return Kept("new", _add(db, prepared, article, signature, known_by, now))
        articles.add_aliases(db, article_id, known_by)
        return _again(db, prepared, article_id, article, signature, now)


def ingest(
    store: Store,
    items: Iterable[Record | Page | ReadingError],
    *,
    count: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> IngestReport:
    """Read on `count` processes (0 or None: one per core), store in order, settle at the end.

    Interrupted, it leaves the settling to the next crawl or ingest: whoever stops it waits for it.
    """
    report = IngestReport()
    done = 0
    outcomes = _prepared(items, count or 0)
    while group := list(islice(outcomes, TOGETHER)):
        _keep_together(store, group, report)
        if progress:
            for number in range(done, done + len(group)):
                progress(number + 1)
        done += len(group)
    settle.settle(store, clock.now())
    return report


def _keep_together(
    store: Store, group: list[Prepared | ReadingError], report: IngestReport
) -> None:
    """One commit for many articles. The lock is held while they are written, not while they are read."""
    with explained(store.path), transaction(store.main):
        for outcome in group:
            if isinstance(outcome, ReadingError):
                report.count_error(outcome)
            else:
                report.count(keep(store, outcome, clock.now()))


def addresses(page: Page, article: Article) -> list[str]:
    """Every address this article is known by, best first, canonical, without repetition.

    A declared canonical address counts when it lies on the article's own site and is no front
    page; one on another site is an admission, not an identity.
    """
    found = [article.url]
    declared = article.canonical_url
    own = bool(declared) and urls.site(declared) == urls.site(article.url)
    if own and urlsplit(declared).path not in ("", "/"):
        found.append(declared)
    asked = [url for url in (page.final_url, page.url, *page.redirects) if url]
    found += [url for url in (urls.join(url, "") for url in asked) if url]
    return list(dict.fromkeys(found))


def _prepared(
    items: Iterable[Record | Page | ReadingError], count: int
) -> Iterator[Prepared | ReadingError]:
    return workers.in_order(_prepare_or_pass, items, _lost, workers=count)


def _prepare_or_pass(item: Record | Page | ReadingError) -> Prepared | ReadingError:
    return item if isinstance(item, ReadingError) else prepare(item)


def _lost(item: Record | Page | ReadingError, why: str) -> Prepared | ReadingError:
    if isinstance(item, ReadingError):
        return item
    page = item.page if isinstance(item, Record) else item
    return Prepared(replace(page, body=b""), Rejected(page.url, why))


def _as_given(article: Article, record: Record) -> Article:
    """What the giver says of a record goes before what its page says."""
    said: Row = {}
    if record.title:
        said["title"] = record.title
    if record.authors:
        said["authors"] = record.authors
    if record.published:
        value, precision = reading.claimed(record.published)
        said.update(published=value, published_precision=precision)
    found = {**article.found, **dict.fromkeys(said, "given")}
    return replace(article, **said, found=found)


def _add(
    db: Database,
    prepared: Prepared,
    article: Article,
    signature: Signature,
    known_by: list[str],
    now: str,
) -> int:
    source_id = _source(db, prepared, article, now)
    placement = placing.find(db, source_id, article.link_text, signature)
    story_id = placement.story_id or stories.create(db, now)
    columns = {**_observed(prepared, now), "source_id": source_id, "story_id": story_id}
    if prepared.page.feed:
        columns["feed_id"] = sources.feed_id(db, prepared.page.feed)
    article_id = articles.add(db, article, columns)
    articles.add_aliases(db, article_id, known_by)
    placing.record(db, article_id, story_id, placement, signature)
    return article_id


def _again(
    db: Database,
    prepared: Prepared,
    article_id: int,
    article: Article,
    signature: Signature,
    now: str,
) -> Kept:
    """An article that is stored already: the same, or changed since."""
    if prepared.record and prepared.record.first_seen:
        articles.seen_earlier(db, article_id, prepared.record.first_seen)
    if _same(db, article_id, article):
        return Kept("known", article_id)
    wording = articles.wording(db, article_id)[1]
    articles.change(db, article_id, article, now)
    if wording != articles.text_hash(article.link_text):
        placing.replace(db, article_id, article.link_text, signature, now)
    return Kept("changed", article_id)


def _same(db: Database, article_id: int | None, article: Article) -> bool:
    """Is this what is stored, to the word?"""
    if article_id is None:
        return False
    said = (article.title, articles.text_hash(article.link_text))
    return articles.wording(db, article_id) == said


def _observed(prepared: Prepared, now: str) -> Row:
    """When and how we came by it."""
    page, record = prepared.page, prepared.record
    fetched = page.fetched_at or now
    given = record.first_seen if record else None
    provenance = {
        "asked": page.url,
        "final": page.final_url or page.url,
        "redirects": page.redirects,
        "status": page.status,
        "headers": {name: value for name, value in page.headers if name in KEPT_HEADERS},
        "feed": page.feed,
    }
    return {
        "external_id": None if record is None or record.id is None else str(record.id),
        "first_seen": given or page.found_at or fetched,
        "last_absent": page.last_absent,
        "fetched_at": fetched,
        "provenance": msgspec.json.encode(provenance).decode(),
    }


def _source(db: Database, prepared: Prepared, article: Article, now: str) -> int:
    """The source a page belongs to: its site, or who the giver of the record says.

    A given name that differs from the known name of the site stands for a source of its own,
    so that one file can hold the texts of many publishers under one address.
    """
    site = urls.site(article.url)
    given = (prepared.record.source if prepared.record else None) or ""
    known = sources.by_domain(db, site)
    if not given or given in (site, known.name if known else None):
        return sources.ensure(db, Source(site, name=article.publisher), now)
    if "." in given and " " not in given:
        return sources.ensure(db, Source(given.lower()), now)
    if known is None or not known.name:
        return sources.ensure(db, Source(site, name=given), now)
    return sources.ensure(db, Source(given, name=given), now)
