"""Keys in the private file: 32 random bytes each, never shown, never logged."""

import secrets

from aggregator import clock
from aggregator.errors import StorageError
from storage.sqlite.repository import Repository

TOMBSTONE_KEY = "tombstones"  # keys the hashes of what was taken down


class Keys(Repository):
    """Keys of the hashes in the main file, by name."""

    def create_if_missing(self, name: str) -> None:
        """Create the key of that name unless it exists."""
        if not self._db.execute("SELECT 1 FROM keys WHERE name = ?", [name]).fetchone():
            row = {"name": name, "key": secrets.token_bytes(32), "made_at": clock.now()}
            self._db.table("keys").insert(row, ignore=True)

    def require_key(self, name: str) -> bytes:
        """Returns the key of that name. Raises StorageError when it was lost: a new one is no use."""
        row = self._db.execute("SELECT key FROM keys WHERE name = ?", [name]).fetchone()
        if row is None:
            raise StorageError(
                f"the private file holds no key of the {name}: restore a backup of it"
            )
        return bytes(row[0])
