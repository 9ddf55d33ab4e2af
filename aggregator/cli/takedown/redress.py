"""`takedown counter`, `takedown rescind` and `takedown report`."""

from typing import Literal

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.cli.takedown.group import takedown
from aggregator.errors import UsageError
from aggregator.results import CounterNoticeRecord
from aggregator.results.takedowns import CounterStatement

COLUMNS = ("id", "state", "url", "received_at", "restore_after", "restore_by")
DECISIONS: dict[str, Literal["forwarded", "refused", "restored", "suit"]] = {
    "suit": "suit",
    "refuse": "refused",
    "restore_now": "restored",
    "forward": "forwarded",
}


@takedown.command()
@click.argument("number")
@click.option("--url", metavar="URL", default="", help="The address of what was removed.")
@click.option("--name", metavar="NAME", default="", help="Who says that it was a mistake.")
@click.option("--email", metavar="MAIL", default="", help="Where they are answered.")
@click.option("--address", metavar="TEXT", default="", help="Their postal address.")
@click.option("--phone", metavar="TEXT", default="", help="Their telephone number.")
@click.option("--reason", metavar="TEXT", default="", help="Why it was a mistake.")
@click.option("--signature", metavar="NAME", default="", help="How they signed.")
@click.option(
    "--mistake", is_flag=True, help="They state under penalty of perjury that it was one."
)
@click.option("--jurisdiction", is_flag=True, help="They consent to a court, and to be served.")
@click.option("--suit", is_flag=True, help="The claimant filed a suit: it stays removed.")
@click.option("--refuse", is_flag=True, help="Turn the counter-notices down.")
@click.option("--restore-now", is_flag=True, help="Put it back without waiting.")
@click.option(
    "--forward", is_flag=True, help="The publisher sent it: forward it, and put it back in time."
)
@output.dry_run_option
@output.add_list_options
@add_database_options
@click.pass_obj
def counter(
    session: Session,
    /,
    number: str,
    dry_run: bool,
    as_json: bool,
    as_csv: bool,
    **given: str | bool,
) -> None:
    """File a counter-notice, decide those of a case, or list them.

    With --url it files one of the publisher, which is forwarded to the claimant. Without a suit, `takedown run` puts the
    item back after ten business days, and by the fourteenth: what is still hidden at once, what was
    erased by fetching it again.
    """
    decisions = [state for option, state in DECISIONS.items() if given.pop(option)]
    if len(decisions) + bool(given["url"]) > 1:
        raise UsageError("either file a counter-notice with --url, or decide in one way")
    if dry_run or not (given["url"] or decisions):
        with session.open_for_reading() as aggregator:
            notices = aggregator.takedowns.list_counter_notices(number)
    elif given["url"]:
        notices = [_file(session, number, given)]
    else:
        with session.open_existing() as aggregator:
            notices = aggregator.takedowns.decide_counter(number, decisions[0])
    output.write_rows(notices, COLUMNS, as_json=as_json, as_csv=as_csv)
    if dry_run:
        write_message(f"the counter-notices of {number} are as above; nothing done")
    elif given["url"] and notices[0].state == "received":
        write_message(
            "not forwarded: the claimant has no confirmed mail address; tell them yourself, and then "
            "decide with --restore-now, --refuse or --suit"
        )


def _file(session: Session, number: str, given: dict[str, str | bool]) -> CounterNoticeRecord:
    from aggregator.takedown.types import CounterNotice

    codes: tuple[CounterStatement, ...] = ("mistake", "jurisdiction")
    notice = CounterNotice(
        number=number,
        url=str(given["url"]),
        name=str(given["name"]),
        email=str(given["email"]),
        postal_address=str(given["address"]),
        phone=str(given["phone"]),
        reason=str(given["reason"]),
        statements=tuple(code for code in codes if given[code]),
        signature=str(given["signature"]),
        channel="command",
    )
    with session.open_existing() as aggregator:
        return aggregator.takedowns.counter(notice)


@takedown.command()
@click.argument("number")
@click.option("--reason", metavar="TEXT", required=True, help="Why.")
@output.dry_run_option
@click.option("--json", "as_json", is_flag=True, help="JSON.")
@add_database_options
@click.pass_obj
def rescind(session: Session, number: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Take a request back, also of a closed case: nothing stays hidden or blocked by it.

    What was erased is not kept anywhere: its addresses are due to be fetched again.
    """
    if dry_run:
        with session.open_for_reading() as aggregator:
            case = aggregator.takedowns.get(number)
        write_message(f"{case.number}, {case.state}, would be taken back")
        return
    with session.open_existing() as aggregator:
        case = aggregator.takedowns.rescind(number, reason)
    if as_json:
        output.write_json(case)
    restored = sum(item.state == "restored" for item in case.items)
    write_message(f"{case.number}: {case.state}, {restored} items put back or to be fetched again")


@takedown.command()
@click.option(
    "--year", type=click.IntRange(1970, 9999), help="Only requests received in this year."
)
@output.add_list_options
@add_database_options
@click.pass_obj
def report(session: Session, year: int | None, as_json: bool, as_csv: bool) -> None:
    """How requests were handled: counts, hours to hide and to erase, breaches; without names.

    The first row is the total. `log` is the newest hash of the log, see `takedown log`.
    """
    from aggregator.formats import transparency

    with session.open_for_reading() as aggregator:
        found = aggregator.takedowns.transparency(year)
    if as_json:
        output.write_json(found)
    else:
        rows = transparency.make_rows(found)
        columns = (*transparency.KINDS, *transparency.COUNTS)
        output.write_rows(rows, columns, as_json=False, as_csv=as_csv)
        write_message(f"newest hash of the log: {found.log}")
