"""Erasing: what is hidden is deleted, and a case is closed only when a byte search proves it.

The main file is searched while the words are still kept; then they are deleted from the private
file, and that is searched. When the process is killed between these two, the words are in neither
file and cannot be searched for: the next run rewrites the private file and searches it for the
shingle hashes of the tombstones (see `prove`).
"""

from collections.abc import Callable, Sequence

from aggregator.jobs.finalize import finalize
from aggregator.results.takedowns import MainFileProof, TakedownCase, TakedownCaseItems
from aggregator.takedown import cases as takedown_cases
from aggregator.takedown import hide, prove
from aggregator.takedown.preview import find_undecided
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import states
from aggregator.takedown.written_files import clean_up
from storage.sqlite.connection import explain_sqlite_errors

BATCH_CASES = 20  # erased together: one pass over the files for all of them

Progress = Callable[[int], None]


def run_open_cases(
    store: TakedownStore, now: str, progress: Progress | None = None
) -> list[TakedownCaseItems]:
    """Hide what is to be hidden, erase what is hidden and prove it; returns every case that was open.

    A case that is not proven stays open, and its log says why. Safe to stop and to run again.
    """
    clean_up(store.written_files, store.path)
    cases = [case for case in store.cases.list_by_urgency() if case.state in states.OPEN_STATES]
    with explain_sqlite_errors(store.path):
        for case in cases:
            takedown_cases.evaluate(store, case, now)
        _finalize_stories(store, now)
        for case in cases:
            if case.state == "erased":
                prove.prove_by_hashes_and_close(store, case, now)
        hidden = [case for case in store.cases.list_by_urgency("hidden") if _is_due(case, now)]
        for start in range(0, len(hidden), BATCH_CASES):
            _erase_batch(store, hidden[start : start + BATCH_CASES], now)
            if progress:
                progress(min(start + BATCH_CASES, len(hidden)))
    return [
        find_undecided(store.erasure, takedown_cases.require_case(store.cases, case.number))
        for case in cases
    ]


def _is_due(case: TakedownCase, now: str) -> bool:
    return case.erase_at is not None and case.erase_at <= now


def _finalize_stories(store: TakedownStore, now: str) -> None:
    finalize(store.stories, store.verdicts, store.sources, now)


def _erase_batch(store: TakedownStore, cases: Sequence[TakedownCase], now: str) -> None:
    """Erase these cases; those whose words are still in the main file stay hidden."""
    works = {
        case.id: [
            hide.collect_work(article) for article in store.hidden_articles.list_of_case(case.id)
        ]
        for case in cases
    }
    hide.remove_quotations(
        store.quotations, [work for case_works in works.values() for work in case_works]
    )
    _finalize_stories(store, now)
    store.residual_data.merge_full_text_index()
    strings = prove.collect_strings_by_case(works)
    result = prove.search_main_file(store.residual_data, strings)
    erased = []
    for case in cases:
        if result.may_hold(strings[case.id]):
            prove.log_remaining_strings(store.cases, case, now, result, strings[case.id], "main")
        else:
            proof = prove.make_main_file_proof(result, strings[case.id], now)
            erased.append((case, proof))
            _delete_hidden(store, case, proof, now)
    prove.search_private_file_and_close(store, erased, strings, now)


def _delete_hidden(
    store: TakedownStore, case: TakedownCase, proof: MainFileProof, now: str
) -> None:
    """Delete the words of a case from the private file, with the proof for the main file."""
    with store.cases.transaction():
        store.hidden_articles.erase_with_comments(case.id)
        store.cases.change_item_states(case.id, "hidden", "erased")
        store.cases.update_columns(case.id, state="erased", erased_at=now)
        store.cases.set_proof(case.id, {"main": proof})
        store.cases.add_log_entry(case.id, now, "system", "erased")
