"""What SQLite may keep of deleted rows (index, free pages, write-ahead log), and how to remove it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from storage.sqlite.connection import checkpoint
from storage.sqlite.repository import Repository

CHUNK_BYTES = 1 << 20  # of a file, read together
MERGE_PAGES = 500  # pages of the index that are written in one step
MAX_MERGE_STEPS = 100_000  # more than any index needs
MIN_CHANGES = 2  # rows changed by a merge that found something to merge; see the FTS5 documentation

_SCHEMA_WORDS = "SELECT name, coalesce(sql, '') FROM sqlite_master"  # with its comments
_MIGRATIONS = "SELECT migration_set, name FROM _sqlite_migrations"
_MAIN_TEXTS = (
    "SELECT url, canonical_url, title, authors, text, coalesce(link_text, '') FROM articles",
    "SELECT title, text FROM article_versions",
    "SELECT url FROM frontier UNION ALL SELECT url FROM feeds UNION ALL SELECT site FROM sources",
)
_MAIN_NAMES = (
    _SCHEMA_WORDS,
    _MIGRATIONS,
    "SELECT domain, name, site, publisher_group FROM sources",
    "SELECT domain, detail FROM source_domains",
    "SELECT url, title, coalesce(last_error, '') FROM feeds",
    "SELECT url, coalesce(entry, ''), coalesce(outcome, '') FROM frontier",
    """SELECT canonical_url, section, publisher, image, rights, removed, sources, field_origins, flags, provenance,
         coalesce(external_id, '') FROM articles""",
    "SELECT coalesce(lines, ''), manifests, captures FROM articles",
    "SELECT verdict, coalesce(original_url, ''), coalesce(original_name, '') FROM stories",
    "SELECT DISTINCT coalesce(relation, ''), coalesce(role, ''), coalesce(credit, '') FROM copies",
    "SELECT verdict, coalesce(original_url, ''), coalesce(original_name, '') FROM verdict_history",
    "SELECT rule, says, quote, url, points_to FROM evidence",
    "SELECT what, counts FROM crawl_runs",
    "SELECT decided_by, reason, coalesce(address, '') FROM decisions",
    "SELECT what, reason FROM story_log",
)
_PRIVATE_TEXTS = (
    _SCHEMA_WORDS,
    _MIGRATIONS,
    """SELECT number, state, waits_for, scope, ground, decision, decision_reason, source_url, coalesce(proof, '')
         FROM takedown_cases""",
    """SELECT channel, claimant, email, postal_address, phone, capacity, reason, work_url, statements, signature
         FROM takedown_requests""",
    "SELECT method, domain, token, detail FROM takedown_proofs",
    "SELECT url, domain, relation, action, state, reason FROM takedown_items",
    "SELECT actor, event, detail FROM takedown_log",
    "SELECT kind, address, subject, body, details, error FROM takedown_mails",
    """SELECT url, name, email, postal_address, phone, reason, statements, signature, state
         FROM counter_notices""",
    "SELECT path, kind, what FROM written_files",
    "SELECT address, content, error FROM recipient_notices",
    "SELECT content FROM takedown_receipts",
    "SELECT name, email, body, state FROM comments",
    "SELECT content FROM hidden_articles",
    "SELECT kind, value, name FROM watches",
)


class ResidualData(Repository):
    """The bytes of one database file and of its write-ahead log."""

    def path(self) -> Path:
        """Returns the path of the file."""
        rows = self._db.conn.execute("PRAGMA database_list").fetchall()
        return Path(next(path for _, name, path in rows if name == "main"))

    def size(self) -> int:
        """Returns the bytes of the file."""
        return self.path().stat().st_size

    def checkpoint(self, seconds: float) -> bool:
        """Write the log into the file and empty it; False when a reader prevents that so long."""
        return checkpoint(self._db, seconds)

    def rewrite_file(self) -> None:
        """Write the whole file again, without free pages and what is left in them."""
        self._db.conn.execute("VACUUM")

    def read_chunks(self, overlap: int) -> Iterator[bytes]:
        """Yields the bytes of the file, then of its log, in chunks that overlap by `overlap` bytes."""
        path = self.path()
        for part in (path, path.with_name(f"{path.name}-wal")):
            if part.exists():
                yield from _read_overlapping_chunks(part, overlap)

    def _rows_as_text(self, queries: Iterable[str]) -> Iterator[str]:
        for query in queries:
            yield from ("\n".join(row) for row in self._db.conn.execute(query))


class MainResidualData(ResidualData):
    """What the main file keeps, and what remains in it lawfully."""

    def merge_full_text_index(self) -> None:
        """Merge the full-text index into one piece, in short steps: only then do deleted words leave it.

        SQLite before 3.42 has no other way, and it cannot read a file on which the newer way was used.
        """
        if self._has_index_samples():
            with self.transaction() as db:
                db.conn.execute("DELETE FROM sqlite_stat4")
        for step in range(MAX_MERGE_STEPS):
            before = self._db.conn.total_changes
            pages = MERGE_PAGES if step else -MERGE_PAGES  # negative: begin with the whole index
            with self.transaction() as db:
                db.conn.execute(
                    "INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?)", [pages]
                )
            if self._db.conn.total_changes - before < MIN_CHANGES:
                return

    def _has_index_samples(self) -> bool:
        """Has ANALYZE stored samples of index keys, addresses among them?"""
        query = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'"
        return self._db.conn.execute(query).fetchone() is not None

    def read_texts(self) -> Iterator[str]:
        """Yields the texts, titles and addresses of the remaining articles and pages."""
        return self._rows_as_text(_MAIN_TEXTS)

    def read_other_strings(self) -> Iterator[str]:
        """Yields what remains beside articles' texts: names, addresses, claims, words of the schema."""
        return self._rows_as_text(_MAIN_NAMES)


class PrivateResidualData(ResidualData):
    """What the private file keeps, and what remains in it lawfully."""

    def read_texts(self) -> Iterator[str]:
        """Yields what claimants, readers and watchers wrote, and what is kept for other cases."""
        return self._rows_as_text(_PRIVATE_TEXTS)


def _read_overlapping_chunks(path: Path, overlap: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(CHUNK_BYTES):
            yield tail + chunk
            tail = chunk[-overlap:] if overlap else b""
