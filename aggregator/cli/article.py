"""Articles: `article ID` shows one; `part` takes an address from the article that it was joined to."""

from typing import TYPE_CHECKING

import click

from aggregator.cli import output, text_output
from aggregator.cli.query import as_json, require_id_or_url
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.story import ShowGroup, add_decision_options, require_no_reason_to_remove

if TYPE_CHECKING:
    from aggregator.results import ArticleVersion


@click.group(cls=ShowGroup)
def article() -> None:
    """A stored article, or its former wordings; and what you decide on its addresses.

    `article ID` is short for `article show ID`.
    """


@article.command()
@click.argument("key", metavar="ID|URL")
@click.option("--versions", is_flag=True, help="Its former wordings, oldest first.")
@as_json
@add_database_options
@click.pass_obj
def show(session: Session, key: str, versions: bool, as_json: bool) -> None:
    """A stored article, or its former wordings."""
    require_id_or_url(key)
    with session.open_for_reading() as aggregator:
        stored = aggregator.article(key)
        former = aggregator.versions(stored.id) if versions else []
    if as_json:
        output.write_json(former if versions else stored)
    elif versions:
        _write_versions(former)
    else:
        text_output.write_article(stored)


@article.command()
@click.argument("address", metavar="URL")
@click.option("--remove", is_flag=True, help="Let the texts decide again.")
@add_decision_options
@click.pass_obj
def part(
    session: Session,
    address: str,
    remove: bool,
    reason: str,
    by: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take an address from the article that it was joined to.

    What is read there from then on is an article of its own, whatever pages declare. The article keeps
    its text until its own address is read again.
    """
    require_no_reason_to_remove(remove, reason)
    with session.open_existing() as aggregator:
        if remove:
            made = aggregator.decisions.unpart_address(address, dry_run=dry_run)
        else:
            made = aggregator.decisions.part_address(address, reason=reason, by=by, dry_run=dry_run)
    if as_json:
        output.write_json(made)
    done = "the texts decide again" if remove else f"parted from {_format_articles(made.articles)}"
    if dry_run:
        write_message(f"would be: {made.address} {done}; nothing was changed")
    else:
        write_message(f"{made.address}: {done}; `aggregator crawl --url {made.address}` reads it")


def _format_articles(articles: list[int]) -> str:
    return f"article{'s' if len(articles) > 1 else ''} {', '.join(map(str, articles))}"


def _write_versions(former: "list[ArticleVersion]") -> None:
    for version in former:
        output.write_fields(version)
        output.write_utf8("\n")
    if not former:
        write_message("it never changed")
