"""`takedown files`: what was written from the database, and may still hold what was taken down."""

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown


@takedown.command()
@output.add_list_options
@add_database_options
@click.pass_obj
def files(session: Session, as_json: bool, as_csv: bool) -> None:
    """Backups, exports and evidence files that were written and are still there.

    An erasure does not reach them: delete those that are older than it. `aggregator restore` puts a backup back
    without what was taken down since. What was written to standard output is not known.
    """
    with session.open_for_reading() as aggregator:
        found = aggregator.takedowns.list_written_files()
    columns = ("written_at", "kind", "what", "path")
    output.write_rows(found, columns, as_json=as_json, as_csv=as_csv)
    if not found:
        write_message("no file is known that is still there")
