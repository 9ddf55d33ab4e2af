"""`takedown`: file, list, show, decide and run cases; their log."""

import sys
from collections.abc import Iterable
from typing import get_args

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown
from aggregator.errors import PartlyDone, UsageError
from aggregator.results.takedowns import State, TakedownCase, TakedownCaseItems

STATES = get_args(State)
PREVIEW_COLUMNS = (
    "article_id",
    "source",
    "title",
    "relation",
    "action",
    "containment",
    "containment_of_original",
    "url",
)
as_json = click.option("--json", "as_json", is_flag=True, help="JSON.")


@takedown.command()
@click.option("--url", metavar="URL", help="The address of the article.")
@click.option("--story", metavar="ID", type=int, help="The text of this story.")
@click.option("--claimant", metavar="NAME", required=True, help="Who asks.")
@click.option("--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--email", metavar="MAIL", default="", help="Where the claimant is answered.")
@click.option("--work", metavar="URL", default="", help="The claimant's own publication.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Show what it would touch and do nothing.")
@as_json
@add_database_options
@click.pass_obj
def file(
    session: Session,
    url: str | None,
    story: int | None,
    claimant: str,
    reason: str,
    email: str,
    work: str,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Open a case: shows every copy it touches, then hides them at once.

    Copies that carry the text are hidden; those that share a part of it, quote it, are another
    version of it or carry it among other texts are listed for a person. Asks first, unless --yes is given. `takedown run` then
    erases for good.
    """
    _check_options(url, story, work)
    with session.open_for_reading() as aggregator:
        articles = aggregator.takedowns.preview(url=url, story=story)
    if as_json and dry_run:
        output.write_json(articles)
    elif not as_json:
        output.write_rows(articles, PREVIEW_COLUMNS, as_json=False, as_csv=False)
    hidden = sum(article.action == "hide" for article in articles)
    write_message(
        f"{hidden} to hide, {len(articles) - hidden} to look at (each can be filed by its own address)"
    )
    for article in articles:
        if article.relation == "collection":
            write_message(
                f"article {article.article_id} is a collection: it stays, with all that it carries, until "
                f"you decide on it; to see the passages: aggregator compare {article.article_id} "
                f"{articles[0].article_id}"
            )
    if dry_run:
        write_message("nothing done")
        return
    if not yes and not _confirm_hiding(hidden):
        raise UsageError("nothing done: add --yes to carry it out")
    with session.open_existing() as aggregator:
        case = aggregator.takedowns.file(
            claimant=claimant, reason=reason, url=url, story=story, email=email, work_url=work
        )
    if as_json:
        output.write_json(case)
    write_message(
        f"{case.number}: {case.state}, due {case.deadline}; next: aggregator takedown run, which erases for good"
    )


def _check_options(url: str | None, story: int | None, work: str) -> None:
    from aggregator import urls

    if (url is None) == (story is None):
        raise UsageError("name what to take down: either --url URL or --story ID")
    for address in (url, work):
        if address:
            urls.canonical(address)


def _confirm_hiding(count: int) -> bool:
    """Ask on a terminal; elsewhere the answer is no."""
    return sys.stdin.isatty() and click.confirm(f"Hide these {count} articles now?", err=True)


@takedown.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only cases in this state.")
@output.add_list_options
@add_database_options
@click.pass_obj
def list_cases(session: Session, state: State | None, as_json: bool, as_csv: bool) -> None:
    """Cases, and when they are due, the most urgent first."""
    with session.open_for_reading() as aggregator:
        cases = aggregator.takedowns.list_cases(state)
    columns = ("number", "state", "received_at", "deadline", "claimant", "waits_for")
    output.write_rows(cases, columns, as_json=as_json, as_csv=as_csv)


@takedown.command()
@click.argument("number")
@as_json
@add_database_options
@click.pass_obj
def show(session: Session, number: str, as_json: bool) -> None:
    """One case with everything it touches."""
    with session.open_for_reading() as aggregator:
        case = aggregator.takedowns.get(number)
    if as_json:
        output.write_json(case)
    else:
        output.write_fields(case)
    _write_undecided(case)


@takedown.command()
@click.argument("number")
@click.option("--accept", is_flag=True, help="Hide what it touches, now.")
@click.option("--reject", is_flag=True, help="Turn it down, and put back what it hid.")
@output.dry_run_option
@as_json
@add_database_options
@click.pass_obj
def decide(
    session: Session, number: str, accept: bool, reject: bool, dry_run: bool, as_json: bool
) -> None:
    """Decide a case that waits for a person, or one that is hidden and not yet erased."""
    if accept == reject:
        raise UsageError("say what you decided: either --accept or --reject")
    if dry_run:
        with session.open_for_reading() as aggregator:
            case = aggregator.takedowns.get(number)
        _write_cases([case], as_json)
        write_message(
            f"{case.number}, {case.state}, would be {'accepted' if accept else 'rejected'}"
        )
        return
    with session.open_existing() as aggregator:
        case = aggregator.takedowns.decide(number, accept=accept)
    if as_json:
        output.write_json(case)
    write_message(f"{case.number}: {case.state}, due {case.deadline}")


@takedown.command()
@click.option("--dry-run", is_flag=True, help="Show which cases would be carried out.")
@click.option("--watch", is_flag=True, help="Go on every minute until stopped.")
@click.option(
    "--trust-clock", is_flag=True, help="First set the time of cases to that of the clock, even backwards."
)  # fmt: skip
@as_json
@add_database_options
@click.pass_obj
def run(session: Session, dry_run: bool, watch: bool, trust_clock: bool, as_json: bool) -> None:
    """Do what is due: erase what is hidden, prove that it is gone, close the cases; and what follows.

    Let a timer run this, or use --watch: an erasure is promised within 24 hours.
    """
    from aggregator.cli.takedown import work

    if dry_run:
        _show_open_cases(session, as_json)
        return
    if trust_clock:
        with session.open_existing() as aggregator:
            aggregator.takedowns.trust_clock()
    if watch:
        work.watch(lambda: _report_round(work.do_round(session), as_json))
    else:
        _report_round(work.do_round(session), as_json)


def _show_open_cases(session: Session, as_json: bool) -> None:
    from aggregator.takedown.rules.states import OPEN_STATES

    with session.open_for_reading() as aggregator:
        open_cases = [
            case for case in aggregator.takedowns.list_cases() if case.state in OPEN_STATES
        ]
    _write_cases(open_cases, as_json)
    write_message(f"{len(open_cases)} cases; nothing done")


def _report_round(cases: list[TakedownCaseItems], as_json: bool) -> None:
    """Write what became of the cases that were open. Raises PartlyDone where some are not proven."""
    _write_cases(cases, as_json)
    if not cases:
        write_message("no case is open")
        return
    closed = sum(case.state == "closed" for case in cases)
    waiting = sum(bool(case.waits_for) for case in cases)
    write_message(
        f"{closed} of {len(cases)} cases closed; backups made before still hold what was erased"
    )
    for case in cases:
        _write_undecided(case)
    if waiting:
        write_message(
            f"{waiting} wait for a person: aggregator takedown list, then takedown decide"
        )
    if any(_is_unfinished(case) for case in cases):
        raise PartlyDone(
            "some are not proven: `aggregator takedown log NUMBER` says why; run it again"
        )


def _is_unfinished(case: TakedownCaseItems) -> bool:
    """Is a case open that neither waits for a person nor for the time at which it is erased?"""
    from aggregator import clock
    from aggregator.takedown.rules.states import OPEN_STATES

    if case.state not in OPEN_STATES or case.waits_for:
        return False
    return case.erase_at is None or case.erase_at <= clock.now()


def _write_undecided(case: TakedownCaseItems) -> None:
    """Name the articles that a person has to decide on: the words of the work may still be shown there."""
    from aggregator.takedown.rules.scope import describe_undecided

    items = [item for item in case.items if item.article_id in case.undecided]
    if says := describe_undecided(items):
        write_message(f"{case.number}: {says} (file a request for its own address, or leave it)")


def _write_cases(cases: Iterable[TakedownCase], as_json: bool) -> None:
    columns = ("number", "state", "deadline", "closed_at")
    output.write_rows(cases, columns, as_json=as_json, as_csv=False)


@takedown.command()
@click.argument("number", required=False)
@output.add_list_options
@add_database_options
@click.pass_obj
def log(session: Session, number: str | None, as_json: bool, as_csv: bool) -> None:
    """What was done in a case, or in all, and when.

    Each entry has a hash over itself and the entry before it: `doctor` checks them.
    """
    with session.open_for_reading() as aggregator:
        entries = aggregator.takedowns.log(number)
    columns = ("at", "actor", "event", "detail")
    output.write_rows(
        entries, columns if number else ("number", *columns), as_json=as_json, as_csv=as_csv
    )
