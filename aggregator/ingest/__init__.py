"""Where reading, linking and storage meet: a Page or a Record in, one transaction out.

`prepare` is all the computing (read, sign) and runs in worker processes; `keep` is all the
writing and runs in the one process that owns the database connection.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from time import process_time

from aggregator import clock, linking, reading
from aggregator.errors import ReadingError
from aggregator.ingest import process_pool
from aggregator.ingest.store import Kept, Prepared, keep, keep_all
from aggregator.jobs import finalize
from aggregator.model import Article, Page, Record, Rejected, Row
from storage.store import Store

__all__ = ["IngestReport", "Kept", "Prepared", "ingest", "keep", "keep_all", "prepare"]

TOGETHER = 64  # articles stored with one commit
ERRORS_KEPT = 100  # of a file's unreadable records, so that a report stays one


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
    with closing(_prepared(items, count or 0)) as outcomes:
        while group := list(islice(outcomes, TOGETHER)):
            _keep_together(store, group, report)
            if progress:
                for number in range(done, done + len(group)):
                    progress(number + 1)
            done += len(group)
    finalize.settle(store, clock.now())
    return report


def _keep_together(
    store: Store, group: list[Prepared | ReadingError], report: IngestReport
) -> None:
    """One commit for many articles. The lock is held while they are written, not while they are read."""
    for outcome in group:
        if isinstance(outcome, ReadingError):
            report.count_error(outcome)
    read = [outcome for outcome in group if isinstance(outcome, Prepared)]
    for kept in keep_all(store, read, clock.now()):
        report.count(kept)


def _prepared(
    items: Iterable[Record | Page | ReadingError], count: int
) -> Generator[Prepared | ReadingError]:
    return process_pool.map_in_order(_prepare_or_pass, items, _lost, workers=count)


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
        told = reading.parse_date(record.published)
        said["published"] = told.value if told else None
        said["published_precision"] = told.precision if told else None
        said["published_offset"] = told.offset if told else None
    found = {**article.field_origins, **dict.fromkeys(said, "given")}
    return replace(article, **said, field_origins=found)
