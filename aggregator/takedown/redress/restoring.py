"""Putting back: what is still hidden returns at once, what was erased may be fetched again.

No copy of an erased work is kept anywhere, so the page of its publisher is read again by the next crawl.
"""

from collections.abc import Collection

from aggregator.results.takedowns import Actor, State, TakedownCase, TakedownItem
from aggregator.takedown import hide
from aggregator.takedown.redress.repositories import RedressStore

REMOVED = ("hidden", "erased")  # states of items that can be put back


def restore_item(
    store: RedressStore, case: TakedownCase, item: TakedownItem, now: str, actor: Actor
) -> None:
    """Put back one item of a case: its addresses may come in again. Safe to run again.

    Everywhere else the addresses and texts of the case stay blocked.
    """
    cases = store.takedown.cases
    addresses = hide.list_read_addresses(store.takedown, case.id, item)
    if item.state == "hidden":
        hide.put_back(store.takedown, case.id, [item.article_id], "restored", now)
    with store.takedown.erasure.transaction():
        hide.unblock_item(store.takedown, case.id, item.article_id, addresses, now)
        if item.state == "erased":
            store.frontier.make_page_due(item.url, now)
    with cases.transaction():
        # `keep`: an item that a person accepted is hidden whenever it is stored
        cases.change_items(case.id, [item.article_id], "restored", action="keep")
        if not any(each.state in REMOVED for each in cases.list_items(case.id)):
            cases.update_columns(case.id, state="restored", closed_at=case.closed_at or now)
        cases.add_log_entry(case.id, now, actor, "restored", _describe([item]))


def restore_case(
    store: RedressStore, case: TakedownCase, state: State, now: str, actor: Actor
) -> int:
    """Put back everything of a case, lift its block, and end it in a state; returns how many items.

    Safe to run again.
    """
    cases = store.takedown.cases
    items = [item for item in cases.list_items(case.id) if item.state in REMOVED]
    hidden = [item.article_id for item in items if item.state == "hidden"]
    if hidden:
        hide.put_back(store.takedown, case.id, hidden, "restored", now)
    hide.lift_block(store.takedown, case.id, now)
    with store.takedown.erasure.transaction():
        for item in items:
            if item.state == "erased":
                store.frontier.make_page_due(item.url, now)
    with cases.transaction():
        ids = [item.article_id for item in items]
        cases.change_items(case.id, ids, "restored", action="keep")
        cases.change_item_states(case.id, "pending", "listed")
        cases.update_columns(case.id, state=state, waits_for="", closed_at=case.closed_at or now)
        cases.add_log_entry(case.id, now, actor, state, _describe(items))
    return len(items)


def _describe(items: Collection[TakedownItem]) -> str:
    """Counts only: how many items came back, and how many have to be fetched."""
    erased = sum(item.state == "erased" for item in items)
    return f"{len(items) - erased} put back, {erased} to be fetched again"
