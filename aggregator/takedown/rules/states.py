"""The states of a takedown case, its deadline, and when a person has to look at it first.

    received ──► hidden ──► erased ──► closed
        └──────────┴──► rejected, expired

received: filed; a proof of control or a person has to allow something. hidden: gone from the main file,
kept in the private file. erased: in neither file; the proof is not complete. closed: proven. rejected: a
person turned it down. expired: nobody confirmed or decided it in time. rescinded: the request was taken
back. restored: counter-notices undid all of it.
The deadline counts from receipt and is never extended.
"""

import re

from aggregator import clock, labels
from aggregator.results.takedowns import State, TakedownCase

OPEN_STATES: tuple[State, ...] = ("received", "hidden", "erased")

CASE_NUMBER = re.compile(r"\bTD-\d{4}-\d{4,9}\b", re.ASCII | re.IGNORECASE)

DEADLINE_HOURS = 24  # promised: erased within a day of receipt
UNCONFIRMED_DAYS = 7  # after which a request that nobody confirmed ends
UNDO_S = 3600  # what was hidden can be put back for so long, however late it was proven
HIDDEN_HOURS = 24  # what is only hidden until a person decides is put back then


def compute_deadline(received_at: str) -> str:
    """Returns when a case has to be closed."""
    return clock.add_seconds(received_at, DEADLINE_HOURS * 3600)


def find_start(deadline: str) -> str:
    """Returns the receipt from which a deadline counts."""
    return clock.add_seconds(deadline, -DEADLINE_HOURS * 3600)


def compute_erasure(received_at: str, hidden_at: str, wait_s: int) -> str:
    """Returns when what is hidden is erased: a time after receipt that leaves time to undo it."""
    undo_s = min(UNDO_S, wait_s)
    return max(clock.add_seconds(received_at, wait_s), clock.add_seconds(hidden_at, undo_s))


def compute_expiry(case: TakedownCase) -> str:
    """Returns when a case ends that nobody confirmed."""
    return clock.add_seconds(case.received_at, UNCONFIRMED_DAYS * 86_400)


def compute_put_back(hidden_at: str) -> str:
    """Returns when a page is put back that was only hidden until a person decides."""
    return clock.add_seconds(hidden_at, HIDDEN_HOURS * 3600)


def hours_left(deadline: str, now: str) -> float:
    """Returns the hours until the deadline with one decimal; negative once it has passed."""
    left = clock.from_text(deadline) - clock.from_text(now)
    return round(left.total_seconds() / 3600, 1)


def describe_urgency(state: State, hours: float, waits_for: str) -> str:
    """Returns one line for the operator: when a case is due, its state, and the verb to type."""
    when = f"overdue by {-hours} hours" if hours < 0 else f"due in {hours} hours"
    if waits_for:
        why = labels.TAKEDOWN_REASONS.get(waits_for, waits_for)
        return f"{when}, waits for a person ({why}): aggregator takedown decide"
    return f"{when}, {state}: aggregator takedown run"


def format_case_number(received_at: str, earlier_cases: int) -> str:
    """Returns the number of a case: the year, and its place among the cases of that year."""
    return f"TD-{received_at[:4]}-{earlier_cases + 1:04}"
