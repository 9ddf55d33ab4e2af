"""`publish`: the edition of the database that may be given away."""

from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="The numbers as one JSON object.")
@add_database_options
@click.pass_obj
def publish(session: Session, file: Path, dry_run: bool, as_json: bool) -> None:
    """Write the edition of the database that may be given away.

    FILE is an SQLite file with headlines, publishers, times, links, extracts as far as their publishers allow them,
    stories, copies and evidence; FILE.metadata.json beside it describes it for Datasette:
    `datasette FILE -m FILE.metadata.json`. A FILE that this verb wrote before is replaced when the new one is
    whole; any other is refused. A crawl may go on meanwhile.
    """
    from aggregator.publishing import files

    files.check_replaceable(file)
    if dry_run:
        with session.open_for_reading() as aggregator:
            stored = aggregator.status().articles
        write_message(f"{stored} articles are stored; {file} would be written")
        return
    session.note_written_file(file, "export", "published edition")
    with (
        session.open_existing() as aggregator,
        output.progress_bar("publishing", aggregator.status().articles or None) as bar,
    ):
        published = aggregator.maintenance.publish(file, bar)
    if as_json:
        output.write_json(published)
    write_message(
        f"{published.articles} articles, {published.stories} stories, {published.copies} copies and relations, "
        f"{published.sources} publishers in {file}"
    )
    write_message(
        f"{published.without_extract} articles without an extract; {published.left_out} left out, as their "
        "publishers keep them out of lists"
    )
    write_message(
        f"to look at it: datasette {file} -m {files.metadata_path(file)} --setting suggest_facets off"
    )
