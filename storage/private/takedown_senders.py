"""Senders of takedown requests in the private file: which cases they have, and how many they opened."""

import json
from collections.abc import Sequence
from typing import Literal

from aggregator.results.takedowns import MailKind, TakedownScope
from aggregator.takedown.types import NewRequest, RequestCounts
from storage.private.takedown_cases import encode_scope
from storage.sqlite.repository import Repository

SenderColumn = Literal["sender", "sender_domain", "client"]

_OPEN = "c.state IN ('received', 'hidden')"


class TakedownSenders(Repository):
    """What is asked for already, and by whom."""

    def find_case_of_scope(self, scope: TakedownScope) -> str | None:
        """Returns the number of the open case for the same item and kind of scope; None without one."""
        row = self._db.conn.execute(
            f"""SELECT number FROM takedown_cases c WHERE {_OPEN}
                AND c.scope ->> '$.url' = ? AND c.scope ->> '$.kind' = ? AND c.scope ->> '$.domain' = ?
                AND c.scope ->> '$.author' = ? AND c.scope ->> '$.since' = ? AND c.scope ->> '$.until' = ?
                ORDER BY c.id""",
            [scope.url, scope.kind, scope.domain, scope.author, scope.since, scope.until],
        ).fetchone()
        return str(row[0]) if row else None

    def find_latest_case(self, column: SenderColumn | None, value: str) -> str | None:
        """Returns the number of the open case that a sender (or anybody) asked for last; None without one."""
        where = f"AND r.{column} = :value" if column else ""
        row = self._db.conn.execute(
            f"""SELECT c.number FROM takedown_requests r JOIN takedown_cases c ON c.id = r.case_id
                WHERE {_OPEN} {where} ORDER BY r.id DESC""",
            {"value": value},
        ).fetchone()
        return str(row[0]) if row else None

    def has_same_request(self, case_id: int, new: NewRequest) -> bool:
        """Has a case a request of the same sender, in the same words?"""
        rows = self._db.conn.execute(
            """SELECT 1 FROM takedown_requests WHERE case_id = ? AND sender = ? AND email = ? AND claimant = ?
               AND reason = ? AND work_url = ? AND scope = ?""",
            [
                case_id,
                new.sender,
                new.email,
                new.claimant,
                new.reason,
                new.work_url,
                encode_scope(new.scope),
            ],
        )
        return rows.fetchone() is not None

    def count_opened_since(self, since: str) -> int:
        """Returns how many cases anybody opened after an instant."""
        row = self._db.conn.execute(
            """SELECT count(*) FROM takedown_requests r WHERE r.received_at > ? AND r.channel != 'command'
               AND r.id = (SELECT min(id) FROM takedown_requests f WHERE f.case_id = r.case_id)""",
            [since],
        ).fetchone()
        return int(row[0])

    def count_filed_since(self, since: str, column: SenderColumn, value: str) -> int:
        """Returns how many requests a sender made after an instant, those that joined a case included."""
        row = self._db.conn.execute(
            f"""SELECT count(*) FROM takedown_requests
                WHERE received_at > ? AND {column} = ? AND channel != 'command'""",
            [since, value],
        ).fetchone()
        return int(row[0])

    def list_request_counts(self, case_id: int, day: str, week: str) -> dict[int, RequestCounts]:
        """Returns the sender of each request of a case, and how many requests are like it; by request id.

        Those of the sender count after the instant `day`, senders with the same words after `week`.
        """
        rows = self._db.conn.execute(
            """WITH own AS MATERIALIZED (
                 SELECT id, sender, lower(trim(reason)) AS words FROM takedown_requests WHERE case_id = :case_id),
               senders AS MATERIALIZED (
                 SELECT sender, count(*) AS requests FROM takedown_requests
                 WHERE received_at > :day AND sender != '' AND sender IN (SELECT sender FROM own) GROUP BY sender),
               wordings AS MATERIALIZED (
                 SELECT lower(trim(reason)) AS words, count(DISTINCT sender) AS senders FROM takedown_requests
                 WHERE received_at > :week AND lower(trim(reason)) IN (SELECT words FROM own) GROUP BY 1)
               SELECT own.id, own.sender, coalesce(s.requests, 0), coalesce(w.senders, 0) FROM own
               LEFT JOIN senders s ON s.sender = own.sender LEFT JOIN wordings w ON w.words = own.words""",
            {"case_id": case_id, "day": day, "week": week},
        )
        return {request_id: RequestCounts(*counts) for request_id, *counts in rows}

    def list_requests_without_mail(self, case_id: int, kind: MailKind) -> set[int]:
        """Returns the requests of a case whose address no mail of a kind was queued or sent to."""
        rows = self._db.conn.execute(
            """SELECT id FROM takedown_requests WHERE case_id = :case_id AND email != '' AND lower(email) NOT IN
                 (SELECT lower(address) FROM takedown_mails
                  WHERE case_id = :case_id AND kind = :kind AND direction = 'out')""",
            {"case_id": case_id, "kind": kind},
        )
        return {request_id for (request_id,) in rows}

    def list_unfounded_since(self, sender: str, since: str) -> list[str]:
        """Returns when a person called requests of a sender manifestly unfounded, oldest first."""
        if not sender:
            return []
        rows = self._db.conn.execute(
            """SELECT DISTINCT l.at, l.case_id FROM takedown_log l
               JOIN takedown_requests r ON r.case_id = l.case_id
               WHERE l.event = 'unfounded' AND l.at > ? AND r.sender = ? ORDER BY l.at""",
            [since, sender],
        )
        return [at for at, _ in rows]

    def list_unfounded_by_sender(self, case_id: int, since: str) -> dict[str, list[str]]:
        """Returns the same for each sender of a case who has such requests."""
        rows = self._db.conn.execute(
            """WITH unfounded AS MATERIALIZED (
                 SELECT at, case_id FROM takedown_log WHERE event = 'unfounded' AND at > ?)
               SELECT DISTINCT r.sender, l.at, l.case_id FROM unfounded l
               CROSS JOIN takedown_requests r ON r.case_id = l.case_id AND r.sender != ''
               AND r.sender IN (SELECT sender FROM takedown_requests WHERE case_id = ?) ORDER BY l.at""",
            [since, case_id],
        )
        found: dict[str, list[str]] = {}
        for sender, at, _ in rows:
            found.setdefault(sender, []).append(at)
        return found

    def list_cases_hiding(self, urls: Sequence[str]) -> list[str]:
        """Returns the numbers of cases that hide one of these pages."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT c.number FROM takedown_items i JOIN takedown_cases c ON c.id = i.case_id
               WHERE i.state = 'hidden' AND i.url IN (SELECT value FROM json_each(?))""",
            [json.dumps(list(urls))],
        )
        return [number for (number,) in rows]

    def has_mail(self, case_id: int, kind: MailKind, address: str) -> bool:
        """Was a mail of a kind queued or sent to an address for a case?"""
        rows = self._db.conn.execute(
            """SELECT 1 FROM takedown_mails WHERE case_id = ? AND kind = ? AND direction = 'out'
               AND lower(address) = lower(?)""",
            [case_id, kind, address],
        )
        return rows.fetchone() is not None

    def list_mailed_since(self, kind: MailKind | None, since: str) -> list[str]:
        """Returns the address of each mail of a kind (or of any) that was queued or sent after an instant."""
        rows = self._db.conn.execute(
            """SELECT address FROM takedown_mails
               WHERE direction = 'out' AND at > ? AND ? IN ('', kind)""",
            [since, kind or ""],
        )
        return [address for (address,) in rows]

    def move_request(self, request_id: int, case_id: int) -> None:
        """Move a request to another case."""
        self._db.table("takedown_requests").update(request_id, {"case_id": case_id})
