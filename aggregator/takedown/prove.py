"""The proof that a work is gone: every row of both files is searched for its words, and no byte is left that
is in no row.

Rows are searched while the words are still kept. What quotes the work is removed, what stays is reported with
the reason. After that, no words are needed: dead bytes are filled with zeros, whatever they were.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from aggregator.results.takedowns import FileProof, MainFileProof, SearchProof, TakedownCase
from aggregator.takedown import receipts
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import (
    byte_search,
    findings,
    places,
    quotations,
    scope,
    search_strings,
)
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.findings import Finding
from aggregator.takedown.rules.search_strings import SearchString, Work
from aggregator.takedown.types import FieldPlace
from storage.corpus.quotations import VERDICT_TABLES
from storage.private.takedown_cases import TakedownCases
from storage.sqlite import dead_space
from storage.sqlite.dead_space import DeadSpace
from storage.sqlite.residual_data import MainResidualData, ResidualData, RowBatch

CHECKPOINT_SECONDS = 30.0  # how long other processes are waited for
ROUNDS = 3  # of searching and removing: a verdict that is decided again may quote again
FEW_STRINGS = 20  # are looked for one by one in a row
BUSY = "another process holds the write-ahead log: stop it, or run this again"
BACKUPS = "files written before this are not reached: aggregator takedown files"
NOT_MERGED = "the full-text index was written to meanwhile: run this again"

StringsByCase = Mapping[int, Collection[SearchString]]
Find = Callable[[PreparedSearch, bytes], set[int]]


@dataclass(frozen=True, slots=True)
class FileSearch:
    """What was searched for in the rows of one file, and what was found in them.

    Neither were `shared`, words and names that articles say that stay, nor `publishers`, titles and bylines
    that are the name of a publisher.
    """

    searched: frozenset[SearchString]
    shared: frozenset[SearchString]
    publishers: frozenset[SearchString]
    found: tuple[Finding, ...]

    def find_remaining(self, strings: Collection[SearchString]) -> list[Finding]:
        """Returns where one of these strings is left without a reason."""
        return [
            finding
            for finding in self.found
            if finding.reason is None and not finding.strings.isdisjoint(strings)
        ]

    def count_kept(self, strings: Collection[SearchString]) -> dict[str, int]:
        """Returns how many of these strings are kept, by reason."""
        kept: dict[str, set[SearchString]] = {
            places.NAMES: set(self.publishers.intersection(strings))
        }
        for finding in self.found:
            if finding.reason is not None:
                common = finding.strings.intersection(strings)
                kept.setdefault(finding.reason, set()).update(common)
        return {reason: len(kept[reason]) for reason in sorted(kept) if kept[reason]}


@dataclass(frozen=True, slots=True)
class Search:
    """Strings that are searched for, and how fields that hold them are judged.

    `erased` are the rows that are deleted next.
    """

    prepared: PreparedSearch
    is_said: Callable[[str], bool]
    erased: frozenset[FieldPlace] = field(default=frozenset())


def collect_strings_by_case(works: Mapping[int, Iterable[Work]]) -> dict[int, set[SearchString]]:
    """Returns the search strings of each case's works, by case id."""
    return {
        case_id: {
            string for work in case_works for string in search_strings.make_search_strings(work)
        }
        for case_id, case_works in works.items()
    }


def collect_publisher_strings(
    store: TakedownStore, works: Iterable[Work], story_ids: Collection[int]
) -> set[SearchString]:
    """Returns the titles and bylines that name a stored source, or what verdicts on other stories name.

    They say where something was published, not what: other stories keep them.
    """
    named = [*store.sources.list_names(), *store.verdicts.list_original_names(story_ids)]
    return search_strings.make_publisher_strings(works, named)


def split_shared_strings(
    residual: MainResidualData, strings: Collection[SearchString]
) -> tuple[list[SearchString], set[SearchString]]:
    """Returns the strings that only the works use, and words and names that other articles say too."""
    distinct = set(strings)
    names = [string for string in distinct if string.kind == "name"]
    by_authors = byte_search.prepare_search(names)
    shared = {
        by_authors.strings[hit]
        for chunk in residual.read_authors()
        for hit in byte_search.find_strings(by_authors, chunk)
    }
    shared |= {
        string
        for string in distinct - shared
        if string.kind in ("name", "word") and residual.is_said(findings.decode(string))
    }
    # In an order that does not depend on hashing.
    own = sorted(distinct - shared, key=lambda string: (string.kind, string.data))
    return own, shared


def search_main_file(
    store: TakedownStore, search: Search, finalize: Callable[[], None]
) -> list[Finding]:
    """Remove what quotes the works in rows of the main file; returns what is found after that."""

    def remove(unwanted: Sequence[Finding]) -> None:
        store.quotations.remove(
            [finding.place for finding in unwanted],
            lambda claims: quotations.without_quotations(search.prepared, claims),
        )
        finalize()

    _delete_former_wordings(store, search)
    return _remove_and_search(store.residual_data, search, remove, VERDICT_TABLES)


def search_private_file(store: TakedownStore, search: Search) -> list[Finding]:
    """Remove what quotes the works in comments and watches; returns what is found after that."""

    def remove(unwanted: Sequence[Finding]) -> None:
        store.quoting_rows.remove([finding.place for finding in unwanted])

    return _remove_and_search(store.private_residual_data, search, remove, ())


def _remove_and_search(
    residual: ResidualData,
    search: Search,
    remove: Callable[[Sequence[Finding]], None],
    rewritten: Iterable[str],
) -> list[Finding]:
    """Search all tables; where something was removed, and in those that are `rewritten` by that, again."""
    found: dict[str, list[Finding]] = {}
    tables: Iterable[str] = residual.list_tables()
    for attempt in range(ROUNDS):
        for table in tables:
            found[table] = list(_search_table(residual, table, search))
        unwanted = [each for part in found.values() for each in part if each.reason is None]
        if not unwanted or attempt == ROUNDS - 1:
            break
        remove(unwanted)
        tables = sorted({finding.place.table for finding in unwanted}.union(rewritten))
    return [finding for part in found.values() for finding in part]


def _search_table(residual: ResidualData, table: str, search: Search) -> Iterator[Finding]:
    for batch in residual.read_rows(table):
        yield from _judge_batch(residual, table, batch, search, byte_search.find_strings)
    for batch in residual.read_blobs(table):
        yield from _judge_batch(residual, table, batch, search, byte_search.find_long_strings)


def _judge_batch(
    residual: ResidualData, table: str, batch: RowBatch, search: Search, find: Find
) -> Iterator[Finding]:
    """Judge the fields of those rows that hold strings of the works."""
    hits = find(search.prepared, batch.join())
    if not hits:
        return
    part = byte_search.prepare_search(search.prepared.strings[hit] for hit in sorted(hits))
    for key, data in batch.split():
        if FieldPlace(table, key, "") not in search.erased and _holds_any(part, data):
            for column, text in residual.read_row(table, key).items():
                place = FieldPlace(table, key, column)
                yield from findings.judge_field(part, place, text, search.is_said)


def _holds_any(search: PreparedSearch, data: bytes) -> bool:
    if len(search.strings) <= FEW_STRINGS:
        return any(string.data in data for string in search.strings)
    return bool(byte_search.find_strings(search, data))


def _delete_former_wordings(store: TakedownStore, search: Search) -> None:
    """Delete former wordings of other articles that are mostly a work."""
    residual = store.residual_data
    for finding in list(_search_table(residual, "article_versions", search)):
        place = finding.place
        text = residual.read_row(place.table, place.key).get("text", "")
        if place.column == "text" and findings.holds_mostly(search.prepared, text):
            store.quotations.delete_version(int(place.key[0]))


def make_main_proof(
    result: FileSearch, strings: Collection[SearchString], now: str
) -> MainFileProof:
    """Returns the proof for the main file, in which no string of a work was left without a reason."""
    said = len(result.shared.intersection(strings))
    return MainFileProof(**_count(result, strings, now), said_by_others=said)


def make_private_proof(
    result: FileSearch, strings: Collection[SearchString], now: str
) -> SearchProof:
    """Returns the proof for the private file, like that for the main file."""
    return SearchProof(**_count(result, strings, now))


def _count(result: FileSearch, strings: Collection[SearchString], now: str) -> dict[str, Any]:
    """The fields of the proof of a file; its size is added when its dead bytes are cleared."""
    counts = search_strings.count_by_kind(result.searched.intersection(strings))
    return {
        "searched_at": now,
        "bytes": 0,
        "windows": counts["phrase"],
        "words": counts["word"],
        "names": counts["name"],
        "found": 0,
        "kept": result.count_kept(strings),
    }


def clear_and_close(store: TakedownStore, cases: Sequence[TakedownCase], now: str) -> None:
    """Clear the dead bytes of both files, once for all these cases, and close them.

    They stay erased when another process uses a file all the time.
    """
    paths = [store.residual_data.path(), store.private_residual_data.path()]
    spaces = dead_space.clear_in_own_process(paths, CHECKPOINT_SECONDS)
    if spaces is None:
        for case in cases:
            store.cases.add_log_entry(case.id, now, "system", "not proven", BUSY)
        return
    cleared = dict(zip(("main", "private"), spaces, strict=True))
    for case in cases:
        _close_case(store, case, cleared, now)
    store.private_residual_data.checkpoint(CHECKPOINT_SECONDS)


def _close_case(
    store: TakedownStore, case: TakedownCase, cleared: Mapping[str, DeadSpace], now: str
) -> None:
    proof = {name: _with_size(part, cleared[name]) for name, part in (case.proof or {}).items()}
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
        receipts.after_close(store.receipts, case)


def _with_size(proof: FileProof, space: DeadSpace) -> FileProof:
    """A proof with the size of the file whose dead bytes were cleared."""
    if isinstance(proof, SearchProof):
        return replace(proof, bytes=space.size, dead=space.dead)
    return proof


def log_remaining(
    cases: TakedownCases,
    case: TakedownCase,
    now: str,
    remaining: Mapping[str, Sequence[Finding]],
    strings: Collection[SearchString],
) -> None:
    """Log why a case is not erased: in numbers and names of fields, never in words of the work."""
    details = []
    for file, found in remaining.items():
        if found:
            left = findings.collect_strings(found).intersection(strings)
            counts = search_strings.count_by_kind(left)
            counted = ", ".join(f"{count} {kind}s" for kind, count in counts.items())
            fields = sorted({f"{each.place.table}.{each.place.column}" for each in found})
            details.append(f"found in the {file} file: {counted} in {', '.join(fields)}")
    cases.add_log_entry(case.id, now, "system", "not proven", "; ".join(details))
