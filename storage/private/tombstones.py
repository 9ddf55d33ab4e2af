"""Tombstones: what was taken down, as keyed hashes without words and addresses."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Literal

import msgspec

from aggregator.results.takedowns import RemovedArticle, RemovedStory
from aggregator.takedown.types import Tombstone
from storage.sqlite.repository import Repository

HASHES_PER_QUERY = 500
MAX_LISTED = 1000  # tombstones among which removed stories are looked for
MAX_HOLDERS = 16  # tombstones that are read of one short shingle

Kind = Literal["url", "shingle"]
Id = Literal["article_id", "story_id"]


class Tombstones(Repository):
    """Tombstones in the main file, and the keyed hashes that recognise what comes back."""

    def is_empty(self) -> bool:
        """Was nothing ever taken down? Then nothing needs to be hashed."""
        return self._db.conn.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None

    def has_article(self, article_id: int) -> bool:
        """Was an article of this id taken down?"""
        rows = self._db.conn.execute("SELECT 1 FROM tombstones WHERE article_id = ?", [article_id])
        return rows.fetchone() is not None

    def has_story(self, story_id: int) -> bool:
        """Was an article of this story taken down?"""
        rows = self._db.conn.execute("SELECT 1 FROM tombstones WHERE story_id = ?", [story_id])
        return rows.fetchone() is not None

    def foldings_of_former(self) -> list[int]:
        """Returns the versions of folding that tombstones without fingerprints were made with."""
        query = "SELECT DISTINCT folding FROM tombstones WHERE fingerprints IS NULL ORDER BY 1"
        return [row[0] for row in self._db.conn.execute(query)]

    def add(
        self,
        tombstone: Tombstone,
        address_hashes: Iterable[int],
        shingle_hashes: Iterable[int],
        short_shingle_hashes: Iterable[int] = (),
    ) -> None:
        """Write a tombstone with its keyed hashes, in place of an earlier one of the same article."""
        self.delete(tombstone.article_id)
        self._delete_exceptions(tombstone.article_id)
        tombstone_id = int(self._db.table("tombstones").insert(asdict(tombstone)).last_pk or 0)
        self.add_addresses(tombstone_id, address_hashes)
        self._add_hashes("shingle", tombstone_id, shingle_hashes)
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstone_short_shingles (hash, tombstone_id) VALUES (?, ?)",
            [(value, tombstone_id) for value in short_shingle_hashes],
        )

    def add_addresses(self, tombstone_id: int, address_hashes: Iterable[int]) -> None:
        """Add keyed hashes of addresses at which the work was, or came again."""
        self._add_hashes("url", tombstone_id, address_hashes)

    def _add_hashes(self, kind: Kind, tombstone_id: int, hashes: Iterable[int]) -> None:
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstone_hashes (kind, hash, tombstone_id) VALUES (?, ?, ?)",
            [(kind, value, tombstone_id) for value in hashes],
        )

    def get(self, tombstone_id: int) -> Tombstone:
        """Returns one tombstone."""
        [row] = self._db.query(
            """SELECT case_id, article_id, story_id, since, shingles, sampled_shingles, is_complete, folding,
                 tokens, fingerprints, case_number, source_url FROM tombstones WHERE id = ?""",
            [tombstone_id],
        )
        return Tombstone(**{**row, "is_complete": bool(row["is_complete"])})

    def find_removed_article(self, column: Id, value: int) -> RemovedArticle | None:
        """Returns what was last taken down of an article or a story; None when nothing was."""
        rows = self._db.query(
            f"""SELECT article_id, case_number, since, '' AS ground, source_url FROM tombstones
                WHERE {column} = ? ORDER BY since DESC, id DESC LIMIT 1""",
            [value],
        )
        return next((RemovedArticle(**row) for row in rows), None)

    def list_removed_stories(self, since: str) -> list[RemovedStory]:
        """Returns the stories of which nothing is left since an instant, the newest first.

        Only the newest MAX_LISTED tombstones are looked at.
        """
        rows = self._db.query(
            """SELECT story_id, max(since) AS since FROM
                 (SELECT story_id, since FROM tombstones ORDER BY id DESC LIMIT ?) AS newest
               WHERE since >= ? AND NOT EXISTS
                 (SELECT 1 FROM articles WHERE articles.story_id = newest.story_id)
               GROUP BY story_id ORDER BY since DESC, story_id""",
            [MAX_LISTED, since],
        )
        return [RemovedStory(**row) for row in rows]

    def delete(self, article_id: int) -> None:
        """Delete the tombstone of an article with its hashes, so that it may come back."""
        self._db.conn.execute("DELETE FROM tombstones WHERE article_id = ?", [article_id])

    def delete_of_case(self, case_id: int) -> int:
        """Delete the tombstones of a case with their hashes; returns how many they were."""
        self._db.conn.execute("DELETE FROM tombstone_exceptions WHERE case_id = ?", [case_id])
        query = "DELETE FROM tombstones WHERE case_id = ?"
        return self._db.conn.execute(query, [case_id]).rowcount

    def add_exceptions(self, case_id: int, article_id: int, address_hashes: Iterable[int]) -> None:
        """Let the texts of a case in at these addresses, at which an article was that was put back."""
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO tombstone_exceptions (hash, case_id, article_id) VALUES (?, ?, ?)",
            [(value, case_id, article_id) for value in address_hashes],
        )

    def find_excepted_cases(self, address_hashes: Iterable[int]) -> frozenset[int]:
        """Returns the ids of the cases whose texts may come in at all of these addresses."""
        wanted = sorted(set(address_hashes))
        rows = self._db.conn.execute(
            """SELECT case_id FROM tombstone_exceptions WHERE hash IN (SELECT value FROM json_each(?))
               GROUP BY case_id HAVING count(DISTINCT hash) = ?""",
            [json.dumps(wanted), len(wanted)],
        )
        return frozenset(case_id for (case_id,) in rows)

    def _delete_exceptions(self, article_id: int) -> None:
        self._db.conn.execute("DELETE FROM tombstone_exceptions WHERE article_id = ?", [article_id])

    def find_by_address(self, address_hashes: Sequence[int]) -> int | None:
        """Returns the id of a tombstone that holds one of these keyed hashes; None without any."""
        return next((key for _, key in self._find_matches("url", address_hashes)), None)

    def find_shingle_matches(self, shingle_hashes: Sequence[int]) -> list[tuple[int, int]]:
        """Returns (hash, tombstone id) for each of these keyed hashes that a tombstone holds."""
        return list(self._find_matches("shingle", shingle_hashes))

    def find_short_shingle_holders(self, hashes: Sequence[int]) -> Iterator[list[int]]:
        """Yields the ids of the tombstones that hold each of these keyed hashes, `MAX_HOLDERS` of them at most."""
        query = f"""SELECT (SELECT group_concat(tombstone_id) FROM (
              SELECT tombstone_id FROM tombstone_short_shingles WHERE hash = wanted.value LIMIT {MAX_HOLDERS}))
            FROM json_each(?) wanted"""
        for (tombstone_ids,) in self._db.conn.execute(query, [json.dumps(hashes)]):
            if tombstone_ids:
                yield [int(tombstone_id) for tombstone_id in tombstone_ids.split(",")]

    def _find_matches(self, kind: Kind, hashes: Sequence[int]) -> Iterator[tuple[int, int]]:
        for start in range(0, len(hashes), HASHES_PER_QUERY):
            part = hashes[start : start + HASHES_PER_QUERY]
            marks = ",".join("?" * len(part))
            yield from self._db.conn.execute(
                f"SELECT hash, tombstone_id FROM tombstone_hashes WHERE kind = ? AND hash IN ({marks})",
                [kind, *part],
            )

    def list_without_text(self, case_id: int) -> list[int]:
        """Returns the ids of the articles of a case of which only the addresses are blocked."""
        rows = self._db.conn.execute(
            "SELECT article_id FROM tombstones WHERE case_id = ? AND shingles = 0", [case_id]
        )
        return [article_id for (article_id,) in rows]

    # The copy in the ledger of erasures

    def dump(self, article_id: int) -> bytes:
        """Returns the tombstone of an article with all its hashes, as MessagePack."""
        [row] = self._db.query("SELECT * FROM tombstones WHERE article_id = ?", [article_id])
        tombstone_id = row.pop("id")
        hashes = {
            table: list(
                self._db.query(f"SELECT * FROM {table} WHERE tombstone_id = ?", [tombstone_id])
            )
            for table in self._hash_tables()
        }
        return msgspec.msgpack.encode({"tombstone": row, "hashes": hashes})

    def load(self, dumped: bytes) -> None:
        """Write a tombstone as `dump` returned it, in place of one of the same article."""
        content = msgspec.msgpack.decode(dumped)
        self.delete(content["tombstone"]["article_id"])
        self._delete_exceptions(content["tombstone"]["article_id"])
        tombstone_id = self._db.table("tombstones").insert(content["tombstone"]).last_pk
        for table, rows in content["hashes"].items():
            self._db.table(table).insert_all({**row, "tombstone_id": tombstone_id} for row in rows)

    def case_id_of(self, article_id: int) -> int:
        """Returns the id of the case that took an article down."""
        query = "SELECT case_id FROM tombstones WHERE article_id = ?"
        return int(self._db.conn.execute(query, [article_id]).fetchone()[0])

    def list_article_ids(self, case_id: int | None = None) -> list[int]:
        """Returns the ids of the articles that were taken down, by any case or by one."""
        rows = self._db.conn.execute(
            "SELECT article_id FROM tombstones WHERE :case IS NULL OR case_id = :case ORDER BY article_id",
            {"case": case_id},
        )
        return [article_id for (article_id,) in rows]

    def _hash_tables(self) -> list[str]:
        """The tables whose rows belong to a tombstone."""
        rows = self._db.conn.execute(
            """SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
               WHERE m.type = 'table' AND c.name = 'tombstone_id' ORDER BY m.name"""
        )
        return [name for (name,) in rows]
