"""How long names and addresses of persons are kept with a case, by how it ended.

Requests that were acted on: three years, the time within which a claim for a wrongful notice or a
wrongful removal can be brought (17 USC 507(b) for copyright; section 195 of the German civil code and
article 2224 of the French one have three and five years, section 2 of the English Limitation Act 1980 six: we
take the first, since personal data is kept no longer than its purpose needs, article 5(1)(e) GDPR).
Requests that nobody confirmed led to nothing: thirty days, so that a sender who asks is answered.
"""

from aggregator import clock
from aggregator.results.takedowns import State

DAY_S = 24 * 3600
# Days after the end of a case. See above for why.
DAYS: dict[State, int] = {
    "closed": 3 * 365,
    "expired": 30,
    "rejected": 3 * 365,
    "rescinded": 3 * 365,
    "restored": 3 * 365,
}


def compute_personal_until(state: State, ended_at: str) -> str | None:
    """Returns when personal data of a case is deleted; None for a case that is still open."""
    days = DAYS.get(state)
    return clock.add_seconds(ended_at, days * DAY_S) if days is not None else None
