"""Deletes what the private file knows of persons, when its time has come.

Requests and counter-notices keep their row with the time, the channel and codes, so that they are still
counted in public. Proofs are deleted; mails are cleared by `TakedownMails`. `secure_delete` overwrites what
was there.
"""

import json
from dataclasses import dataclass

from aggregator.results.takedowns import State
from storage.sqlite.repository import Repository


@dataclass(frozen=True, slots=True)
class DeletedPersonalData:
    """How many rows of a case lost what they said of persons."""

    requests: int
    proofs: int
    mails: int
    counter_notices: int


class PersonalData(Repository):
    """What is kept of claimants, those who counter, and senders of mails."""

    def list_without_date(self) -> list[tuple[int, State, str]]:
        """Returns id, state and end of the ended cases that have no date of erasure yet."""
        return self._db.conn.execute(
            """SELECT id, state, closed_at FROM takedown_cases
               WHERE closed_at IS NOT NULL AND personal_until IS NULL"""
        ).fetchall()

    def set_date(self, case_id: int, until: str | None) -> None:
        """Set when personal data of a case is deleted; None: not yet known."""
        self._db.table("takedown_cases").update(case_id, {"personal_until": until})

    def list_due(self, now: str) -> list[int]:
        """Returns the cases whose personal data is due to be deleted, without pending counter-notices."""
        rows = self._db.conn.execute(
            """SELECT c.id FROM takedown_cases c WHERE c.personal_until <= ? AND c.closed_at IS NOT NULL
                 AND (EXISTS (SELECT 1 FROM takedown_mails m WHERE m.case_id = c.id AND m.address <> '' AND m.state <> 'queued')
                   OR EXISTS (SELECT 1 FROM takedown_requests r WHERE r.case_id = c.id AND r.claimant || r.email
                     || r.postal_address || r.phone || r.reason || r.work_url || r.signature || r.client || r.sender <> '')
                   OR EXISTS (SELECT 1 FROM takedown_notes n WHERE n.case_id = c.id)
                   OR EXISTS (SELECT 1 FROM counter_notices n WHERE n.case_id = c.id AND n.name <> ''))
                 AND NOT EXISTS (SELECT 1 FROM counter_notices n WHERE n.case_id = c.id
                   AND n.state IN ('received', 'forwarded', 'suit')) ORDER BY c.id""",
            [now],
        )
        return [case_id for (case_id,) in rows]

    def delete(self, case_id: int) -> DeletedPersonalData:
        """Delete what a case says of persons, except in its mails; the case, its items and its log stay."""
        requests = self._change(
            """UPDATE takedown_requests SET claimant = '', email = '', postal_address = '', phone = '',
                 reason = '', work_url = '', signature = '', client = '', sender = '', sender_domain = '',
                 scope = json_set(scope, '$.author', '') WHERE case_id = ?""",
            case_id,
        )
        proofs = self._change(
            "DELETE FROM takedown_proofs WHERE request_id IN (SELECT id FROM takedown_requests WHERE case_id = ?)",
            case_id,
        )
        self._change("DELETE FROM takedown_notes WHERE case_id = ?", case_id)
        mails = self._count("SELECT count(*) FROM takedown_mails WHERE case_id = ?", case_id)
        counters = self._change(
            """UPDATE counter_notices SET name = '', email = '', postal_address = '', phone = '', reason = '',
                 signature = '' WHERE case_id = ?""",
            case_id,
        )
        self._clear_case(case_id)
        return DeletedPersonalData(requests, proofs, mails, counters)

    def _change(self, statement: str, case_id: int) -> int:
        return int(self._db.conn.execute(statement, [case_id]).rowcount)

    def _count(self, query: str, case_id: int) -> int:
        return int(self._db.conn.execute(query, [case_id]).fetchone()[0])

    def _clear_case(self, case_id: int) -> None:
        """Clear what a case itself may say of persons: an author in its scope, a reason in free words."""
        row = self._db.conn.execute(
            "SELECT scope FROM takedown_cases WHERE id = ?", [case_id]
        ).fetchone()
        scope = {**json.loads(row[0]), "author": ""}
        values = {"scope": json.dumps(scope, ensure_ascii=False), "decision_reason": ""}
        self._db.table("takedown_cases").update(case_id, values)
