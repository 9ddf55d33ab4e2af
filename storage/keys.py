"""Keys in the private file: made when first asked for, never shown, never logged."""

import secrets

from aggregator import clock
from storage.connection import Database


def key(private: Database, name: str) -> bytes:
    """The 32-byte key of that name."""
    found = private.execute("SELECT key FROM keys WHERE name = ?", [name]).fetchone()
    if found is None:
        row = [name, secrets.token_bytes(32), clock.now()]
        private.conn.execute(
            "INSERT OR IGNORE INTO keys (name, key, made_at) VALUES (?, ?, ?)", row
        )
        private.conn.commit()
        found = private.execute("SELECT key FROM keys WHERE name = ?", [name]).fetchone()
    return bytes(found[0])
