"""Risks of a request, after the risk triggers of Lumen: where one is seen, a person is asked.

Each applies to claimants below a grade; its words are in `labels.TAKEDOWN_REASONS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator import clock
from aggregator.attribution.timing import CLAIM_MARGINS
from aggregator.results.takedowns import Capacity, Grade
from aggregator.takedown.types import PageFacts

FRESH_DAYS = 30  # a source that we know for less is fresh
MIN_LEAD = timedelta(days=1)  # of the work over a page without a date, as its feed may list it late
MANY_REQUESTS = 10  # of one sender within a day
SAME_TEXT_REQUESTS = 5  # with the same words within a week
ALARMS = ("absent_after_claim", "circular_credit", "seen_before_credited")  # rules of evidence
COMPANY_CAPACITIES: tuple[Capacity, ...] = ("owner", "agent")


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk, the grade from which it is taken, and whether it concerns pages of others only."""

    code: str
    below: Grade  # a person is asked where the claimant's grade is lower


# V4 is a person: at V3 these concern the removal of other publishers' pages
RISKS: tuple[Risk, ...] = (
    Risk("alarm", "V4"),
    Risk("back_dated", "V4"),
    Risk("collection", "V4"),
    Risk("first_seen_page", "V4"),
    Risk("free_mailbox", "V3"),
    Risk("fresh_domain", "V4"),
    Risk("many_requests", "V3"),
    Risk("same_words", "V3"),
    Risk("undated", "V4"),
)
DATE_RISKS = frozenset(["back_dated", "undated"])
_BELOW = {risk.code: risk.below for risk in RISKS}


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is known of a request beside its proofs."""

    has_free_mailbox: bool
    capacity: Capacity
    requests_of_sender: int  # within a day
    requests_with_words: int  # within a week


def find_request_risks(request: RequestFacts) -> Iterator[str]:
    """Yields the codes of risks that a request shows, whatever it asks for."""
    if request.has_free_mailbox and request.capacity in COMPANY_CAPACITIES:
        yield "free_mailbox"
    if request.requests_of_sender > MANY_REQUESTS:
        yield "many_requests"
    if request.requests_with_words > SAME_TEXT_REQUESTS:
        yield "same_words"


def find_page_risks(target: PageFacts, relation: str) -> Iterator[str]:
    """Yields the codes of risks of removing a page that is not the claimant's, whoever asks."""
    if relation == "collection":
        yield "collection"
    if target.first_seen < target.others_first_seen:
        yield "first_seen_page"


def find_pair_risks(target: PageFacts, work: PageFacts, now: str) -> Iterator[str]:
    """Yields the codes of risks of removing a page as a copy of a claimant's page."""
    if work.alarms.intersection(ALARMS):
        yield "alarm"
    if risk := _find_date_risk(target, work):
        yield risk
    if _is_fresh(work.source_since, now) and not _is_fresh(target.source_since, now):
        yield "fresh_domain"


def select_risk(codes: Sequence[str], grade: Grade) -> str:
    """Returns the first risk for which a person is asked at a grade; empty without one."""
    return next((code for code in codes if grade < _BELOW[code]), "")


def _find_date_risk(target: PageFacts, work: PageFacts) -> str:
    """Returns the risk that a page was there before the work, whatever our polls saw; empty without it.

    A claimed date may be false, and a feed may list a page late: only a person can tell. What the work
    claims itself does not count: its author wrote it.
    """
    claimed = _read_earliest_claim(target)
    seen = clock.from_text(work.text_since)
    if claimed is not None:
        return "back_dated" if claimed <= seen else ""
    absent = clock.from_text(target.last_absent or work.text_since)
    return "undated" if absent - seen < MIN_LEAD else ""


def _read_earliest_claim(page: PageFacts) -> datetime | None:
    """Returns the earliest moment that the claimed date of a page can mean; None without one that can be read."""
    try:
        moment = datetime.fromisoformat(page.published or "")
    except ValueError:
        return None
    is_local = moment.tzinfo is None
    moment = moment.replace(tzinfo=UTC) if is_local else moment
    try:
        return moment - CLAIM_MARGINS["local" if is_local else "instant"][0]
    except OverflowError:  # in the first hours of year 1
        return moment


def _is_fresh(since: str, now: str) -> bool:
    return clock.add_seconds(since, FRESH_DAYS * 86_400) > now
