"""The log of crawl runs."""

import json

from sqlite_utils import Database

from aggregator.model import Row


def start(db: Database, what: str, now: str) -> int:
    """Note that a crawl began; gives the run's id."""
    cursor = db.conn.execute("INSERT INTO crawl_runs (started_at, what) VALUES (?, ?)", [now, what])
    db.conn.commit()
    return int(cursor.lastrowid or 0)


def end(db: Database, run_id: int, counts: Row, now: str) -> None:
    """Note how it ended."""
    db.conn.execute(
        "UPDATE crawl_runs SET ended_at = ?, counts = ? WHERE id = ?",
        [now, json.dumps(counts), run_id],
    )
    db.conn.commit()


def latest(db: Database, limit: int = 5) -> list[Row]:
    """The last runs, newest first."""
    rows = db.query("SELECT * FROM crawl_runs ORDER BY id DESC LIMIT ?", [limit])
    return [{**row, "counts": json.loads(row["counts"])} for row in rows]
