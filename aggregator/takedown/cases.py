"""Takedown cases: file, decide, list, and what was done in each."""

from collections.abc import Sequence
from contextlib import suppress

from aggregator.errors import NotStored, Tombstoned, UsageError
from aggregator.results.takedowns import (
    Action,
    Actor,
    Grade,
    ItemState,
    State,
    TakedownCase,
    TakedownCaseItems,
    TakedownItem,
    TakedownLogEntry,
    TakedownPreview,
    TakedownScope,
    TakedownWarning,
)
from aggregator.takedown import hide
from aggregator.takedown.preview import find_undecided, preview
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import states
from aggregator.takedown.types import NewCase, NewRequest, TakedownRequest
from storage.private.takedown_cases import TakedownCases
from storage.sqlite.connection import explain_sqlite_errors

FIRST_STATES: dict[Action, ItemState] = {
    "hide": "pending",
    "ask": "listed",
    "list": "listed",
    "keep": "kept",
}


def file_case(store: TakedownStore, request: TakedownRequest, now: str) -> TakedownCaseItems:
    """Open a case; when the operator confirmed the request, hide at once what it affects.

    Raises NotStored, Tombstoned, UsageError.
    """
    with explain_sqlite_errors(store.path):
        articles = preview(store.preview, url=request.url, story=request.story)
        with store.cases.transaction():
            number = states.format_case_number(now, store.cases.highest_number(now[:4]))
            case_id = store.cases.add(_make_new_case(request, articles[0].url, now), number)
            store.cases.add_request(case_id, _make_new_request(request, now))
            _write_items(store.cases, case_id, articles)
            store.cases.add_log_entry(
                case_id, now, "claimant", "received", _describe_counts(articles)
            )
        if request.confirmed:
            hide_affected(store, require_case(store.cases, number), now)
    return find_undecided(store.erasure, require_case(store.cases, number))


def _make_new_case(request: TakedownRequest, url: str, now: str) -> NewCase:
    return NewCase(
        received_at=now,
        deadline=states.compute_deadline(now),
        scope=TakedownScope(url=url, asked=request.url or f"story {request.story}"),
        grade="V4" if request.confirmed else "V0",
        ground=request.ground,
        language=request.language,
    )


def _make_new_request(request: TakedownRequest, now: str) -> NewRequest:
    return NewRequest(
        received_at=now,
        channel=request.channel,
        claimant=request.claimant,
        email=request.email,
        postal_address=request.postal_address,
        phone=request.phone,
        capacity=request.capacity,
        reason=request.reason,
        work_url=request.work_url,
        statements=request.statements,
        signature=request.signature,
        client=request.client,
    )


def decide_case(store: TakedownStore, number: str, *, accept: bool, now: str) -> TakedownCaseItems:
    """Accept a waiting case, or reject a case and put back what it hid.

    Raises NotStored, and UsageError when the case is already erased, closed or rejected.
    """
    case = require_case(store.cases, number)
    with explain_sqlite_errors(store.path):
        if case.state not in ("received", "hidden"):
            raise UsageError(f"{number} is {case.state}: there is nothing left to decide")
        if not accept:
            hide.reject_and_restore(store, case, now)
        elif case.state == "received":
            accept_and_hide(store, case, now, "operator")
    return find_undecided(store.erasure, require_case(store.cases, number))


def accept_and_hide(store: TakedownStore, case: TakedownCase, now: str, actor: Actor) -> None:
    """Confirm a case that was received, and hide what it affects by now."""
    with store.cases.transaction():
        grade: Grade = "V4" if actor == "operator" else case.grade
        store.cases.update_columns(case.id, grade=grade, waits_for="")
        store.cases.add_log_entry(case.id, now, actor, "accepted")
    hide_affected(store, case, now)


def hide_affected(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Hide what a case affects. Safe to run again.

    The preview is repeated within the transaction that hides, so that no copy can come in between.
    When the work is gone already (a former attempt, another case), the items stay as they are.
    """
    with store.erasure.transaction():
        with suppress(NotStored, Tombstoned):
            _write_items(store.cases, case.id, preview(store.preview, url=case.scope.url))
        hide.move_to_private(store, case.id, now)
    hide.finish_hiding(store, case.id, now)


def evaluate(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Hide what was confirmed; accept by the rule, or leave to a person, what nobody reviewed."""
    if case.state not in ("received", "hidden") or case.waits_for:
        return
    if case.state == "hidden" and not is_stored_again(store, case):
        return
    if case.confirmed:
        hide_affected(store, case, now)
    elif reason := _reason_for_review(store, case, now):
        with store.cases.transaction():
            store.cases.update_columns(case.id, waits_for=reason)
            store.cases.add_log_entry(case.id, now, "rule", "waits for a person", reason)
    else:
        accept_and_hide(store, case, now, "rule")


def _reason_for_review(store: TakedownStore, case: TakedownCase, now: str) -> str:
    """Why a person must look at a case that nobody reviewed; empty when the rule may accept it."""
    try:
        articles = preview(store.preview, url=case.scope.url)
    except (NotStored, Tombstoned):
        return ""
    ids = [article.article_id for article in articles if article.action == "hide"]
    accepted = store.cases.count_accepted_since("rule", states.compute_quota_start(now))
    return states.reason_for_review(ids, store.erasure.select_named_originals(ids), accepted)


def is_stored_again(store: TakedownStore, case: TakedownCase) -> bool:
    """Is the article that a case names in the main file, as after another case was rejected?"""
    return store.addresses.find(case.scope.url) is not None


# What is known of cases; without a private file there are none


def list_cases(cases: TakedownCases | None, state: State | None = None) -> list[TakedownCase]:
    """Returns the cases, all or those in one state, the most urgent first."""
    return cases.list_by_urgency(state) if cases else []


def require_case(cases: TakedownCases | None, number: str) -> TakedownCaseItems:
    """Returns one case with its items. Raises NotStored."""
    case = cases.get_by_number(number.strip().upper()) if cases else None
    if case is None:
        raise NotStored(f"no case {number}: `aggregator takedown list` shows them")
    return case


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
    return TakedownWarning(case.number, case.state, case.deadline, hours, says)


def _write_items(cases: TakedownCases, case_id: int, articles: Sequence[TakedownPreview]) -> None:
    items = [
        TakedownItem(
            article.article_id,
            article.url,
            article.relation,
            article.action,
            FIRST_STATES[article.action],
            article.source,
        )
        for article in articles
    ]
    with cases.transaction():
        cases.replace_unhidden_items(case_id, items)


def _describe_counts(articles: Sequence[TakedownPreview]) -> str:
    hidden = sum(article.action == "hide" for article in articles)
    return f"{hidden} to hide, {len(articles) - hidden} for a person to look at"
