"""Requests that are taken back: nothing stays hidden or blocked by them."""

from aggregator.errors import UsageError
from aggregator.results.takedowns import Actor, State, TakedownCaseItems
from aggregator.takedown import cases as takedown_cases
from aggregator.takedown.redress.repositories import RedressStore
from aggregator.takedown.redress.restoring import restore_case
from aggregator.takedown.rules.answers import select_answered
from storage.sqlite.connection import explain_sqlite_errors

RESCINDABLE: tuple[State, ...] = ("received", "hidden", "erased", "closed")


def rescind(
    store: RedressStore, number: str, reason: str, now: str, actor: Actor = "operator"
) -> TakedownCaseItems:
    """Take a request back, also of a closed case: nothing stays hidden or blocked by it.

    Raises NotStored; UsageError for a case that ended otherwise, or without a reason.
    """
    case = takedown_cases.require_case(store.takedown.cases, number)
    if case.state not in RESCINDABLE:
        raise UsageError(f"{case.number} is {case.state}: there is nothing to take back")
    if not reason.strip():
        raise UsageError("say why the request is taken back")
    with explain_sqlite_errors(store.takedown.path):
        count = restore_case(store, case, "rescinded", now, actor)
        cases = store.takedown.cases
        with cases.transaction():
            cases.update_columns(case.id, decision_reason=reason.strip())
            if count:
                _queue_mails(store, case, now)
    return takedown_cases.require_case(store.takedown.cases, number)


def _queue_mails(store: RedressStore, case: TakedownCaseItems, now: str) -> None:
    requests = store.takedown.cases.list_requests(case.id)
    proofs = store.takedown.proofs.list_of_case(case.id)
    for address in select_answered(requests, proofs):
        store.takedown.mails.queue("restored", address, now, case_id=case.id)
