"""Fetching and how it goes: `crawl`, `status`."""

import re
from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.session import Session, say, where
from aggregator.errors import AggregatorError, ConfigError, PartlyDone, Refused, UsageError

if TYPE_CHECKING:
    from aggregator.crawl import CrawlReport


@click.command()
@click.option("--due", is_flag=True, help="Everything whose time has come, then stop.")
@click.option("--watch", is_flag=True, help="Go on with what becomes due until stopped.")
@click.option("--source", "sources", metavar="DOMAIN", multiple=True, help="This source, now.")
@click.option("--url", "urls", metavar="URL", multiple=True, help="This page, now.")
@click.option("--shard", metavar="I/N", help="Only the I-th of N parts, split by host.")
@click.option(
    "--allow-host",
    "allow_hosts",
    metavar="HOST:PORT",
    multiple=True,
    help="A private or loopback address that may be fetched; instead of the configured ones.",
)
@click.option("--contact", metavar="MAIL", help="Your mail or https address, for the user agent.")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
@where
@click.pass_obj
def crawl(
    session: Session,
    due: bool,
    watch: bool,
    sources: tuple[str, ...],
    urls: tuple[str, ...],
    shard: str | None,
    allow_hosts: tuple[str, ...],
    contact: str | None,
    as_json: bool,
) -> None:
    """Fetch what is due, or named sources and addresses.

    Obeys robots.txt, asks one host for one thing at a time, and names your contact. Ends with 0
    although feeds failed (`status` tells), with 3 when some of the sources or addresses named here
    failed, with 1 when all of them did.
    """
    if not (due or watch or sources or urls):
        raise UsageError("say what to fetch: --due, --watch, --source DOMAIN or --url URL")
    part = _shard(shard)
    wanted = _addresses(urls)
    flags = {"crawl__contact": contact, "crawl__allow_hosts": allow_hosts or None}
    settings = session.settings(**flags).crawl
    if not settings.contact and not settings.allow_hosts:
        from aggregator.config import NO_CONTACT

        raise ConfigError(NO_CONTACT)
    with session.writing():
        pass  # made or brought up to date, or refused, before anything is fetched
    from aggregator import crawl as crawling

    with output.progress("fetching") as bar:
        report = crawling.run(
            session.path(),
            settings,
            due=due,
            watch=watch,
            sources=sources,
            urls=wanted,
            shard=part,
            progress=bar,
        )
    _tell(report, as_json)


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"--shard {text}: expected I/N with I from 1 to N, such as 1/4")
    return int(found[1]), int(found[2])


def _addresses(urls: tuple[str, ...]) -> tuple[str, ...]:
    from aggregator.urls import canonical

    return tuple(canonical(url) for url in urls)


def _tell(report: "CrawlReport", as_json: bool) -> None:
    if as_json:
        output.write_json(report.counts)
    counts = {name: n for name, n in report.counts.items() if n and isinstance(n, int)}
    say(", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing was due")
    for name, why in report.failed.items():
        say(f"failed: {name}: {why}")
    if report.interrupted:
        raise KeyboardInterrupt
    if report.failed and len(report.refused) >= report.named:
        raise Refused("nothing that was named may be fetched")
    if report.failed and len(report.failed) >= report.named:
        raise AggregatorError("all that was named failed")
    if report.failed:
        raise PartlyDone(f"{len(report.failed)} of {report.named} failed, the rest is stored")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@where
@click.pass_obj
def status(session: Session, as_json: bool) -> None:
    """What is stored, how feeds fare, what needs a person."""
    with session.reading() as aggregator:
        found = aggregator.status()
    if as_json:
        output.write_json(found)
    else:
        output.facts(found)
