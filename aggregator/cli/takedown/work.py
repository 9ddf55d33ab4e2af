"""What `takedown run` does in one round, and how it goes on with --watch."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from aggregator.cli import evidence, output
from aggregator.cli.session import Session, write_message, write_problem
from aggregator.cli.takedown.mail import send_waiting
from aggregator.cli.takedown.verify import check_proofs
from aggregator.errors import AggregatorError, UsageError

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import Config
    from aggregator.results import RedressReport, TakedownCaseItems

ROUND_SECONDS = 60.0  # between two rounds
PROOF_SECONDS = 60.0  # of a round for proofs of domains: what is due must not wait for slow servers


def do_round(session: Session) -> "list[TakedownCaseItems]":
    """Do all that is due by now; returns the cases that were open."""
    settings = session.settings()
    with session.open_existing() as aggregator:
        waiting = aggregator.takedowns.list_proofs_to_look_for()
        check_proofs(aggregator, settings, waiting, PROOF_SECONDS)
        with output.progress_bar("erasing") as bar:
            cases = aggregator.takedowns.run(bar)
        stamp = partial(evidence.stamp_bundle, config=settings)
        _report(aggregator.takedowns.do_due(stamp))
        _send_notices(aggregator, settings)
        aggregator.mails.forget_old()
        send_waiting(aggregator, settings)
    return cases


def _report(done: "RedressReport") -> None:
    """Write what was done besides erasing, where anything was."""
    for count, says in (
        (done.restored, "items were put back after a counter-notice, or are fetched again"),
        (done.alarms, "cases have reached an alarm"),
        (done.breaches, "cases are open after their deadline, or were closed after it"),
        (done.receipts, "receipts were made"),
        (done.persons, "cases lost what they said of persons, as its time had come"),
    ):
        if count:
            write_message(f"{count} {says}")


def _send_notices(aggregator: "Aggregator", settings: "Config") -> None:
    if not settings.takedown.recipients:
        return
    from aggregator import clock
    from aggregator.crawl import recipient_notices

    store = aggregator.store
    done = recipient_notices.send_due(
        store.recipient_notices, store.keys, settings.crawl, clock.now()
    )
    if done.sent or done.failed:
        write_message(
            f"{done.sent} notices to recipients sent, {done.failed} not accepted, {done.given_up} given up"
        )


def watch(do_one: Callable[[], None], pause_s: float = ROUND_SECONDS) -> None:
    """Do a round every minute until Ctrl-C or SIGTERM, which let the present one end.

    An error of one round is written; the next one tries again.
    """
    stop = threading.Event()
    with _stopping(stop) as signals:
        while not stop.is_set():
            try:
                do_one()
            except UsageError:  # settings: the next round would fail too
                raise
            except AggregatorError as error:
                write_problem(str(error))
            stop.wait(pause_s)
    if signal.SIGINT in signals:
        raise KeyboardInterrupt


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[list[int]]:
    """Set an event at SIGINT or SIGTERM; yields the list of those that came."""
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        came.append(number)
        stop.set()

    former = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
