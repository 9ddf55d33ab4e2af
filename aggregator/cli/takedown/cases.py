"""`takedown`: list, show, note, decide and run cases; their log."""

from collections.abc import Iterable
from typing import get_args

import click

from aggregator import clock
from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown
from aggregator.errors import PartlyDone, UsageError
from aggregator.results.takedowns import (
    Grade,
    State,
    TakedownCase,
    TakedownCaseItems,
    TakedownCaseRecord,
    TakedownScope,
)

STATES = get_args(State)
GRADES = get_args(Grade)
ITEM_COLUMNS = ("article_id", "domain", "relation", "action", "state", "reason", "url")
# What a case has many of, shown as tables
PARTS = {
    "items": ITEM_COLUMNS,
    "requests": ("id", "received_at", "scope", "channel", "claimant", "email", "capacity", "work_url", "reason"),
    "proofs": ("id", "request_id", "method", "domain", "token", "checked_at", "proven_at", "detail"),
    "notes": ("at", "body"),
    "mails": ("id", "at", "direction", "kind", "address", "subject", "state", "error"),
}  # fmt: skip
as_json = click.option("--json", "as_json", is_flag=True, help="JSON.")


@takedown.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only cases in this state.")
@click.option("--waits", is_flag=True, help="Only cases that wait for a person.")
@click.option("--grade", type=click.Choice(GRADES), help="Only cases of this grade.")
@click.option(
    "--sender", metavar="DOMAIN", default="", help="Only cases whose first mail address is there."
)
@click.option(
    "--due", metavar="HOURS", type=float, help="Only open cases due within so many hours."
)
@output.add_list_options
@add_database_options
@click.pass_obj
def list_cases(
    session: Session,
    state: State | None,
    waits: bool,
    grade: Grade | None,
    sender: str,
    due: float | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Cases, and when they are due, those with the least time left first."""
    with session.open_for_reading() as aggregator:
        cases = aggregator.takedowns.list_cases(
            state, waits=waits, grade=grade, sender_domain=sender, due_within_hours=due
        )
    columns = ("number", "state", "grade", "received_at", "deadline", "claimant", "waits_for")
    output.write_rows(cases, columns, as_json=as_json, as_csv=as_csv)


@takedown.command()
@click.argument("number")
@as_json
@add_database_options
@click.pass_obj
def show(session: Session, number: str, as_json: bool) -> None:
    """One case with everything it touches, who asks, what they proved, notes and mails."""
    with session.open_for_reading() as aggregator:
        case = aggregator.case_records.get(number)
    if as_json:
        output.write_json(case)
    else:
        _write_record(case)
    _write_undecided(case)


def _write_record(case: TakedownCaseRecord) -> None:
    """Write the fields of a case, then a table of each of its parts."""
    row = output.convert_to_json_values(case)
    for request, each in zip(row["requests"], case.requests, strict=True):
        request["scope"] = _describe_scope(each.scope)
    output.write_fields({name: value for name, value in row.items() if name not in PARTS})
    for name, columns in PARTS.items():
        if row[name]:
            output.write_utf8(f"\n{name}\n")
            output.write_table(row[name], columns)


def _describe_scope(scope: TakedownScope) -> str:
    """Returns what a request asks for in short, `text, not paper.example`."""
    parts = [scope.kind, scope.author, scope.domain, scope.since, scope.until]
    kept = f"not {' '.join(scope.keep)}" if scope.keep else ""
    return ", ".join(part for part in [*parts, kept] if part)


@takedown.command()
@click.argument("number")
@click.argument("text")
@add_database_options
@click.pass_obj
def note(session: Session, number: str, text: str) -> None:
    """Note something on a case; it is deleted with what is known of persons."""
    with session.open_existing() as aggregator:
        aggregator.case_records.note(number, text)
    write_message(f"{number}: noted")


@takedown.command()
@click.argument("number")
@click.option("--accept", is_flag=True, help="Hide what it touches, now.")
@click.option("--reject", is_flag=True, help="Turn it down, and put back what it hid.")
@click.option(
    "--only", metavar="ID", type=int, multiple=True, help="Accept for these articles only."
)
@click.option(
    "--not",
    "leave",
    metavar="ID",
    type=int,
    multiple=True,
    help="Accept, but not for these articles.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why; the claimant is answered with it.")
@click.option(
    "--now",
    "at_once",
    is_flag=True,
    help="The next run erases it, without the time to put it back.",
)
@click.option(
    "--unfounded", is_flag=True, help="Reject as manifestly unfounded: counts against the sender."
)
@output.dry_run_option
@as_json
@add_database_options
@click.pass_obj
def decide(
    session: Session,
    number: str,
    accept: bool,
    reject: bool,
    only: tuple[int, ...],
    leave: tuple[int, ...],
    reason: str,
    at_once: bool,
    unfounded: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Decide a case that waits for a person, or one that is hidden and not yet erased.

    Accepted in part, the articles that are left out stay, or are put back. With --dry-run it shows what
    would become of each article. What is accepted is hidden now and erased 23 hours after receipt, until
    which it can be rejected still.
    """
    _check_decision(accept, reject, only, leave, at_once, unfounded)
    if dry_run:
        with session.open_for_reading() as aggregator:
            items = aggregator.takedowns.preview_decision(
                number, accept=accept, only=only, leave=leave
            )
        output.write_rows(items, ITEM_COLUMNS, as_json=as_json, as_csv=False)
        write_message(f"{number} would be {'accepted' if accept else 'rejected'}; nothing done")
        return
    with session.open_existing() as aggregator:
        case = aggregator.takedowns.decide(
            number,
            accept=accept,
            reason=reason,
            only=only,
            leave=leave,
            at_once=at_once,
            unfounded=unfounded,
        )
    if as_json:
        output.write_json(case)
    write_message(f"{case.number}: {case.state}, due {case.deadline}")


def _check_decision(
    accept: bool,
    reject: bool,
    only: tuple[int, ...],
    leave: tuple[int, ...],
    at_once: bool,
    unfounded: bool,
) -> None:
    if accept == reject:
        raise UsageError("say what you decided: either --accept or --reject")
    if reject and (only or leave or at_once):
        raise UsageError("--only, --not and --now belong to --accept")
    if accept and unfounded:
        raise UsageError("--unfounded belongs to --reject")
    if only and leave:
        raise UsageError("name the articles with --only or with --not, not with both")


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
    if later := sum(_is_erased_later(case) for case in cases):
        write_message(f"{later} are hidden, to be erased later")
    if any(_is_unproven(case) for case in cases):
        raise PartlyDone(
            "some are not proven: `aggregator takedown log NUMBER` says why; run it again"
        )


def _is_erased_later(case: TakedownCase) -> bool:
    return case.state == "hidden" and (case.erase_at or "") > clock.now()


def _is_unproven(case: TakedownCase) -> bool:
    """Should a run have closed a case, and did not?"""
    is_open = case.state == "erased" or (case.state == "hidden" and case.erase_at is not None)
    return is_open and not _is_erased_later(case)


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
