"""When a case is due: its deadline, and when what it hides is erased.

Both count from the first request of which something is proven: anybody can write one before.
"""

from aggregator.results.takedowns import TakedownCase
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import limits, states


def set_erase_time(store: TakedownStore, case: TakedownCase, now: str, *, at_once: bool) -> None:
    """Set when what a case hides is erased: see `states.compute_erasure`; or now. Never later than it was set."""
    wait_s = round(store.erase_after_hours * limits.HOUR)
    at = states.compute_erasure(_find_first_receipt(store, case), now, wait_s)
    at = min(now if at_once else at, case.erase_at or at)
    with store.cases.transaction():
        store.cases.update_columns(case.id, erase_at=at)


def note_deadline(store: TakedownStore, case: TakedownCase) -> None:
    """Note the deadline by what is proven now."""
    deadline = states.compute_deadline(_find_first_receipt(store, case))
    if deadline != case.deadline:
        with store.cases.transaction():
            store.cases.update_columns(case.id, deadline=deadline)


def _find_first_receipt(store: TakedownStore, case: TakedownCase) -> str:
    """Returns when the first request was received of which something is proven; of the case without one."""
    proven = {proof.request_id for proof in store.proofs.list_of_case(case.id) if proof.proven_at}
    received = (
        each.received_at for each in store.cases.list_requests(case.id) if each.id in proven
    )
    return min(received, default=case.received_at)
