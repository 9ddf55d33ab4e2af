"""Replaying erasures: a main file of another age than the private file gets what it lacks.

A restored backup holds articles that were taken down after it was made, and knows nothing of their
tombstones. Each erasure that it lacks is carried out again before anything of it is shown; the cases of
articles that were stored again are proven again by the next `takedown run`.
"""

from collections.abc import Sequence

import msgspec

from aggregator.takedown import hide
from aggregator.takedown.repositories import TakedownStore
from storage.private.erasures import Erasure


def replay_erasures(store: TakedownStore, now: str) -> int:
    """Carry out the erasures that the main file lacks; returns their number. Safe to run again."""
    with store.erasure.transaction():  # another process may just be writing an erasure
        missing = store.erasures.list_after(store.last_erasure.get())
        _record_unrecorded(store, now)
        _follow_main_file(store)
        stored_again = _replay(store, missing, now)
        store.last_erasure.reserve_article_ids(store.erasures.highest_article_id())
        store.last_erasure.set(store.erasures.highest_id())
    for case_id in stored_again:
        hide.finish_hiding(store, case_id, now)
    return len(missing)


def _record_unrecorded(store: TakedownStore, now: str) -> None:
    """Record the tombstones of a version that kept no ledger; a private file that was lost has no cases of them."""
    if store.erasures.highest_id() or store.last_erasure.get():
        return
    with store.erasures.transaction():
        for article_id in store.tombstones.list_article_ids():
            _record(store, article_id, now)


def _record(store: TakedownStore, article_id: int, now: str) -> int:
    dumped = store.tombstones.dump(article_id)
    case_id = store.tombstones.case_id_of(article_id)
    return store.erasures.add("hidden", case_id, article_id, dumped, now)


def _follow_main_file(store: TakedownStore) -> None:
    """Let new erasures follow those of a main file that knows more than an older private file."""
    known = store.last_erasure.get()
    if known > store.erasures.highest_id():
        store.erasures.continue_after(known)


def _replay(store: TakedownStore, missing: Sequence[Erasure], now: str) -> list[int]:
    """Carry out erasures; returns the cases of articles that were stored again."""
    last = {erasure.article_id: erasure for erasure in missing}  # the last one of an article counts
    stored: dict[int, list[int]] = {}
    for erasure in last.values():
        if erasure.kind == "lifted":
            _lift(store, erasure)
        elif store.erasure.read_article(erasure.article_id):
            stored.setdefault(erasure.case_id, []).append(erasure.article_id)
        elif erasure.tombstone:
            store.tombstones.load(erasure.tombstone)
    for case_id, article_ids in stored.items():
        _hide_again(store, case_id, article_ids, now)
    return list(stored)


def _lift(store: TakedownStore, erasure: Erasure) -> None:
    """Lift a block; what was put back alone may come in at its own addresses."""
    store.tombstones.delete(erasure.article_id)
    if erasure.tombstone:
        hashes = msgspec.msgpack.decode(erasure.tombstone, type=list[int])
        store.tombstones.add_exceptions(erasure.case_id, erasure.article_id, hashes)


def _hide_again(store: TakedownStore, case_id: int, article_ids: list[int], now: str) -> None:
    with store.erasures.transaction():
        store.erasures.reopen_case(case_id, article_ids)
        detail = f"{len(article_ids)} articles were stored again, from a file of another age"
        store.cases.add_log_entry(case_id, now, "system", "hidden again", detail)
    hide.move_to_private(store, case_id, now)
