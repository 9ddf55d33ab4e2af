"""The hash chain of the takedown log: each entry's hash covers the entry and the hash before it.

A changed, removed, inserted or moved entry breaks the chain at its place. Not so at the end: a log that
was cut off, or written again as a whole, has a chain that holds. Only a hash that was published or sent
earlier, as in a receipt, shows that.
"""

import json
from hashlib import sha256

from sqlite_utils import Database

FIRST = "0" * 64  # before the first entry


def hash_entry(
    previous: str, case_id: int | None, at: str, actor: str, event: str, detail: str
) -> str:
    """Returns the hash of an entry that follows the entry with the hash `previous`, in hex."""
    content = json.dumps([previous, case_id, at, actor, event, detail], ensure_ascii=False)
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def find_break(db: Database) -> int | None:
    """Returns the id of the first entry whose hash is not that of itself and of the one before it."""
    previous = FIRST
    rows = db.execute(
        "SELECT id, case_id, at, actor, event, detail, hash FROM takedown_log ORDER BY id"
    )
    for entry_id, *entry, found in rows:
        previous = hash_entry(previous, *entry)
        if previous != found:
            return int(entry_id)
    return None
