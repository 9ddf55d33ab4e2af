"""Sources examined over the network: `source check`, `source ask-owners`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import AggregatorError, ConfigError, PartlyDone, Refused, UsageError

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import CrawlConfig
    from aggregator.crawl.publisher_groups import GroupUpdate
    from aggregator.crawl.seed_check import SeedProgress

COLUMNS = ("url", "kind", "health", "answer", "entries", "dated", "newest", "last_polled",
           "next_due", "failures")  # fmt: skip


@click.command()
@click.argument("domains", metavar="[DOMAIN]...", nargs=-1)
@click.option("--seeds", is_flag=True, help="Check the shipped feeds, and write their states.")
@click.option("--country", metavar="KE,FR", help="Of --seeds, only these countries.")
@click.option(
    "--seeds-folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Of --seeds, another folder than the installed one.",
)
@output.add_list_options
@add_database_options
@click.pass_obj
def check(
    session: Session,
    domains: tuple[str, ...],
    seeds: bool,
    country: str | None,
    seeds_folder: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Fetch the feeds of sources now and say how they are; nothing is stored.

    Obeys robots.txt, as a crawl does. A source without a feed is asked for one on its front page.
    Health is ok, empty (nothing announced), undated (no date can be read), refused or failed. Ends
    with 3 when some could not be read, with 1 when none could, with 5 when all are refused.

    --seeds checks the shipped feeds instead and writes their states beside them; it may be interrupted and goes
    on where it was. `init` leaves out those that failed at three checks in a row.
    """
    if bool(domains) == seeds:
        raise UsageError("name a source, or --seeds: see `aggregator source check --help`")
    settings = _load_crawl_config(session)
    if seeds:
        _check_seeds(seeds_folder, country or "", settings)
        return
    with session.open_for_reading() as aggregator:
        sources = [aggregator.sources.get(domain) for domain in domains]
    from aggregator.crawl import source_check

    with output.progress_bar("checking") as bar:
        checked = source_check.probe_sources(sources, settings, bar)
    output.write_rows((feed.row() for feed in checked), COLUMNS, as_json=as_json, as_csv=as_csv)
    _raise_for_health([feed.health for feed in checked])


def _check_seeds(folder: Path | None, country: str, settings: "CrawlConfig") -> None:
    from aggregator.crawl import seed_check
    from aggregator.formats import source_lists

    countries = [code.strip() for code in country.split(",") if code.strip()]
    folder = folder or source_lists.seed_folder()
    found = seed_check.check_seeds(
        folder, countries, settings, lambda so_far: write_message(_describe(so_far))
    )
    write_message(f"all are checked: {_describe(found)}")


def _describe(found: "SeedProgress") -> str:
    return (
        f"{found.done} of {found.total} feeds checked, {found.failed} could not be read, "
        f"{found.dead} are dead"
    )


def _raise_for_health(health: Sequence[str]) -> None:
    """Raise PartlyDone, Refused or AggregatorError when some or all feeds could not be read."""
    bad = [state for state in health if state in ("failed", "refused")]
    if bad and len(bad) < len(health):
        raise PartlyDone(f"{len(bad)} of {len(health)} could not be read")
    if bad and set(bad) == {"refused"}:
        raise Refused("none of them may be fetched")
    if bad:
        raise AggregatorError("none of them could be read")


@click.command("ask-owners")
@click.argument("domains", metavar="[DOMAIN]...", nargs=-1)
@output.dry_run_option
@add_database_options
@click.pass_obj
def ask_owners(session: Session, domains: tuple[str, ...], dry_run: bool) -> None:
    """Read what sites say of their owners in trust.txt, and join those that agree.

    Asks the sources named, or all that are not paused, and then those whom they name as owners. Two
    sites have the same owner when one says that it controls the other (control=) and the other
    confirms it (controlledby=). Owners named in the list stay. Copies within one group are no copies
    of a stranger's work, and a group has one vote on where a text comes from. A source whose articles
    nearly all declare addresses of another one becomes its variant if that one names it in trust.txt
    (control=) or redirects to it.
    """
    settings = _load_crawl_config(session)
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        sites = _site_addresses(aggregator, domains)
        if dry_run:
            write_message(f"{len(sites)} sites would be asked for trust.txt")
            return
        from aggregator.crawl.publisher_groups import probe_and_store_groups

        with output.progress_bar("asking", len(sites)) as bar:
            update = probe_and_store_groups(aggregator.store.publisher_groups, sites, settings, bar)
        if update.sources:
            aggregator.finalize()
        variants = aggregator.sources.join_variants()
    _report_update(update)
    for joined in variants:
        write_message(f"{joined.domain} is a variant of {joined.source}")


def _load_crawl_config(session: Session) -> "CrawlConfig":
    """The settings of a crawl. Raises ConfigError without a contact for public sites."""
    settings = session.settings().crawl
    if not settings.contact and not settings.allow_hosts:
        from aggregator.config import NO_CONTACT

        raise ConfigError(NO_CONTACT)
    return settings


def _site_addresses(aggregator: "Aggregator", domains: tuple[str, ...]) -> dict[str, str]:
    """Return the addresses of these sources, or of all that are not paused, by domain.

    Raises NotStored.
    """
    wanted = {aggregator.sources.find_domain(domain) for domain in domains}
    return {
        source.domain: source.site or f"https://{source.domain}/"
        for source in aggregator.sources.all()
        if (source.domain in wanted if domains else not source.paused)
    }


def _report_update(update: "GroupUpdate") -> None:
    write_message(
        f"{update.probed} sites asked, {update.answered} say who owns them or whom they own"
    )
    for domain, owner in sorted(update.sources.items()):
        write_message(f"{domain} belongs to {owner}")
    for names in update.disputed:
        write_message(f"left as listed, though they say they are one: {', '.join(names)}")
