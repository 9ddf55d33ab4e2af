"""Makes the rows that were saved agree with one another: none refers to a row that is lost.

A row that others cannot be without (a source, a host, a story, a case) is made up from what these say. Of others,
the reference is cleared where it may be, and else the row that refers is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aggregator import clock
from aggregator.errors import AddressError
from aggregator.urls import host, site
from storage.frontier.hosts import compute_shard_key
from storage.recovery.saved import SavedFile, SavedTable
from storage.sqlite.connection import Database
from storage.sqlite.schema import quote

ROUNDS = 10  # a row that is left out may be referred to: longer than any chain of references


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a row of another table."""

    table: str
    column: str
    parent: str
    key: str
    is_required: bool
    follows: bool  # the row goes with that which it names

    @property
    def is_broken(self) -> str:
        """The condition for a row whose reference leads nowhere."""
        column, key = quote(self.column), quote(self.key)
        return (
            f"{column} IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM {quote(self.parent)} p WHERE p.{key} = {quote(self.table)}.{column})"
        )


def make_consistent(db: Database, saved: SavedFile) -> None:
    """Mend every reference, within a transaction, and the counters of numbers that are never used twice."""
    _mend_sequences(db)
    references = _list_references(db)
    for reference in references:
        if reference.parent in MADE_UP:
            _make_up_parents(db, reference, saved)
    for _ in range(ROUNDS):
        before = db.conn.total_changes
        for reference in references:
            _mend(db, reference, saved)
        if db.conn.total_changes == before:
            break
    _mend_leaders(db)


def _list_references(db: Database) -> list[Reference]:
    rows = db.conn.execute(
        """SELECT t.name, f."from", f."table", f."to", c.[notnull], f.on_delete
           FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
           JOIN pragma_table_info(t.name) c ON c.name = f."from" WHERE t.schema = 'main'"""
    )
    return [
        Reference(table, column, parent, key or "id", bool(required), action == "CASCADE")
        for table, column, parent, key, required, action in rows
    ]


def _mend(db: Database, reference: Reference, saved: SavedFile) -> None:
    name = quote(reference.table)
    if reference.is_required or reference.follows:
        gone = db.conn.execute(f"DELETE FROM {name} WHERE {reference.is_broken}").rowcount
        if reference.table in saved.tables:
            saved.tables[reference.table].rows -= gone
            saved.tables[reference.table].unreferenced += gone
    else:
        db.conn.execute(
            f"UPDATE {name} SET {quote(reference.column)} = NULL WHERE {reference.is_broken}"
        )


def _make_up_parents(db: Database, reference: Reference, saved: SavedFile) -> None:
    column, name = quote(reference.column), quote(reference.table)
    rows = db.conn.execute(f"SELECT DISTINCT {column} FROM {name} WHERE {reference.is_broken}")
    for (number,) in rows.fetchall():
        MADE_UP[reference.parent](db, number)
        table = saved.tables.setdefault(reference.parent, SavedTable(reference.parent))
        table.replaced += 1


def _make_up_source(db: Database, number: int) -> None:
    """A source of the site that its articles, feeds and pages are of."""
    urls = db.conn.execute(
        """SELECT url FROM articles WHERE source_id = :n UNION ALL SELECT url FROM feeds WHERE source_id = :n
           UNION ALL SELECT url FROM frontier WHERE source_id = :n LIMIT 100""",
        {"n": number},
    )
    domain = _first_free(db, "sources", "domain", [_find(site, url) for (url,) in urls], number)
    db.conn.execute(
        "INSERT INTO sources (id, domain, added_at) VALUES (?, ?, ?)", [number, domain, clock.now()]
    )


def _make_up_host(db: Database, number: int) -> None:
    urls = db.conn.execute(
        """SELECT coalesce(address, url) FROM feeds WHERE host_id = :n
           UNION ALL SELECT coalesce(address, url) FROM frontier WHERE host_id = :n LIMIT 100""",
        {"n": number},
    )
    name = _first_free(db, "hosts", "name", [_find(host, url) for (url,) in urls], number)
    db.conn.execute(
        """INSERT INTO hosts (id, name, shard_key, feeds_due, pages_due) VALUES (:n, :name, :shard,
             (SELECT min(next_due) FROM feeds WHERE host_id = :n), (SELECT min(next_due) FROM frontier WHERE host_id = :n))""",
        {"n": number, "name": name, "shard": compute_shard_key(f"https://{name}/")},
    )


def _find(part: Callable[[str], str], url: str) -> str:
    try:
        return part(url)
    except AddressError:
        return ""


def _first_free(db: Database, table: str, column: str, names: list[str], number: int) -> str:
    """The first name that no other row has."""
    query = f"SELECT 1 FROM {table} WHERE {column} = ?"
    free = (name for name in names if name and not db.conn.execute(query, [name]).fetchone())
    return next(free, f"lost-{number}.invalid")


def _make_up_story(db: Database, number: int) -> None:
    db.conn.execute(
        """INSERT INTO stories (id, leader_id, created_at) VALUES (:n,
             (SELECT article_id FROM copies WHERE story_id = :n AND of_article_id IS NULL),
             coalesce((SELECT min(first_seen) FROM articles WHERE story_id = :n), :now))""",
        {"n": number, "now": clock.now()},
    )


def _make_up_case(db: Database, number: int) -> None:
    """A case that a person has to look at: what it asks for is lost, what was done is not."""
    db.conn.execute(
        """INSERT INTO takedown_cases (id, number, received_at, deadline, state, waits_for)
           SELECT :n, :number, at, at, 'received', 'its row was lost when the file was damaged' FROM (
             SELECT coalesce((SELECT min(at) FROM takedown_log WHERE case_id = :n), :now) AS at)""",
        {"n": number, "number": f"TD-{clock.now()[:4]}-9{number:03}", "now": clock.now()},
    )


MADE_UP: dict[str, Callable[[Database, int], None]] = {
    "hosts": _make_up_host,
    "sources": _make_up_source,
    "stories": _make_up_story,
    "takedown_cases": _make_up_case,
}


def _mend_leaders(db: Database) -> None:
    """Let no story be led by an article that is lost: another member leads it, until all are linked again."""
    if db.table("stories").exists():
        db.conn.execute(
            """UPDATE stories SET leader_id = (SELECT min(a.id) FROM articles a WHERE a.story_id = stories.id)
               WHERE leader_id IS NOT NULL AND leader_id NOT IN (SELECT id FROM articles)"""
        )


def _mend_sequences(db: Database) -> None:
    """Let no number that was used be used again: each counter is the highest that is known."""
    if not db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
        return
    rows = db.conn.execute(
        """SELECT name, max(seq) FROM sqlite_sequence
           WHERE name IN (SELECT name FROM sqlite_master) GROUP BY name"""
    ).fetchall()
    db.conn.execute("DELETE FROM sqlite_sequence")
    db.conn.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", rows)
