"""`backup` and `restore`: both files of a database, copied and put back."""

from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import UsageError


@click.command()
@click.argument("target", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@output.dry_run_option
@add_database_options
@click.pass_obj
def backup(session: Session, target: Path | None, dry_run: bool) -> None:
    """Copy both database files, consistent while others write.

    PATH is the copy of the main file or a folder for it; the private file's copy lies beside it.
    Default: beside the database, with the time in its name.
    """
    from aggregator import clock

    path = session.database_path()
    name = f"{path.stem}-{clock.now().replace(':', '')}{path.suffix}"
    target = path.with_name(name) if target is None else target
    target = target / name if target.is_dir() else target
    if dry_run:
        with session.open_for_reading():
            write_message(f"{path} would be copied to {target}")
        return
    if not target.exists():
        session.note_written_file(target, "backup")
    with session.open_for_reading() as aggregator:
        main, *private = aggregator.maintenance.backup(target)
    write_message(f"{main}")
    for copy in private:
        write_message(f"{copy}  (private: keep it to yourself)")


@click.command()
@click.argument("backup_file", metavar="BACKUP", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Replace a database that exists.")
@output.dry_run_option
@add_database_options
@click.pass_obj
def restore(session: Session, backup_file: Path, yes: bool, dry_run: bool) -> None:
    """Put a backup back, without what was taken down since it was made.

    Stop `crawl`, `serve` and `takedown run --watch` first. The private file of the database stays where there is one:
    it knows the erasures since, which are carried out again before anything is shown. The former main file is
    kept beside the database.
    """
    from aggregator.api import backups

    path = session.database_path()
    if path.exists() and not (yes or dry_run):
        raise UsageError(f"{path} exists: add --yes to replace it with {backup_file}")
    if dry_run:
        write_message(f"{path} would be replaced with {backup_file}")
        return
    restored = backups.restore(backup_file, path)
    write_message(
        f"{path}: {restored.articles} articles, {restored.replayed} erasures carried out again"
    )
    if restored.former:
        write_message(f"the former file is {restored.former}: delete it when all is well")
    if restored.replayed:
        write_message("next: aggregator takedown run, which proves them again")
