"""What claimants have proven, or are asked to prove, in the private file."""

from aggregator.errors import NotStored
from aggregator.results.takedowns import ProofMethod, TakedownProof
from storage.sqlite.repository import Repository

_PROOF = """SELECT p.id, p.request_id, p.method, p.domain, p.token, p.created_at, p.checked_at, p.proven_at, p.detail
  FROM takedown_proofs p"""


class TakedownProofs(Repository):
    """Proofs of control over mailboxes and domains, one row for each request, method and domain."""

    def add(
        self, request_id: int, method: ProofMethod, now: str, *, domain: str = "", token: str = ""
    ) -> int:
        """Add a proof that is asked for; returns its id."""
        row = {
            "request_id": request_id,
            "method": method,
            "domain": domain,
            "token": token,
            "created_at": now,
        }
        return int(self._db.table("takedown_proofs").insert(row).last_pk or 0)

    def get(self, proof_id: int) -> TakedownProof | None:
        """Returns one proof; None when there is none of this id."""
        rows = self._db.query(f"{_PROOF} WHERE p.id = ?", [proof_id])
        return next((TakedownProof(**row) for row in rows), None)

    def find_by_token(self, method: ProofMethod, token: str) -> TakedownProof | None:
        """Returns the proof that a token was made for; None without one."""
        rows = self._db.query(f"{_PROOF} WHERE p.method = ? AND p.token = ?", [method, token])
        return next((TakedownProof(**row) for row in rows), None)

    def list_of_case(self, case_id: int) -> list[TakedownProof]:
        """Returns the proofs of all requests of a case, oldest first."""
        rows = self._db.query(
            f"""{_PROOF} JOIN takedown_requests r ON r.id = p.request_id
                WHERE r.case_id = ? ORDER BY p.id""",
            [case_id],
        )
        return [TakedownProof(**row) for row in rows]

    def list_to_look_for(self, checked_before: str) -> list[TakedownProof]:
        """Returns the proofs of open cases that were not found and not looked for since a time.

        Those that were never looked for come first, then those of the longest ago.
        """
        rows = self._db.query(
            f"""{_PROOF} JOIN takedown_requests r ON r.id = p.request_id
                JOIN takedown_cases c ON c.id = r.case_id
                WHERE c.closed_at IS NULL AND p.proven_at IS NULL AND p.method IN ('dns', 'file', 'meta')
                  AND coalesce(p.checked_at, '') < ? ORDER BY coalesce(p.checked_at, ''), p.id""",
            [checked_before],
        )
        return [TakedownProof(**row) for row in rows]

    def list_of_request(self, request_id: int) -> list[TakedownProof]:
        """Returns the proofs of one request, oldest first."""
        rows = self._db.query(f"{_PROOF} WHERE p.request_id = ? ORDER BY p.id", [request_id])
        return [TakedownProof(**row) for row in rows]

    def case_id_of(self, request_id: int) -> int:
        """Returns the id of the case that a request belongs to. Raises NotStored."""
        row = self._db.conn.execute(
            "SELECT case_id FROM takedown_requests WHERE id = ?", [request_id]
        ).fetchone()
        if row is None:
            raise NotStored(f"no request {request_id}: it was deleted with its personal data")
        return int(row[0])

    def mark_checked(self, proof_id: int, now: str, detail: str) -> None:
        """Note when a proof was looked for and not found, and what was found instead."""
        self._db.table("takedown_proofs").update(proof_id, {"checked_at": now, "detail": detail})

    def mark_proven(self, proof_id: int, now: str, detail: str) -> None:
        """Note that a proof was found."""
        values = {"checked_at": now, "proven_at": now, "detail": detail}
        self._db.table("takedown_proofs").update(proof_id, values)

    def mark_wanted(self, request_id: int) -> None:
        """Note that the open proofs of a request are to be looked for at once, as if never before."""
        with self.transaction() as db:
            db.conn.execute(
                "UPDATE takedown_proofs SET checked_at = NULL WHERE request_id = ? AND proven_at IS NULL",
                [request_id],
            )
