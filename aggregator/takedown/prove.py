"""The proof that a work is gone: the bytes of both files are searched for its words.

`storage.sqlite.residual_data` reads the bytes; the rules say which strings prove something.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator import linking
from aggregator.results.takedowns import (
    FileProof,
    HashProof,
    MainFileProof,
    SearchProof,
    TakedownCase,
)
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import byte_search, exclusive_strings, keys, scope, search_strings
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.search_strings import SearchString, Work
from storage.private.keys import TOMBSTONE_KEY
from storage.private.takedown_cases import TakedownCases
from storage.sqlite.residual_data import MainResidualData, PrivateResidualData, ResidualData

CHECKPOINT_SECONDS = 30.0  # how long other processes are waited for
HASH_OVERLAP_BYTES = 500  # of chunks that are searched for shingle hashes: more than five words
BUSY = "another process holds the write-ahead log: stop it, or run this again"
BACKUPS = "files written before this are not reached: aggregator takedown files"

StringsByCase = Mapping[int, Collection[SearchString]]


@dataclass(frozen=True, slots=True)
class FileSearch:
    """What was searched for in one file, and which of it is still there.

    `size` is the number of bytes that were read; None when the log could not be emptied.
    """

    searched: frozenset[SearchString]
    remaining: frozenset[SearchString]
    size: int | None

    def may_hold(self, strings: Collection[SearchString]) -> bool:
        """Is the file not proven to be free of these strings?"""
        return self.size is None or not self.remaining.isdisjoint(strings)


def collect_strings_by_case(works: Mapping[int, Iterable[Work]]) -> dict[int, set[SearchString]]:
    """Returns the search strings of each case's works, by case id."""
    return {
        case_id: {
            string for work in case_works for string in search_strings.make_search_strings(work)
        }
        for case_id, case_works in works.items()
    }


def search_main_file(residual: MainResidualData, strings: StringsByCase) -> FileSearch:
    """Search the main file for strings that no remaining article uses.

    What is found may have been stored by a crawl meanwhile; so it is compared with the articles
    once more.
    """
    search = _exclude_strings_of_others(residual, _all_strings(strings))
    result = search_file(residual, search)
    if not result.remaining:
        return result
    remaining = _exclude_strings_of_others(residual, result.remaining).strings
    return FileSearch(result.searched, frozenset(remaining), result.size)


def _exclude_strings_of_others(
    residual: MainResidualData, strings: Iterable[SearchString]
) -> PreparedSearch:
    search = byte_search.prepare_search(strings)
    return exclusive_strings.exclude_shared_strings(
        search, residual.read_texts(), residual.read_other_strings()
    )


def search_file(residual: ResidualData, search: PreparedSearch) -> FileSearch:
    """Search a file and its log, after the log was emptied.

    What remains in pages that are partly free goes when the whole file is rewritten.
    """
    searched = frozenset(search.strings)
    hits: set[int] = set()
    size = 0
    for attempt in range(2):
        if attempt:
            residual.rewrite_file()
        if not residual.checkpoint(CHECKPOINT_SECONDS):
            return FileSearch(searched, frozenset(), None)
        hits, size = set(), 0
        for chunk in residual.read_chunks(search.longest):
            hits |= byte_search.find_strings(search, chunk)
            size += len(chunk)
        if not hits:
            break
    return FileSearch(searched, frozenset(search.strings[hit] for hit in hits), size)


def make_main_file_proof(
    result: FileSearch, strings: Collection[SearchString], now: str
) -> MainFileProof:
    """Returns the proof for the main file, in which nothing of these strings was found."""
    searched = result.searched.intersection(strings)
    counts = search_strings.count_by_kind(searched)
    return MainFileProof(
        searched_at=now,
        bytes=result.size or 0,
        windows=counts["phrase"],
        words=counts["word"],
        names=counts["name"],
        found=0,
        said_by_others=len(strings) - len(searched),
    )


def search_private_file_and_close(
    store: TakedownStore,
    erased: Sequence[tuple[TakedownCase, MainFileProof]],
    strings: StringsByCase,
    now: str,
) -> None:
    """Search the private file for erased cases, and close those of which nothing is found.

    The file keeps addresses, and what claimants and readers wrote themselves: that is no remainder.
    """
    residual = store.private_residual_data
    search = byte_search.prepare_search(_all_strings({c.id: strings[c.id] for c, _ in erased}))
    result = search_file(
        residual, exclusive_strings.exclude_shared_strings(search, residual.read_texts())
    )
    for case, proof in erased:
        if result.may_hold(strings[case.id]):
            log_remaining_strings(store.cases, case, now, result, strings[case.id], "private")
            continue
        searched = result.searched.intersection(strings[case.id])
        counts = search_strings.count_by_kind(searched)
        private_proof = SearchProof(
            now, result.size or 0, counts["phrase"], counts["word"], counts["name"], found=0
        )
        _close_case(store, case, {"main": proof, "private": private_proof}, now)


def prove_by_hashes_and_close(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Close a case whose words are gone but were not searched for in the private file.

    The file is rewritten without free pages; then it may hold no shingle that the tombstones know,
    other than in what claimants and readers wrote themselves.
    """
    residual = store.private_residual_data
    residual.rewrite_file()
    if not residual.checkpoint(CHECKPOINT_SECONDS):
        store.cases.add_log_entry(case.id, now, "system", "not proven", BUSY)
        return
    key = store.keys.require_key(TOMBSTONE_KEY)
    searched = store.tombstones.shingle_hashes_of_case(case.id)
    count = sum(map(len, searched.values()))
    remaining = sum(
        _count_remaining(residual, key, hashes, folding) for folding, hashes in searched.items()
    )
    if remaining:
        detail = f"{remaining} of {count} shingles found in the private file"
        store.cases.add_log_entry(case.id, now, "system", "not proven", detail)
        return
    proof = HashProof(searched_at=now, bytes=residual.size(), runs=count, found=0)
    _close_case(store, case, {**(case.proof or {}), "private": proof}, now)


def _count_remaining(
    residual: PrivateResidualData, key: bytes, searched: Collection[int], folding: int
) -> int:
    """How many of these shingle hashes are in the private file, other than in its own texts."""
    texts = (chunk.decode("utf-8", "ignore") for chunk in residual.read_chunks(HASH_OVERLAP_BYTES))
    remaining = set(searched).intersection(_keyed_shingles(key, texts, folding))
    remaining.difference_update(_keyed_shingles(key, residual.read_texts(), folding))
    return len(remaining)


def _keyed_shingles(key: bytes, texts: Iterable[str], folding: int) -> Iterator[int]:
    for text in texts:
        shingles = linking.hash_shingles(text, folding)
        yield from keys.hash_shingles(key, shingles.view("int64").tolist())


def _close_case(
    store: TakedownStore, case: TakedownCase, proof: Mapping[str, FileProof], now: str
) -> None:
    main = proof.get("main")
    searched = main.windows + main.words + main.names if isinstance(main, SearchProof) else 0
    found = f"{searched} phrases, words and names searched for, 0 found"
    listed = store.cases.list_items(case.id, "listed")
    stored = store.erasure.preview_rows([item.article_id for item in listed])
    undecided = scope.describe_undecided(item for item in listed if item.article_id in stored)
    detail = "; ".join(part for part in (found, undecided, BACKUPS) if part)
    with store.cases.transaction():
        store.cases.update_columns(case.id, state="closed", closed_at=now)
        store.cases.set_proof(case.id, proof)
        store.cases.add_log_entry(case.id, now, "system", "closed", detail)


def log_remaining_strings(
    cases: TakedownCases,
    case: TakedownCase,
    now: str,
    result: FileSearch,
    strings: Collection[SearchString],
    file: str,
) -> None:
    """Log why a case is not closed: in numbers, never in words of the work."""
    counts = search_strings.count_by_kind(result.remaining.intersection(strings))
    counted = ", ".join(f"{count} {kind}s" for kind, count in counts.items())
    detail = BUSY if result.size is None else f"found in the {file} file: {counted}"
    cases.add_log_entry(case.id, now, "system", "not proven", detail)


def _all_strings(strings: StringsByCase) -> Iterator[SearchString]:
    """Every string of these cases once, in an order that does not depend on hashing."""
    distinct = {string for case_strings in strings.values() for string in case_strings}
    return iter(sorted(distinct, key=lambda string: (string.kind, string.data)))
