"""What the proofs of a case allow by now: its items are hidden, left to a person, or put back.

`evaluate` may be called at any time and any number of times: it looks at everything again.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from aggregator import clock
from aggregator.errors import NotStored, Tombstoned
from aggregator.results.takedowns import (
    Action,
    ItemState,
    TakedownCase,
    TakedownCaseItems,
    TakedownItem,
    TakedownPreview,
    TakedownProof,
    TakedownRequestRecord,
    TakedownScope,
)
from aggregator.takedown import due, facts, hide, notices, opening, scoping
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import grades, limits, standing, states
from aggregator.takedown.rules.standing import HIDDEN_WHILE_ASKED, Claim, ItemDecision
from storage.sqlite.connection import explain_sqlite_errors

FIRST_STATES: dict[Action, ItemState] = {
    "hide": "pending",
    "ask": "listed",
    "list": "listed",
    "keep": "kept",
}


def evaluate(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Hide what a case may hide by now, note what a person has to decide, put back what nobody decided."""
    with explain_sqlite_errors(store.path):
        current = store.cases.get_by_number(case.number)
        if current is None or current.state not in ("received", "hidden"):
            return
        if current.decision:
            _finish_decision(store, current, now)
        elif not _expire(store, current, now):
            _evaluate_requests(store, current, now)


def _evaluate_requests(store: TakedownStore, case: TakedownCaseItems, now: str) -> None:
    requests = store.cases.list_requests(case.id)
    proofs = store.proofs.list_of_case(case.id)
    moved = _list_proven_elsewhere(case, requests, proofs)
    for request in moved:
        target = opening.move_to_own_case(store, case, request, now)
        evaluate(store, target, now)
    staying = [request for request in requests if request not in moved] if moved else requests
    claims = facts.make_claims(store, case.id, staying, proofs, now)
    _note_grade(store, case, claims)
    due.note_deadline(store, case)
    if any(grades.highest_grade(claim.proofs) >= "V2" for claim in claims):
        _release(store, case, claims, now)
    decisions = _decide_for_case(store, case, claims, now)
    if any(each.action == "hide" for each in decisions) or _has_pending(store, case):
        _hide(store, case, claims, now)
    elif decisions:
        write_items(store, case, decisions)
    elif claims and _hides_nothing(case):
        _end_without_items(store, case, claims, now)
    _note_waiting(store, case, claims, decisions, now)
    notices.queue_notices_of_hidden(store, case, now)


def _list_proven_elsewhere(
    case: TakedownCase, requests: Sequence[TakedownRequestRecord], proofs: Sequence[TakedownProof]
) -> list[TakedownRequestRecord]:
    """Returns requests for something else that a case only kept, and of which a domain was proven since."""
    proven = facts.group_proven(proofs)
    return [
        request
        for request in requests
        if not opening.has_same_target(request.scope, case.scope)
        and grades.highest_grade(proven.get(request.id, ())) >= "V2"
    ]


def _decide_for_case(
    store: TakedownStore, case: TakedownCase, claims: Sequence[Claim], now: str
) -> list[ItemDecision]:
    """Returns what becomes of each item of a case, without those put back for good (see `redress.restoring`)."""
    restored = {
        item.article_id
        for item in store.cases.list_items(case.id, "restored")
        if item.action == "keep"
    }
    return [
        each for each in decide(store, case, claims, now) if each.item.article_id not in restored
    ]


def decide(
    store: TakedownStore, case: TakedownCase, claims: Sequence[Claim], now: str
) -> list[ItemDecision]:
    """Returns what becomes of each stored item of these claims."""
    found: list[list[ItemDecision]] = []
    corpus = store.page_facts.count_articles() if claims else 0
    for target in dict.fromkeys(_without_kept(claim.scope) for claim in claims):
        items = list_stored(store, target)
        ids = [item.article_id for item in items]
        pages, refused = facts.read_pages(store, ids), store.cases.select_put_back(ids)
        for claim in claims:
            if _without_kept(claim.scope) == target:
                own = scoping.leave_out_kept(claim.scope, items)
                found.append(standing.decide_items(claim, own, pages, corpus, refused, now))
    decisions = [_limit_hiding(store, case, each, now) for each in standing.merge(found)]
    return standing.separate(decisions, erases_already=case.erase_at is not None)


def _without_kept(scope: TakedownScope) -> TakedownScope:
    """Returns the scope with all that it names: its pages are looked for once for all claims."""
    return replace(scope, keep=())


def list_stored(store: TakedownStore, scope: TakedownScope) -> list[TakedownPreview]:
    """Returns the items of a scope that are stored; none when its page is gone."""
    try:
        return scoping.list_items(store, scope)
    except (NotStored, Tombstoned):
        return []


def _limit_hiding(
    store: TakedownStore, case: TakedownCase, decision: ItemDecision, now: str
) -> ItemDecision:
    """Asks a person where many pages of a publisher were hidden for claimants who proved a mailbox only.

    A case that is a day old hides nothing for such a claimant: what waits is no queue of hidings.
    """
    if not decision.is_temporary:
        return decision
    if now >= case.deadline:
        return ItemDecision(decision.item, "ask", "mailbox_only")
    since = clock.add_seconds(now, -limits.DAY)
    hidden = store.cases.count_hidden_since(decision.item.source, HIDDEN_WHILE_ASKED, since)
    if hidden < limits.HIDINGS_PER_DAY:
        return decision
    return ItemDecision(decision.item, "ask", "many_hidden")


# Hiding


def _hide(
    store: TakedownStore,
    case: TakedownCaseItems,
    claims: Sequence[Claim],
    now: str,
) -> None:
    """Hide what the claims allow. They are decided within the transaction, so that no copy comes in between."""
    at_once = [
        each for each in claims if each.at_once and grades.highest_grade(each.proofs) >= "V3"
    ]
    with store.erasure.transaction():
        decisions = _decide_for_case(store, case, claims, now)
        with store.cases.transaction():
            if decisions:
                write_items(store, case, decisions)
            if any(each.is_erasing for each in decisions):
                is_at_once = any(
                    _may_be_at_once(store, case, each, decisions, now) for each in at_once
                )
                due.set_erase_time(store, case, now, at_once=is_at_once)
        hide.move_to_private(store, case.id, now)
    hide.finish_hiding(store, case.id, now)


def _may_be_at_once(
    store: TakedownStore,
    case: TakedownCase,
    claim: Claim,
    decisions: Sequence[ItemDecision],
    now: str,
) -> bool:
    """May a claim have a case erased at once? All that it erases must be removed by the proofs of this claim."""
    own = {
        each.item.article_id
        for each in _decide_for_case(store, case, [claim], now)
        if standing.may_erase_at_once(claim, each)
    }
    erased = {each.item.article_id for each in decisions if each.is_erasing}
    hidden = store.cases.list_items(case.id, "hidden")
    return erased <= own and all(
        grades.grade_at(claim.proofs, item.url, item.domain) >= "V3" for item in hidden
    )


def write_items(
    store: TakedownStore, case: TakedownCase, decisions: Iterable[ItemDecision]
) -> None:
    """Write what was decided on the items of a case; those that are hidden stay as they are."""
    items = [
        TakedownItem(
            each.item.article_id,
            each.item.url,
            each.item.relation,
            each.action,
            FIRST_STATES[each.action],
            each.item.source,
            each.reason,
        )
        for each in decisions
    ]
    with store.cases.transaction():
        store.cases.replace_unhidden_items(case.id, items)


def _has_pending(store: TakedownStore, case: TakedownCase) -> bool:
    return bool(store.cases.list_items(case.id, "pending"))


# What a person decided


def _finish_decision(store: TakedownStore, case: TakedownCaseItems, now: str) -> None:
    """Hide what a person accepted and what is stored still, or again."""
    if case.decision == "rejected":
        return
    accepted = {item.article_id for item in case.items if item.action == "hide"}
    stored = store.erasure.preview_rows(sorted(accepted))
    if stored:
        with store.cases.transaction():
            store.cases.change_items(case.id, sorted(stored), "pending")
    if stored or _has_pending(store, case) or case.state == "received":
        hide_pending(store, case, now)
    if case.erase_at is None:
        due.set_erase_time(store, case, now, at_once=False)


def hide_pending(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Hide the pending items of a case. Safe to run again."""
    with store.erasure.transaction():
        hide.move_to_private(store, case.id, now)
    hide.finish_hiding(store, case.id, now)


# What ends by itself


def _expire(store: TakedownStore, case: TakedownCaseItems, now: str) -> bool:
    """End a case that nobody confirmed or decided in time; put back what it hid meanwhile."""
    temporary = list_temporary(case)
    if temporary and now >= states.compute_put_back(case.hidden_at or now):
        hide.put_back(store, case.id, temporary, "restored", now)
    elif case.state != "received" or case.grade != "V0" or now < states.compute_expiry(case):
        return False
    if any(
        item.state in ("hidden", "pending")
        for item in case.items
        if item.article_id not in temporary
    ):
        return False
    with store.cases.transaction():
        store.cases.update_columns(case.id, state="expired", waits_for="", closed_at=now)
        store.cases.add_log_entry(case.id, now, "rule", "expired")
    return True


def list_temporary(case: TakedownCaseItems) -> list[int]:
    """Returns the ids of items that a case hides only until a person decides."""
    return [
        item.article_id
        for item in case.items
        if item.state == "hidden" and item.reason == HIDDEN_WHILE_ASKED
    ]


def _release(
    store: TakedownStore, case: TakedownCaseItems, claims: Sequence[Claim], now: str
) -> None:
    """Put back what is only hidden until a person decides, so that it is decided with better proofs."""
    hidden = [(case, list_temporary(case))]
    for number in store.senders.list_cases_hiding([claim.scope.url for claim in claims]):
        other = store.cases.get_by_number(number)
        if other is not None and other.id != case.id:
            hidden.append((other, list_temporary(other)))
    for each, article_ids in hidden:
        if article_ids:
            hide.put_back(store, each.id, article_ids, "listed", now)
            with store.cases.transaction():
                store.cases.update_columns(each.id, state="received")


def _hides_nothing(case: TakedownCaseItems) -> bool:
    return not any(item.state in ("hidden", "pending") for item in case.items)


def _end_without_items(
    store: TakedownStore, case: TakedownCase, claims: Sequence[Claim], now: str
) -> None:
    """End a case of which another case took everything down."""
    if any(grades.highest_grade(claim.proofs) >= "V2" for claim in claims):
        due.set_erase_time(store, case, now, at_once=True)
        hide.finish_hiding(store, case.id, now)
        return
    with store.cases.transaction():
        store.cases.update_columns(case.id, state="expired", waits_for="", closed_at=now)
        store.cases.add_log_entry(case.id, now, "rule", "expired", "gone already")


# What is noted


def _note_grade(store: TakedownStore, case: TakedownCase, claims: Sequence[Claim]) -> None:
    grade = max((grades.highest_grade(claim.proofs) for claim in claims), default="V0")
    if grade != case.grade:
        with store.cases.transaction():
            store.cases.update_columns(case.id, grade=grade)


def _note_waiting(
    store: TakedownStore,
    case: TakedownCase,
    claims: Sequence[Claim],
    decisions: Sequence[ItemDecision],
    now: str,
) -> None:
    """Note why a person has to look at a case: the code of a reason; empty when nobody has to."""
    current = store.cases.get_by_number(case.number)
    if current is None or current.state not in ("received", "hidden"):
        return
    reasons = [each.reason for each in decisions if each.action == "ask" or each.is_temporary]
    waits_for = next(iter(reasons), "" if decisions else current.waits_for)
    if not claims:
        waits_for = waits_for or "unproven"
    if waits_for != current.waits_for:
        with store.cases.transaction():
            store.cases.update_columns(case.id, waits_for=waits_for)
            if waits_for:
                store.cases.add_log_entry(case.id, now, "rule", "waits for a person", waits_for)
