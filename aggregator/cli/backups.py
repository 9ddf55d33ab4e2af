"""`backup` and `restore`: both files of a database, copied and put back."""

from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import AggregatorError, UsageError


@click.command()
@click.argument("target", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(min=1),
    help="Then delete older backups of this database in the same folder, but for the N newest.",
)
@click.option("--verify", is_flag=True, help="Make none: check the backup at PATH.")
@output.dry_run_option
@add_database_options
@click.pass_obj
def backup(
    session: Session, target: Path | None, keep: int | None, verify: bool, dry_run: bool
) -> None:
    """Copy both database files, consistent while others write, and check the copy.

    PATH is the copy of the main file or a folder for it; the private file's copy lies beside it.
    Default: beside the database, with the time in its name. Both copies are read whole: one that is damaged is
    deleted, and the command ends with 1.

    --keep deletes only what this command made: backups that have a name it chose, and that are listed by `takedown
    files`. Nothing is deleted when the new backup fails.
    """
    from aggregator import clock

    if verify:
        _verify(target)
        return
    path = session.database_path()
    name = f"{path.stem}-{clock.now().replace(':', '')}{path.suffix}"
    target = path.with_name(name) if target is None else target
    target = target / name if target.is_dir() else target
    if dry_run:
        with session.open_for_reading():
            write_message(f"{path} would be copied to {target}")
        _rotate(session, target, None if keep is None else keep - 1, dry_run=True)
        return
    _make(session, target)
    _rotate(session, target, keep)


def _verify(target: Path | None) -> None:
    from aggregator.api import backups

    if target is None:
        raise UsageError("name the backup to check: aggregator backup --verify PATH")
    write_message(f"{target} is whole, with its private file: {backups.verify(target)} articles")


def _make(session: Session, target: Path) -> None:
    """Copy both files and check the copies. Raises StorageError; then none is left."""
    from aggregator.api import backups

    if not target.exists():
        session.note_written_file(target, "backup")
    with session.open_for_reading() as aggregator:
        main, *private = aggregator.maintenance.backup(target)
    try:
        articles = backups.verify(main) if private else None
    except AggregatorError:
        backups.delete(main)
        raise
    write_message(f"{main}" if articles is None else f"{main}  ({articles} articles, checked)")
    for copy in private:
        write_message(f"{copy}  (private: keep it to yourself)")


def _rotate(session: Session, target: Path, keep: int | None, *, dry_run: bool = False) -> None:
    """Delete older backups, but for the newest `keep`; None: all stay."""
    from aggregator.api import backups

    if keep is None:
        return
    with session.open_for_reading() as aggregator:
        written = aggregator.takedowns.list_written_files()
    for old in backups.list_superseded(session.database_path(), target.parent, written, keep):
        if not dry_run:
            backups.delete(old)
        write_message(f"{old} would be deleted" if dry_run else f"{old} was deleted")


@click.command()
@click.argument("backup_file", metavar="BACKUP", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Replace a database that exists.")
@click.option(
    "--unmatched",
    is_flag=True,
    help="Also put files together that do not belong together, or of which the private one is older.",
)
@output.dry_run_option
@add_database_options
@click.pass_obj
def restore(session: Session, backup_file: Path, yes: bool, unmatched: bool, dry_run: bool) -> None:
    """Put a backup back, without what was taken down since it was made.

    Stop `crawl`, `serve` and `takedown run --watch` first. The private file of the database stays where there is one:
    it knows the erasures since, which are carried out again before anything is shown. The former main file is
    kept beside the database. Refuses a main file and a private file that do not belong together.
    """
    from aggregator.api import backups

    path = session.database_path()
    if path.exists() and not (yes or dry_run):
        raise UsageError(f"{path} exists: add --yes to replace it with {backup_file}")
    if dry_run:
        write_message(f"{path} would be replaced with {backup_file}")
        return
    restored = backups.restore(backup_file, path, unmatched=unmatched)
    write_message(
        f"{path}: {restored.articles} articles, {restored.replayed} erasures carried out again"
    )
    if restored.former:
        write_message(f"the former file is {restored.former}: delete it when all is well")
    if restored.replayed:
        write_message("next: aggregator takedown run, which proves them again")
