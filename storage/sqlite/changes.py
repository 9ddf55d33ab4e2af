"""Change counters: numbers by which the caches of other connections see that something changed.

Each is raised in the transaction that makes the change.
"""

from typing import Literal

from sqlite_utils import Database

Counter = Literal["boilerplate", "signatures"]


def read_counter(db: Database, name: Counter) -> int:
    """Returns how often something was changed."""
    query = "SELECT number FROM changes WHERE name = ?"
    number: int = db.conn.execute(query, [name]).fetchone()[0]
    return number


def increment_counter(db: Database, name: Counter) -> None:
    """Count a change; to be called within its transaction."""
    db.conn.execute("UPDATE changes SET number = number + 1 WHERE name = ?", [name])
