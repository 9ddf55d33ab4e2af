"""Checks of the two files: schema, damage, index, references. Nothing is repaired here."""

import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aggregator.errors import StorageError
from storage.sqlite import values
from storage.sqlite.connection import RESTORE, Database, explain_sqlite_errors
from storage.sqlite.log_chain import find_break

WAL = b"\x02\x02"  # bytes 18 and 19 of the file: https://www.sqlite.org/fileformat2.html
Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check, as a sentence."""

    level: Level
    says: str


# Each query counts rows that should not exist.
FAULTS = {
    "articles without a signature": """SELECT count(*) FROM articles a
        WHERE NOT EXISTS (SELECT 1 FROM signatures s WHERE s.article_id = a.id)""",
    "stories whose leader cannot be found": """SELECT count(*) FROM stories WHERE leader_id IS NOT NULL
        AND leader_id NOT IN (SELECT article_id FROM index_entries)""",
    "articles that no address leads to": """SELECT count(*) FROM articles a
        WHERE NOT EXISTS (SELECT 1 FROM url_aliases u WHERE u.article_id = a.id)""",
    "articles without a place in their story": """SELECT count(*) FROM articles a
        WHERE NOT EXISTS (SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.story_id = a.story_id)""",
    "articles whose story is merged away": """SELECT count(*) FROM articles a
        JOIN stories t ON t.id = a.story_id WHERE t.redirect_to IS NOT NULL""",
    "articles that were taken down and are still there": """SELECT count(*) FROM articles a
        WHERE EXISTS (SELECT 1 FROM tombstones t WHERE t.article_id = a.id)""",
    "domains that two sources have": """SELECT count(*) FROM source_domains
        WHERE domain IN (SELECT domain FROM sources)""",
    "references that lead nowhere": "SELECT count(*) FROM pragma_foreign_key_check",
}

LINK_FAULTS = (
    "stories whose leader cannot be found",
    "articles without a place in their story",
    "articles whose story is merged away",
)  # linking all articles again mends these


def has_link_faults(db: Database) -> bool:
    """Returns whether rows are missing that linking writes of every article."""
    return any(db.execute(FAULTS[fault]).fetchone()[0] for fault in LINK_FAULTS)


def check_main(db: Database, path: Path) -> Iterator[Finding]:
    """Check the main file at `path`. A check that a damaged file stops is a finding."""
    checks = (
        lambda: [_check_version(db)],
        lambda: [_check_damage(db, "the database file")],
        lambda: [_check_deleted_text_is_overwritten(db, path)],
        lambda: [_check_full_text_index(db)],
        lambda: _count_faults(db),
        lambda: [_check_verdicts(db)],
        lambda: _check_values(db),
    )
    for check in checks:
        yield from _run_check(check, path)


def _run_check(check: Callable[[], Iterable[Finding]], path: Path) -> list[Finding]:
    """The findings of a check; where the file cannot be read, that."""
    try:
        with explain_sqlite_errors(path):
            return list(check())
    except StorageError as error:
        return [Finding("fail", str(error))]


def _count_faults(db: Database) -> Iterator[Finding]:
    for fault, query in FAULTS.items():
        count = db.execute(query).fetchone()[0]
        if count:
            yield Finding("fail", f"{count} {fault}")


def check_private(db: Database | None, path: Path) -> Iterator[Finding]:
    """Check the private file at `path`; `db` is None when there is none."""
    if db is None:
        yield Finding("fail", f"{path} is missing: without its keys, deleted work can come back")
    else:
        yield from _run_check(lambda: _check_private_rows(db, path), path)


def _check_values(db: Database) -> Iterator[Finding]:
    for bad in values.find_bad_values(db):
        says = f"{bad.count} values of {bad.table}.{bad.column} cannot be read: {RESTORE}"
        yield Finding("fail", says)


def _check_private_rows(db: Database, path: Path) -> Iterator[Finding]:
    yield _check_damage(db, "the private file")
    yield from _check_values(db)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding("fail", f"{path} can be read by others: chmod 600 {path}")
    if not db.execute("SELECT count(*) FROM keys").fetchone()[0]:
        yield Finding("fail", f"{path} holds no key: restore a backup of it")
    yield _check_log(db)
    yield from _check_receipts(db)


def _check_log(db: Database) -> Finding:
    """The chain of the takedown log: each entry with its hash over itself and the one before."""
    count = db.execute("SELECT count(*) FROM takedown_log").fetchone()[0]
    broken = find_break(db)
    if broken is not None:
        return Finding(
            "fail",
            f"the log of takedowns was changed: its chain breaks at entry {broken} of {count}",
        )
    return Finding("ok", f"{count} entries in the log of takedowns, each as it was written")


def _check_receipts(db: Database) -> Iterator[Finding]:
    """Each receipt names the newest hash of the log at its time: one that is not there was cut off."""
    rows = db.execute(
        """SELECT c.number FROM takedown_receipts r JOIN takedown_cases c ON c.id = r.case_id
           WHERE CASE WHEN r.issued_at IS NOT NULL THEN json_extract(r.content, '$.chain[#-1].content.log') END
             NOT IN (SELECT hash FROM takedown_log)"""
    )
    for (number,) in rows:
        yield Finding(
            "fail",
            f"the log of takedowns lacks an entry that the receipt of {number} names: it was cut",
        )


def check_erasures(known: int, recorded: int) -> Iterator[Finding]:
    """Check that both files know the same erasures: `known` is the last of the main file."""
    if known > recorded:
        says = "the private file is older than the main file: cases since then are lost, restore a newer one"
        yield Finding("fail", says)


def _check_version(db: Database) -> Finding:
    return Finding("ok", f"schema {db.execute('PRAGMA user_version').fetchone()[0]}")


def _check_damage(db: Database, what: str) -> Finding:
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found == "ok":
        return Finding("ok", f"{what} is intact")
    return Finding("fail", f"{what} is damaged, {RESTORE}: {found}")


def _check_deleted_text_is_overwritten(db: Database, path: Path) -> Finding:
    is_wal = db.execute("PRAGMA journal_mode").fetchone()[0] == "wal" or _has_wal_header(path)
    wiped = db.execute("PRAGMA secure_delete").fetchone()[0] == 1
    if not wiped:
        return Finding("fail", "deleted text is not overwritten")
    if not is_wal:
        return Finding("ok", "deleted text is overwritten; a backup: the next write begins a log")
    return Finding("ok", "write-ahead log, deleted text is overwritten")


def _has_wal_header(path: Path) -> bool:
    """Does the header name the write-ahead log? An immutable connection, which holds no locks, hides that.

    Of any other connection to this file the process would lose the locks, as it closes the file.
    """
    with path.open("rb") as file:
        return file.read(20)[18:] == WAL


def _check_full_text_index(db: Database) -> Finding:
    """SQLite's own comparison of index and articles, where the file may be locked for it."""
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    indexed = db.execute("SELECT count(*) FROM articles_fts_docsize").fetchone()[0]
    if articles != indexed:
        return Finding("fail", f"{articles} articles, {indexed} in the full-text index")
    try:
        # A command in the shape of a write: nothing is changed, and nothing is committed.
        db.execute("PRAGMA query_only=0")
        db.conn.execute(
            "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.OperationalError:
        return Finding("warn", f"{indexed} articles indexed; not compared: the file is read-only")
    except sqlite3.DatabaseError:
        return Finding("fail", "the full-text index does not match the articles")
    finally:
        db.conn.rollback()
        db.execute("PRAGMA query_only=1")
    return Finding("ok", f"{indexed} articles, all in the full-text index")


def _check_verdicts(db: Database) -> Finding:
    dirty = db.execute("SELECT count(*) FROM stories WHERE dirty = 1 AND redirect_to IS NULL")
    waiting = dirty.fetchone()[0]
    if waiting:
        return Finding("warn", f"{waiting} stories wait for a verdict: the next crawl decides them")
    return Finding("ok", "every story has its verdict")
