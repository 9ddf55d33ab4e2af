"""What was taken down, as keyed hashes: no words and no address."""

from collections.abc import Iterable, Iterator, Sequence

from aggregator.model import Row
from storage.sqlite.repository import Repository
from storage.sqlite.sql import insert

PART = 500  # values in one question


class Tombstones(Repository):
    """Keyed hashes of what was taken down."""

    def none(self) -> bool:
        """Nothing was ever taken down: no need to hash anything."""
        return self._db.conn.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None

    def of_article(self, article_id: int) -> bool:
        """Was an article of this id taken down?"""
        found = self._db.conn.execute("SELECT 1 FROM tombstones WHERE article_id = ?", [article_id])
        return found.fetchone() is not None

    def of_story(self, story_id: int) -> bool:
        """Was an article of this story taken down?"""
        found = self._db.conn.execute("SELECT 1 FROM tombstones WHERE story_id = ?", [story_id])
        return found.fetchone() is not None

    def entomb(self, tombstone: Row, addresses: Iterable[int], runs: Iterable[int]) -> None:
        """Write a tombstone with its keyed hashes; one that the same article had before goes."""
        self._db.conn.execute(
            "DELETE FROM tombstones WHERE article_id = ?", [tombstone["article_id"]]
        )
        tombstone_id = insert(self._db, "tombstones", tombstone)
        self.learn(tombstone_id, addresses)
        self._add_hashes("shingle", tombstone_id, runs)

    def learn(self, tombstone_id: int, addresses: Iterable[int]) -> None:
        """Note keyed addresses at which the work was, or was met again."""
        self._add_hashes("url", tombstone_id, addresses)

    def _add_hashes(self, kind: str, tombstone_id: int, hashes: Iterable[int]) -> None:
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstone_hashes (kind, hash, tombstone_id) VALUES (?, ?, ?)",
            [(kind, value, tombstone_id) for value in hashes],
        )

    def matching(self, kind: str, hashes: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(hash, tombstone) for each of these keyed hashes that a tombstone holds."""
        for start in range(0, len(hashes), PART):
            part = hashes[start : start + PART]
            marks = ",".join("?" * len(part))
            yield from self._db.conn.execute(
                f"SELECT hash, tombstone_id FROM tombstone_hashes WHERE kind = ? AND hash IN ({marks})",
                [kind, *part],
            )

    def tombstone(self, tombstone_id: int) -> Row:
        """One tombstone."""
        return next(iter(self._db.query("SELECT * FROM tombstones WHERE id = ?", [tombstone_id])))

    def lift(self, article_id: int) -> None:
        """Let an article back in."""
        self._db.conn.execute("DELETE FROM tombstones WHERE article_id = ?", [article_id])

    def runs_of(self, case_id: int) -> set[int]:
        """Keyed hashes of the runs of words that a case took down."""
        rows = self._db.conn.execute(
            """SELECT hash FROM tombstone_hashes WHERE kind = 'shingle'
           AND tombstone_id IN (SELECT id FROM tombstones WHERE case_id = ?)""",
            [case_id],
        )
        return {row[0] for row in rows}
