"""Sources: `source add`, `list`, `show`, `pause`, `resume`, `import`, `export`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.articles import require_files
from aggregator.cli.check import ask_owners, check
from aggregator.cli.discovery import find_feeds
from aggregator.cli.hubs import subscribe
from aggregator.cli.publishers import merge, move, owners, split
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.source_changes import remove, rename, retry, tls
from aggregator.errors import PartlyDone, ReadingError, UsageError
from aggregator.model import Feed, Row, Source, SourceKind

if TYPE_CHECKING:
    from aggregator.api.sources import ListFormat
    from aggregator.results import Health

COLUMNS = (
    "domain", "name", "country", "language", "kind", "feeds", "articles", "failures", "paused",
)  # fmt: skip
# Left out first where the terminal is narrow
LESS_IMPORTANT = ("kind", "language", "paused", "country", "name", "failures")
COLUMNS_OF_FINDINGS = ("source", "code", "severity", "says", "do")
LESS_IMPORTANT_OF_FINDINGS = ("severity", "code")
MAX_ROWS_SHOWN = 20  # rows left out that are reported one by one


@click.group()
def source() -> None:
    """Who is read: add, list, show, check, pause, resume, retry, rename, remove; whose it is.

    Who publishes where: owners and ask-owners find what belongs together, merge, move and split say so.
    """


@source.command()
@click.argument("site", metavar="URL")
@click.option("--feed", "feeds", metavar="URL", multiple=True, help="A feed of the source.")
@click.option("--sitemap", "sitemaps", metavar="URL", multiple=True, help="A news sitemap.")
@click.option("--section", "sections", metavar="URL", multiple=True, help="A page that lists news.")
@click.option("--name", default="", help="What the source calls itself.")
@click.option("--country", default="", metavar="XX", help="ISO 3166-1, two letters.")
@click.option("--language", default="", metavar="TAG", help="BCP 47, such as en or pt-BR.")
@click.option(
    "--kind",
    type=click.Choice(["publisher", "agency", "aggregator"]),
    default="publisher",
    show_default=True,
    help="What kind of source it is.",
)
@click.option("--group", "publisher_group", default="", help="The publisher group it belongs to.")
@click.option("--dry-run", is_flag=True, help="Say what would be added.")
@add_database_options
@click.pass_obj
def add(
    session: Session,
    site: str,
    feeds: tuple[str, ...],
    sitemaps: tuple[str, ...],
    sections: tuple[str, ...],
    name: str,
    country: str,
    language: str,
    kind: SourceKind,
    publisher_group: str,
    dry_run: bool,
) -> None:
    """Add a source by its address, or bring it up to date.

    The address may be a domain, a home page, a feed or an article. When no feed is named, the site is looked
    at: feeds it announces, sitemaps in robots.txt, the usual paths. Says what it found and what it
    uses. Without a contact, the next crawl looks for a feed.
    """
    site = site if "://" in site else f"https://{site}"
    given = {"name": name, "site": site, "country": country, "language": language}
    new_source = _parse_source({**given, "kind": kind, "publisher_group": publisher_group})
    announced = [
        *_make_feeds_of_kind(feeds, new_source.domain, "feed"),
        *_make_feeds_of_kind(sitemaps, new_source.domain, "news_sitemap"),
        *_make_feeds_of_kind(sections, new_source.domain, "section"),
    ]
    if dry_run:
        write_message(
            f"{new_source.domain} with {len(announced)} feeds would go into {session.database_path()}"
        )
        return
    with session.open_for_writing() as aggregator:
        is_known = bool(aggregator.sources.count_feeds(new_source.domain))
    announced = announced or ([] if is_known else find_feeds(session, site))
    with session.open_for_writing() as aggregator:
        added = aggregator.sources.add([(new_source, tuple(announced))], overwrite=True)
        total = len(aggregator.sources.get(new_source.domain).feeds)
    looked_for = "" if total else ": the next crawl looks for one"
    write_message(f"{new_source.domain}: {added.feeds} new feeds, {total} in all{looked_for}")


def _parse_source(cells: dict[str, str]) -> Source:
    """The source of these options. Raises UsageError."""
    from aggregator import urls
    from aggregator.formats import source_lists

    urls.canonical(cells["site"])
    try:
        return source_lists.parse_source(cells)
    except ReadingError as error:
        raise UsageError(f"{error}: see `aggregator source add --help`") from error


def _make_feeds_of_kind(addresses: tuple[str, ...], domain: str, kind: str) -> list[Feed]:
    from aggregator import urls

    feeds = []
    for address in addresses:
        url, written = urls.canonical(address), urls.as_written(address, address)
        feeds.append(Feed(url, domain, kind, address=written if written and written != url else ""))
    return feeds


@source.command("list")
@click.option("--country", metavar="XX", help="Only this country.")
@click.option("--failing", is_flag=True, help="What was found of those whose feeds or pages fail.")
@click.option("--needs-person", is_flag=True, help="What was found of those that need a person.")
@output.add_list_options
@add_database_options
@click.pass_obj
def list_sources(
    session: Session,
    country: str | None,
    failing: bool,
    needs_person: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Every source with its state; with --failing or --needs-person, one row for each finding."""
    with session.open_for_reading() as aggregator:
        rows = (
            row
            for row in aggregator.export("sources")
            if not country or row.country == country.upper()
        )
        if failing or needs_person:
            domains = {row.domain for row in rows}
            found = _list_findings(aggregator.health.check(), domains, needs_person)
            shown, less = COLUMNS_OF_FINDINGS, LESS_IMPORTANT_OF_FINDINGS
            output.write_rows(found, shown, as_json=as_json, as_csv=as_csv, less_important=less)
        else:
            output.write_rows(
                rows, COLUMNS, as_json=as_json, as_csv=as_csv, less_important=LESS_IMPORTANT
            )


def _list_findings(health: "Health", domains: set[str], needs_person: bool) -> "Iterator[Row]":
    """Yields the findings of these sources, the worst first."""
    for source in health.sources:
        if source.source in domains and (source.needs_person or not needs_person):
            for finding in source.findings:
                if finding.severity == "person" or not needs_person:
                    yield {"source": source.source, **output.convert_to_json_values(finding)}


@source.command()
@click.argument("domain")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@add_database_options
@click.pass_obj
def show(session: Session, domain: str, as_json: bool) -> None:
    """One source with its feeds, its further domains, its health, its last events and its hubs."""
    with session.open_for_reading() as aggregator:
        report = aggregator.health.report_source(domain)
    if as_json:
        output.write_json(report)
    else:
        output.write_fields(report)


for command in (
    ask_owners,
    check,
    merge,
    move,
    owners,
    remove,
    rename,
    retry,
    split,
    subscribe,
    tls,
):
    source.add_command(command)


@source.command()
@click.argument("domain")
@output.dry_run_option
@add_database_options
@click.pass_obj
def pause(session: Session, domain: str, dry_run: bool) -> None:
    """Leave a source out of crawls until it is resumed."""
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        find = aggregator.sources.find_domain if dry_run else aggregator.sources.pause
        write_message(f"{find(domain)} {'would be ' * dry_run}paused")


@source.command()
@click.argument("domain")
@output.dry_run_option
@add_database_options
@click.pass_obj
def resume(session: Session, domain: str, dry_run: bool) -> None:
    """Crawl a paused source again."""
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        find = aggregator.sources.find_domain if dry_run else aggregator.sources.resume
        write_message(f"{find(domain)} {'would be ' * dry_run}resumed")


@source.command()
@click.argument("domain")
@click.argument("mail", required=False)
@output.dry_run_option
@add_database_options
@click.pass_obj
def contact(session: Session, domain: str, mail: str | None, dry_run: bool) -> None:
    """Show or set the mail address where a publisher is written to.

    The owner is written to when somebody else asks to remove a page of theirs. - removes the address.
    """
    from aggregator.mail_addresses import is_mail_address

    if mail is None or dry_run:
        with session.open_for_reading() as aggregator:
            known = aggregator.sources.get_contact(domain)
        write_message(f"would be set to {mail}" if mail else known or "no address is known")
        return
    if mail != "-" and not is_mail_address(mail):
        raise UsageError(f"{mail} is not a mail address: give one like desk@paper.example")
    with session.open_existing() as aggregator:
        found = aggregator.sources.set_contact(domain, "" if mail == "-" else mail)
    write_message(f"{found}: {'no address' if mail == '-' else mail}")


@source.command("import")
@click.argument("name", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Say what would be added.")
@add_database_options
@click.pass_obj
def import_sources(session: Session, name: str, dry_run: bool) -> None:
    """Add the sources of an OPML file or a table of values separated by tabs, commas or semicolons.

    The table's first line names its columns: name, site, feed, country, language, kind, publisher_group. FILE may be
    compressed with gzip or xz; - is standard input. A row without a feed becomes a source whose
    feed the next crawl looks for.
    """
    from aggregator.formats import source_lists

    [path] = require_files((name,))
    listed, rejected = source_lists.read_list(path)
    feeds = sum(len(feeds) for _, feeds in listed)
    for why in rejected[:MAX_ROWS_SHOWN]:
        write_message(f"left out: {why}")
    if len(rejected) > MAX_ROWS_SHOWN:
        write_message(f"left out: {len(rejected) - MAX_ROWS_SHOWN} more")
    if dry_run:
        write_message(
            f"{len(listed)} sources with {feeds} feeds would go into {session.database_path()}"
        )
    else:
        with session.open_for_writing() as aggregator:
            added = aggregator.sources.add(listed)
        write_message(
            f"{len(listed)} sources with {feeds} feeds read; "
            f"{added.sources} sources and {added.feeds} feeds are new, "
            f"{len(listed) - added.sources} and {feeds - added.feeds} are known"
        )
    if rejected:
        raise PartlyDone(f"{name}: {len(rejected)} rows left out: mend them and import it again")


@source.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["opml", "csv", "tsv"]),
    default="opml",
    show_default=True,
    help="The format.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here instead of standard output.",
)
@add_database_options
@click.pass_obj
def export_sources(session: Session, form: "ListFormat", target: Path | None) -> None:
    """Every feed with its source, for other readers."""
    with session.open_for_reading() as aggregator:
        text = aggregator.sources.to_list(form)
    if target is None:
        output.write_utf8(text)
    else:
        target.write_text(text, encoding="utf-8")
