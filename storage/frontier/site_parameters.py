"""Parameters of addresses that were learned to mean nothing at a site, and what they are learned from."""

from collections.abc import Iterable

from storage.sqlite.repository import Repository


class SiteParameters(Repository):
    """Rows of `site_parameters`. A site is a registrable domain, or host:port."""

    def get_names(self, site: str) -> frozenset[str]:
        """Returns the names that mean nothing at a site."""
        rows = self._db.conn.execute("SELECT name FROM site_parameters WHERE site = ?", [site])
        return frozenset(name for (name,) in rows)

    def add(self, site: str, learned: Iterable[tuple[str, str]], now: str) -> None:
        """Adds (name, what shows that it means nothing) of a site."""
        with self.transaction():
            self._db.conn.executemany(
                """INSERT OR IGNORE INTO site_parameters (site, name, learned_at, evidence)
                   VALUES (?, ?, ?, ?)""",
                [(site, name, now, evidence) for name, evidence in learned],
            )

    def list_addresses_of_text(self, source_id: int, text_hash: str, most: int) -> list[str]:
        """Returns the addresses of the source's articles of one wording, those of the newest first."""
        rows = self._db.conn.execute(
            """SELECT u.url FROM articles a JOIN url_aliases u ON u.article_id = a.id
               WHERE a.text_hash = ? AND a.source_id = ? AND u.basis != 'former'
               ORDER BY a.id DESC LIMIT ?""",
            [text_hash, source_id, most],
        )
        return [url for (url,) in rows]

    def list_newest_addresses(self, source_id: int, most: int) -> list[tuple[int, str, str]]:
        """Returns (id, address, hash of the text) of a source's newest articles, their own address first."""
        return self._db.conn.execute(
            """SELECT a.id, u.url, a.text_hash FROM articles a JOIN url_aliases u ON u.article_id = a.id
               WHERE a.source_id = ? AND u.basis != 'former'
               ORDER BY a.first_seen DESC, a.id, u.url != a.url LIMIT ?""",
            [source_id, most],
        ).fetchall()
