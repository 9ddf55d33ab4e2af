"""What claimants may see and do on the pages, by a signed link or a form: `Aggregator.claimants`."""

from typing import TYPE_CHECKING

from aggregator import clock, results
from aggregator.takedown.types import TakedownRequest
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.takedown.links import LinkPurpose

TOKEN_DAYS = 7  # for which used tokens are remembered; each is valid for a shorter time


class Claimants:
    """What claimants may see and do on the pages: `Aggregator.claimants`.

    >>> link = news.claimants.make_link("status", "TD-2026-0001", "1")
    >>> news.claimants.read_link("status", link.rpartition("/")[2])
    ('TD-2026-0001', '1')
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def make_link(self, purpose: "LinkPurpose", *values: str, base_url: str = "") -> str:
        """Return the signed address of a page of a case; without `base_url`, its path."""
        from aggregator.takedown.links import make_link

        return make_link(self._form_key(), base_url, purpose, *values)

    def read_link(self, purpose: "LinkPurpose", token: str) -> tuple[str, ...] | None:
        """Return the values that a link signs; None for one that is not ours."""
        from aggregator.takedown.links import read_link

        return read_link(self._form_key(), purpose, token)

    def use_token(self, token: str) -> bool:
        """Note that the token of a form is used; return False when it was used before."""
        now = self._now()
        forget_before = clock.add_seconds(now, -TOKEN_DAYS * 24 * 3600)
        return self._store.used_tokens.use(token, now, forget_before)

    def find_mailbox_proof(self, token: str) -> results.TakedownProof:
        """Return the proof of a mailbox that a link confirms. Raises NotStored when the link is too old."""
        from aggregator.takedown import control_proofs
        from aggregator.takedown.repositories import TakedownStore

        return control_proofs.find_mailbox_proof(TakedownStore.of(self._store), token, self._now())

    def make_status_link(self, request_id: int, base_url: str = "") -> str:
        """Return the signed address of the page that says how far the case of a request is."""
        return self.make_link(
            "status", self.number_of_request(request_id), str(request_id), base_url=base_url
        )

    def number_of_request(self, request_id: int) -> str:
        """Return the number of the present case of a request. Raises NotStored."""
        case_id = self._store.takedown_proofs.case_id_of(request_id)
        return self._store.takedown_cases.number_of(case_id)

    def can_join(self, request: TakedownRequest) -> bool:
        """Return whether what a request names is hidden for an open case, which the request would join."""
        from aggregator.takedown.block import find_blocking_case
        from aggregator.takedown.repositories import Blocklist

        if request.url is None:
            return False
        number = find_blocking_case(Blocklist.of(self._store), [request.url])
        case = self._store.takedown_cases.get_by_number(number) if number else None
        return case is not None and case.state in ("received", "hidden")

    def list_proofs(self, request_id: int) -> list[results.TakedownProof]:
        """Return what one request has proven, or is asked to prove."""
        return self._store.takedown_proofs.list_of_request(request_id)

    def ask_for_check(self, request_id: int) -> None:
        """Note that the proofs that a request was asked for are to be looked for at once."""
        self._store.takedown_proofs.mark_wanted(request_id)

    def _form_key(self) -> bytes:
        from aggregator.api.maintenance import Maintenance

        return Maintenance(self._store).form_key()

    def _now(self) -> str:
        from aggregator.takedown import case_time

        return case_time.take_now(self._store.latest_time)
