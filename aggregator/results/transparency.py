"""Results of the transparency report: how requests to take something down were handled, without names."""

from aggregator.results.base import Result
from aggregator.results.takedowns import Channel, Grade, Ground, ScopeKind, State


class Spread(Result, frozen=True):
    """How long something took, in hours: in how many cases, the median, and the longest."""

    count: int
    median: float
    worst: float


class TransparencyGroup(Result, frozen=True):
    """The cases that are alike: what they are about, how they came, and how they ended."""

    ground: Ground
    scope: ScopeKind
    channel: Channel  # of the first request
    grade: Grade
    outcome: State
    cases: int
    articles: int  # hidden or erased
    hours_to_hide: Spread | None  # from receipt; None: nothing was hidden
    hours_to_erase: Spread | None
    breaches: int  # still open 24 hours after receipt, though confirmed


class TransparencyReport(Result, frozen=True):
    """All cases, or those received in `year`, in total and by group; groups are sorted by their first five fields.

    A case that waits for a person breaches the promise of 24 hours as any other; so does one that is
    decided later. Only a request that nobody has confirmed does not.
    """

    made_at: str
    since: str  # receipt of the first case; empty without cases
    cases: int
    articles: int
    hours_to_hide: Spread | None
    hours_to_erase: Spread | None
    breaches: int
    counter_notices: int
    restored: int  # articles that were put back, or may be fetched again
    groups: tuple[TransparencyGroup, ...]
    year: int | None = None
    requests: int = 0
    joined_requests: int = 0  # beyond the first of a case
    rescinded: int = 0  # cases whose request was taken back
    breaches_for_person: int = 0  # of the breaches, those that waited for a person
    log: str = ""  # newest hash of the log of all cases
