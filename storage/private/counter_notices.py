"""Counter-notices in the private file: those who say that an item was removed by mistake."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from aggregator.results.redress import CounterNoticeRecord, CounterState
from aggregator.takedown.types import CounterNotice
from storage.sqlite.repository import Repository

_COLUMNS = """SELECT n.id, c.number, n.received_at, n.url, n.name, n.email, n.postal_address, n.phone, n.reason,
    n.statements, n.signature, n.state, n.restore_after, n.restore_by, n.decided_at
  FROM counter_notices n JOIN takedown_cases c ON c.id = n.case_id"""
PENDING: tuple[CounterState, ...] = ("received", "forwarded", "suit")  # not decided for good


class CounterNotices(Repository):
    """Counter-notices of cases."""

    def add(self, case_id: int, notice: CounterNotice, now: str, times: tuple[str, str]) -> int:
        """Add a counter-notice with the times after and by which its item is put back; returns its id."""
        fields = asdict(notice)
        del fields["number"], fields["channel"]
        row = {
            **fields,
            "case_id": case_id,
            "received_at": now,
            "statements": json.dumps(notice.statements),
            "state": "received",
            "restore_after": times[0],
            "restore_by": times[1],
        }
        return int(self._db.table("counter_notices").insert(row).last_pk or 0)

    def list_of_case(self, case_id: int) -> list[CounterNoticeRecord]:
        """Returns the counter-notices of a case, oldest first."""
        return self._list("WHERE n.case_id = ?", [case_id])

    def list_due(self, now: str) -> list[CounterNoticeRecord]:
        """Returns those whose time to put back has come, and those that were not forwarded, oldest first."""
        where = "WHERE n.state = 'received' OR (n.state = 'forwarded' AND n.restore_after <= ?)"
        return self._list(where, [now])

    def list_waiting_cases(self, now: str) -> list[str]:
        """Returns the numbers of cases with counter-notices that were not forwarded, or not carried out in time."""
        where = "WHERE n.state = 'received' OR n.state = 'forwarded' AND n.restore_after <= ?"
        notices = self._list(where, [now])
        return list(dict.fromkeys(notice.number for notice in notices))

    def _list(self, where: str, values: Sequence[str | int]) -> list[CounterNoticeRecord]:
        rows = self._db.query(f"{_COLUMNS} {where} ORDER BY n.id", values)
        return [
            CounterNoticeRecord(**{**row, "statements": tuple(json.loads(row["statements"]))})
            for row in rows
        ]

    def find_case(self, url: str) -> str | None:
        """Returns the number of the latest case that removed what was at an address; None without one."""
        row = self._db.conn.execute(
            """SELECT c.number FROM takedown_items i JOIN takedown_cases c ON c.id = i.case_id
               WHERE i.url = ? AND i.state IN ('hidden', 'erased') ORDER BY c.id DESC""",
            [url],
        ).fetchone()
        return str(row[0]) if row else None

    def set_forwarded(self, notice_id: int, times: tuple[str, str]) -> None:
        """Note that a counter-notice was forwarded, with the times after and by which its item is put back."""
        values = {"state": "forwarded", "restore_after": times[0], "restore_by": times[1]}
        self._db.table("counter_notices").update(notice_id, values)

    def set_state(self, notice_id: int, state: CounterState, decided_at: str | None = None) -> None:
        """Set the state of a counter-notice, and when it was decided."""
        values = {"state": state, "decided_at": decided_at}
        self._db.table("counter_notices").update(notice_id, values)
