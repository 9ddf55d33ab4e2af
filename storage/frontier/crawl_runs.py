"""The log of crawl runs."""

import json

from aggregator.model import Row
from storage.sqlite.connection import Database, transaction


def start(db: Database, what: str, now: str) -> int:
    """Note that a crawl began; gives the run's id."""
    with transaction(db):
        cursor = db.conn.execute(
            "INSERT INTO crawl_runs (started_at, what) VALUES (?, ?)", [now, what]
        )
    return int(cursor.lastrowid or 0)


def note(db: Database, run_id: int, counts: Row) -> None:
    """Note how it goes."""
    with transaction(db):
        db.conn.execute(
            "UPDATE crawl_runs SET counts = ? WHERE id = ?", [json.dumps(counts), run_id]
        )


def end(db: Database, run_id: int, counts: Row, now: str) -> None:
    """Note how it ended."""
    with transaction(db):
        note(db, run_id, counts)
        db.conn.execute("UPDATE crawl_runs SET ended_at = ? WHERE id = ?", [now, run_id])


def latest(db: Database, limit: int = 5) -> list[Row]:
    """The last runs, newest first."""
    rows = db.query("SELECT * FROM crawl_runs ORDER BY id DESC LIMIT ?", [limit])
    return [{**row, "counts": json.loads(row["counts"])} for row in rows]
