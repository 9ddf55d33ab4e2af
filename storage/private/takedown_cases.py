"""Takedown cases in the private file: who asked, what is affected, what was done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import msgspec
from msgspec import structs

from aggregator.model import Row
from aggregator.results.takedowns import (
    Actor,
    FileProof,
    HashProof,
    ItemState,
    MainFileProof,
    SearchProof,
    State,
    Statement,
    TakedownCase,
    TakedownCaseItems,
    TakedownItem,
    TakedownLogEntry,
    TakedownRequestRecord,
    TakedownScope,
)
from aggregator.takedown.types import NewCase, NewRequest
from storage.sqlite.log_chain import FIRST, hash_entry
from storage.sqlite.repository import Repository

# A case with its first request
_CASE = """SELECT c.*, coalesce(r.claimant, '') AS claimant, coalesce(r.email, '') AS email,
    coalesce(r.reason, '') AS reason, coalesce(r.work_url, '') AS work_url
  FROM takedown_cases c LEFT JOIN takedown_requests r
    ON r.id = (SELECT min(id) FROM takedown_requests WHERE case_id = c.id)"""


_STATEMENTS = msgspec.json.Decoder(tuple[Statement, ...])
_SCOPE = msgspec.json.Decoder(TakedownScope)


class TakedownCases(Repository):
    """Takedown cases with their items and logs."""

    def add(self, case: NewCase, number: str) -> int:
        """Insert a case in state `received`; returns its id."""
        scope = encode_scope(case.scope)
        row = {**asdict(case), "number": number, "state": "received", "scope": scope}
        return int(self._db.table("takedown_cases").insert(row).last_pk or 0)

    def add_request(self, case_id: int, request: NewRequest) -> int:
        """Add a request to a case; returns its id."""
        row = {
            **asdict(request),
            "case_id": case_id,
            "statements": json.dumps(request.statements),
            "scope": encode_scope(request.scope),
        }
        return int(self._db.table("takedown_requests").insert(row).last_pk or 0)

    def list_requests(self, case_id: int) -> list[TakedownRequestRecord]:
        """Returns the requests of a case, oldest first."""
        rows = self._db.query(
            """SELECT id, received_at, channel, claimant, email, postal_address, phone, capacity, reason, work_url,
                 statements, signature, scope, at_once FROM takedown_requests WHERE case_id = ? ORDER BY id""",
            [case_id],
        )
        return [TakedownRequestRecord(**_decode_request(row)) for row in rows]

    def highest_number(self, year: str) -> int:
        """Returns the highest number of a year's cases; 0 when it has none."""
        row = self._db.conn.execute(
            "SELECT max(CAST(substr(number, 9) AS INTEGER)) FROM takedown_cases WHERE number LIKE ?",
            [f"TD-{year}-%"],
        ).fetchone()
        return int(row[0] or 0)

    def update_columns(self, case_id: int, **columns: str | int | None) -> None:
        """Set columns of a case; see `set_proof` for its proof."""
        self._db.table("takedown_cases").update(case_id, columns)

    def set_proof(self, case_id: int, proof: Mapping[str, FileProof]) -> None:
        """Write the proof of a case, by file."""
        values = {name: structs.asdict(part) for name, part in proof.items()}
        text = json.dumps(values, ensure_ascii=False)
        self._db.table("takedown_cases").update(case_id, {"proof": text})

    def list_by_urgency(self, state: State | None = None) -> list[TakedownCase]:
        """Returns the cases, all or those in one state, the most urgent first."""
        where = "WHERE state = ?" if state else ""
        rows = self._db.query(
            f"{_CASE} {where} ORDER BY c.closed_at IS NOT NULL, c.deadline, c.id",
            [state] if state else [],
        )
        return [TakedownCase(**_decode_columns(row)) for row in rows]

    def get_by_number(self, number: str) -> TakedownCaseItems | None:
        """Returns the case of a number with its items; None when there is none."""
        rows = self._db.query(f"{_CASE} WHERE number = ?", [number])
        row = next(iter(rows), None)
        if row is None:
            return None
        return TakedownCaseItems(**_decode_columns(row), items=tuple(self.list_items(row["id"])))

    def number_of(self, case_id: int) -> str:
        """Returns the number of a case by its id, also of a case whose row was lost."""
        row = self._db.conn.execute(
            "SELECT number FROM takedown_cases WHERE id = ?", [case_id]
        ).fetchone()
        return str(row[0]) if row else f"case {case_id}"

    def get_hidden_at(self, case_id: int) -> str | None:
        """Returns when a case first hid something; None when it did not."""
        row = self._db.conn.execute(
            "SELECT hidden_at FROM takedown_cases WHERE id = ?", [case_id]
        ).fetchone()
        return row[0] if row else None

    # Items

    def list_items(self, case_id: int, state: ItemState | None = None) -> list[TakedownItem]:
        """Returns the items of a case, all or those in one state."""
        where = "AND state = ?" if state else ""
        rows = self._db.query(
            f"""SELECT article_id, url, domain, relation, action, state, reason FROM takedown_items
                WHERE case_id = ? {where} ORDER BY action, article_id""",
            [case_id, *([state] if state else [])],
        )
        return [TakedownItem(**row) for row in rows]

    def replace_unhidden_items(self, case_id: int, items: Sequence[TakedownItem]) -> None:
        """Write the items of a case in place of those that are pending or listed; hidden ones stay."""
        self._db.conn.execute(
            "DELETE FROM takedown_items WHERE case_id = ? AND state IN ('pending', 'listed')",
            [case_id],
        )
        self._db.conn.executemany(
            """INSERT OR REPLACE INTO takedown_items
                 (case_id, article_id, url, domain, relation, action, state, reason)
               VALUES (:case_id, :article_id, :url, :domain, :relation, :action, :state, :reason)""",
            [{**structs.asdict(item), "case_id": case_id} for item in items],
        )

    def add_item(self, case_id: int, item: TakedownItem) -> None:
        """Add an item to a case, in place of one of the same article."""
        row = {**structs.asdict(item), "case_id": case_id}
        self._db.table("takedown_items").insert(row, replace=True)

    def change_item_states(self, case_id: int, before: ItemState, after: ItemState) -> None:
        """Change the state of every item of a case that is in one state."""
        self._db.conn.execute(
            "UPDATE takedown_items SET state = ? WHERE case_id = ? AND state = ?",
            [after, case_id, before],
        )

    def change_items(
        self, case_id: int, article_ids: Sequence[int], state: ItemState, **columns: str
    ) -> None:
        """Change the state, and further columns, of these items of a case."""
        values = {"state": state, **columns}
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self._db.conn.execute(
            f"""UPDATE takedown_items SET {assignments} WHERE case_id = :case_id
                AND article_id IN (SELECT value FROM json_each(:ids))""",
            {**values, "case_id": case_id, "ids": json.dumps(list(article_ids))},
        )

    def select_put_back(self, article_ids: Sequence[int]) -> frozenset[int]:
        """Returns those of these articles that a case put back, or that a person left or would not hide."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT i.article_id FROM takedown_items i JOIN takedown_cases c ON c.id = i.case_id
               WHERE (i.state = 'restored' OR c.decision = 'rejected' OR (i.state = 'kept' AND i.reason = 'person'))
               AND i.article_id IN (SELECT value FROM json_each(?))""",
            [json.dumps(list(article_ids))],
        )
        return frozenset(article_id for (article_id,) in rows)

    def count_hidden_since(self, domain: str, reason: str, since: str) -> int:
        """Returns how many items of a source's domain were hidden for a reason after an instant."""
        row = self._db.conn.execute(
            """SELECT count(*) FROM takedown_items i JOIN takedown_cases c ON c.id = i.case_id
               WHERE c.hidden_at > ? AND i.reason = ? AND i.domain = ?""",
            [since, reason, domain],
        ).fetchone()
        return int(row[0])

    # Log

    def add_log_entry(
        self, case_id: int | None, at: str, actor: Actor, event: str, detail: str = ""
    ) -> None:
        """Add an entry to the log, of a case or of none."""
        with self.transaction():
            entry = (case_id, at, actor, event, detail)
            self._db.conn.execute(
                "INSERT INTO takedown_log (case_id, at, actor, event, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
                [*entry, hash_entry(self._last_hash(), *entry)],
            )

    def _last_hash(self) -> str:
        row = self._db.conn.execute("SELECT hash FROM takedown_log ORDER BY id DESC").fetchone()
        return str(row[0]) if row else FIRST

    def list_log_entries(self, case_id: int) -> list[TakedownLogEntry]:
        """Returns what was done in a case, oldest first."""
        rows = self._db.query(
            "SELECT at, actor, event, detail, hash FROM takedown_log WHERE case_id = ? ORDER BY id",
            [case_id],
        )
        return [TakedownLogEntry(**row) for row in rows]


def encode_scope(scope: TakedownScope) -> str:
    """Returns a scope as it is stored: JSON."""
    return json.dumps(structs.asdict(scope), ensure_ascii=False)


def _decode_request(row: Row) -> Row:
    return {
        **row,
        "statements": _STATEMENTS.decode(row["statements"]),
        "scope": _SCOPE.decode(row["scope"]),
        "at_once": bool(row["at_once"]),
    }


def _decode_columns(row: Row) -> Row:
    """The columns of a case as the fields of `TakedownCase`."""
    proof = json.loads(row["proof"]) if row["proof"] else None
    return {
        **row,
        "scope": msgspec.json.decode(row["scope"], type=TakedownScope),
        "proof": proof and {name: _decode_proof(part) for name, part in proof.items()},
    }


def _decode_proof(part: Row) -> FileProof:
    if "runs" in part:
        return HashProof(**part)
    return MainFileProof(**part) if "said_by_others" in part else SearchProof(**part)
