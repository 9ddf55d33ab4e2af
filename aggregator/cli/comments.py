"""Moderating readers' comments."""

import click

from aggregator.cli import output
from aggregator.cli.session import Session, database_options, say
from aggregator.errors import NotStored
from storage.private.comments import Comments


@click.group()
def comment() -> None:
    """Moderate readers' comments: list, approve, hide."""


@comment.command("list")
@click.option(
    "--state",
    type=click.Choice(["pending", "approved", "hidden"]),
    help="Only those in this state.",
)
@output.list_options
@database_options
@click.pass_obj
def list_comments(session: Session, state: str | None, as_json: bool, as_csv: bool) -> None:
    """Comments, those that wait first."""

    columns = ("id", "article_id", "state", "name", "body", "posted_at")
    with session.open_for_reading() as aggregator:
        private = aggregator.store.private
        rows = iter(()) if private is None else Comments(private).listed(state)
        output.write_rows(rows, columns, as_json=as_json, as_csv=as_csv)


@comment.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
@output.dry_run_option
@database_options
@click.pass_obj
def approve(session: Session, ids: tuple[int, ...], dry_run: bool) -> None:
    """Show comments to readers."""
    _set_state(session, ids, "approved", dry_run)


@comment.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=int)
@output.dry_run_option
@database_options
@click.pass_obj
def hide(session: Session, ids: tuple[int, ...], dry_run: bool) -> None:
    """Hide comments from readers."""
    _set_state(session, ids, "hidden", dry_run)


def _set_state(session: Session, ids: tuple[int, ...], state: str, dry_run: bool) -> None:
    from aggregator import clock

    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        private = aggregator.store.private
        known = set() if private is None else {row["id"] for row in Comments(private).listed(None)}
        missing = [comment_id for comment_id in ids if comment_id not in known]
        if private is not None and not dry_run:
            for comment_id in known.intersection(ids):
                Comments(private).decide(comment_id, state, clock.now())
    say(f"{len(ids) - len(missing)} {'would be ' * dry_run}{state}")
    if missing:
        raise NotStored(f"no comment {', '.join(map(str, missing))}: `aggregator comment list`")
