"""Whether most hosts fail at once, so that the own network is to blame, and how a crawl goes on then. Pure.

Counted are hosts, each by its last attempt, and of failures only those that the own side can cause (no name, no
connection, no answer in time) at hosts that are not known to have failed before: one that is dead for weeks says nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

RECENT = 600.0  # seconds for which an attempt counts
MOST_HOSTS = 20  # of which the last attempt counts
FEWEST_HOSTS = (
    2  # that must fail of those that answered before: one site that is down is none of ours
)
FEWEST_NEW_HOSTS = 5  # and of those that were never asked: several may be misspelt
FAILING_SHARE = 0.9
UNDECIDED = 60.0  # seconds for which failures wait for attempts at other hosts
ANSWERED_LATER = 3.0  # seconds after a failure: whoever answers then shows that the network is up
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds between two probes in an outage
RETURN = 300.0  # seconds in which a crawl comes back to its full speed

Verdict = Literal["up", "undecided", "down"]


@dataclass(frozen=True, slots=True)
class _Attempt:
    at: float
    failed: bool
    is_new: bool = False  # a host that was never asked before


@dataclass(slots=True)
class OutageWatch:
    """What attempts say about the own network. Times are seconds of `clock.monotonic`."""

    attempts: "OrderedDict[str, _Attempt]" = field(default_factory=OrderedDict)  # by host
    answered: float = 0.0  # when a host answered last
    since: float | None = None  # when the present outage was recognised
    ended: float | None = None  # when the last one ended
    last_probe: float = 0.0
    pause: float = FIRST_PAUSE

    def note_answer(self, host: str, now: float) -> bool:
        """Notes that a host answered, with whatever status; returns whether that ends an outage."""
        self.answered = now
        if self.since is not None:
            self.attempts.clear()
            self.since, self.ended, self.pause = None, now, FIRST_PAUSE
            self._note(host, _Attempt(now, failed=False))
            return True
        self._note(host, _Attempt(now, failed=False))
        return False

    def note_failure(self, host: str, now: float, *, is_new: bool) -> bool:
        """Notes that a host failed that answered before or is new; returns whether that begins an outage."""
        self._note(host, _Attempt(now, failed=True, is_new=is_new))
        if self.since is not None or self.judge() != "down":
            return False
        self.since, self.last_probe = now, now
        return True

    def is_decided(self, failed: float, now: float) -> bool:
        """Returns whether a failure is that of its host: others have answered since, or nobody was asked."""
        return self.answered - failed > ANSWERED_LATER or now - failed > UNDECIDED

    def judge(self) -> Verdict:
        """Returns whether the own network is down, as far as the recent attempts say."""
        failed = [attempt for attempt in self.attempts.values() if attempt.failed]
        if not failed or len(failed) < FAILING_SHARE * len(self.attempts):
            return "up"
        known = sum(not attempt.is_new for attempt in failed)
        is_down = known >= FEWEST_HOSTS or len(failed) >= FEWEST_NEW_HOSTS
        return "down" if is_down else "undecided"

    def is_probe_due(self, now: float) -> bool:
        """Returns whether one host may be asked in an outage; the pause until the next one grows."""
        if self.since is None or now - self.last_probe < self.pause:
            return False
        self.last_probe, self.pause = now, min(self.pause * 2, LONGEST_PAUSE)
        return True

    def share_of_speed(self, now: float) -> float:
        """Returns the share of its requests at a time that a crawl may make: it comes back gently."""
        if self.since is not None:
            return 0.0
        return 1.0 if self.ended is None else min((now - self.ended) / RETURN, 1.0)

    def _note(self, host: str, attempt: _Attempt) -> None:
        self.attempts.pop(host, None)
        self.attempts[host] = attempt
        oldest = next(iter(self.attempts.values()))
        while len(self.attempts) > MOST_HOSTS or attempt.at - oldest.at > RECENT:
            self.attempts.popitem(last=False)
            oldest = next(iter(self.attempts.values()))
