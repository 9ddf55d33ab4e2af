"""What publishers said of the use of their articles, what follows, and what the operator opens: `rights`."""

from typing import TYPE_CHECKING

import click

from aggregator import labels
from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message

if TYPE_CHECKING:
    from aggregator.results import ArticleRights


@click.group()
def rights() -> None:
    """What publishers said of the use of an article, and which uses follow; sources that you open or withhold."""


@rights.command()
@click.argument("key", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@add_database_options
@click.pass_obj
def show(session: Session, key: str, as_json: bool) -> None:
    """What was said of an article, where and since when, and which uses follow."""
    with session.open_for_reading() as aggregator:
        found = aggregator.rights.find(aggregator.article_id(key))
    if as_json:
        output.write_json(found)
    else:
        _write_rights(found)


def _write_rights(found: "ArticleRights") -> None:
    state = labels.UNSTORED_TEXTS[found.unstored] if found.unstored else "its text is stored"
    output.write_utf8(f"{found.url}\n{state}\n")
    if found.licence:
        output.write_utf8(f"opened by: {found.licence}\n")
    said = [
        {
            "said": f"{each.mark} {each.value}".strip(),
            "where": each.url or each.place,
            "since": each.since,
            "until": each.until or "",
        }
        for each in (*found.page, *found.site)
    ]
    output.write_table(said, ("said", "where", "since", "until"))
    uses = [
        {"use": each.meaning, "allowed": "yes" if each.allowed else "no", "why": each.reason}
        for each in found.uses
    ]
    output.write_table(uses, ("use", "allowed", "why"))


@rights.command("open")
@click.argument("domain")
@click.option(
    "--reason", metavar="TEXT", required=True, help="A licence, a permission, an own site."
)
@click.option("--by", "decided_by", metavar="NAME", default="operator", help="Who decided it.")
@add_database_options
@click.pass_obj
def open_source(session: Session, domain: str, reason: str, decided_by: str) -> None:
    """Open all uses of the articles of a source, for a reason that is logged.

    Texts that were not stored are stored when their pages are read again.
    """
    with session.open_existing() as aggregator:
        aggregator.rights.open_source(domain, reason=reason, decided_by=decided_by)
    write_message(f"{domain} is open: {reason}")


@rights.command("withhold")
@click.argument("domain")
@click.option("--reason", metavar="TEXT", required=True, help="A promise, a letter, a judgment.")
@click.option("--by", "decided_by", metavar="NAME", default="operator", help="Who decided it.")
@add_database_options
@click.pass_obj
def withhold_source(session: Session, domain: str, reason: str, decided_by: str) -> None:
    """Neither store nor show the texts of a source, whatever its pages allow, for a reason that is logged.

    Texts that are stored are deleted; copies are found still.
    """
    with session.open_existing() as aggregator:
        aggregator.rights.withhold_source(domain, reason=reason, decided_by=decided_by)
    write_message(f"{domain} is withheld: {reason}")


@rights.command("close")
@click.argument("domain")
@add_database_options
@click.pass_obj
def close_source(session: Session, domain: str) -> None:
    """Let what its publisher says count for a source again: undo `open` and `withhold`.

    Texts that may not be stored are deleted.
    """
    with session.open_existing() as aggregator:
        ended = aggregator.rights.close_source(domain)
    write_message(
        f"{domain}: what its publisher says counts"
        if ended
        else f"{domain} was neither open nor withheld"
    )


@rights.command("list")
@output.add_list_options
@add_database_options
@click.pass_obj
def list_opened(session: Session, as_json: bool, as_csv: bool) -> None:
    """Sources that you opened or withheld, with the reasons; those that you closed again too."""
    columns = ("source", "opens", "at", "decided_by", "reason", "undone_at")
    with session.open_for_reading() as aggregator:
        output.write_rows(aggregator.rights.overrides(), columns, as_json=as_json, as_csv=as_csv)
