"""Which erasures of the private file the main file knows, and whose private file that is."""

from storage.sqlite.repository import Repository


class LastErasure(Repository):
    """The last erasure that the main file knows."""

    def get(self) -> int:
        """Returns the id of the last erasure that this file knows; 0 for none."""
        row = self._db.conn.execute("SELECT erasure_id FROM last_erasure").fetchone()
        return int(row[0]) if row else 0

    def set(self, erasure_id: int) -> None:
        """Note the last erasure that this file knows."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO last_erasure (id, erasure_id) VALUES (1, ?)", [erasure_id]
        )

    def get_private_file(self) -> str:
        """Returns the hash of the key of the private file of this file; empty where that is not known."""
        row = self._db.conn.execute("SELECT key_hash FROM private_file").fetchone()
        return str(row[0]) if row else ""

    def set_private_file(self, key_hash: str) -> None:
        """Note which private file is that of this file."""
        with self.transaction():
            self._db.conn.execute(
                "INSERT OR REPLACE INTO private_file (id, key_hash) VALUES (1, ?)", [key_hash]
            )

    def reserve_article_ids(self, highest: int) -> None:
        """Never use an id up to `highest` for another article: pages of these ids are known."""
        self._db.conn.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'articles', 0 "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'articles')"
        )
        self._db.conn.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'articles'", [highest]
        )
