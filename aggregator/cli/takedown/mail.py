"""`takedown poll-mail`, `takedown send-mail`, `takedown mails`: requests and replies in, answers out."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, write_message, write_problem
from aggregator.cli.takedown.group import takedown
from aggregator.errors import AggregatorError, MailServerError, NotStored, PartlyDone

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import Config
    from aggregator.results import PolledMail
    from aggregator.takedown.mail.mailbox import Mailbox

COLUMNS = ("uid", "kind", "cases", "says")
MAIL_COLUMNS = ("id", "at", "direction", "kind", "state", "address", "subject", "error")
WAIT_S = 60.0  # until the next look: for new mail, and for mails to send again
PAUSES_S = (5.0, 15.0, 60.0, 300.0)  # before a lost connection is opened again


@takedown.command("poll-mail")
@click.option("--watch", is_flag=True, help="Go on until interrupted: new mail is seen at once.")
@click.option("--dry-run", is_flag=True, help="Show what each new mail is, and do nothing.")
@output.add_list_options
@add_database_options
@click.pass_obj
def poll_mail(session: Session, watch: bool, dry_run: bool, as_json: bool, as_csv: bool) -> None:
    """Read the mailbox for requests, open or continue their cases, and send answers.

    Nothing in the mailbox is moved, deleted or marked. What was processed is known by Message-ID and content.
    """
    settings = session.settings()
    with session.open_for_reading() if dry_run else session.open_existing() as aggregator:
        if watch and not dry_run:
            _watch(aggregator, settings)
            return
        polled, problem = _poll_once(aggregator, settings, dry_run=dry_run)
        output.write_rows(polled, COLUMNS, as_json=as_json, as_csv=as_csv)
        if not dry_run:
            send_waiting(aggregator, settings)
    failed = sum(mail.failed for mail in polled)
    if not polled:
        write_message("no new mail")
    if failed or problem:
        raise PartlyDone(
            problem or f"{failed} of {len(polled)} mails could not be filed: run it again"
        )


@takedown.command("send-mail")
@click.option("--dry-run", is_flag=True, help="Say how many mails wait.")
@add_database_options
@click.pass_obj
def send_mail(session: Session, dry_run: bool) -> None:
    """Send the mails of cases that wait; `poll-mail` and `run` send as well."""
    if dry_run:
        with session.open_for_reading() as aggregator:
            waiting = aggregator.mails.count_queued()
        write_message(f"{waiting} mails wait; nothing sent")
        return
    with session.open_existing() as aggregator:
        failed = send_waiting(aggregator, session.settings())
    if failed:
        raise PartlyDone(
            f"{failed} mails were given up: `aggregator takedown mails NUMBER` says why"
        )


@takedown.command()
@click.argument("number", required=False)
@click.option("--show", metavar="ID", type=int, help="One mail, whole.")
@output.add_list_options
@add_database_options
@click.pass_obj
def mails(
    session: Session, number: str | None, show: int | None, as_json: bool, as_csv: bool
) -> None:
    """The mails of a case, received and sent; without NUMBER those of no case."""
    with session.open_for_reading() as aggregator:
        found = (
            aggregator.mails.list_of_case(number)
            if number
            else aggregator.mails.list_without_case()
        )
    if show is None:
        output.write_rows(found, MAIL_COLUMNS, as_json=as_json, as_csv=as_csv)
        return
    chosen = next((mail for mail in found if mail.id == show), None)
    if chosen is None:
        raise NotStored(f"no mail {show} here: `aggregator takedown mails NUMBER` lists them")
    if as_json:
        output.write_json(chosen)
    else:
        output.write_fields(chosen)


def _watch(aggregator: "Aggregator", settings: "Config") -> None:
    """Poll until interrupted; a lost connection is opened again after a pause that grows."""
    from aggregator.takedown.mail.mailbox import open_mailbox

    failures = 0
    while True:
        try:
            with open_mailbox(settings.mail) as mailbox:
                failures = 0
                while True:
                    _do_round(aggregator, settings, mailbox)
        except MailServerError as error:
            pause = PAUSES_S[min(failures, len(PAUSES_S) - 1)]
            failures += 1
            write_problem(f"{error}; next attempt in {pause:.0f} seconds")
            send_waiting(aggregator, settings)
            time.sleep(pause)


def _do_round(aggregator: "Aggregator", settings: "Config", mailbox: "Mailbox") -> None:
    """File what is new, send what is due, and wait for news unless some came meanwhile."""
    failed = 0
    for mail in _poll(aggregator, settings, mailbox):
        write_message(f"{mail.uid}: {mail.says}")
        failed += mail.failed
    send_waiting(aggregator, settings)
    mailbox.keep_alive()
    news = mailbox.list_new(aggregator.mails.list_processed(mailbox.name))
    if len(news) <= failed and not mailbox.wait(WAIT_S):
        time.sleep(WAIT_S)
    mailbox.keep_alive()


def _poll_once(
    aggregator: "Aggregator", settings: "Config", *, dry_run: bool
) -> "tuple[list[PolledMail], str]":
    """Returns what became of each new mail, and why the rest was not reached where the connection was lost."""
    from aggregator.takedown.mail.mailbox import open_mailbox

    polled: list[PolledMail] = []
    try:
        with open_mailbox(settings.mail) as mailbox:
            polled.extend(_poll(aggregator, settings, mailbox, dry_run=dry_run))
    except MailServerError as error:
        if not polled:
            raise
        return polled, str(error)
    return polled, ""


def _poll(
    aggregator: "Aggregator", settings: "Config", mailbox: "Mailbox", *, dry_run: bool = False
) -> "Iterator[PolledMail]":
    """Yields what became of each new mail. One that cannot be filed does not keep back the others."""
    from aggregator.results import PolledMail

    for uid in mailbox.list_new(aggregator.mails.list_processed(mailbox.name)):
        raw = mailbox.fetch_beginning(uid)
        try:
            if dry_run:
                yield aggregator.mails.inspect(raw, settings, uid)
            else:
                yield aggregator.mails.receive(raw, settings, mailbox.name, uid)
        except AggregatorError as error:
            yield PolledMail(uid, "unreadable", (), str(error), failed=True)
        except Exception as error:  # a bug that one mail meets must not keep back the others
            yield PolledMail(uid, "unreadable", (), f"{type(error).__name__}: {error}", failed=True)
    if not dry_run:
        aggregator.mails.forget_old()


def send_waiting(aggregator: "Aggregator", settings: "Config") -> int:
    """Send what waits, say what happened, and return how many mails were given up."""
    done = aggregator.mails.send_due(settings)
    if done.sent or done.failed or done.waiting:
        given_up = f", {done.failed} given up" if done.failed else ""
        problem = f" ({done.problem})" if done.problem else ""
        write_message(f"{done.sent} mails sent, {done.waiting} wait{given_up}{problem}")
    return done.failed
