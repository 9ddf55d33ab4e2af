"""Hubs of feeds (WebSub): `source subscribe`, and the same once a minute beside `crawl --watch`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from aggregator.cli.repeating import repeating
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.config import Config, CrawlConfig
    from aggregator.crawl.websub import SubscriptionRound

NOT_SET = "no hub can call: set base_url in [serve] to the public https:// address of `serve`"
ROUND_SECONDS = 60.0


@click.command()
@click.option(
    "--allow-host",
    "allow_hosts",
    metavar="HOST:PORT",
    multiple=True,
    help="A private or loopback address that may be asked, also without TLS; instead of the configured ones.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be asked.")
@add_database_options
@click.pass_obj
def subscribe(session: Session, allow_hosts: tuple[str, ...], dry_run: bool) -> None:
    """Ask the hubs that feeds name (WebSub) to say when something is new.

    Does what is due: subscribes, renews, and ends subscriptions of feeds that are gone. `crawl --watch` does the same once a minute. The hubs call `serve`.
    """
    settings = session.settings(crawl__allow_hosts=allow_hosts or None)
    if not settings.serve.base_url:
        raise UsageError(NOT_SET)
    if dry_run:
        _report_dry_run(session, settings)
        return
    done = ask_hubs(session, settings.crawl)
    write_message(
        f"{done.asked} subscriptions asked for, {done.ended} ended, {done.failed} not taken"
    )


def _report_dry_run(session: Session, settings: "Config") -> None:
    from aggregator import clock
    from aggregator.crawl.websub import HubRepositories, list_due

    with session.open_for_reading() as aggregator:
        stored = HubRepositories(aggregator.store.feed_hubs, aggregator.store.subscriptions)
        due = list_due(stored, settings.crawl, settings.serve.base_url, clock.now())
    for wanted in due:
        write_message(
            f"would {wanted.mode}: {wanted.subscription.topic} at {wanted.subscription.hub}"
        )


def ask_hubs(session: Session, crawl: "CrawlConfig") -> "SubscriptionRound":
    """Sends the requests to hubs that are due, with a connection of its own."""
    from aggregator import clock
    from aggregator.crawl.websub import HubRepositories, subscribe_due

    base_url = session.settings().serve.base_url
    with session.open_existing() as aggregator:
        stored = HubRepositories(aggregator.store.feed_hubs, aggregator.store.subscriptions)
        return subscribe_due(stored, crawl, base_url, clock.now())


@contextmanager
def asking_hubs(session: Session, crawl: "CrawlConfig") -> Iterator[None]:
    """Asks hubs once a minute until the end of the block, where an address is set that they can call."""
    if not session.settings().serve.base_url:
        yield
        return
    with repeating(partial(ask_hubs, session, crawl), ROUND_SECONDS, "hubs could not be asked"):
        yield
