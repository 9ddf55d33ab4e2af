"""Erasing: what is hidden is deleted, and a case is closed only when nothing of it is left.

The rows of both files are searched while the words are still kept. One transaction then deletes the words
from the private file and stores what was searched for. What may be left in dead bytes is cleared without
knowing the words; so a process that was killed in between is simply run again.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import chain

from aggregator.jobs.finalize import finalize
from aggregator.results.takedowns import TakedownCase, TakedownCaseItems
from aggregator.takedown import cases as takedown_cases
from aggregator.takedown import hide, prove
from aggregator.takedown.preview import find_undecided
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import byte_search, states
from aggregator.takedown.rules.search_strings import SearchString, Work
from aggregator.takedown.types import HiddenArticle
from aggregator.takedown.written_files import clean_up
from storage.sqlite.connection import explain_sqlite_errors

BATCH_CASES = 500  # erased together: one search of the rows for all of them

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
        hidden = [case for case in store.cases.list_by_urgency("hidden") if _is_due(case, now)]
        for start in range(0, len(hidden), BATCH_CASES):
            _erase_batch(store, hidden[start : start + BATCH_CASES], now)
            if progress:
                progress(min(start + BATCH_CASES, len(hidden)))
        if erased := store.cases.list_by_urgency("erased"):
            prove.clear_and_close(store, erased, now)
    return [
        find_undecided(store.erasure, takedown_cases.require_case(store.cases, case.number))
        for case in cases
    ]


def _is_due(case: TakedownCase, now: str) -> bool:
    return case.erase_at is not None and case.erase_at <= now


def _finalize_stories(store: TakedownStore, now: str) -> None:
    finalize(store.stories, store.verdicts, store.sources, now)


def _erase_batch(store: TakedownStore, cases: Sequence[TakedownCase], now: str) -> None:
    """Erase these cases; those whose words are still in rows stay hidden."""
    for case in cases:
        hide.block_texts(store, case.id, now)
    works, articles = _collect_works(store, cases)
    rows = store.hidden_articles.list_erased_rows([article.row["id"] for article in articles])
    strings = prove.collect_strings_by_case(works)
    publishers = prove.collect_publisher_strings(
        store,
        chain.from_iterable(works.values()),
        {article.row["story_id"] for article in articles},
    )
    distinct = set().union(*strings.values()) - publishers
    own, shared = prove.split_shared_strings(store.residual_data, distinct)
    search = prove.Search(byte_search.prepare_search(own), store.residual_data.is_said, rows)
    main = prove.search_main_file(store, search, lambda: _finalize_stories(store, now))
    private = prove.search_private_file(store, search)
    if obstacle := _clean_index_and_log(store):
        for case in cases:
            store.cases.add_log_entry(case.id, now, "system", "not proven", obstacle)
        return
    results = [
        prove.FileSearch(frozenset(own), frozenset(shared), frozenset(publishers), tuple(found))
        for found in (main, private)
    ]
    for case in cases:
        _erase_or_log(store, case, results, strings[case.id], now)


def _collect_works(
    store: TakedownStore, cases: Sequence[TakedownCase]
) -> tuple[dict[int, list[Work]], list[HiddenArticle]]:
    """The works of each case, and the hidden articles that they are of."""
    hidden = {case.id: store.hidden_articles.list_of_case(case.id) for case in cases}
    works = {
        case_id: [hide.collect_work(article) for article in articles]
        for case_id, articles in hidden.items()
    }
    return works, list(chain.from_iterable(hidden.values()))


def _clean_index_and_log(store: TakedownStore) -> str:
    """Merge the full-text index and empty the write-ahead log; returns what prevents it."""
    if not store.residual_data.merge_full_text_index():
        return prove.NOT_MERGED
    return "" if store.residual_data.checkpoint(prove.CHECKPOINT_SECONDS) else prove.BUSY


def _erase_or_log(
    store: TakedownStore,
    case: TakedownCase,
    results: Sequence[prove.FileSearch],
    strings: Collection[SearchString],
    now: str,
) -> None:
    """Delete the words of a case from the private file, with what proves that no row holds them."""
    main, private = results
    remaining = {
        "main": main.find_remaining(strings),
        "private": private.find_remaining(strings),
    }
    if any(remaining.values()):
        prove.log_remaining(store.cases, case, now, remaining, strings)
        return
    proof = {
        "main": prove.make_main_proof(main, strings, now),
        "private": prove.make_private_proof(private, strings, now),
    }
    with store.cases.transaction():
        store.hidden_articles.erase_with_comments(case.id)
        store.cases.change_item_states(case.id, "hidden", "erased")
        store.cases.update_columns(case.id, state="erased", erased_at=now)
        store.cases.set_proof(case.id, proof)
        store.cases.add_log_entry(case.id, now, "system", "erased")
