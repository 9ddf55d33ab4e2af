"""What is done again and again on a thread beside a crawl that goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aggregator.cli.session import write_problem
from aggregator.errors import AggregatorError

END_SECONDS = 10.0  # that the end of the block waits for a call that runs; a server may answer late


@contextmanager
def repeating(do_one: Callable[[], object], pause_s: float, failure: str) -> Iterator[None]:
    """Calls `do_one` after each pause until the end of the block.

    An error of one call is written after `failure`; the next one tries again.
    """
    stopped = threading.Event()

    def repeat() -> None:
        while not stopped.wait(pause_s):
            try:
                do_one()
            except AggregatorError as error:
                write_problem(f"{failure}: {error}")

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(END_SECONDS)
