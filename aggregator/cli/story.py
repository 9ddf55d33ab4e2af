"""Stories: `story ID` shows one; `split`, `merge` and `pin-original` record an operator's decisions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aggregator.cli import output, text_events, text_output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.results import OperatorDecision

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


class ShowGroup(click.Group):
    """`story 5` is short for `story show 5`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = {"-h", "--help", *self.commands} & {*args}
        return super().parse_args(ctx, args if named or not args else ["show", *args])


def add_decision_options(command: Decorated) -> Decorated:
    """Add --reason, --by, --dry-run and --json to a verb that records a decision."""
    for option in (
        as_json,
        output.dry_run_option,
        click.option(
            "--by", metavar="NAME", default="operator", show_default=True, help="Who decides."
        ),
        click.option("--reason", metavar="TEXT", default="", help="Why; shown with the decision."),
    ):
        command = option(command)
    return add_database_options(command)


def require_no_reason_to_remove(remove: bool, reason: str) -> None:
    """Raises UsageError where a decision is taken back with a reason: a reason goes with a decision."""
    if remove and reason:
        raise UsageError("--reason goes with a decision, and --remove takes one back")


@click.group(cls=ShowGroup)
def story() -> None:
    """A story: its verdict, its articles, its evidence; and what you decide on it.

    `story ID` is short for `story show ID`. Decisions are stored with who, when and why, shown by
    `--history`, and respected by every later crawl, ingest and recluster. A later one takes back
    those it contradicts.
    """


@story.command()
@click.argument("story_id", metavar="ID", type=int)
@click.option("--history", is_flag=True, help="What became of it so far, oldest first.")
@as_json
@add_database_options
@click.pass_obj
def show(session: Session, story_id: int, history: bool, as_json: bool) -> None:
    """A story: its verdict, its articles, its evidence.

    Also what was changed since, and who still carries it. A merged story leads to where it went.
    """
    with session.open_for_reading() as aggregator:
        stored = aggregator.story(story_id)
        former = aggregator.log(story_id) if history else []
    if as_json:
        output.write_json(former if history else stored)
    elif history:
        text_events.write_history(stored, former)
    else:
        text_output.write_story(stored)


@story.command()
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@add_decision_options
@click.pass_obj
def split(
    session: Session, articles: tuple[str, ...], reason: str, by: str, dry_run: bool, as_json: bool
) -> None:
    """Take articles (ids or URLs) out of their story into one of their own.

    They lead it for good; those that stay never join it. Articles with the very same text go along.
    The story keeps its id.
    """
    with session.open_existing() as aggregator:
        made = aggregator.decisions.split(articles, reason=reason, by=by, dry_run=dry_run)
    count = len(made.articles)
    _report_decision(
        made,
        dry_run,
        as_json,
        f"{count} article{'s' if count > 1 else ''} now in story {made.story_id}",
    )


@story.command()
@click.argument("a", metavar="A", type=int)
@click.argument("b", metavar="B", type=int)
@add_decision_options
@click.pass_obj
def merge(
    session: Session, a: int, b: int, reason: str, by: str, dry_run: bool, as_json: bool
) -> None:
    """Make one story of two; the older id stays, the other leads there."""
    with session.open_existing() as aggregator:
        made = aggregator.decisions.merge(a, b, reason=reason, by=by, dry_run=dry_run)
    _report_decision(made, dry_run, as_json, f"{a} and {b} are story {made.story_id}")


@story.command()
@click.argument("article", metavar="ARTICLE")
@click.option("--remove", is_flag=True, help="Let the evidence decide again.")
@add_decision_options
@click.pass_obj
def pin_original(
    session: Session, article: str, remove: bool, reason: str, by: str, dry_run: bool, as_json: bool
) -> None:
    """Set an article (id or URL) as the original of its story, whatever the evidence says.

    The verdict then says that it was set by the operator, and what it would be without that.
    """
    require_no_reason_to_remove(remove, reason)
    with session.open_existing() as aggregator:
        if remove:
            made = aggregator.decisions.unpin_original(article, dry_run=dry_run)
        else:
            made = aggregator.decisions.pin_original(article, reason=reason, by=by, dry_run=dry_run)
    done = "the evidence decides again" if remove else "original set by the operator"
    _report_decision(made, dry_run, as_json, f"story {made.story_id}: {done}")


def _report_decision(made: "OperatorDecision", dry_run: bool, as_json: bool, says: str) -> None:
    if as_json:
        output.write_json(made)
    if dry_run:
        write_message(f"would be: {says}; nothing was changed")
    else:
        write_message(f"{says}; `aggregator story {made.story_id} --history` shows the decision")
