"""The states of a case and its clock.

    received ──► hidden ──► erased ──► closed
        └──────────┴──► rejected

received: filed; a person or the rule below still has to let it pass. hidden: gone from the main
file, kept in the private one. erased: in neither; the proof is still out. closed: proven.
The clock starts at receipt and never pauses.
"""

from collections.abc import Collection
from typing import Literal

from aggregator import clock

State = Literal["received", "hidden", "erased", "closed", "rejected"]
OPEN: tuple[State, ...] = ("received", "hidden", "erased")

HOURS = 24  # promised: erased within a day of receipt
MOST_UNASKED = 20  # articles a day that requests nobody has looked at may take down


def deadline(received_at: str) -> str:
    """When a case has to be closed."""
    return clock.later(received_at, HOURS * 3600)


def hours_left(deadline: str, now: str) -> float:
    """Hours until the deadline, one decimal; negative once it has passed."""
    left = clock.moment(deadline) - clock.moment(now)
    return round(left.total_seconds() / 3600, 1)


def urgency(state: State, hours: float, waits_for: str) -> str:
    """How a case stands, in words, and what to type."""
    when = f"overdue by {-hours} hours" if hours < 0 else f"due in {hours} hours"
    if waits_for:
        return f"{when}, waits for a person ({waits_for}): aggregator takedown decide"
    return f"{when}, {state}: aggregator takedown run"


def number(received_at: str, before: int) -> str:
    """The number of a case: the year, and how many that year had before it."""
    return f"TD-{received_at[:4]}-{before + 1:04}"


def waits_for(hidden: Collection[int], originals: Collection[int], lately: int) -> str:
    """Why a request that nobody has looked at needs a person; empty when it may pass.

    Copying an article, dating the copy back and having the original deleted is the best known
    abuse of removal requests. `lately`: articles that such requests took down within a day.
    """
    named = sorted(set(hidden) & set(originals))
    if named:
        ids = ", ".join(map(str, named))
        return f"our evidence names article {ids}, which it would erase, as the original"
    if len(hidden) + lately > MOST_UNASKED:
        return f"with it, {len(hidden) + lately} articles would go within a day, unseen by anybody"
    return ""
