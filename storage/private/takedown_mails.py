"""Mails of takedown cases in the private file: those received, and those to be sent."""

import json
from collections.abc import Mapping

from aggregator.results.takedowns import MailKind
from storage.sqlite.repository import Repository


class TakedownMails(Repository):
    """Mails received and sent."""

    def queue(
        self,
        kind: MailKind,
        address: str,
        at: str,
        *,
        case_id: int | None = None,
        details: Mapping[str, str] | None = None,
    ) -> int:
        """Queue a mail, which is written from its case and `details` when it is sent; returns its id."""
        row = {
            "case_id": case_id,
            "direction": "out",
            "kind": kind,
            "address": address,
            "details": json.dumps(details or {}, ensure_ascii=False),
            "state": "queued",
            "at": at,
            "next_attempt": at,
        }
        return int(self._db.table("takedown_mails").insert(row).last_pk or 0)
