"""Files requests: joined in one case for each item and kind of scope, within the limits of each sender."""

from msgspec.structs import replace

from aggregator import clock, urls
from aggregator.errors import Tombstoned
from aggregator.results.takedowns import (
    TakedownCaseItems,
    TakedownPreview,
    TakedownRequestRecord,
    TakedownScope,
)
from aggregator.takedown import notices, scoping
from aggregator.takedown.block import find_blocking_case
from aggregator.takedown.evaluation import evaluate
from aggregator.takedown.opening import make_listed_item, open_case
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import limits
from aggregator.takedown.types import NewRequest, TakedownRequest
from storage.private.keys import TOMBSTONE_KEY
from storage.sqlite.connection import explain_sqlite_errors


def file_request(store: TakedownStore, request: TakedownRequest, now: str) -> str:
    """Add a request to the case of its item, or open one; returns the number of the case.

    What an operator confirmed is hidden at once. Raises NotStored, Tombstoned, UsageError.
    """
    with explain_sqlite_errors(store.path):
        scope, items, case = _find_items(store, request)
        with store.cases.transaction():
            new = _make_new_request(store, request, scope, now)
            case = case or _find_open_case(store, scope)
            limit = None if request.confirmed else _find_exceeded_limit(store, new, now)
            parked = _find_keeping_case(store, new, limit) if limit and not case else None
            case = case or parked or _open(store, request, scope, items, now)
            added = _add_request(store, case, new, is_confirmed=request.confirmed)
            if parked:
                _keep_parked_item(store, parked, items, now)
        if added is not None and not limit:
            notices.queue_acknowledgement(store, case, added, now)
        evaluate(store, case, now)
    return case.number


def _find_items(
    store: TakedownStore, request: TakedownRequest
) -> tuple[TakedownScope, list[TakedownPreview], TakedownCaseItems | None]:
    """Returns the scope of a request and its items; and the case that hides the item already.

    A hidden item has no text to look at, but a further request for it belongs to the same case.
    """
    try:
        scope, items = scoping.resolve(store, request)
    except Tombstoned:
        case = _find_hiding_case(store, request)
        if case is None:
            raise
        return _make_scope_of_hidden(request, case), [], case
    return scope, items, None


def _make_scope_of_hidden(request: TakedownRequest, case: TakedownCaseItems) -> TakedownScope:
    asked, url = request.scope or case.scope, urls.canonical(request.url or case.scope.url)
    is_item = any(item.url == url for item in case.items)
    return replace(asked, url=url if is_item else case.scope.url, asked=request.url or "")


def _find_hiding_case(store: TakedownStore, request: TakedownRequest) -> TakedownCaseItems | None:
    number = find_blocking_case(store.preview.blocklist, [request.url]) if request.url else ""
    case = store.cases.get_by_number(number) if number else None
    return case if case is not None and case.state in ("received", "hidden") else None


def _find_open_case(store: TakedownStore, scope: TakedownScope) -> TakedownCaseItems | None:
    number = store.senders.find_case_of_scope(scope)
    return store.cases.get_by_number(number) if number else None


def _open(
    store: TakedownStore,
    request: TakedownRequest,
    scope: TakedownScope,
    items: list[TakedownPreview],
    now: str,
) -> TakedownCaseItems:
    return open_case(
        store,
        scope,
        now,
        items,
        ground=request.ground,
        language=request.language,
        source_url=request.source_url,
    )


# Requests


def _make_new_request(
    store: TakedownStore, request: TakedownRequest, scope: TakedownScope, now: str
) -> NewRequest:
    key = store.keys.require_key(TOMBSTONE_KEY)
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
        scope=scope,
        at_once=request.at_once,
        sender=limits.hash_identity(key, limits.fold_address(request.email)),
        sender_domain=limits.hash_identity(key, limits.domain_of_address(request.email)),
    )


def _add_request(
    store: TakedownStore, case: TakedownCaseItems, new: NewRequest, *, is_confirmed: bool
) -> TakedownRequestRecord | None:
    """Add a request to a case; returns it, None when its sender sent the same before."""
    if store.senders.has_same_request(case.id, new) and not is_confirmed:
        store.cases.add_log_entry(case.id, new.received_at, "claimant", "received again")
        return None
    request_id = store.cases.add_request(case.id, new)
    if is_confirmed:
        proof_id = store.proofs.add(request_id, "person", new.received_at)
        store.proofs.mark_proven(proof_id, new.received_at, "filed by the operator")
    requests = store.cases.list_requests(case.id)
    if len(requests) > 1:
        store.cases.add_log_entry(case.id, new.received_at, "claimant", "joined")
    return next(request for request in requests if request.id == request_id)


# Limits


def _find_exceeded_limit(store: TakedownStore, new: NewRequest, now: str) -> limits.Limit | None:
    """Returns the limit that its sender is at with a request; None below the limits."""
    for limit in limits.LIMITS:
        since = clock.add_seconds(now, -limit.seconds)
        if limit.identity == "anybody":
            count = store.senders.count_opened_since(since)
        else:
            value = getattr(new, limit.identity)
            count = store.senders.count_filed_since(since, limit.identity, value) if value else 0
        if count >= limit.most:
            return limit
    return None


def _find_keeping_case(
    store: TakedownStore, new: NewRequest, limit: limits.Limit
) -> TakedownCaseItems | None:
    """Returns the case that keeps a request above a limit: the last one of the same identity."""
    column = None if limit.identity == "anybody" else limit.identity
    latest = store.senders.find_latest_case(column, getattr(new, column) if column else "")
    return store.cases.get_by_number(latest) if latest else None


def _keep_parked_item(
    store: TakedownStore, case: TakedownCaseItems, items: list[TakedownPreview], now: str
) -> None:
    """Note the item of a request above a limit in the case that keeps it; a person decides on it."""
    known = {item.article_id for item in store.cases.list_items(case.id)}
    for item in items[:1]:
        if item.article_id not in known:
            store.cases.add_item(case.id, make_listed_item(item, "over_limit"))
    store.cases.add_log_entry(case.id, now, "rule", "above a limit")
