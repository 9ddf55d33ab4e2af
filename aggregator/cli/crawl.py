"""Crawling: `crawl`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli import output, watches
from aggregator.cli.session import (
    Session,
    add_archive_option,
    add_database_options,
    add_log_level_option,
    write_message,
)
from aggregator.errors import (
    ConfigError,
    UsageError,
)

if TYPE_CHECKING:
    from aggregator.config import CrawlConfig
    from aggregator.crawl import CrawlReport


@click.command()
@click.option("--due", is_flag=True, help="Everything whose time has come, then stop.")
@click.option("--watch", is_flag=True, help="Go on with what becomes due until stopped.")
@click.option("--watched", is_flag=True, help="Pages of watched stories and sources, again.")
@click.option("--source", "sources", metavar="DOMAIN", multiple=True, help="This source, now.")
@click.option("--url", "urls", metavar="URL", multiple=True, help="This page, now.")
@click.option("--shard", metavar="I/N", help="Only the I-th of N parts, split by host.")
@click.option(
    "--allow-host",
    "allow_hosts",
    metavar="HOST:PORT",
    multiple=True,
    help="A private or loopback address, or another port than 80 and 443, that may be fetched; instead of the configured ones.",
)
@click.option("--contact", metavar="MAIL", help="Your mail or https address, for the user agent.")
@add_log_level_option
@output.dry_run_option
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
@add_archive_option
@add_database_options
@click.pass_obj
def crawl(
    session: Session,
    due: bool,
    watch: bool,
    watched: bool,
    sources: tuple[str, ...],
    urls: tuple[str, ...],
    shard: str | None,
    allow_hosts: tuple[str, ...],
    contact: str | None,
    log_level: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fetch what is due, or named sources and addresses.

    Obeys robots.txt, asks one host for one thing at a time, and names your contact. Ends with 0
    although feeds failed (see `status`), with 3 when some of the sources or addresses named here
    failed, with 1 when all of them did; a watched page that fails is no failure of the command. Articles are fetched again for `revisit_days`; those of what is watched are named
    by --watched: of the last 30 days, not read for an hour, at most 200 at a time.
    """
    if not any((due, watch, watched, sources, urls)):
        raise UsageError(
            "say what to fetch: --due, --watch, --watched, --source DOMAIN or --url URL"
        )
    part = _parse_shard(shard) if shard is not None else None
    settings = _load_crawl_config(session, contact, allow_hosts, log_level)
    pages = _written_addresses(urls)
    if watched:
        pages = _add_watched_pages(session, pages)
    if dry_run:
        _report_dry_run(session, due or watch, sources, pages)
        return
    with session.open_for_writing():
        pass  # created, upgraded or refused before anything is fetched
    if not any((due, watch, sources, pages)):
        write_message("nothing watched is due to be read again")
        return
    report = _run_crawl(
        session, settings, due=due, watch=watch, sources=sources, urls=pages, shard=part
    )
    with session.open_for_reading() as aggregator:
        news = watches.summarize_news(aggregator)
    _report_crawl(report, news, as_json)
    error = report.error() if sources or urls else None
    if error:
        raise error


def _run_crawl(session: Session, settings: "CrawlConfig", **targets: Any) -> "CrawlReport":
    from aggregator import crawl as crawling

    with (
        output.progress_bar("fetching") as bar,
        _working_beside(session, settings, watch=targets["watch"]),
    ):
        archive = session.settings().archive
        path = session.database_path()
        trust = session.read_trust_list()
        return crawling.run(path, settings, archive=archive, trust=trust, progress=bar, **targets)


@contextmanager
def _working_beside(session: Session, settings: "CrawlConfig", *, watch: bool) -> Iterator[None]:
    """Sends alerts, asks hubs and deletes what is too old when that is due, if the crawl goes on for days."""
    from aggregator.cli import alerts, hubs, retention

    if not watch:
        yield
        return
    with (
        alerts.notifying(session),
        hubs.asking_hubs(session, settings),
        retention.retaining(session),
    ):
        yield


def _load_crawl_config(
    session: Session, contact: str | None, allow_hosts: tuple[str, ...], log_level: str | None
) -> "CrawlConfig":
    """Return the settings with these flags. Raises ConfigError without a contact for public sites."""
    flags = {
        "crawl__contact": contact,
        "crawl__allow_hosts": allow_hosts or None,
        "crawl__log_level": log_level,
    }
    settings = session.settings(**flags).crawl
    if not settings.contact and not settings.allow_hosts:
        from aggregator.config import NO_CONTACT

        raise ConfigError(NO_CONTACT)
    return settings


def _add_watched_pages(session: Session, urls: tuple[str, ...]) -> tuple[str, ...]:
    with session.open_for_reading() as aggregator:
        again = aggregator.watches.pages_to_refetch()
    return tuple(dict.fromkeys((*urls, *again)))


def _report_dry_run(
    session: Session, everything: bool, sources: tuple[str, ...], urls: tuple[str, ...]
) -> None:
    if everything or sources:
        with session.open_for_reading() as aggregator:
            feeds = aggregator.status().feeds
            for domain in sources:
                aggregator.sources.find_domain(domain)  # raises NotStored
    if everything:
        write_message(f"{feeds.due} feeds are due, {feeds.pages_waiting} pages wait")
    for name in (*sources, *urls):
        write_message(f"{name} would be fetched")


def _parse_shard(text: str) -> tuple[int, int]:
    from aggregator.crawl.targets import parse_shard  # imports Scrapy

    return parse_shard(text)


def _written_addresses(urls: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses as they are fetched. Raises AddressError."""
    from aggregator.urls import as_written, canonical

    return tuple(as_written("", url) or canonical(url) for url in urls)


def _report_crawl(report: "CrawlReport", news: str, as_json: bool) -> None:
    """Write the counts of a crawl. Raises KeyboardInterrupt where it was interrupted."""
    if as_json:
        output.write_json(report.counts)
    write_message(_format_counts(report.counts) or "nothing was due")
    _report_rejections(report.outcomes.values())
    if report.counts.get("feeds_failed") and not report.targets:
        write_message("  feeds that failed are in `aggregator source list --failing`")
    if news:
        write_message(news)
    for name, why in report.failed.items():
        write_message(f"failed: {name}: {why}")
    if report.interrupted:
        raise KeyboardInterrupt


def _format_counts(counts: Mapping[str, object]) -> str:
    numbers = ((name, value) for name, value in counts.items() if value and isinstance(value, int))
    return ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in numbers)


def _report_rejections(outcomes: Iterable[str]) -> None:
    prefix = "rejected: "
    reasons = Counter(text.removeprefix(prefix) for text in outcomes if text.startswith(prefix))
    for reason, count in sorted(reasons.items()):
        write_message(f"  {count} no article: {reason}")
