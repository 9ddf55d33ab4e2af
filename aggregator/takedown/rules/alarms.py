"""When an open case raises an alarm, and when it breaches the promise of a day."""

from collections.abc import Collection

from aggregator import clock
from aggregator.results.takedowns import Grade, State
from aggregator.takedown.rules.states import OPEN_STATES

ALARM_HOURS = (4, 12, 20)  # after receipt
PERSON = "it waited for a person"
WORK = "the work was not done"


def find_alarm(received_at: str, now: str, raised: Collection[int]) -> int | None:
    """Returns the hours of the alarm that is due; None when it, or a later one, was raised already.

    Where several have passed, as after an outage, only the last of them is raised.
    """
    hours = (clock.from_text(now) - clock.from_text(received_at)).total_seconds() / 3600
    passed = max((alarm for alarm in ALARM_HOURS if alarm <= hours), default=0)
    return passed if passed > max(raised, default=0) else None


def is_watched(state: State, grade: Grade) -> bool:
    """Does the promise hold for a case? Not while nobody has confirmed the request: anybody can write one."""
    return state in OPEN_STATES and grade != "V0"


def describe_breach(waits_for: str) -> str:
    """Returns why a case breaches its deadline.

    A case that waits for a person breaches it as any other: the reason only says what it waited for.
    """
    return PERSON if waits_for else WORK
