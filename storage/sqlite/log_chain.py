"""The hash chain of the takedown log: each entry's hash covers the entry and the hash before it.

A changed, removed or inserted entry breaks the chain at its place; a hash that was published
earlier shows whether the end was cut off.
"""

import json
from hashlib import sha256

FIRST = "0" * 64  # before the first entry


def hash_entry(
    previous: str, case_id: int | None, at: str, actor: str, event: str, detail: str
) -> str:
    """Returns the hash of an entry that follows the entry with the hash `previous`, in hex."""
    content = json.dumps([previous, case_id, at, actor, event, detail], ensure_ascii=False)
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
