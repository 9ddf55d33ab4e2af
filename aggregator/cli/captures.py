"""`captures`: asks a web archive when it first captured the pages of a story."""

from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.query import as_json
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import AggregatorError, PartlyDone, UsageError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.results import WebCapture

MAX_ADDRESSES = 50  # that an archive is asked about at once


@click.command()
@click.argument("story_id", metavar="STORY", type=click.IntRange(min=1))
@click.option("--dry-run", is_flag=True, help="Say which addresses would be asked about.")
@as_json
@add_database_options
@click.pass_obj
def captures(session: Session, story_id: int, dry_run: bool, as_json: bool) -> None:
    """When a web archive first captured the pages of a story.

    Asks the archive of the settings (`[trace] memento_timemap`) for the TimeMap of each page, as politely
    as a crawl, about the same address once a day at most, and stores the answers; `trace` and `story` show
    them. A capture is not a publication. Nothing is asked unless `[trace] memento` is true.
    """
    from aggregator import urls

    settings = session.settings()
    if not (settings.trace.memento or dry_run):
        raise UsageError("no web archive is asked unless the settings have [trace] memento = true")
    archive = urls.host(settings.trace.memento_timemap)
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        due = aggregator.captures.list_due(story_id, archive)[:MAX_ADDRESSES]
        if dry_run:
            for address in due:
                write_message(f"{archive} would be asked about {address}")
            return
    failures = _ask_and_store(session, settings, due) if due else ()
    with session.open_for_reading() as aggregator:
        _write_captures(aggregator.captures.list_found(story_id), as_json)
    for address, why in failures:
        write_message(f"no answer about {address}: {why}")
    if failures:
        error = AggregatorError if len(failures) == len(due) else PartlyDone
        raise error(f"{archive} did not answer about {len(failures)} of {len(due)} addresses")


def _ask_and_store(
    session: Session, settings: "Config", due: list[str]
) -> tuple[tuple[str, str], ...]:
    """Ask the archive about addresses and store what it answers; returns (address, why) of failures."""
    from aggregator import clock
    from aggregator.crawl.web_archives import ask_archive

    timemap, now = settings.trace.memento_timemap, clock.now()
    with output.progress_bar("asking", len(due)) as bar:
        answers = ask_archive(due, timemap, settings.crawl, now, bar)
    with session.open_existing() as aggregator:
        aggregator.captures.record(answers.captures)
    return answers.failures


def _write_captures(found: "list[WebCapture]", as_json: bool) -> None:
    from aggregator import clock, labels

    if as_json:
        output.write_json(found)
        return
    for each in found:
        captured = clock.for_people(each.captured_at)
        output.write_utf8(f"{each.url}: {labels.describe_capture(each.archive, captured)}\n")
    if not found:
        write_message("no capture is known")
