"""Failures that the own network can cause wait until it is clear whether it is down.

While it is, nothing counts as failed, one host at a time is probed, and the log of events says so. `outage.py` decides.
"""

import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from aggregator import clock
from aggregator.crawl.outage import OutageWatch
from aggregator.crawl.transport.failures import BrokenAnswer, CertificateFailure

OURS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
ANSWERED = (BrokenAnswer, CertificateFailure, ssl.SSLError)  # a server did, though not well
DOWN = "no host answers: the network, the name server or a proxy is down; nothing was counted as failed"

Evidence = Literal[
    "known", "new", "none"
]  # the host answered before, was never asked, or has failed

logger = logging.getLogger(__name__)


class Events(Protocol):
    """The log of events, see `storage.frontier.crawl_events`."""

    def add(self, kind: Literal["outage"], now: str, *, detail: str = "") -> int: ...
    def end(self, event_id: int, now: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request: how it is counted, and how what was asked for becomes due as it was."""

    record: Callable[[], None]
    give_back: Callable[[], None]


class NetworkGuard:
    """Holds failures back. Without `is_on` nothing is held, and the network is never down."""

    def __init__(self, events: Events, *, is_on: bool) -> None:
        self._events, self._is_on = events, is_on
        self._watch = OutageWatch()
        self._held: list[tuple[float, Failure]] = []
        self._event: int | None = None

    def __len__(self) -> int:
        """The number of failures that are held back."""
        return len(self._held)

    @property
    def is_down(self) -> bool:
        """Whether the own network is down."""
        return self._watch.since is not None

    def note_answer(self, host: str) -> bool:
        """Notes that a host answered; returns whether that ends an outage."""
        if not self._is_on or not self._watch.note_answer(host, clock.monotonic()):
            return False
        logger.error("the network is back")
        if self._event is not None:
            self._events.end(self._event, clock.now())
        self._event = None
        self.give_back_all()
        return True

    def hold(self, host: str, evidence: Evidence, failure: Failure) -> None:
        """Takes a failure; it is counted or given back once it is clear whose it is."""
        if not self._is_on:
            failure.record()
            return
        now = clock.monotonic()
        self._held.append((now, failure))
        if evidence == "none" or not self._watch.note_failure(host, now, is_new=evidence == "new"):
            return
        logger.error(DOWN)
        self._event = self._events.add("outage", clock.now(), detail=DOWN)
        self.give_back_all()

    def settle(self, *, is_idle: bool) -> None:
        """Counts the failures that are none of ours. `is_idle`: nothing else is expected that could decide."""
        if not self._held or self.is_down:
            return
        now, held = clock.monotonic(), self._held
        due = [failure for at, failure in held if is_idle or self._watch.is_decided(at, now)]
        self._held = [each for each in held if each[1] not in due]
        for failure in due:
            failure.record()

    def give_back_all(self) -> None:
        """Makes all that failed due as it was."""
        held, self._held = self._held, []
        for _, failure in held:
            failure.give_back()

    def may_probe(self) -> bool:
        """Returns whether one host may be asked in an outage; what failed in it is due again from time to time."""
        return self._watch.is_probe_due(clock.monotonic())

    def limit(self, number: int) -> int:
        """Returns how many of so many requests may be made at a time: after an outage they grow."""
        if not self._is_on:
            return number
        share = self._watch.share_of_speed(clock.monotonic())
        return max(int(number * share), min(number, 2)) if share else 0

    def close(self) -> None:
        """Gives back what is held, and ends the event of an outage that lasts: the next crawl looks itself."""
        self.give_back_all()
        if self._event is not None:
            self._events.end(self._event, clock.now())


def can_be_ours(error: BaseException) -> bool:
    """Returns whether the own network can have caused an error, or its cause: no host has answered."""
    causes = list(_list_causes(error))
    answered = any(isinstance(each, ANSWERED) for each in causes)
    return not answered and any(isinstance(each, OURS) for each in causes)


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
