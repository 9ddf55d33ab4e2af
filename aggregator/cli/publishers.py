"""Publishers and their domains: `source merge`, `source move`, `source split`, `source owners`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message

if TYPE_CHECKING:
    from aggregator.results import JoinedSource

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

COLUMNS = ("looks_like", "a", "b", "reasons", "command")


def _add_joining_options(command: Decorated) -> Decorated:
    """Add --dry-run, --json and the database to a verb that joins or parts sources."""
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
    return add_database_options(as_json(output.dry_run_option(command)))


_reason = click.option("--reason", metavar="TEXT", default="", help="Why; shown with the domain.")


@click.command()
@click.argument("kept", metavar="A")
@click.argument("merged", metavar="B")
@click.option("--variant", is_flag=True, help="B is another form of A: mobile, AMP, regional.")
@_reason
@_add_joining_options
@click.pass_obj
def merge(
    session: Session,
    kept: str,
    merged: str,
    variant: bool,
    reason: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make one source of two: B becomes a further domain of A.

    Its articles, pages and feeds go to A, and the stories of both are decided again: one publisher does
    not copy itself. `source split B` undoes it.
    """
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        joined = aggregator.sources.merge(
            kept, merged, variant=variant, reason=reason, dry_run=dry_run
        )
    _report(joined, f"{joined.domain} is a further domain of {joined.source}", dry_run, as_json)


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@_reason
@_add_joining_options
@click.pass_obj
def move(session: Session, old: str, new: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Give a source another domain; OLD stays known as its former one.

    NEW is a domain or the address of the new site. If it is a source already, that becomes a part of
    this one. `source move NEW OLD` undoes it; `source split OLD` parts the two again.
    """
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        joined = aggregator.sources.move(old, new, reason=reason, dry_run=dry_run)
    _report(
        joined, f"{joined.source} is the domain, {joined.domain} a former one", dry_run, as_json
    )


@click.command()
@click.argument("domain")
@_add_joining_options
@click.pass_obj
def split(session: Session, domain: str, dry_run: bool, as_json: bool) -> None:
    """Make a source of a further domain again: what `merge` or `move` joined, or a crawl.

    It gets the articles, pages and feeds at that domain.
    """
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        parted = aggregator.sources.split(domain, dry_run=dry_run)
    _report(parted, f"{parted.domain} is no longer of {parted.source}", dry_run, as_json)


@click.command()
@output.add_list_options
@add_database_options
@click.pass_obj
def owners(session: Session, as_json: bool, as_csv: bool) -> None:
    """Suggest which sources are one publisher or have one owner; nothing is changed.

    Reasons are redirects, equal feeds, shared canonical addresses, the same name, and what trust.txt says
    (`source ask-owners` reads that). None of them is proof. The last column is the command that joins them.
    """
    with session.open_for_reading() as aggregator:
        found = aggregator.sources.suggest_owners()
    count = output.write_rows(found, COLUMNS, as_json=as_json, as_csv=as_csv)
    write_message(f"pairs of sources that may belong together: {count}")


def _report(joined: "JoinedSource", says: str, dry_run: bool, as_json: bool) -> None:
    if as_json:
        output.write_json(joined)
    moved = f"articles moved: {joined.articles}, feeds: {joined.feeds}"
    if dry_run:
        write_message(f"would be: {says}; {moved}; nothing was changed")
    else:
        write_message(f"{says}; {moved}")
