"""Risks of a request, after the risk triggers of Lumen: where one is seen, a person is asked.

Each applies to claimants below a grade; its words are in `labels.TAKEDOWN_REASONS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator import clock
from aggregator.results.takedowns import Capacity, Grade
from aggregator.takedown.types import PageFacts

FRESH_DAYS = 30  # a source that we know for less is fresh
MAX_ORDERING_HOURS = 6  # of the polls of a page: a longer interval says little about when it came
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
)
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
    if claims_to_be_earlier(target, work):
        yield "back_dated"
    if _is_fresh(work.source_since, now) and not _is_fresh(target.source_since, now):
        yield "fresh_domain"


def select_risk(codes: Sequence[str], grade: Grade) -> str:
    """Returns the first risk for which a person is asked at a grade; empty without one."""
    return next((code for code in codes if grade < _BELOW[code]), "")


def claims_to_be_earlier(target: PageFacts, work: PageFacts) -> bool:
    """Does a page claim a date before the other one can have been there, as far as our polls know?

    The claim may be false, or the feed of the page listed it late: only a person can tell.
    """
    claimed = _read_claim(target)
    return claimed is not None and claimed < _there_since(work)


def _there_since(page: PageFacts) -> datetime:
    """Since when a page was there: its claimed date where narrow polls agree with it, else our first sight."""
    seen = clock.from_text(page.text_since)
    claimed = _read_claim(page)
    if page.last_absent is None or claimed is None or page.text_since != page.first_seen:
        return seen
    absent = clock.from_text(page.last_absent)
    is_narrow = seen - absent <= timedelta(hours=MAX_ORDERING_HOURS)
    return claimed if is_narrow and absent <= claimed <= seen else seen


def _read_claim(page: PageFacts) -> datetime | None:
    """The claimed date of a page; of a day its end, as the page may have come at any hour of it."""
    try:
        moment = datetime.fromisoformat(page.published or "")
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.from_text(page.first_seen).tzinfo)
    return moment + timedelta(days=page.published_precision == "day")


def _is_fresh(since: str, now: str) -> bool:
    return clock.add_seconds(since, FRESH_DAYS * 86_400) > now
