"""Moderating readers' comments."""

from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import NotStored

if TYPE_CHECKING:
    from aggregator.results.watching import CommentState


@click.group()
def comment() -> None:
    """Moderate readers' comments: list, approve, hide."""


@comment.command("list")
@click.option(
    "--state",
    type=click.Choice(["pending", "approved", "hidden"]),
    help="Only those in this state.",
)
@output.add_list_options
@add_database_options
@click.pass_obj
def list_comments(
    session: Session, state: "CommentState | None", as_json: bool, as_csv: bool
) -> None:
    """Comments, those that wait first."""
    columns = ("id", "article_id", "state", "name", "body", "posted_at")
    with session.open_for_reading() as aggregator:
        rows = aggregator.comments.all(state)
        output.write_rows(rows, columns, as_json=as_json, as_csv=as_csv)


@comment.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
@output.dry_run_option
@add_database_options
@click.pass_obj
def approve(session: Session, ids: tuple[int, ...], dry_run: bool) -> None:
    """Show comments to readers."""
    _set_state(session, ids, "approved", dry_run)


@comment.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
@output.dry_run_option
@add_database_options
@click.pass_obj
def hide(session: Session, ids: tuple[int, ...], dry_run: bool) -> None:
    """Hide comments from readers."""
    _set_state(session, ids, "hidden", dry_run)


def _set_state(
    session: Session, ids: tuple[int, ...], state: "CommentState", dry_run: bool
) -> None:
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        decided = aggregator.comments.decide(ids, state, dry_run=dry_run)
    write_message(f"{len(decided)} {'would be ' * dry_run}{state}")
    missing = [comment_id for comment_id in ids if comment_id not in decided]
    if missing:
        raise NotStored(f"no comment {', '.join(map(str, missing))}: `aggregator comment list`")
