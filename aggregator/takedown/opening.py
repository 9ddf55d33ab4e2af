"""Opens cases, and finds the case that a request belongs to."""

from collections.abc import Sequence

from aggregator.results.takedowns import (
    Action,
    Grade,
    Ground,
    ItemState,
    Language,
    TakedownCaseItems,
    TakedownItem,
    TakedownPreview,
    TakedownRequestRecord,
    TakedownScope,
)
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import states
from aggregator.takedown.types import NewCase


def open_case(
    store: TakedownStore,
    scope: TakedownScope,
    received_at: str,
    items: Sequence[TakedownPreview],
    *,
    grade: Grade = "V0",
    ground: Ground = "copyright",
    language: Language = "en",
    source_url: str = "",
) -> TakedownCaseItems:
    """Open a case whose items wait for a proof or a person, within a transaction."""
    number = states.format_case_number(received_at, store.cases.highest_number(received_at[:4]))
    case = NewCase(
        received_at=received_at,
        deadline=states.compute_deadline(received_at),
        scope=scope,
        grade=grade,
        ground=ground,
        language=language,
        source_url=source_url,
    )
    case_id = store.cases.add(case, number)
    store.cases.replace_unhidden_items(case_id, [make_listed_item(each) for each in items])
    store.cases.add_log_entry(case_id, received_at, "claimant", "received", f"{len(items)} items")
    opened = store.cases.get_by_number(number)
    assert opened is not None  # it was added just now
    return opened


def make_listed_item(item: TakedownPreview, reason: str = "unproven") -> TakedownItem:
    """Returns an item on which nothing is decided."""
    action: Action = "ask" if item.action == "hide" else item.action
    state: ItemState = "kept" if item.action == "keep" else "listed"
    because = {"ask": reason, "list": "to_look_at", "keep": "kept"}[action]
    return TakedownItem(
        item.article_id, item.url, item.relation, action, state, item.source, because
    )


def has_same_target(one: TakedownScope, other: TakedownScope) -> bool:
    """Are two scopes about the same item, or the same pages of a domain, and of one kind?"""
    return _target(one) == _target(other)


def _target(scope: TakedownScope) -> tuple[str, ...]:
    return (scope.kind, scope.url, scope.domain, scope.author, scope.since, scope.until)


def move_to_own_case(
    store: TakedownStore, case: TakedownCaseItems, request: TakedownRequestRecord, now: str
) -> TakedownCaseItems:
    """Give a request that was kept in another case the case that it asks for; returns that."""
    with store.cases.transaction():
        number = store.senders.find_case_of_scope(request.scope)
        target = store.cases.get_by_number(number) if number else None
        if target is None:
            target = open_case(
                store,
                request.scope,
                request.received_at,
                (),
                ground=case.ground,
                language=case.language,
            )
        store.senders.move_request(request.id, target.id)
        store.cases.add_log_entry(case.id, now, "rule", "request moved", target.number)
    return target
