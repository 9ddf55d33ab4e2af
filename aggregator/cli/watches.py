"""Watching: `watch add`, `list`, `remove`, `run`."""

import sys
from typing import TYPE_CHECKING

import click

from aggregator.cli import output, text_output
from aggregator.cli.session import Session, database_options, say
from aggregator.errors import UsageError
from storage.private.watches import Watches

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.watching.reports import Report

COLUMNS = ("id", "kind", "value", "name", "created_at", "reported_at")


@click.group()
def watch() -> None:
    """New copies, missing credit, corrections not followed: add, list, remove, run."""


@watch.command()
@click.option("--story", metavar="ID", type=int, help="This story.")
@click.option(
    "--source", metavar="DOMAIN", help="Who carries its texts, and whose texts it carries."
)
@click.option("--query", metavar="WORDS", help="New articles that hold them, as in `search`.")
@click.option("--name", default="", help="What to call it.")
@output.dry_run_option
@database_options
@click.pass_obj
def add(
    session: Session,
    story: int | None,
    source: str | None,
    query: str | None,
    name: str,
    dry_run: bool,
) -> None:
    """Watch a story, a source or words from now on.

    A source need not be crawled: others that carry its text name it.
    """
    from aggregator import clock
    from aggregator.watching import reports

    given = {"story": story, "source": source, "query": query}
    kinds = [kind for kind, value in given.items() if value is not None]
    if len(kinds) != 1:
        raise UsageError("say what to watch: one of --story ID, --source DOMAIN, --query WORDS")
    value = str(given[kinds[0]])
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        if dry_run:
            say(f"{kinds[0]} {reports.checked(aggregator.store, kinds[0], value)} would be watched")
            return
        found = reports.add(aggregator.store, kinds[0], value, name, clock.now())
    say(
        f"watch {found['id']}: {found['kind']} {found['value']}; `aggregator watch run` tells what is new"
    )


@watch.command("list")
@output.list_options
@database_options
@click.pass_obj
def list_watches(session: Session, as_json: bool, as_csv: bool) -> None:
    """Every watch, and up to when it was reported.

    With --json also the path of its feed on the pages of `serve`: whoever has it can read it.
    """
    from aggregator.watching import reports

    with session.open_for_reading() as aggregator:
        rows = reports.listed(aggregator.store)
        count = output.write_rows(rows, COLUMNS, as_json=as_json, as_csv=as_csv)
    if not count:
        say("nothing is watched: `aggregator watch add --help`")


@watch.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
@output.dry_run_option
@database_options
@click.pass_obj
def remove(session: Session, ids: tuple[int, ...], dry_run: bool) -> None:
    """Watch it no longer."""
    from aggregator.watching import reports

    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        for watch_id in ids:
            reports.get(aggregator.store, watch_id)
        for watch_id in ids if not dry_run else ():
            Watches(aggregator.store.private_file()).remove(watch_id)
    say(f"{len(ids)} {'would be ' * dry_run}removed")


@watch.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=int)
@click.option("--peek", is_flag=True, help="Tell it again next time.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of reports.")
@database_options
@click.pass_obj
def run(session: Session, ids: tuple[int, ...], peek: bool, as_json: bool) -> None:
    """Tell what is new since the last report, of all watches or of these.

    It counts as told once it was written. Only what a crawl or an ingest has stored is known:
    `aggregator crawl --watched` looks at the pages again.
    """
    from aggregator.watching import reports

    with session.open_for_reading() if peek else session.open_existing() as aggregator:
        made = _make_reports(aggregator, ids)
        rows = [reports.as_row(found) for found in made]
        if as_json:
            output.write_json(rows)
        else:
            text_output.write_reports(rows)
        sys.stdout.flush()
        for found in made if not peek else ():
            reports.note(aggregator.store, found)
    if not any(found.items for found in made):
        say("nothing new")


def _make_reports(aggregator: "Aggregator", ids: tuple[int, ...]) -> "list[Report]":
    from aggregator import clock
    from aggregator.watching import reports

    store = aggregator.store
    found = [reports.get(store, key) for key in ids] or reports.listed(store)
    return [reports.report(store, one, clock.now()) for one in found]


def summarize_news(aggregator: "Aggregator") -> str:
    """One line for the end of a crawl or ingest, "" where nothing watched has news."""
    from aggregator import clock
    from aggregator.watching import reports

    some, of = reports.with_news(aggregator.store, clock.now())
    verb = "have" if some > 1 else "has"
    return f"{some} of {of} watches {verb} news: `aggregator watch run`" if some else ""
