"""Mails of takedown cases in the private file: those received, and those to be sent."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from aggregator.model import Row
from aggregator.results.takedowns import MailKind, MailState, ReceivedKind, TakedownMail
from storage.sqlite.repository import Repository

_IDS = "(SELECT value FROM json_each(?))"
_KEPT_DETAILS = ("hash", "mailbox", "uid")  # of a mail whose words were deleted


class TakedownMails(Repository):
    """Mails received and sent."""

    # Received

    def add_received(
        self,
        kind: ReceivedKind,
        message_id: str,
        at: str,
        *,
        details: Mapping[str, str],
        state: MailState = "received",
        address: str = "",
        subject: str = "",
        body: str = "",
        error: str = "",
    ) -> int:
        """Add a mail that was received; returns its id."""
        row = {
            "direction": "in",
            "kind": kind,
            "message_id": message_id,
            "address": address,
            "subject": subject,
            "body": body,
            "details": json.dumps(details, ensure_ascii=False),
            "state": state,
            "at": at,
            "error": error,
        }
        return int(self._db.table("takedown_mails").insert(row).last_pk or 0)

    def list_uids(self, mailbox: str) -> set[str]:
        """Returns the numbers of the mails of a mailbox that were processed to the end."""
        rows = self._db.conn.execute(
            """SELECT json_extract(details, '$.uid') FROM takedown_mails
               WHERE direction = 'in' AND json_extract(details, '$.mailbox') = ?
                 AND json_extract(details, '$.unfinished') IS NULL""",
            [mailbox],
        )
        return {str(uid) for (uid,) in rows}

    def list_received(self, message_id: str, content_hash: str) -> list[TakedownMail]:
        """Returns the rows of a received mail, one for each case that it is filed in; also when it was blanked."""
        return self._list(
            """m.direction = 'in' AND m.message_id IN (?, ?) AND m.kind != 'duplicate'
               AND json_extract(m.details, '$.hash') = ?""",
            [message_id, _hash_id(message_id), content_hash],
        )

    def file_in_case(self, mail_id: int, case_id: int, item: str) -> None:
        """File a received mail in a case; in a further one, as a copy. `item` is the address that it is about."""
        with self.transaction():
            filed = self._db.conn.execute(
                """UPDATE takedown_mails SET case_id = ?, details = json_set(details, '$.item', ?)
                   WHERE id = ? AND case_id IS NULL""",
                [case_id, item, mail_id],
            ).rowcount
            if not filed:
                self._db.conn.execute(
                    """INSERT INTO takedown_mails
                         (case_id, direction, kind, message_id, address, subject, body, details, state, at)
                       SELECT ?, direction, kind, message_id, address, subject, body,
                         json_set(json_remove(details, '$.mailbox', '$.uid', '$.unfinished'), '$.item', ?), state, at
                       FROM takedown_mails WHERE id = ?""",
                    [case_id, item, mail_id],
                )

    def finish_received(self, mail_id: int, kind: ReceivedKind, state: MailState) -> None:
        """Note that everything that a received mail asks for was done."""
        with self.transaction():
            self._db.conn.execute(
                "UPDATE takedown_mails SET kind = ?, state = ?, details = json_remove(details, '$.unfinished') WHERE id = ?",
                [kind, state, mail_id],
            )

    def find_cases_of(self, message_ids: Collection[str]) -> list[int]:
        """Returns the ids of the cases to which mails of ours with these ids belong."""
        rows = self._db.conn.execute(
            f"""SELECT DISTINCT case_id FROM takedown_mails
                WHERE direction = 'out' AND case_id IS NOT NULL AND message_id IN {_IDS} ORDER BY case_id""",
            [json.dumps(list(message_ids))],
        )
        return [case_id for (case_id,) in rows]

    def is_ours(self, message_id: str) -> bool:
        """Returns whether we sent the mail of this id."""
        query = "SELECT 1 FROM takedown_mails WHERE direction = 'out' AND message_id = ? LIMIT 1"
        return (
            bool(message_id) and self._db.conn.execute(query, [message_id]).fetchone() is not None
        )

    # To be sent

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

    def list_due(self, now: str, at_most: int) -> list[TakedownMail]:
        """Returns queued mails whose time has come, the oldest first."""
        where = "m.state = 'queued' AND m.next_attempt <= ?"
        return self._list(where, [now], f"LIMIT {int(at_most)}")

    def count_queued(self) -> int:
        """Returns how many mails wait."""
        query = "SELECT count(*) FROM takedown_mails WHERE state = 'queued'"
        return int(self._db.conn.execute(query).fetchone()[0])

    def begin_attempt(
        self, ids: Sequence[int], next_attempt: str, written: tuple[str, str, str]
    ) -> None:
        """Note message id, subject and text of a mail before it is sent, and when it is tried again otherwise."""
        with self.transaction():
            self._db.conn.execute(
                f"""UPDATE takedown_mails SET attempts = attempts + 1, next_attempt = ?, message_id = ?, subject = ?, body = ?
                    WHERE id IN {_IDS}""",
                [next_attempt, *written, json.dumps(list(ids))],
            )

    def end_attempt(
        self, ids: Sequence[int], state: MailState, next_attempt: str | None, error: str = ""
    ) -> None:
        """Note what became of a mail: sent, failed, or queued for another attempt."""
        with self.transaction():
            self._db.conn.execute(
                f"UPDATE takedown_mails SET state = ?, next_attempt = ?, error = ? WHERE id IN {_IDS}",
                [state, next_attempt, error, json.dumps(list(ids))],
            )

    def count_sent_since(self, kind: MailKind, since: str, address: str = "") -> int:
        """Returns how many mails of a kind and of no case were queued after an instant, to one address or to all."""
        row = self._db.conn.execute(
            """SELECT count(*) FROM takedown_mails WHERE direction = 'out' AND kind = ? AND case_id IS NULL
                 AND at > ? AND (? = '' OR address = ?)""",
            [kind, since, address, address],
        ).fetchone()
        return int(row[0])

    # Read

    def get(self, mail_id: int) -> TakedownMail | None:
        """Returns one mail; None when there is none of this id."""
        return next(iter(self._list("m.id = ?", [mail_id])), None)

    def list_of_case(self, case_id: int | None) -> list[TakedownMail]:
        """Returns the mails of a case, or those of no case, oldest first."""
        return self._list("m.case_id IS ?", [case_id])

    def blank(self, case_ids: Collection[int]) -> None:
        """Delete what the mails of these cases say, and who wrote them.

        Of a received mail hashes of its id and content stay: it may be in the mailbox still, and is not a new one.
        """
        self._blank(self._list(f"m.case_id IN {_IDS}", [json.dumps(list(case_ids))]))

    def blank_without_case(self, before: str) -> None:
        """Delete what mails of no case say, and who wrote them, where they are older than this."""
        where = "m.case_id IS NULL AND m.at < ? AND m.address != '' AND m.state != 'queued'"
        self._blank(self._list(where, [before]))

    def _blank(self, mails: Sequence[TakedownMail]) -> None:
        with self.transaction():
            for mail in mails:
                is_received = mail.direction == "in"
                kept = {key: mail.details[key] for key in _KEPT_DETAILS if key in mail.details}
                values = {
                    "message_id": _hash_id(mail.message_id) if is_received else mail.message_id,
                    "details": json.dumps(kept),
                    **dict.fromkeys(("address", "subject", "body", "error"), ""),
                }
                self._db.table("takedown_mails").update(mail.id, values)

    def _list(self, where: str, values: Sequence[object], rest: str = "") -> list[TakedownMail]:
        query = f"SELECT m.* FROM takedown_mails m WHERE {where} ORDER BY m.id {rest}"
        return list(_decode(self._db.query(query, list(values))))


def _decode(rows: Iterator[Row]) -> Iterator[TakedownMail]:
    for row in rows:
        yield TakedownMail(**{**row, "details": json.loads(row["details"])})


def _hash_id(message_id: str) -> str:
    if message_id.startswith("sha256:"):
        return message_id
    return f"sha256:{hashlib.sha256(message_id.encode()).hexdigest()}"
