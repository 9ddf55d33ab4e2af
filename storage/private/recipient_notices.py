"""Notices to recipients of the data in the private file: what was removed or put back."""

import json
from collections.abc import Mapping

from aggregator.takedown.types import RecipientNotice
from storage.sqlite.repository import Repository


class RecipientNotices(Repository):
    """Notices that are to be sent, and those that were."""

    def queue(self, case_id: int, address: str, content: Mapping[str, object], now: str) -> None:
        """Queue a notice of a case to one address."""
        row = {
            "case_id": case_id,
            "address": address,
            "content": json.dumps(content, ensure_ascii=False, sort_keys=True),
            "state": "queued",
            "next_attempt": now,
        }
        self._db.table("recipient_notices").insert(row)

    def list_article_ids(self, case_id: int, address: str, kind: str) -> set[int]:
        """Returns the articles of a case that an address was or will be sent, by kind of notice."""
        rows = self._db.conn.execute(
            """SELECT json_extract(item.value, '$.article_id')
               FROM recipient_notices n, json_each(n.content, '$.items') AS item
               WHERE n.case_id = ? AND n.address = ? AND json_extract(n.content, '$.kind') = ?""",
            [case_id, address, kind],
        )
        return {article_id for (article_id,) in rows}

    def list_due(self, now: str, limit: int) -> list[RecipientNotice]:
        """Returns notices whose next attempt has come, oldest first."""
        rows = self._db.query(
            """SELECT n.id, n.case_id, n.address, n.content, n.attempts FROM recipient_notices n
               WHERE n.state = 'queued' AND n.next_attempt <= ? ORDER BY n.id LIMIT ?""",
            [now, limit],
        )
        return [RecipientNotice(**row) for row in rows]

    def mark_sent(self, notice_id: int) -> None:
        """Note that a notice was accepted."""
        self._db.table("recipient_notices").update(
            notice_id, {"state": "sent", "error": "", "next_attempt": None}
        )

    def mark_failed(self, notice: RecipientNotice, error: str, next_attempt: str | None) -> None:
        """Note a failed attempt, and when the next one is due; None: it was the last."""
        self._db.table("recipient_notices").update(
            notice.id,
            {
                "attempts": notice.attempts + 1,
                "error": error,
                "next_attempt": next_attempt,
                "state": "queued" if next_attempt else "failed",
            },
        )
