"""What the web pages, the command and Python users call: one object, every method a delegation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator import clock
from aggregator.errors import NotStored, ReadingError
from aggregator.model import Article, Page, Record, Row
from aggregator.takedown.types import State as TakedownState
from aggregator.takedown.types import (
    TakedownCase,
    TakedownCaseItems,
    TakedownLogEntry,
    TakedownPreview,
    TakedownRequest,
)
from storage.corpus.articles import Articles
from storage.corpus.search import Search
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.sqlite import connection
from storage.store import Store, open_for_reading, open_for_writing

if TYPE_CHECKING:
    from aggregator.formats.export import ExportKind
    from aggregator.ingest import IngestReport
    from aggregator.takedown.repositories import TakedownStore
    from storage.private.takedown_cases import TakedownCases

Progress = Callable[[int], None]


class Aggregator:
    """An open database. Reading methods give plain rows; iterables are lazy."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(cls, path: str | Path, *, write: bool = True) -> "Aggregator":
        """Open the database; with `write`, create or migrate it first.

        Raises NotStored (reading, and there is none) or another StorageError.
        """
        opened = open_for_writing(path) if write else open_for_reading(path)
        return cls(opened)

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> "Aggregator":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Articles in

    def ingest(
        self,
        records: Iterable[Record | Page | ReadingError],
        *,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> "IngestReport":
        """Read, link and store; a record that cannot be read is counted, never fatal.

        Starts worker processes: a script that calls this keeps its own work under
        `if __name__ == "__main__":`, as with any use of multiprocessing.
        """
        from aggregator import ingest

        return ingest.ingest(self.store, records, count=workers, progress=progress)

    def settle(self) -> int:
        """Make stories final; gives the number of verdicts decided."""
        from aggregator.jobs import finalize

        return finalize.settle(self.store, clock.now())

    def recluster(self, progress: Progress | None = None) -> int:
        """Link the whole corpus anew and decide every story; gives the number of stories."""
        from aggregator.jobs import attribute
        from aggregator.stories.apply import assignment

        with connection.explained(self.store.path):
            with connection.transaction(self.store.main):
                assignment.recluster(self.store.main, clock.now())
                Stories(self.store.main).mark_all_dirty()
            attribute.attribute_dirty(self.store.main, clock.now(), progress)
        return int(
            self.store.main.execute("SELECT count(DISTINCT story_id) FROM articles").fetchone()[0]
        )

    def unsound(self) -> list[int]:
        """Articles whose stored signature is not that of their text, by which copies are found."""
        from aggregator.jobs import resign

        return resign.unsound(self.store.main)

    def mend(self) -> int:
        """Sign and link anew what `unsound` finds; gives how many articles that were."""
        from aggregator.jobs import resign

        with connection.explained(self.store.path):
            mended = resign.mend(self.store.main, clock.now())
        self.settle()
        return mended

    # Questions

    def article_id(self, key: int | str) -> int:
        """The id of a stored article by id or address. Raises AddressError, NotStored, Tombstoned."""
        from aggregator import trace

        return trace.find(self.store, key)

    def article(self, key: int | str) -> Row:
        """One article with its place in its story. Raises AddressError, NotStored, Tombstoned.

        `removed` tells also what its site repeats, as far as that has been learned since.
        """
        from aggregator.stories.plan import match

        row = Articles(self.store.main).get(self.article_id(key))
        if row is None:
            raise NotStored(f"no article {key}: `aggregator search` finds what is stored")
        own = match.repeated(self.store.main, row["id"])
        row["removed"] += [{"text": text, "reason": "repeated"} for text in own]
        return row

    def versions(self, article_id: int) -> list[Row]:
        """Former wordings of an article, oldest first."""

        return Articles(self.store.main).versions(article_id)

    def story(self, story_id: int) -> Row:
        """A story with members, evidence and what is related; a merged one's id leads to where it went.

        Raises NotStored, Tombstoned.
        """
        from aggregator import trace
        from aggregator.stories import related_events
        from aggregator.watching import corrections

        row = Stories(self.store.main).get(trace.story_id(self.store, story_id)) or {}
        return {
            **row,
            "corrections": corrections.of_story(self.store.main, row),
            "related": related_events.related(self.store.main, row["story_id"]),
            "not_checked": trace.not_checked(self.store.main),
        }

    def history(self, story_id: int) -> list[Row]:
        """Every verdict on a story that differed from the one before, oldest first.

        Raises NotStored, Tombstoned.
        """
        from aggregator import trace

        return Verdicts(self.store.main).history(trace.story_id(self.store, story_id))

    def log(self, story_id: int) -> list[Row]:
        """What became of a story, oldest first: verdicts, who led it, other stories, decisions.

        Each row tells `at` and `what`: verdict, leader, took_in, came_from or decision. Raises
        NotStored, Tombstoned.
        """
        from aggregator import trace
        from aggregator.stories.apply import operator_actions

        return operator_actions.log(self.store.main, trace.story_id(self.store, story_id))

    def evidence(self, story_id: int) -> Row:
        """Everything the verdict on a story says and rests on, in parts whose hashes are chained.

        Raises NotStored, Tombstoned.
        """
        from aggregator.formats import evidence_bundle

        story = self.story(story_id)
        former = self.history(story["story_id"])
        return evidence_bundle.bundle(self.store.main, story, former, clock.now())

    def stories(
        self, *, limit: int = 30, before: str | None = None, copies_only: bool = False
    ) -> Iterator[Row]:
        """Stories with their members, newest first; those after `before`, an instant or a `position`."""

        return Stories(self.store.main).newest(limit=limit, before=before, copies_only=copies_only)

    def search(self, query: str, *, limit: int = 20) -> Iterator[Row]:
        """Articles that hold every word of the query, best first."""

        return Search(self.store.main).search(query, limit)

    def trace(self, query: str | int, *, text: str | Article | None = None) -> Row:
        """Where a stored article, or a text, comes from. Raises AddressError, NotStored, Tombstoned."""
        from aggregator import trace

        return trace.trace(self.store, query, text=text, now=clock.now())

    def compare(
        self, a: int | str, b: int | str, *, min_words: int = 5, quotes: bool = True
    ) -> Row:
        """How much of two stored articles is the same, with the passages. Raises NotStored."""
        from aggregator.trace import compare

        ids = self.article_id(a), self.article_id(b)
        return compare.compare(self.store, *ids, min_words, quotes=quotes)

    def export(self, what: "ExportKind") -> Iterator[Row]:
        """Every row of one kind: articles, stories, copies or sources."""
        from aggregator.formats import export

        return export.read_rows(self.store.main, what)

    def status(self) -> Row:
        """Counts, feeds' health, the last runs and takedowns that need a person."""
        from aggregator.takedown import cases
        from storage.frontier.crawl_runs import CrawlRuns
        from storage.frontier.feed_state import FeedState

        db = self.store.main
        return {
            **Articles(db).coverage(),
            "stories": db.execute("SELECT count(DISTINCT story_id) FROM articles").fetchone()[0],
            "feeds": FeedState(db).health(clock.now()),
            "runs": CrawlRuns(db).latest(),
            "takedowns": [
                asdict(warning) for warning in cases.warnings(self._takedown_cases(), clock.now())
            ],
        }

    # Decisions of the operator: why, by whom, and `dry_run` to keep nothing of it

    def split_story(self, articles: Sequence[int | str], **said: Any) -> Row:
        """Take articles out of their story into one of their own. Raises NotStored, UsageError."""
        from aggregator.stories.apply import operator_actions

        ids = [self.article_id(key) for key in articles]
        return operator_actions.carry_out(self.store, operator_actions.split, ids, **said)

    def merge_stories(self, a: int, b: int, **said: Any) -> Row:
        """Make one story of two; the older id stays. Raises NotStored, UsageError."""
        from aggregator.stories.apply import operator_actions

        return operator_actions.carry_out(self.store, operator_actions.merge, a, b, **said)

    def pin_original(self, article: int | str, **said: Any) -> Row:
        """Set an article as the original of its story. Raises NotStored."""
        from aggregator.stories.apply import operator_actions

        return operator_actions.carry_out(
            self.store, operator_actions.pin, self.article_id(article), **said
        )

    def unpin_original(self, article: int | str, **said: Any) -> Row:
        """Let the evidence speak again in an article's story. Raises NotStored."""
        from aggregator.stories.apply import operator_actions

        return operator_actions.carry_out(
            self.store, operator_actions.unpin, self.article_id(article), **said
        )

    # Watching

    def watch(self, kind: str, value: str, *, name: str = "") -> Row:
        """Watch a `story` (its id), a `source` (its domain) or a `query` (words) from now on.

        Raises NotStored, Tombstoned, UsageError.
        """
        from aggregator.watching import reports

        return reports.add(self.store, kind, value, name, clock.now())

    def news(self, *, peek: bool = False) -> Iterator[Row]:
        """What is new of each watch; it counts as told when the next is asked for, unless you `peek`."""
        from aggregator.watching import reports

        for watch in reports.listed(self.store):
            found = reports.report(self.store, watch, clock.now())
            yield reports.as_row(found)
            if not peek:
                reports.note(self.store, found)

    # Takedowns

    def preview_takedown(
        self, *, url: str | None = None, story: int | None = None
    ) -> list[TakedownPreview]:
        """Return what a request would affect, and change nothing.

        Raises NotStored, Tombstoned, UsageError.
        """
        from aggregator.takedown.preview import preview
        from aggregator.takedown.repositories import PreviewRepositories

        return preview(PreviewRepositories.of(self.store), url=url, story=story)

    def file_takedown(
        self,
        *,
        claimant: str,
        reason: str,
        url: str | None = None,
        story: int | None = None,
        email: str = "",
        work_url: str = "",
        confirmed: bool = True,
    ) -> TakedownCaseItems:
        """Open a case; when the operator `confirmed` it, hide at once what it affects.

        Raises NotStored, Tombstoned, UsageError.
        """
        from aggregator.takedown import cases

        request = TakedownRequest(claimant, reason, url, story, email, work_url, confirmed)
        case = cases.file_case(self._takedown_store(), request, clock.now())
        if confirmed:
            self.settle()
        return case

    def decide_takedown(self, number: str, *, accept: bool) -> TakedownCaseItems:
        """Accept a case that waits for a person, or reject a case and put back what it hid.

        Raises NotStored, UsageError.
        """
        from aggregator.takedown import cases

        case = cases.decide(self._takedown_store(), number, accept=accept, now=clock.now())
        self.settle()
        return case

    def run_takedowns(self, progress: Progress | None = None) -> list[TakedownCaseItems]:
        """Erase what is hidden, prove it and close the cases; return every case that was open."""
        from aggregator.takedown import erase

        return erase.run(self._takedown_store(), clock.now(), progress)

    def takedowns(self, state: TakedownState | None = None) -> list[TakedownCase]:
        """Return the cases, all or those in one state, the most urgent first."""
        from aggregator.takedown import cases

        return cases.list_cases(self._takedown_cases(), state)

    def takedown(self, number: str) -> TakedownCaseItems:
        """Return one case with everything it affects. Raises NotStored."""
        from aggregator.takedown import cases

        return cases.get_case(self._takedown_cases(), number)

    def takedown_log(self, number: str) -> list[TakedownLogEntry]:
        """Return what was done in a case, oldest first. Raises NotStored."""
        from aggregator.takedown import cases

        return cases.log_entries(self._takedown_cases(), number)

    def _takedown_store(self) -> "TakedownStore":
        from aggregator.takedown.repositories import TakedownStore

        return TakedownStore.of(self.store)

    def _takedown_cases(self) -> "TakedownCases | None":
        return self.store.takedown_cases if self.store.private is not None else None
