"""What may be done with articles: decided by the policy, and decided again when what it rests on changes."""

import json
from collections.abc import Iterable, Iterator, Sequence

from aggregator import clock
from aggregator.model import Row
from aggregator.permissions import DEFAULT_PERMISSIONS, Override, Permissions, encode_uses
from storage.sqlite.repository import Repository

_HEADLINE = encode_uses(["headline"])


class ArticlePermissions(Repository):
    """Permissions by article."""

    def get(self, article_id: int) -> Permissions:
        """Returns the permissions of an article."""
        return self.get_many([article_id])[article_id]

    def get_many(self, article_ids: Sequence[int]) -> dict[int, Permissions]:
        """Returns the permissions of each of these articles, as they are now: a date may have come meanwhile."""
        now = clock.now()
        rows = self._db.conn.execute(
            """SELECT article_id, forbidden, max_characters, withheld, until FROM permissions
               WHERE article_id IN (SELECT value FROM json_each(?))""",
            [json.dumps([*article_ids])],
        )
        stored = {
            article_id: Permissions(forbidden, characters, _read_lines(withheld), until).find_at(
                now
            )
            for article_id, forbidden, characters, withheld, until in rows
        }
        return {key: stored.get(key, DEFAULT_PERMISSIONS) for key in article_ids}

    def list_unlisted(self, article_ids: Sequence[int]) -> frozenset[int]:
        """Returns which of these articles their publishers keep out of lists."""
        rows = self._db.conn.execute(
            """SELECT article_id FROM permissions
               WHERE article_id IN (SELECT value FROM json_each(?)) AND (forbidden & ? OR until <= ?)""",
            [json.dumps([*article_ids]), _HEADLINE, clock.now()],
        )
        return frozenset(key for (key,) in rows)

    def set_all(self, rows: Iterable[tuple[int, Permissions]]) -> None:
        """Store the permissions of articles; the default has no row."""
        decided = [*rows]
        default = [(key,) for key, each in decided if each == DEFAULT_PERMISSIONS]
        self._db.conn.executemany("DELETE FROM permissions WHERE article_id = ?", default)
        self.set_new(decided)

    def set_new(self, rows: Iterable[tuple[int, Permissions]]) -> None:
        """Store the permissions of articles that have none yet, or have others than the default."""
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO permissions (article_id, forbidden, max_characters, until, withheld) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                (key, each.forbidden, each.max_characters, each.until, json.dumps(each.withheld))
                for key, each in rows
                if each != DEFAULT_PERMISSIONS
            ],
        )

    # What is to be decided again

    def mark_stale(self, source_id: int) -> None:
        """Have the permissions of a source's articles decided again."""
        self._db.conn.execute("UPDATE sources SET permissions_stale = 1 WHERE id = ?", [source_id])

    def mark_all_stale(self, policy_version: str) -> bool:
        """Have all permissions decided again unless this policy decided them; returns whether."""
        row = self._db.conn.execute("SELECT version FROM policy_version").fetchone()
        if row == (policy_version,):
            return False
        self._db.conn.execute(
            "INSERT OR REPLACE INTO policy_version (id, version) VALUES (1, ?)", [policy_version]
        )
        self._db.conn.execute("UPDATE sources SET permissions_stale = 1")
        return True

    def list_stale_sources(self) -> list[int]:
        """Returns the sources whose articles' permissions are to be decided again."""
        rows = self._db.conn.execute("SELECT id FROM sources WHERE permissions_stale = 1")
        return [source_id for (source_id,) in rows]

    def clear_stale(self, source_id: int) -> None:
        """Note that the permissions of a source's articles are decided."""
        self._db.conn.execute("UPDATE sources SET permissions_stale = 0 WHERE id = ?", [source_id])

    def list_articles_of(self, source_id: int) -> list[int]:
        """Returns the articles of a source."""
        query = "SELECT id FROM articles WHERE source_id = ? ORDER BY id"
        return [key for (key,) in self._db.conn.execute(query, [source_id])]

    def are_decided(self, policy_version: str, now: str) -> bool:
        """Returns whether nothing is to be decided again at a time; a policy that was never noted is this one."""
        row = self._db.conn.execute(
            """SELECT EXISTS (SELECT 1 FROM sources WHERE permissions_stale = 1)
                 OR EXISTS (SELECT 1 FROM permissions WHERE until <= ?)
                 OR EXISTS (SELECT 1 FROM policy_version WHERE version != ?)""",
            [now, policy_version],
        ).fetchone()
        return not row[0]

    def list_due(self, now: str) -> list[int]:
        """Returns the articles of which a date has come that their publishers set."""
        query = "SELECT article_id FROM permissions WHERE until <= ? ORDER BY article_id"
        return [key for (key,) in self._db.conn.execute(query, [now])]

    def find_article(self, article_id: int) -> tuple[str, int, str] | None:
        """Returns (address, source id, domain of the source) of an article; None when it is not stored."""
        found: tuple[str, int, str] | None = self._db.conn.execute(
            "SELECT a.url, s.id, s.domain FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = ?",
            [article_id],
        ).fetchone()
        return found

    def read_addresses(self, article_ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
        """Yields (id, address, source id) of articles."""
        yield from self._db.conn.execute(
            "SELECT id, url, source_id FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([*article_ids])],
        )

    def set_words(self, rows: Iterable[tuple[int, str]]) -> None:
        """Store what was said of articles in the words that readers see, a JSON list for each."""
        self._db.conn.executemany(
            "UPDATE articles SET rights = ? WHERE id = ?", [(words, key) for key, words in rows]
        )

    # Overrides of the operator

    def add_override(self, source_id: int, decided_by: str, chosen: Override, at: str) -> None:
        """Open or withhold the texts of a source, for a reason; an override before it ends."""
        self.end_override(source_id, at)
        self._db.conn.execute(
            "INSERT INTO rights_overrides (source_id, at, decided_by, reason, opens) VALUES (?, ?, ?, ?, ?)",
            [source_id, at, decided_by, chosen.reason, chosen.opens],
        )

    def end_override(self, source_id: int, at: str) -> bool:
        """End the override of a source; returns whether there was one."""
        ended = self._db.conn.execute(
            "UPDATE rights_overrides SET undone_at = ? WHERE source_id = ? AND undone_at IS NULL",
            [at, source_id],
        )
        self.mark_stale(source_id)
        return bool(ended.rowcount)

    def get_overrides(self) -> dict[int, Override]:
        """Returns each override that is in force, by source."""
        query = "SELECT source_id, reason, opens FROM rights_overrides WHERE undone_at IS NULL"
        rows = self._db.conn.execute(query)
        return {source_id: Override(reason, bool(opens)) for source_id, reason, opens in rows}

    def list_overrides(self) -> list[Row]:
        """Returns every override, oldest first, ended ones too."""
        rows = self._db.query(
            """SELECT s.domain AS source, o.at, o.decided_by, o.reason, o.opens, o.undone_at
               FROM rights_overrides o JOIN sources s ON s.id = o.source_id ORDER BY o.id"""
        )
        return [{**row, "opens": bool(row["opens"])} for row in rows]


def _read_lines(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))
