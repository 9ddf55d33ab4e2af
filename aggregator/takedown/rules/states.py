"""The states of a takedown case, its deadline, and when a person has to look at it first.

    received ──► hidden ──► erased ──► closed
        └──────────┴──► rejected

received: filed; a person or the rule below has to accept it. hidden: gone from the main file, kept
in the private file. erased: in neither file; the proof is not complete. closed: proven.
The deadline counts from receipt and is never extended.
"""

from collections.abc import Collection

from aggregator import clock
from aggregator.results.takedowns import State

OPEN_STATES: tuple[State, ...] = ("received", "hidden", "erased")

DEADLINE_HOURS = 24  # promised: erased within a day of receipt
QUOTA_HOURS = 24  # the time over which the quota below counts
UNREVIEWED_QUOTA = 20  # articles that requests without review may take down within that time


def compute_deadline(received_at: str) -> str:
    """Returns when a case has to be closed."""
    return clock.add_seconds(received_at, DEADLINE_HOURS * 3600)


def compute_quota_start(now: str) -> str:
    """Returns the time since which articles taken down without review count against the quota."""
    return clock.add_seconds(now, -QUOTA_HOURS * 3600)


def hours_left(deadline: str, now: str) -> float:
    """Returns the hours until the deadline with one decimal; negative once it has passed."""
    left = clock.from_text(deadline) - clock.from_text(now)
    return round(left.total_seconds() / 3600, 1)


def describe_urgency(state: State, hours: float, waits_for: str) -> str:
    """Returns one line for the operator: when a case is due, its state, and the verb to type."""
    when = f"overdue by {-hours} hours" if hours < 0 else f"due in {hours} hours"
    if waits_for:
        return f"{when}, waits for a person ({waits_for}): aggregator takedown decide"
    return f"{when}, {state}: aggregator takedown run"


def format_case_number(received_at: str, earlier_cases: int) -> str:
    """Returns the number of a case: the year, and its place among the cases of that year."""
    return f"TD-{received_at[:4]}-{earlier_cases + 1:04}"


def reason_for_review(
    to_hide: Collection[int], originals: Collection[int], hidden_within_quota: int
) -> str:
    """Returns why a person must look at a request that nobody has reviewed; empty when it may pass.

    The best-known abuse of removal requests: copy an article, date the copy back, and have the
    original deleted. `originals` are articles that verdicts name as originals;
    `hidden_within_quota` counts articles that such requests took down since `compute_quota_start`.
    """
    named = sorted(set(to_hide) & set(originals))
    if named:
        ids = ", ".join(map(str, named))
        return f"our evidence names article {ids}, which it would erase, as the original"
    total = len(to_hide) + hidden_within_quota
    if total > UNREVIEWED_QUOTA:
        return f"with it, {total} articles would go within a day, unseen by anybody"
    return ""
