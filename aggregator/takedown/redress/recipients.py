"""Notices to recipients of the data (article 19 GDPR): queued here, sent by `crawl/recipient_notices`."""

from collections.abc import Iterable, Sequence

from aggregator import clock
from aggregator.results.takedowns import ItemState, TakedownCase, TakedownItem
from aggregator.takedown.redress.repositories import RedressStore

FORMAT = "aggregator-notice-1"
DAYS_AFTER_CLOSING = 7  # how long a case is looked at again: for recipients that are named late
KINDS: tuple[tuple[str, tuple[ItemState, ...]], ...] = (
    ("removed", ("hidden", "erased")),
    ("restored", ("restored",)),
)


def queue_notices(store: RedressStore, recipients: Sequence[str], now: str) -> int:
    """Queue what recipients do not know yet: what was removed, what may come again; returns the number."""
    if not recipients:
        return 0
    since = clock.add_seconds(now, -DAYS_AFTER_CLOSING * 24 * 3600)
    return sum(
        _queue_of_case(store, case, address, now)
        for case in store.takedown.cases.list_by_urgency()
        if case.hidden_at
        and (case.closed_at is None or case.closed_at >= since or _is_undone(case))
        for address in recipients
    )


def _is_undone(case: TakedownCase) -> bool:
    """Was a case undone, perhaps long after it was closed?"""
    return case.state in ("restored", "rescinded")


def _queue_of_case(store: RedressStore, case: TakedownCase, address: str, now: str) -> int:
    queued = 0
    items = store.takedown.cases.list_items(case.id)
    removed = store.notices.list_article_ids(case.id, address, "removed")
    for kind, item_states in KINDS:
        known = store.notices.list_article_ids(case.id, address, kind)
        chosen = [
            item
            for item in items
            if item.state in item_states
            and item.article_id not in known
            and (kind == "removed" or item.article_id in removed)
        ]
        if chosen:
            with store.takedown.cases.transaction():
                content = _make_content(kind, case, chosen, now)
                store.notices.queue(case.id, address, content, now)
            queued += 1
    return queued


def _make_content(
    kind: str, case: TakedownCase, items: Iterable[TakedownItem], now: str
) -> dict[str, object]:
    """Addresses, ids, a number and times: no words of the work."""
    return {
        "format": FORMAT,
        "kind": kind,
        "case": case.number,
        "at": now,
        "items": [{"article_id": item.article_id, "url": item.url} for item in items],
    }
