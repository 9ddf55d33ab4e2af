"""A damaged database: what is damaged, and what can be read of it, saved into new files.

The damaged files are only read. What was taken down is erased from the saved ones before anything else is done
with them, by the whole ledger and by every tombstone.
"""

from collections.abc import Iterator
from pathlib import Path

from aggregator import clock
from aggregator.api.rebuild import rebuild_derived_rows
from aggregator.errors import StorageError
from aggregator.results import Recovery
from aggregator.takedown.replay import replay_erasures
from aggregator.takedown.repositories import TakedownStore
from storage.private.keys import TOMBSTONE_KEY
from storage.recovery.damage import find_damage as find_damage_of_file
from storage.recovery.saved import SavedFile
from storage.recovery.saving import save_readable
from storage.recovery.write_ahead_log import with_log
from storage.sqlite import migrations
from storage.store import Store, open_for_writing, private_path

MOST_WORDS = 300  # characters of what is said of one fault


def find_damage(path: Path) -> list[str]:
    """Return what is damaged in the two files of a database, a sentence each; nothing for good ones."""
    both = (
        (path, migrations.main_migrations),
        (private_path(path), migrations.private_migrations),
    )
    return [
        f"{file}: {says[:MOST_WORDS]}"
        for file, steps in both
        if file.exists()
        for says in find_damage_of_file(file, steps)
    ]


def recover(path: Path) -> Recovery:
    """Save what can be read of a damaged database into new files beside it; return what that was.

    Raises StorageError when nothing can be saved, or when the private file cannot: without its keys, what was
    taken down would come back.
    """
    stamp = clock.now().replace(":", "")
    target = path.with_name(f"{path.stem}.recovered-{stamp}{path.suffix}")
    if target.exists() or private_path(target).exists():
        raise StorageError(f"{target} exists already: run this again in a second")
    try:
        return _recover(path, target)
    except BaseException:
        for file in (target, private_path(target)):
            for end in ("", "-wal", "-shm"):
                file.with_name(file.name + end).unlink(missing_ok=True)
        raise


def _recover(path: Path, target: Path) -> Recovery:
    with with_log(path) as readable:
        main = save_readable(readable, target, migrations.main_migrations)
    private = _recover_private_file(private_path(path), private_path(target))
    says = [line for saved in (main, private) if saved for line in _describe(saved)]
    with open_for_writing(target) as store:
        if private is not None:
            says += _say_what_keys_are_lost(private, store)
        says.append(_erase_again(store))
        says += rebuild_derived_rows(store, links_again=True)
        detail = "what could be read of damaged files was saved"
        store.takedown_cases.add_log_entry(None, clock.now(), "system", "recovered", detail)
    rows = sum(table.rows for table in main.tables.values())
    return Recovery(str(target), rows, tuple(says))


def _recover_private_file(path: Path, target: Path) -> SavedFile | None:
    if not path.exists():
        return None
    try:
        with with_log(path) as readable:
            return save_readable(readable, target, migrations.private_migrations)
    except StorageError as error:
        raise StorageError(
            f"nothing can be read of {path}: restore a backup of it, and run this again ({error})"
        ) from error


def _describe(saved: SavedFile) -> Iterator[str]:
    """Yield what was saved of a file, and what could not be."""
    rows = sum(table.rows for table in saved.tables.values())
    yield f"{saved.path}: {rows} rows of {len(saved.tables)} tables"
    for table in saved.tables.values():
        faults = (
            (table.unreadable_pages, "pages cannot be read"),
            (table.misfits, "rows cannot be read"),
            (table.cut, "values are cut and left out"),
            (table.reset, "values cannot be read and are left out"),
            (table.unreferenced, "rows belonged to rows that are lost"),
            (table.replaced, "rows are lost and made up from those that name them"),
        )
        if any(count for count, _ in faults):
            lost = ", ".join(f"{count} {words}" for count, words in faults if count)
            yield f"  {table.name}: {table.rows} rows saved; {lost}"
    if saved.unknown_pages:
        yield f"  {saved.unknown_pages} pages with rows of which nobody can say to what table they belong"


def _say_what_keys_are_lost(private: SavedFile, store: Store) -> Iterator[str]:
    """Yield a warning where the key of the tombstones is lost: a new one was made."""
    if private.tables["keys"].rows < store.keys.count():
        yield (
            f"  the key {TOMBSTONE_KEY} is lost, and another was made: what was taken down before is not recognised. "
            "Restore the private file from a backup instead"
        )


def _erase_again(store: Store) -> str:
    """Carry out the whole ledger, and erase what is left of it: returns how many articles that were."""
    store.search.rebuild_index()  # of a row that is not in it, nothing could be deleted
    before = store.coverage.article_span().articles
    with store.erasure.transaction():
        store.last_erasure.set(0)
    replayed = replay_erasures(TakedownStore.of(store), clock.now())
    last = {erasure.article_id: erasure for erasure in store.erasures.list_after(0)}
    hidden = [erasure for erasure in last.values() if erasure.kind == "hidden"]
    with store.erasure.transaction():
        for erasure in hidden:  # its case may be lost, by which it would be hidden
            if erasure.tombstone and store.articles.exists(erasure.article_id):
                store.tombstones.load(erasure.tombstone)
        store.erasure.delete_taken_down(erasure.article_id for erasure in hidden)
    gone = before - store.coverage.article_span().articles
    return f"erasures: {replayed} were carried out again, {gone} articles went by them"
