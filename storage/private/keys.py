"""Keys in the private file: 32 random bytes each, never shown, never logged.

Of the key that signs evidence files only the public half leaves the file.
"""

import secrets

from aggregator import clock
from aggregator.errors import StorageError
from storage.sqlite.repository import Repository

TOMBSTONE_KEY = "tombstones"  # keys the hashes of what was taken down
SIGNING_KEY = "evidence"  # signs evidence files: the secret of an Ed25519 key pair
FORMER_SIGNING_KEY = "evidence until "  # the time at which it was replaced follows


class Keys(Repository):
    """Keys by name: of the hashes in the main file, of forms, of evidence files."""

    def create_if_missing(self, name: str) -> bool:
        """Create the key of that name unless it exists; returns whether it was created."""
        if self._db.execute("SELECT 1 FROM keys WHERE name = ?", [name]).fetchone():
            return False
        row = {"name": name, "key": secrets.token_bytes(32), "made_at": clock.now()}
        self._db.table("keys").insert(row, ignore=True)
        return True

    def require_key(self, name: str) -> bytes:
        """Returns the key of that name. Raises StorageError when it was lost: a new one is no use."""
        row = self._db.execute("SELECT key FROM keys WHERE name = ?", [name]).fetchone()
        if row is None:
            raise StorageError(
                f"the private file holds no key of the {name}: restore a backup of it"
            )
        return bytes(row[0])

    def count(self) -> int:
        """Returns the number of keys."""
        return int(self._db.conn.execute("SELECT count(*) FROM keys").fetchone()[0])

    def list_signing_keys(self) -> list[tuple[bytes, str]]:
        """Returns the keys that sign or signed evidence files, each with when it was made; the present one first."""
        rows = self._db.execute(
            "SELECT key, made_at FROM keys WHERE name = ? OR name LIKE ? ORDER BY name = ? DESC, name DESC",
            [SIGNING_KEY, f"{FORMER_SIGNING_KEY}%", SIGNING_KEY],
        )
        return [(bytes(key), made_at) for key, made_at in rows]

    def replace_signing_key(self, now: str) -> None:
        """Create a new key that signs evidence files; the former one is kept, so that it stays known."""
        with self.transaction():
            self._db.conn.execute(
                "UPDATE keys SET name = ? WHERE name = ?",
                [f"{FORMER_SIGNING_KEY}{now}", SIGNING_KEY],
            )
            self.create_if_missing(SIGNING_KEY)
