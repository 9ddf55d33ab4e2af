"""Takedown cases: file, decide, list, and what was done in each."""

from collections.abc import Collection
from dataclasses import dataclass

from msgspec.structs import replace

from aggregator import urls
from aggregator.errors import NotStored, UsageError
from aggregator.results.takedowns import (
    Decision,
    Grade,
    State,
    TakedownCase,
    TakedownCaseItems,
    TakedownItem,
    TakedownLogEntry,
    TakedownPreview,
    TakedownRequestRecord,
    TakedownScope,
    TakedownWarning,
)
from aggregator.takedown import due, hide, notices, scoping
from aggregator.takedown.evaluation import evaluate, hide_pending, list_stored
from aggregator.takedown.filing import file_request
from aggregator.takedown.preview import find_undecided
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import alarms, grades, states
from aggregator.takedown.types import TakedownRequest
from storage.private.takedown_cases import TakedownCases
from storage.sqlite.connection import explain_sqlite_errors

__all__ = [
    "CaseFilter",
    "Verdict",
    "choose_request",
    "decide_case",
    "evaluate",
    "file_case",
    "list_cases",
    "list_log_entries",
    "list_open_deadlines",
    "plan_decision",
    "require_case",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decides on a case.

    `only` are the ids of the items that are removed, `leave` those that are not; with neither it is
    everything that carries the text. `unfounded`: the request was manifestly unfounded.
    """

    accept: bool
    reason: str = ""
    only: tuple[int, ...] = ()
    leave: tuple[int, ...] = ()
    at_once: bool = False
    unfounded: bool = False


def file_case(store: TakedownStore, request: TakedownRequest, now: str) -> TakedownCaseItems:
    """Open a case, or add the request to the open case of its item.

    What the operator confirmed is hidden at once. Raises NotStored, Tombstoned, UsageError.
    """
    number = file_request(store, request, now)
    return find_undecided(store.erasure, require_case(store.cases, number))


def decide_case(store: TakedownStore, number: str, verdict: Verdict, now: str) -> TakedownCaseItems:
    """Accept a case, as a whole or in part, or reject it and put back what it hid.

    Raises NotStored, and UsageError when nothing is left to decide or an item is none of the case.
    """
    case = require_case(store.cases, number)
    with explain_sqlite_errors(store.path):
        items = plan_decision(store, case, verdict)
        if verdict.accept:
            _accept(store, case, verdict, items, now)
        else:
            _reject(store, case, verdict, now)
        notices.queue_decision(store, case, now)
    return find_undecided(store.erasure, require_case(store.cases, number))


def plan_decision(
    store: TakedownStore, case: TakedownCaseItems, verdict: Verdict
) -> list[TakedownItem]:
    """Returns the items of a case as a decision would leave them, and changes nothing.

    Raises UsageError when nothing is left to decide or an item is none of the case.
    """
    if not _is_open_to_decision(case):
        raise UsageError(f"{case.number} is {case.state}: there is nothing left to decide")
    scope = _choose_scope(store, case)
    items = {item.article_id: item for item in _list_present_items(store, case, scope)}
    unknown = sorted({*verdict.only, *verdict.leave}.difference(items))
    if unknown:
        raise UsageError(
            f"article {unknown[0]} is none of {case.number}: `takedown show` lists them"
        )
    return [_plan_item(item, verdict) for _, item in sorted(items.items())]


def _is_open_to_decision(case: TakedownCaseItems) -> bool:
    """Is there something to decide? A closed case may have left items to a person."""
    if case.state in ("received", "hidden"):
        return True
    return case.state in ("erased", "closed") and any(item.action == "ask" for item in case.items)


def _list_present_items(
    store: TakedownStore, case: TakedownCaseItems, scope: TakedownScope
) -> list[TakedownItem]:
    """Returns the items of a case as a scope names them; what it does not name is only listed."""
    present = {each.article_id: _make_item(each) for each in list_stored(store, scope)}
    others = [item for item in case.items if item.article_id not in present]
    return [
        *present.values(),
        *(_judge_by_scope(scope, item, is_page_stored=bool(present)) for item in others),
    ]


def _judge_by_scope(
    scope: TakedownScope, item: TakedownItem, *, is_page_stored: bool
) -> TakedownItem:
    """Returns an item that a scope does not name now. While its page is hidden, the case says what it named."""
    if item.state in ("hidden", "erased") or item.action != "ask":
        return item
    if is_page_stored or item.reason == "over_limit":
        return replace(item, action="list")
    is_left_out = scoping.is_left_out(scope, item.relation, item.url, item.domain)
    return replace(item, action="keep") if is_left_out else item


def _choose_scope(store: TakedownStore, case: TakedownCaseItems) -> TakedownScope:
    """Returns the scope of the request that is proven best at the item of a case, the first of several.

    A proof of another domain counts as a mailbox there: so no stranger changes what is accepted.
    """
    url = case.scope.url or f"https://{case.scope.domain}/"
    source = next((item.domain for item in case.items if item.url == url), urls.site(url))
    proofs = store.proofs.list_of_case(case.id)
    requests = store.cases.list_requests(case.id)
    best = max(
        requests,
        key=lambda request: grades.grade_at(
            [proof for proof in proofs if proof.request_id == request.id], url, source
        ),
        default=None,
    )
    return best.scope if best else case.scope


def _make_item(item: TakedownPreview) -> TakedownItem:
    return TakedownItem(
        item.article_id, item.url, item.relation, item.action, "listed", item.source, ""
    )


def _plan_item(item: TakedownItem, verdict: Verdict) -> TakedownItem:
    if item.state in ("hidden", "erased") and verdict.accept and not _is_left(item, verdict):
        return replace(item, action="hide", reason="person")
    if not verdict.accept or _is_left(item, verdict):
        return replace(item, action="keep", state="kept", reason="person")
    if item.action == "keep" and item.article_id not in verdict.only:
        return item
    if item.action == "list" and item.article_id not in verdict.only:
        return replace(item, state="listed", reason="to_look_at")
    return replace(item, action="hide", state="pending", reason="person")


def _is_left(item: TakedownItem, verdict: Verdict) -> bool:
    if item.article_id in verdict.leave:
        return True
    return bool(verdict.only) and item.article_id not in verdict.only and item.action != "list"


def _accept(
    store: TakedownStore,
    case: TakedownCaseItems,
    verdict: Verdict,
    items: Collection[TakedownItem],
    now: str,
) -> None:
    """Note the decision with its items, put back what was hidden and is left out, and hide the rest."""
    decision: Decision = "partly_accepted" if verdict.only or verdict.leave else "accepted"
    hidden = {item.article_id for item in case.items if item.state == "hidden"}
    left = [item.article_id for item in items if item.state == "kept" and item.article_id in hidden]
    if left:
        hide.put_back(store, case.id, left, "kept", now)
    with store.cases.transaction():
        store.cases.update_columns(
            case.id,
            grade="V4",
            decision=decision,
            decision_reason=verdict.reason,
            waits_for="",
            closed_at=None,
        )
        for item in items:
            store.cases.add_item(case.id, item)
        store.cases.add_log_entry(case.id, now, "operator", decision.replace("_", " "))
        due.set_erase_time(store, case, now, at_once=verdict.at_once)
    hide.block_texts(store, case.id, now)
    hide_pending(store, case, now)
    notices.queue_owner_notices(store, case, now)


def _reject(store: TakedownStore, case: TakedownCaseItems, verdict: Verdict, now: str) -> None:
    if case.state not in ("received", "hidden"):
        raise UsageError(f"{case.number} is {case.state}: what it took down is gone")
    with store.cases.transaction():
        store.cases.update_columns(
            case.id, decision="rejected", decision_reason=verdict.reason, erase_at=None
        )
        if verdict.unfounded:
            store.cases.add_log_entry(case.id, now, "operator", "unfounded")
    hide.reject_and_restore(store, case, now)


# What is known of cases; without a private file there are none


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are listed. `sender_domain` is that of the mail address of the first request."""

    waits: bool = False  # only those that wait for a person
    grade: Grade | None = None
    sender_domain: str = ""
    due_within_hours: float | None = None


def list_cases(
    cases: TakedownCases | None,
    state: State | None = None,
    wanted: CaseFilter | None = None,
    now: str = "",
) -> list[TakedownCase]:
    """Returns the cases, all or those in one state and of a filter, those with the least time left first."""
    found = cases.list_by_urgency(state) if cases else []
    return [case for case in found if wanted is None or _is_wanted(case, wanted, now)]


def _is_wanted(case: TakedownCase, wanted: CaseFilter, now: str) -> bool:
    domain = case.email.rpartition("@")[2].lower()
    hours = wanted.due_within_hours
    return (
        (not wanted.waits or bool(case.waits_for))
        and wanted.grade in (None, case.grade)
        and wanted.sender_domain.lower() in ("", domain)
        and (hours is None or _is_due_within(case, hours, now))
    )


def _is_due_within(case: TakedownCase, hours: float, now: str) -> bool:
    return case.state in states.OPEN_STATES and states.hours_left(case.deadline, now) <= hours


def require_case(cases: TakedownCases | None, number: str) -> TakedownCaseItems:
    """Returns one case with its items. Raises NotStored."""
    case = cases.get_by_number(number.strip().upper()) if cases else None
    if case is None:
        raise NotStored(f"no case {number}: `aggregator takedown list` shows them")
    return case


def choose_request(
    store: TakedownStore, case: TakedownCase, request_id: int | None
) -> TakedownRequestRecord:
    """Returns one request of a case: the one that is named, or the only one.

    What is proven counts for that request alone. Raises NotStored, UsageError.
    """
    requests = store.cases.list_requests(case.id)
    if request_id is None and len(requests) > 1:
        raise UsageError(f"{case.number} has {len(requests)} requests: name one with --request ID")
    for request in requests:
        if request_id in (None, request.id):
            return request
    raise NotStored(f"no request {request_id} in {case.number}: `takedown show` lists them")


def list_log_entries(cases: TakedownCases | None, number: str) -> list[TakedownLogEntry]:
    """Returns what was done in a case, oldest first. Raises NotStored."""
    case = require_case(cases, number)
    return cases.list_log_entries(case.id) if cases else []


def list_open_deadlines(cases: TakedownCases | None, now: str) -> list[TakedownWarning]:
    """Returns the cases that are not closed, the most urgent first, with the hours left."""
    return [
        _make_deadline_status(case, now)
        for case in list_cases(cases)
        if case.state in states.OPEN_STATES
    ]


def _make_deadline_status(case: TakedownCase, now: str) -> TakedownWarning:
    hours = states.hours_left(case.deadline, now)
    says = states.describe_urgency(case.state, hours, case.waits_for)
    if alarms.is_watched(case.state, case.grade):
        alarm = alarms.find_alarm(states.find_start(case.deadline), now, ())
        says = f"{alarm} hours have passed, {says}" if alarm else says
    return TakedownWarning(case.number, case.state, case.deadline, hours, says, case.waits_for)
