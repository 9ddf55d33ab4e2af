"""What may be left of an article after it was deleted: the index, free pages, the write-ahead log."""

from collections.abc import Iterator
from pathlib import Path

from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository

CHUNK = 1 << 20  # bytes of a file looked at in one go
MERGED = 500  # pages of the index written in one step
STEPS = 100_000  # more than any index needs
_OWN_WORDS = "SELECT name, coalesce(sql, '') FROM sqlite_master"  # the schema with its comments


class ResidualData(Repository):
    """Texts and names that are left in the main file, and how to remove what SQLite keeps of deleted rows."""

    def purge_index(self) -> None:
        """Merge the full-text index into one piece, in short steps: only then do deleted words leave it.

        SQLite before 3.42 has no other way, and a file that used the newer one cannot be read by it.
        """
        if self._db.conn.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'"
        ).fetchone():
            with transaction(self._db):  # samples of index keys, addresses among them
                self._db.conn.execute("DELETE FROM sqlite_stat4")
        merge = "INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?)"
        for step in range(STEPS):
            before = self._db.conn.total_changes
            with transaction(self._db):
                self._db.conn.execute(
                    merge, [MERGED if step else -MERGED]
                )  # negative: begin with all of it
            if self._db.conn.total_changes - before < 2:
                return

    def rewrite(self) -> None:
        """Write the whole file anew, without free pages and what may be left in them."""
        self._db.conn.execute("VACUUM")

    def texts(self) -> Iterator[str]:
        """What the remaining articles say and are called, and the addresses of other pages."""
        for query in (
            "SELECT url, canonical_url, title, authors, text, coalesce(link_text, '') FROM articles",
            "SELECT title, text FROM article_versions",
            "SELECT url FROM frontier UNION ALL SELECT url FROM feeds UNION ALL SELECT site FROM sources",
        ):
            yield from ("\n".join(row) for row in self._db.conn.execute(query))

    def names(self) -> Iterator[str]:
        """Single words that stay without being an article's text: names, addresses, claims, our own."""
        for query in (
            _OWN_WORDS,
            "SELECT domain, name, site, owner FROM sources",
            "SELECT url, title, coalesce(last_error, '') FROM feeds",
            "SELECT url, coalesce(entry, ''), coalesce(outcome, '') FROM frontier",
            """SELECT canonical_url, section, publisher, image, rights, removed, sources, found, flags, provenance,
             coalesce(external_id, '') FROM articles""",
            "SELECT verdict, coalesce(original_url, ''), coalesce(original_name, '') FROM stories",
            "SELECT DISTINCT coalesce(relation, ''), coalesce(role, ''), coalesce(credit, '') FROM copies",
            "SELECT verdict, coalesce(original_url, ''), coalesce(original_name, '') FROM verdict_history",
            "SELECT rule, says, quote, url, points_to FROM evidence",
            "SELECT what, counts FROM crawl_runs",
            "SELECT decided_by, reason FROM decisions",
            "SELECT what, reason FROM story_log",
        ):
            yield from ("\n".join(row) for row in self._db.conn.execute(query))


class PrivateResidualData(Repository):
    """Texts that are left in the private file."""

    def kept_private(self) -> Iterator[str]:
        """Words the private file keeps: what claimants, readers and watchers wrote, what others' cases hold."""
        for query in (
            _OWN_WORDS,
            """SELECT number, state, claimant, email, reason, work_url, waits_for, scope, coalesce(proof, '')
             FROM takedown_cases""",
            "SELECT url, relation, action, state FROM takedown_items",
            "SELECT actor, event, detail FROM takedown_log",
            "SELECT name, email, body, state FROM comments",
            "SELECT content FROM held",
            "SELECT kind, value, name FROM watches",
        ):
            yield from ("\n".join(row) for row in self._db.conn.execute(query))


def file_bytes(path: Path, overlap: int) -> Iterator[bytes]:
    """The bytes of a database file, then of its write-ahead log, in overlapping pieces."""
    for part in (path, path.with_name(path.name + "-wal")):
        if not part.exists():
            continue
        with part.open("rb") as file:
            tail = b""
            while piece := file.read(CHUNK):
                yield tail + piece
                tail = piece[-overlap:] if overlap else b""
