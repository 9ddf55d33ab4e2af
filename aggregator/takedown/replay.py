"""Replaying erasures: a main file of another age than the private file gets what it lacks.

A restored backup holds articles that were taken down after it was made, and knows nothing of their
tombstones. Each erasure that it lacks is carried out again before anything of it is shown; the cases of
articles that were stored again are proven again by the next `takedown run`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from aggregator.takedown import hide
from aggregator.takedown.repositories import TakedownStore
from storage.private.erasures import Erasure
from storage.sqlite.slices import work_in_slices

ERASURES_AT_ONCE = 8  # carried out in one step of a slice


def replay_erasures(store: TakedownStore, now: str) -> int:
    """Carry out the erasures that the main file lacks; returns their number.

    Works in slices, and the main file notes how far it has come: safe to stop and run again. Until the last one
    is carried out, nothing of the file is shown.
    """
    listed = store.erasures.list_after(store.last_erasure.get())  # many: read without the lock
    with store.erasure.transaction():  # another process may just be writing an erasure
        known = store.last_erasure.get()
        missing = [erasure for erasure in listed if erasure.id > known]
        missing += store.erasures.list_after(max(known, listed[-1].id if listed else 0))
        _record_unrecorded(store, now)
        _follow_main_file(store)
        store.last_erasure.reserve_article_ids(store.erasures.highest_article_id())
    last = {erasure.article_id: erasure for erasure in missing}  # the last one of an article counts
    stored_again = _reopen_cases(store, last.values(), now)
    steps = [missing[at : at + ERASURES_AT_ONCE] for at in range(0, len(missing), ERASURES_AT_ONCE)]
    work_in_slices(
        store.erasure.transaction,
        steps,
        lambda step: _replay(store, [each for each in step if last[each.article_id] == each], now),
        lambda done: store.last_erasure.set(done[-1][-1].id),
    )
    with store.erasure.transaction():
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


def _reopen_cases(store: TakedownStore, erasures: Iterable[Erasure], now: str) -> list[int]:
    """Make the articles pending again that are stored again; returns their cases."""
    stored: defaultdict[int, list[int]] = defaultdict(list)
    for erasure in erasures:
        if erasure.kind == "hidden" and store.erasure.read_article(erasure.article_id):
            stored[erasure.case_id].append(erasure.article_id)
    with store.erasures.transaction():
        for case_id, article_ids in stored.items():
            store.erasures.reopen_case(case_id, article_ids)
            detail = f"{len(article_ids)} articles were stored again, from a file of another age"
            store.cases.add_log_entry(case_id, now, "system", "hidden again", detail)
    return list(stored)


def _replay(store: TakedownStore, erasures: Sequence[Erasure], now: str) -> None:
    """Carry out erasures, within a transaction on the main file."""
    stored: defaultdict[int, list[int]] = defaultdict(list)
    for erasure in erasures:
        if erasure.kind == "lifted":
            _lift(store, erasure)
        elif store.erasure.read_article(erasure.article_id):
            stored[erasure.case_id].append(erasure.article_id)
        elif erasure.tombstone:
            store.tombstones.load(erasure.tombstone)
    for case_id, article_ids in stored.items():
        hide.move_to_private(store, case_id, now, article_ids)


def _lift(store: TakedownStore, erasure: Erasure) -> None:
    """Lift a block; what was put back alone may come in at its own addresses."""
    store.tombstones.delete(erasure.article_id)
    if erasure.tombstone:
        hashes = msgspec.msgpack.decode(erasure.tombstone, type=list[int])
        store.tombstones.add_exceptions(erasure.case_id, erasure.article_id, hashes)
