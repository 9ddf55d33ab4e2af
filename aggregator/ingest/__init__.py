"""Ingest: a page or record is read and signed, linked to stories, and stored in one transaction.

`prepare` does the computing (read, sign) and runs in worker processes; `store_articles` does the writing and
runs in the one process that holds the database connection.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import islice
from time import process_time

from aggregator import clock, linking, reading
from aggregator.errors import ReadingError
from aggregator.ingest import claims, process_pool
from aggregator.ingest.commit_items import Prepared
from aggregator.ingest.repositories import IngestRepositories
from aggregator.ingest.store import StoreResult, store_article, store_articles
from aggregator.jobs import finalize, permissions
from aggregator.model import NO_TRUST, Article, Page, Record, Rejected, Row, TrustList
from aggregator.stories.apply import archiving
from storage.sqlite.connection import explain_sqlite_errors

__all__ = [
    "IngestReport",
    "IngestRepositories",
    "Prepared",
    "StoreResult",
    "ingest",
    "prepare",
    "store_article",
    "store_articles",
]

COMMIT_SIZE = 64  # articles stored with one commit
ARCHIVED_AFTER = 2048  # articles of one run, after which it looks for others to archive
MAX_ERRORS = 100  # messages kept of a file's unreadable records


@dataclass(slots=True)
class IngestReport:
    """What became of a whole file: counts, and errors of records that could not be read."""

    new: int = 0
    changed: int = 0
    known: int = 0
    rejected: int = 0
    tombstoned: int = 0
    unreadable: int = 0
    errors: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)  # of the rejected

    def count_result(self, result: StoreResult) -> None:
        """Count what became of one record."""
        setattr(self, result.status, getattr(self, result.status) + 1)
        if result.status == "rejected":
            self.reasons[result.reason] = self.reasons.get(result.reason, 0) + 1

    def count_error(self, error: ReadingError) -> None:
        """Count a record that could not be read, and keep its error."""
        self.unreadable += 1
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(str(error))


def prepare(item: Page | Record, trust: TrustList = NO_TRUST) -> Prepared:
    """Returns the page or record read and signed. Never raises for what a page holds.

    `trust` says whose signed manifests are trusted.
    """
    start = process_time()
    record = item if isinstance(item, Record) else None
    page = item.page if isinstance(item, Record) else item
    if record is not None and record.text is not None:
        outcome = reading.read_text(record, trust)
    else:
        outcome = reading.read(page, trust)
    bare = drop_body(page)
    read_at = process_time()
    if isinstance(outcome, Rejected):
        return Prepared(bare, outcome, cpu=(read_at - start, 0.0))
    outcome = claims.fill_gaps(outcome, page.entry)
    if record is not None:
        outcome = _replace_by_supplied(outcome, record)
        record = replace(record, page=bare, text=None)
    signature = linking.sign(outcome.link_text)
    cpu = (read_at - start, process_time() - read_at)
    return Prepared(bare, outcome, signature, record, cpu)


def drop_body(page: Page) -> Page:
    """Returns a page with the SHA-256 of its body in place of its body."""
    return replace(page, body=b"", sha256=sha256(page.body).hexdigest() if page.body else "")


def ingest(
    repositories: IngestRepositories,
    items: Iterable[Record | Page | ReadingError],
    *,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    trust: TrustList = NO_TRUST,
) -> IngestReport:
    """Read on so many processes (0 or None: one per core), store in order, finalize at the end.

    Interrupted, it leaves finalizing to the next crawl or ingest. Raises StorageError.
    """
    report = IngestReport()
    done = 0
    with closing(_prepare_all(items, workers or 0, trust)) as outcomes:
        while group := list(islice(outcomes, COMMIT_SIZE)):
            _store_group(repositories, group, report)
            if progress:
                for number in range(done, done + len(group)):
                    progress(number + 1)
            done += len(group)
            if done % ARCHIVED_AFTER < COMMIT_SIZE:
                with explain_sqlite_errors(repositories.path):
                    archiving.archive_older_articles(repositories.stories)
    with explain_sqlite_errors(repositories.path):
        permissions.decide_changed(repositories.rights, clock.now())
        finalize.finalize(
            repositories.stories, repositories.verdicts, repositories.sources, clock.now()
        )
    return report


def _store_group(
    repositories: IngestRepositories, group: list[Prepared | ReadingError], report: IngestReport
) -> None:
    """Store many articles with one commit: the write lock is not held while they are read."""
    for outcome in group:
        if isinstance(outcome, ReadingError):
            report.count_error(outcome)
    read = [outcome for outcome in group if isinstance(outcome, Prepared)]
    for result in store_articles(repositories, read, clock.now()):
        report.count_result(result)


def _prepare_all(
    items: Iterable[Record | Page | ReadingError], workers: int, trust: TrustList
) -> Generator[Prepared | ReadingError]:
    task = partial(_prepare_unless_error, trust=trust)
    return process_pool.map_in_order(task, items, _make_crash_error, workers=workers)


def _prepare_unless_error(
    item: Record | Page | ReadingError, trust: TrustList
) -> Prepared | ReadingError:
    return item if isinstance(item, ReadingError) else prepare(item, trust)


def _make_crash_error(item: Record | Page | ReadingError, reason: str) -> Prepared | ReadingError:
    """What becomes of an item whose worker process crashed or took too long."""
    if isinstance(item, ReadingError):
        return item
    page = item.page if isinstance(item, Record) else item
    return Prepared(replace(page, body=b""), Rejected(page.url, reason))


def _replace_by_supplied(article: Article, record: Record) -> Article:
    """The article with the supplied fields of its record in place of what its page says."""
    supplied: Row = {}
    if record.title:
        supplied["title"] = record.title
    if record.authors:
        supplied["authors"] = record.authors
    if record.published:
        date = reading.parse_supplied_date(record.published)
        supplied["published"] = date.value if date else None
        supplied["published_precision"] = date.precision if date else None
        supplied["published_offset"] = date.offset if date else None
    origins = {**article.field_origins, **dict.fromkeys(supplied, "given")}
    return replace(article, **supplied, field_origins=origins)
