"""Changes to one source: `source rename`, `retry`, `remove`, `tls`."""

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import UsageError


@click.command()
@click.argument("domain")
@click.argument("name")
@output.dry_run_option
@add_database_options
@click.pass_obj
def rename(session: Session, domain: str, name: str, dry_run: bool) -> None:
    """Set what a source is called. Its domain is changed by `source move`."""
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        if dry_run:
            write_message(f"{aggregator.sources.find_domain(domain)} would be called {name}")
        else:
            write_message(f"{aggregator.sources.rename(domain, name)} is called {name}")


@click.command()
@click.argument("domain")
@add_database_options
@click.pass_obj
def retry(session: Session, domain: str) -> None:
    """Make a source's feeds due now, also retired ones, and its pages that brought no article.

    The next `crawl --due`, or a `crawl --watch` that runs, fetches them.
    """
    with session.open_existing() as aggregator:
        due = aggregator.sources.retry(domain)
    write_message(f"{due.feeds} feeds and {due.pages} pages are due")


@click.command()
@click.argument("domain")
@output.dry_run_option
@add_database_options
@click.pass_obj
def remove(session: Session, domain: str, dry_run: bool) -> None:
    """Fetch nothing more from a source, and forget its feeds and what it announced.

    Its articles stay, and so does its name as their publisher. `takedown` removes articles.
    """
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        found = aggregator.sources.find_domain(domain)
        removed = aggregator.sources.remove(domain, dry_run=dry_run)
    words = "would be removed" if dry_run else "removed"
    write_message(f"{found}: {removed.feeds} feeds and {removed.pages} addresses {words}")
    if removed.articles:
        write_message(f"its {removed.articles} articles stay")


@click.command()
@click.argument("domain")
@click.option(
    "--unverified/--verified",
    default=None,
    help="Whether it is fetched although its certificates fail.",
)
@output.dry_run_option
@add_database_options
@click.pass_obj
def tls(session: Session, domain: str, unverified: bool | None, dry_run: bool) -> None:
    """Except the certificates of a source from being verified, or verify them again.

    Without --unverified, a source whose certificate fails is not fetched. A crawl that runs follows
    this when it is started again.
    """
    if unverified is None:
        raise UsageError("say --unverified or --verified")
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        if dry_run:
            found = aggregator.sources.find_domain(domain)
        else:
            found = aggregator.sources.set_tls_unverified(domain, unverified)
    words = "not verified" if unverified else "verified"
    write_message(f"{found}: its certificates {'would be' if dry_run else 'are'} {words}")
