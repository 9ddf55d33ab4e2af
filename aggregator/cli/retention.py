"""`retain`: deletes what is older than it is to be kept; and the same once a day beside a crawl that goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from aggregator import clock
from aggregator.cli import output
from aggregator.cli.repeating import repeating
from aggregator.cli.session import Session, add_database_options, write_message

LOOK_SECONDS = 600.0  # between two looks at whether a day is over; the first time comes after one
DAY_SECONDS = 86_400.0
COLUMNS = ("kind", "days", "rows", "bytes")


@click.command()
@output.dry_run_option
@output.add_list_options
@add_database_options
@click.pass_obj
def retain(session: Session, as_json: bool, as_csv: bool, dry_run: bool) -> None:
    """Delete what is older than it is to be kept.

    `[retention]` of the configuration says for how many days each kind is kept: texts of articles, texts of former
    wordings, pages that are not looked at again, records of crawls, daily numbers of sources, refused comments.
    Headlines, addresses, stories, evidence and fingerprints stay. Others may write meanwhile; stopped, it goes on
    when it is called again. `crawl --watch` does the same once a day.
    """
    days = session.settings().retention
    if dry_run:
        with session.open_for_reading() as aggregator:
            found = aggregator.maintenance.measure_retention(days)
    else:
        with session.open_existing() as aggregator:
            texts = aggregator.maintenance.measure_retention(days)[0].rows
            with output.progress_bar("deleting texts", texts or None) as bar:
                found = aggregator.maintenance.retain(days, bar)
    output.write_rows(found, COLUMNS, as_json=as_json, as_csv=as_csv)
    if dry_run:
        write_message("nothing was deleted")


@contextmanager
def retaining(session: Session) -> Iterator[None]:
    """Deletes once a day, until the end of the block, what is older than it is to be kept."""
    last: list[float] = []

    def retain_daily() -> None:
        if last and clock.monotonic() - last[-1] < DAY_SECONDS:
            return
        with session.open_existing() as aggregator:
            aggregator.maintenance.retain(session.settings().retention)
        last[:] = [clock.monotonic()]

    with repeating(retain_daily, LOOK_SECONDS, "what is too old was not deleted"):
        yield
