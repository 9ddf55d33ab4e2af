"""Watching: `watch add`, `list`, `remove`, `run`."""

import sys
from typing import TYPE_CHECKING

import click

from aggregator.cli import output, text_events
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.api import Aggregator
    from aggregator.results import Report
    from aggregator.results.watching import WatchKind

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
@add_database_options
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
    given: dict[WatchKind, int | str | None] = {"story": story, "source": source, "query": query}
    kinds = [kind for kind, value in given.items() if value is not None]
    if len(kinds) != 1:
        raise UsageError("say what to watch: one of --story ID, --source DOMAIN, --query WORDS")
    value = str(given[kinds[0]])
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        if dry_run:
            value = aggregator.watches.normalize(kinds[0], value)
            write_message(f"{kinds[0]} {value} would be watched")
            return
        made = aggregator.watches.add(kinds[0], value, name=name)
    write_message(
        f"watch {made.id}: {made.kind} {made.value}; `aggregator watch run` shows what is new"
    )


@watch.command("list")
@output.add_list_options
@add_database_options
@click.pass_obj
def list_watches(session: Session, as_json: bool, as_csv: bool) -> None:
    """Every watch, and up to when it was reported.

    With --json also the path of its feed on the pages of `serve`: whoever has it can read it.
    """
    with session.open_for_reading() as aggregator:
        rows = aggregator.watches.all()
        count = output.write_rows(rows, COLUMNS, as_json=as_json, as_csv=as_csv)
    if not count:
        write_message("nothing is watched: `aggregator watch add --help`")


@watch.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
@output.dry_run_option
@add_database_options
@click.pass_obj
def remove(session: Session, ids: tuple[int, ...], dry_run: bool) -> None:
    """Watch it no longer."""
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        if dry_run:
            for watch_id in ids:
                aggregator.watches.get(watch_id)
        else:
            aggregator.watches.remove(ids)
    write_message(f"{len(ids)} {'would be ' * dry_run}removed")


@watch.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=int)
@click.option("--peek", is_flag=True, help="Report it again next time.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of reports.")
@add_database_options
@click.pass_obj
def run(session: Session, ids: tuple[int, ...], peek: bool, as_json: bool) -> None:
    """Show what is new since the last report, of all watches or of these.

    It counts as reported once it was written. Only what a crawl or an ingest has stored is known:
    `aggregator crawl --watched` looks at the pages again.
    """
    with session.open_for_reading() if peek else session.open_existing() as aggregator:
        reports = aggregator.watches.pending_reports(ids, mark=not peek)
        news = _write_reports_json(reports) if as_json else _write_reports(reports)
    if not news:
        write_message("nothing new")


def _write_reports_json(reports: "Iterator[Report]") -> bool:
    """Write reports as one JSON list, each before the next is made; returns whether any has news."""
    news, separator = False, "["
    for report in reports:
        output.write_utf8(separator + output.format_json_line(report))
        sys.stdout.flush()
        news, separator = news or bool(report.items), ", "
    output.write_utf8("[]\n" if separator == "[" else "]\n")
    return news


def _write_reports(reports: "Iterator[Report]") -> bool:
    """Write reports for people, each before the next is made; returns whether any has news."""
    news = False
    for report in reports:
        text_events.write_watch_report(report)
        sys.stdout.flush()
        news = news or bool(report.items)
    return news


def summarize_news(aggregator: "Aggregator") -> str:
    """Return one line for the end of a crawl or ingest, "" where no watch has news."""
    pending = aggregator.watches.count_pending()
    verb = "have" if pending.with_news > 1 else "has"
    line = f"{pending.with_news} of {pending.watches} watches {verb} news: `aggregator watch run`"
    return line if pending.with_news else ""
