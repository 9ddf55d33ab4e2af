"""The sitemaps of a source, and which of them became feeds because an index names them."""

import json
from collections.abc import Collection

from storage.sqlite.repository import Repository


class ChildSitemaps(Repository):
    """Rows of `feeds` that are sitemaps; those that an index names have `listed_at`."""

    def list_named(self, source_id: int) -> dict[str, str]:
        """Returns the sitemaps of a source, with the time at which an index named each last."""
        rows = self._db.conn.execute(
            "SELECT url, listed_at FROM feeds WHERE source_id = ? AND listed_at IS NOT NULL",
            [source_id],
        )
        return dict(rows.fetchall())

    def list_hosts(self, source_id: int) -> frozenset[str]:
        """Returns the hosts that a source has sitemaps on, whoever named them."""
        rows = self._db.conn.execute(
            """SELECT h.name FROM feeds f JOIN hosts h ON h.id = f.host_id
               WHERE f.source_id = ? AND f.kind = 'news_sitemap'""",
            [source_id],
        )
        return frozenset(name for (name,) in rows)

    def note_named(self, source_id: int, urls: Collection[str], now: str) -> None:
        """Writes that an index named these sitemaps of a source."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE feeds SET listed_at = ? WHERE source_id = ? AND kind = 'news_sitemap'
                     AND url IN (SELECT value FROM json_each(?))""",
                [now, source_id, json.dumps(list(urls))],
            )

    def drop(self, source_id: int, urls: Collection[str]) -> None:
        """Deletes sitemaps of a source that no index names any more; their articles stay."""
        with self.transaction():
            self._db.conn.execute(
                """DELETE FROM feeds WHERE source_id = ? AND listed_at IS NOT NULL
                     AND url IN (SELECT value FROM json_each(?))""",
                [source_id, json.dumps(list(urls))],
            )
