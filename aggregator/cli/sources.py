"""Who is read."""

from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.articles import files
from aggregator.cli.session import Session, say, where
from aggregator.errors import NotStored, PartlyDone
from aggregator.model import Feed, FeedKind, Source, SourceKind

COLUMNS = ("domain", "name", "country", "language", "kind", "feeds", "articles", "failures")


@click.group()
def source() -> None:
    """Who is read: add, list, show, pause, resume, import, export."""


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
@click.option("--owner", default="", help="The group it belongs to.")
@click.option("--dry-run", is_flag=True, help="Say what would be added.")
@where
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
    owner: str,
    dry_run: bool,
) -> None:
    """Add a source by its address, or bring it up to date.

    Without a feed, the next crawl looks for one on its front page.
    """
    from aggregator import sourcing, urls

    domain = urls.site(site)
    found = Source(domain, name, urls.canonical(site), country.upper(), language, kind, owner)
    announced = [
        *_feeds(feeds, domain, "feed"),
        *_feeds(sitemaps, domain, "news_sitemap"),
        *_feeds(sections, domain, "section"),
    ]
    if dry_run:
        say(f"{domain} with {len(announced)} feeds would go into {session.path()}")
        return
    with session.writing() as aggregator:
        added = sourcing.keep(aggregator.store, [(found, tuple(announced))])
    say(f"{domain}: {added.feeds} new feeds" if announced else f"{domain}: a feed is looked for")


def _feeds(addresses: tuple[str, ...], domain: str, kind: FeedKind) -> list[Feed]:
    from aggregator import urls

    return [Feed(urls.canonical(address), domain, kind) for address in addresses]


@source.command("list")
@click.option("--country", metavar="XX", help="Only this country.")
@click.option("--failing", is_flag=True, help="Only those whose last answers failed.")
@output.listing
@where
@click.pass_obj
def list_sources(
    session: Session, country: str | None, failing: bool, as_json: bool, as_csv: bool
) -> None:
    """Every source with its state."""
    with session.reading() as aggregator:
        rows = (
            row
            for row in aggregator.export("sources")
            if (not country or row["country"] == country.upper())
            and (not failing or row["failures"])
        )
        output.shown(rows, COLUMNS, as_json=as_json, as_csv=as_csv)


@source.command()
@click.argument("domain")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@where
@click.pass_obj
def show(session: Session, domain: str, as_json: bool) -> None:
    """One source with its feeds."""
    from storage import sources

    with session.reading() as aggregator:
        found = sources.get(aggregator.store.main, _domain(domain))
    if found is None:
        raise NotStored(f"no source {domain}: `aggregator source list` shows all")
    if as_json:
        output.write_json(found)
    else:
        output.facts(found)


def _domain(text: str) -> str:
    """A domain, also when the address of one of its pages was given."""
    from aggregator import urls

    return urls.site(text) if "//" in text else text.lower()


@source.command()
@click.argument("domain")
@where
@click.pass_obj
def pause(session: Session, domain: str) -> None:
    """Leave a source out of crawls until it is resumed."""
    _set_paused(session, domain, True)


@source.command()
@click.argument("domain")
@where
@click.pass_obj
def resume(session: Session, domain: str) -> None:
    """Crawl a paused source again."""
    _set_paused(session, domain, False)


def _set_paused(session: Session, domain: str, paused: bool) -> None:
    from storage import sources

    with session.existing() as aggregator:
        if not sources.set_paused(aggregator.store.main, _domain(domain), paused):
            raise NotStored(f"no source {domain}: `aggregator source list` shows all")
    say(f"{domain} {'paused' if paused else 'resumed'}")


@source.command("import")
@click.argument("name", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Say what would be added.")
@where
@click.pass_obj
def import_sources(session: Session, name: str, dry_run: bool) -> None:
    """Add the sources of an OPML file or a table of tab-separated values.

    The table's first line names its columns: name, site, feed, country, language, kind. FILE may be
    compressed with gzip or xz; - is standard input. A row without a feed becomes a source whose
    feed the next crawl looks for.
    """
    from aggregator import sourcing

    [path] = files((name,))
    found, rejected = sourcing.load(path)
    feeds = sum(len(feeds) for _, feeds in found)
    for why in rejected[:20]:
        say(f"left out: {why}")
    if dry_run:
        say(f"{len(found)} sources with {feeds} feeds would be added, {len(rejected)} left out")
        return
    with session.writing() as aggregator:
        added = sourcing.keep(aggregator.store, found)
    say(f"{added.sources} sources and {added.feeds} feeds added, {len(rejected)} rows left out")
    if rejected:
        raise PartlyDone(f"{len(rejected)} rows cannot be used, the rest is stored")


@source.command("export")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["opml"]),
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
@where
@click.pass_obj
def export_sources(session: Session, shape: str, target: Path | None) -> None:  # noqa: ARG001  only one shape so far
    """Every feed with its source, for other readers."""
    from aggregator import sourcing
    from storage import sources

    with session.reading() as aggregator:
        text = sourcing.opml(sources.feeds(aggregator.store.main))
    if target is None:
        output.write(text)
    else:
        target.write_text(text, encoding="utf-8")
