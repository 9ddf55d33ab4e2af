"""What the web pages, the command and Python users call: one object, every method a delegation."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator import clock
from aggregator.errors import NotStored, ReadingError, Tombstoned
from aggregator.model import Article, Page, Record, Row
from storage import connection

if TYPE_CHECKING:
    from aggregator.exporting import What
    from aggregator.ingest import IngestReport

Progress = Callable[[int], None]


class Aggregator:
    """An open database. Reading methods give plain rows; iterables are lazy."""

    def __init__(self, store: connection.Store) -> None:
        self.store = store

    @classmethod
    def open(cls, path: str | Path, *, write: bool = True) -> "Aggregator":
        """Open the database; with `write`, create or migrate it first.

        Raises NotStored (reading, and there is none) or another StorageError.
        """
        opened = connection.open_for_writing(path) if write else connection.open_for_reading(path)
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
        from aggregator import settle

        return settle.settle(self.store, clock.now())

    def recluster(self, progress: Progress | None = None) -> int:
        """Link the whole corpus anew and decide every story; gives the number of stories."""
        from aggregator import attributing, placing

        with connection.explained(self.store.path):
            placing.recluster(self.store.main, clock.now())
            attributing.attribute_dirty(self.store.main, clock.now(), progress)
        return int(
            self.store.main.execute("SELECT count(DISTINCT story_id) FROM articles").fetchone()[0]
        )

    def unsound(self) -> list[int]:
        """Articles whose stored signature is not that of their text, by which copies are found."""
        from aggregator import signing

        return signing.unsound(self.store.main)

    def mend(self) -> int:
        """Sign and link anew what `unsound` finds; gives how many articles that were."""
        from aggregator import signing

        with connection.explained(self.store.path):
            mended = signing.mend(self.store.main, clock.now())
        self.settle()
        return mended

    # Questions

    def article_id(self, key: int | str) -> int:
        """The id of a stored article by id or address. Raises AddressError, NotStored, Tombstoned."""
        from aggregator import trace

        return trace.find(self.store, key)

    def article(self, key: int | str) -> Row:
        """One article with its place in its story. Raises AddressError, NotStored, Tombstoned."""
        from storage import articles

        row = articles.get(self.store.main, self.article_id(key))
        if row is None:
            raise NotStored(f"no article {key}: `aggregator search` finds what is stored")
        return row

    def versions(self, article_id: int) -> list[Row]:
        """Former wordings of an article, oldest first."""
        from storage import articles

        return articles.versions(self.store.main, article_id)

    def story(self, story_id: int) -> Row:
        """A story with members and evidence; a merged story's id leads to where it went.

        Raises NotStored, Tombstoned.
        """
        from aggregator import trace
        from storage import stories, tombstones

        possible = 0 < story_id <= trace.LARGEST_ID
        now_at = stories.resolve(self.store.main, story_id) if possible else None
        row = None if now_at is None else stories.get(self.store.main, now_at)
        if row is None:
            if possible and tombstones.of_story(self.store.main, now_at or story_id):
                raise Tombstoned(f"story {story_id} was taken down")
            raise NotStored(f"no story {story_id}: `aggregator export stories` lists them")
        return {**row, "not_checked": trace.not_checked(self.store.main)}

    def history(self, story_id: int) -> list[Row]:
        """Every verdict on a story that differed from the one before, oldest first.

        Raises NotStored, Tombstoned.
        """
        from storage import verdicts

        return verdicts.history(self.store.main, self.story(story_id)["story_id"])

    def evidence(self, story_id: int) -> Row:
        """Everything the verdict on a story says and rests on, in parts whose hashes are chained.

        Raises NotStored, Tombstoned.
        """
        from aggregator import evidencing

        story = self.story(story_id)
        former = self.history(story["story_id"])
        return evidencing.bundle(self.store.main, story, former, clock.now())

    def stories(
        self, *, limit: int = 30, before: str | None = None, copies_only: bool = False
    ) -> Iterator[Row]:
        """Stories with their members, newest first; those after `before`, an instant or a `position`."""
        from storage import stories

        return stories.newest(self.store.main, limit=limit, before=before, copies_only=copies_only)

    def search(self, query: str, *, limit: int = 20) -> Iterator[Row]:
        """Articles that hold every word of the query, best first."""
        from storage import search

        return search.search(self.store.main, query, limit)

    def trace(self, query: str | int, *, text: str | Article | None = None) -> Row:
        """Where a stored article, or a text, comes from. Raises AddressError, NotStored, Tombstoned."""
        from aggregator import trace

        return trace.trace(self.store, query, text=text, now=clock.now())

    def compare(
        self, a: int | str, b: int | str, *, min_words: int = 5, quotes: bool = True
    ) -> Row:
        """How much of two stored articles is the same, with the passages. Raises NotStored."""
        from aggregator import trace

        ids = self.article_id(a), self.article_id(b)
        return trace.compare(self.store, *ids, min_words, quotes=quotes)

    def export(self, what: "What") -> Iterator[Row]:
        """Every row of one kind: articles, stories, copies or sources."""
        from aggregator import exporting

        return exporting.rows(self.store.main, what)

    def status(self) -> Row:
        """Counts, feeds' health, the last runs and takedowns that need a person."""
        from aggregator import removal
        from storage import articles, polls, runs

        db = self.store.main
        return {
            **articles.coverage(db),
            "stories": db.execute("SELECT count(DISTINCT story_id) FROM articles").fetchone()[0],
            "feeds": polls.health(db, clock.now()),
            "runs": runs.latest(db),
            "takedowns": removal.warnings(self.store, clock.now()),
        }

    # Takedowns

    def preview_takedown(self, *, url: str | None = None, story: int | None = None) -> list[Row]:
        """What a request would touch, without touching it."""
        from aggregator import removal

        return removal.preview(self.store, url=url, story=story)

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
    ) -> Row:
        """Open a case; when `confirmed` by somebody in charge, hide at once what it touches."""
        from aggregator import removal

        case = removal.file_case(
            self.store,
            url=url,
            story=story,
            claimant=claimant,
            email=email,
            reason=reason,
            work_url=work_url,
            confirmed=confirmed,
            now=clock.now(),
        )
        if confirmed:
            self.settle()
        return case

    def decide_takedown(self, number: str, *, accept: bool) -> Row:
        """Carry a case out that waits for a person, or turn it down and put back what it hid."""
        from aggregator import removal

        case = removal.decide(self.store, number, accept=accept, now=clock.now())
        self.settle()
        return case

    def run_takedowns(self, progress: Progress | None = None) -> list[Row]:
        """Erase what is hidden, prove it, close the cases."""
        from aggregator import erasing

        return erasing.run(self.store, clock.now(), progress)

    def takedowns(self, state: str | None = None) -> list[Row]:
        """Cases, the most urgent first; all, or those in one state."""
        from aggregator import removal

        return removal.cases(self.store, state)

    def takedown(self, number: str) -> Row:
        """One case with everything it touches. Raises NotStored."""
        from aggregator import removal

        return removal.takedown(self.store, number)

    def takedown_log(self, number: str) -> list[Row]:
        """What was done in a case, and when. Raises NotStored."""
        from aggregator import removal

        return removal.log(self.store, number)
