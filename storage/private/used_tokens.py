"""Tokens of forms that were sent, in the private file, so that each is accepted once."""

from hashlib import sha256

from storage.sqlite.repository import Repository


class UsedTokens(Repository):
    """Hashes of tokens that were used."""

    def use(self, token: str, now: str, forget_before: str) -> bool:
        """Note that a token is used; returns False when it was used before.

        Tokens used before `forget_before` are forgotten: they are no longer valid by then.
        """
        key = sha256(token.encode()).hexdigest()
        with self.transaction() as db:
            db.conn.execute("DELETE FROM used_tokens WHERE used_at < ?", [forget_before])
            added = db.conn.execute(
                "INSERT OR IGNORE INTO used_tokens (hash, used_at) VALUES (?, ?)", [key, now]
            )
            return added.rowcount == 1
