"""Erasing what is hidden, and the proof: the bytes of both files are searched before a case closes.

The main file is searched while the words are still held; then they are deleted from the private
file, and that is searched. Killed between these two, the words are nowhere and cannot be searched
for: the next run writes the private file anew and looks for what the tombstones' hashes tell.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from aggregator.errors import NotStored, Tombstoned
from aggregator.jobs import finalize
from aggregator.linking.words import hash_text, shingle_hashes
from aggregator.model import Row
from aggregator.takedown import cases, hide
from aggregator.takedown.rules import byte_search, keys, search_strings, states
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.search_strings import SearchString
from storage.private.erasure import Erasure, HiddenArticles
from storage.private.takedown_cases import TakedownCases
from storage.private.tombstones import Tombstones
from storage.sqlite import residual_data
from storage.sqlite.connection import Database, checkpoint, explained, transaction
from storage.sqlite.residual_data import PrivateResidualData, ResidualData
from storage.store import Store, private_path

BATCH = 20  # cases erased together: one pass over the files for all of them
PIECE = 1 << 20  # characters of the remaining texts searched in one go
CHECKPOINT_SECONDS = 30.0  # how long other processes are waited for
RUN = 5  # words of a hashed run
BUSY = "another process holds the write-ahead log: stop it, or run this again"

Progress = Callable[[int], None]


def run(store: Store, now: str, progress: Progress | None = None) -> list[Row]:
    """Hide what is to be hidden, erase what is hidden, prove it; gives every case that was open.

    A case that is not proven stays open and says why in its log. Safe to stop and to run again.
    """
    open_before = [c for c in cases.cases(store) if c["state"] in states.OPEN_STATES]
    with explained(store.path):
        for case in open_before:
            _hide(store, case, now)
        finalize.settle(store, now)
        for case in open_before:
            if case["state"] == "erased":
                _prove_again(store, case, now)
        hidden = cases.cases(store, "hidden")
        for start in range(0, len(hidden), BATCH):
            _erase(store, hidden[start : start + BATCH], now)
            if progress:
                progress(min(start + BATCH, len(hidden)))
    return [cases.takedown(store, case["number"]) for case in open_before]


def _hide(store: Store, case: Row, now: str) -> None:
    """Carry out what was let pass; judge what nobody has looked at by the rule."""
    if case["state"] == "erased" or case["waits_for"]:
        return
    if case["state"] == "hidden" and not cases.is_back(store, case):
        return
    if case["confirmed"]:
        cases.carry_out(store, case, now)
        return
    why = _waits_for(store, case, states.quota_start(now))
    if not why:
        cases.confirm(store, case, now, "rule")
        return
    private = store.private_file()
    with transaction(private):
        TakedownCases(private).change(case["id"], waits_for=why)
        TakedownCases(private).note(case["id"], now, "rule", "waits for a person", why)


def _waits_for(store: Store, case: Row, since: str) -> str:
    try:
        found = cases.preview(store, url=case["scope"]["url"])
    except (NotStored, Tombstoned):
        return ""
    ids = [row["article_id"] for row in found if row["action"] == "hide"]
    lately = TakedownCases(store.private_file()).hidden_since("rule", since)
    return states.reason_for_review(ids, Erasure(store.main).originals(ids), lately)


def _erase(store: Store, cases: Sequence[Row], now: str) -> None:
    """Erase these cases; those whose words are still in the main file stay hidden."""
    db, private = store.main, store.private_file()
    works = {
        c["id"]: [hide.work_of(h) for h in HiddenArticles(private).held(c["id"])] for c in cases
    }
    hide.scrub(db, [work for case in works.values() for work in case])
    finalize.settle(store, now)
    ResidualData(db).purge_index()
    owners = _owners(works)
    wanted = _unshared(
        byte_search.prepare(owners), ResidualData(db).texts(), ResidualData(db).names()
    )
    left, size = _left(db, store.path, wanted)
    clean = []
    for case in cases:
        mine = [needle for needle in wanted.strings if case["id"] in owners[needle]]
        if size is None or any(needle in left for needle in mine):
            _stays(private, case, now, left.intersection(mine), size, "main")
            continue
        said_by_others = sum(case["id"] in who for who in owners.values()) - len(mine)
        proof = {"main": {**_found_nothing(now, size, mine), "said_by_others": said_by_others}}
        with transaction(private):
            HiddenArticles(private).erase(case["id"])
            TakedownCases(private).move_items(case["id"], "hidden", "erased")
            TakedownCases(private).change(case["id"], state="erased", erased_at=now, proof=proof)
            TakedownCases(private).note(case["id"], now, "system", "erased")
        clean.append({**case, "proof": proof})
    _prove_private(store, clean, owners, now)


def _left(db: Database, path: Path, wanted: PreparedSearch) -> tuple[set[SearchString], int | None]:
    """What of it stands in the main file, and in no article that a crawl stored meanwhile."""
    left, size = _search(db, path, wanted)
    if left:
        left = set(
            _unshared(
                byte_search.prepare(left), ResidualData(db).texts(), ResidualData(db).names()
            ).strings
        )
    return left, size


def _prove_private(
    store: Store, cases: Sequence[Row], owners: dict[SearchString, set[int]], now: str
) -> None:
    """Search the private file, which keeps addresses and what claimants wrote themselves."""
    private = store.private_file()
    asked = {case["id"] for case in cases}
    mine = byte_search.prepare(needle for needle in owners if owners[needle] & asked)
    wanted = _unshared(mine, PrivateResidualData(private).kept_private(), ())
    left, size = _search(private, private_path(store.path), wanted)
    for case in cases:
        sought = [needle for needle in wanted.strings if case["id"] in owners[needle]]
        if size is None or any(needle in left for needle in sought):
            _stays(private, case, now, left.intersection(sought), size, "private")
            continue
        _close(private, case, {**case["proof"], "private": _found_nothing(now, size, sought)}, now)


def _found_nothing(now: str, size: int, sought: Sequence[SearchString]) -> Row:
    """What a proof keeps of a search: when, over how much, for how much."""
    return {"searched_at": now, "bytes": size, **search_strings.count_by_kind(sought), "found": 0}


def _prove_again(store: Store, case: Row, now: str) -> None:
    """Close a case whose words are gone but were not searched for in the private file.

    The file is written anew, without free pages; then no run of words in it may be one of those
    that the tombstones know, other than in what claimants and readers wrote themselves.
    """
    private = store.private_file()
    ResidualData(private).rewrite()
    if not checkpoint(private, CHECKPOINT_SECONDS):
        _stays(private, case, now, set(), None, "private")
        return
    key = TakedownCases(private).key()
    buried = Tombstones(store.main).runs_of(case["id"])
    path = private_path(store.path)
    there = set(
        _keyed_runs(key, (b.decode("utf-8", "ignore") for b in residual_data.file_bytes(path, 500)))
    )
    kept = set(_keyed_runs(key, PrivateResidualData(private).kept_private()))
    left = (there - kept) & buried
    if left:
        detail = f"{len(left)} of {len(buried)} runs of words found in the private file"
        TakedownCases(private).note(case["id"], now, "system", "not proven", detail)
        return
    found = {"searched_at": now, "bytes": path.stat().st_size, "runs": len(buried), "found": 0}
    _close(private, case, {**(case["proof"] or {}), "private": found}, now)


def _keyed_runs(key: bytes, texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        runs = shingle_hashes(hash_text(text)[0], RUN)
        yield from keys.hash_shingles(key, runs.view("int64").tolist())


def _close(private: Database, case: Row, proof: Row, now: str) -> None:
    sought = sum(proof.get("main", {}).get(name, 0) for name in ("windows", "words", "names"))
    detail = f"{sought} runs of words, words and names searched for, 0 found; {cases.BACKUPS}"
    with transaction(private):
        TakedownCases(private).change(case["id"], state="closed", closed_at=now, proof=proof)
        TakedownCases(private).note(case["id"], now, "system", "closed", detail)


def _stays(
    private: Database, case: Row, now: str, left: set[SearchString], size: int | None, which: str
) -> None:
    """Say why a case is not closed: in numbers, never in words of the work."""
    counted = ", ".join(
        f"{count} {kind}" for kind, count in search_strings.count_by_kind(list(left)).items()
    )
    detail = BUSY if size is None else f"found in the {which} file: {counted}"
    TakedownCases(private).note(case["id"], now, "system", "not proven", detail)


def _owners(works: dict[int, list[search_strings.Work]]) -> dict[SearchString, set[int]]:
    owners: dict[SearchString, set[int]] = {}
    for case_id, said in works.items():
        for work in said:
            for needle in search_strings.search_strings(work):
                owners.setdefault(needle, set()).add(case_id)
    return owners


def _unshared(wanted: PreparedSearch, texts: Iterable[str], names: Iterable[str]) -> PreparedSearch:
    """Without what remaining articles say too; and without words that others are called by.

    What was found once need not be looked for again: common words are out after the first piece.
    """
    for text in _pieces(texts):
        hits = byte_search.find_strings(wanted, _bytes(text))
        hits |= _loose(wanted, text.lower()) | _loose(wanted, search_strings.fold_as_index(text))
        wanted = byte_search.without(wanted, hits) if hits else wanted
    for text in _pieces(names):
        for form in (text, text.lower(), search_strings.fold_as_index(text)):
            hits = _loose(wanted, form)
            wanted = byte_search.without(wanted, hits) if hits else wanted
    return wanted


def _loose(wanted: PreparedSearch, text: str) -> set[int]:
    hits = byte_search.find_strings(wanted, _bytes(text))
    return {hit for hit in hits if wanted.strings[hit].kind in ("word", "name")}


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    piece: list[str] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text)
        if size > PIECE:
            yield "\n".join(piece)
            piece, size = [], 0
    yield "\n".join(piece)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _search(
    db: Database, path: Path, wanted: PreparedSearch
) -> tuple[set[SearchString], int | None]:
    """What of it stands in a file, and how many bytes were read (None: the log could not be emptied).

    Remains in pages that are partly free go when the whole file is written anew.
    """
    for attempt in range(2):
        if attempt:
            ResidualData(db).rewrite()
        if not checkpoint(db, CHECKPOINT_SECONDS):
            return set(), None
        left: set[int] = set()
        size = 0
        for piece in residual_data.file_bytes(path, wanted.longest):
            left |= byte_search.find_strings(wanted, piece)
            size += len(piece)
        if not left:
            break
    return {wanted.strings[i] for i in left}, size
