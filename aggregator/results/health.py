"""Results about the health of sources: the facts that it is judged by, and what follows from them."""

from typing import Literal, TypeAlias

from aggregator.results.base import Result
from aggregator.results.sources import (
    CrawlEvent,
    CrawlRun,
    FeedHealth,
    FurtherDomain,
    SourceDetails,
)
from aggregator.results.takedowns import TakedownWarning

Severity: TypeAlias = Literal["person", "note"]
HubState: TypeAlias = Literal["asked", "holds", "expired", "failed", "ending"]


class HealthFinding(Result, frozen=True):
    """Something that was measured, in words, and what can be done.

    `code` is one of `crawl_labels.HEALTH_CODES`. `severity` is `person` when a person has to do something.
    """

    code: str
    severity: Severity
    says: str
    do: str


class SourcePeriod(Result, frozen=True):
    """What a source did on some days, as crawls saw it; see the table `source_days`."""

    days: int = 0
    polls: int = 0
    failed_polls: int = 0
    announced: int = 0
    fetched: int = 0
    stored: int = 0
    text_length: int = 0  # characters of what was stored
    paywalled: int = 0
    delay_s: int = 0  # sum of the delays from published to stored
    delays: int = 0  # their number


class FeedFacts(Result, frozen=True):
    """A feed about which something may have to be said."""

    url: str
    kind: str
    failures: int  # in a row
    last_status: str
    last_error: str
    last_polled: str | None  # last good answer
    added_at: str | None
    retired_at: str | None
    moved_to: str | None
    validators_distrusted_at: str | None


class UnstoredPage(Result, frozen=True):
    """A page that was announced after the last stored one of its source, and brought no article."""

    cause: str  # a code of `crawl_labels.PAGE_CAUSES`
    outcome: str
    found_at: str
    first_tried_at: str | None


class SourceFacts(Result, frozen=True):
    """What is known of a source. `recent` is today and the day before (UTC), `past` four weeks before these."""

    domain: str
    added_at: str
    feeds: int
    failing_feeds: int
    discovery_due: str | None
    last_polled: str | None
    recent: SourcePeriod
    past: SourcePeriod
    causes: dict[str, int]  # why looks at pages brought no article, recent
    troubled: list[FeedFacts]
    unstored: list[UnstoredPage]  # newest first; empty when the newest page is stored
    announced_days: list[
        tuple[str, int]
    ]  # days with new entries; only known when there was none of late
    events: list[CrawlEvent]
    moved_from: str | None
    moved_at: str | None
    paused_until: str | None  # a host of it asked for a pause
    pause_reason: str


class SourceHealth(Result, frozen=True):
    """The health of one source: numbers of today and the day before, and what was found.

    `announced_per_day` is that of the four weeks before, `mean_delay_s` from the claimed date to when it was stored.
    `causes` counts the looks at pages that brought no article.
    """

    source: str
    needs_person: bool
    findings: list[HealthFinding]
    announced_per_day: float | None
    last_announced: str | None
    announced: int
    fetched: int
    stored: int
    mean_delay_s: int | None
    paywalled: int
    causes: dict[str, int]


class SubscribedFeed(Result, frozen=True):
    """A feed whose hub (WebSub) was asked to say when something is new.

    `state`: the hub was asked and has not answered yet, the subscription holds until `expires_at`, it has expired,
    the hub did not take the request or ended it (`error`), or it is asked to end it.
    """

    feed: str  # address
    hub: str
    state: HubState
    requested_at: str
    verified_at: str | None
    expires_at: str | None
    last_push_at: str | None
    error: str


class SourceReport(SourceDetails, frozen=True):
    """A source like `SourceDetails`, with its health, its last events, the newest first, and what hubs do for it."""

    health: SourceHealth
    events: list[CrawlEvent]
    hubs: list[SubscribedFeed]


class InstallationFacts(Result, frozen=True):
    """What is known of the installation as a whole."""

    feeds: int
    late_feeds: int  # due for more than an hour, and not paused
    late_since: str | None
    last_polled: str | None  # the last good answer of any feed
    last_run: CrawlRun | None
    is_running: bool
    outage: CrawlEvent | None
    clock_jump: CrawlEvent | None
    free_bytes: int
    database_bytes: int
    clock: str
    takedowns: list[str]
    counter_notices: list[str]
    lost_file: str | None = None  # the private file, when it is missing


class Health(Result, frozen=True):
    """The health of the installation and of its sources; `sources` are those of which something was found.

    Those that need a person come first, among them those that announce most.
    """

    checked_at: str
    facts: InstallationFacts
    findings: list[HealthFinding]
    sources: list[SourceHealth]

    @property
    def exit_code(self) -> int:
        """Return 0 when all is well, 1 when something needs a person, 3 for warnings about the installation."""
        if any(source.needs_person for source in self.sources):
            return 1
        if any(finding.severity == "person" for finding in self.findings):
            return 1
        return 3 if self.findings else 0


class Measurements(Result, frozen=True):
    """Numbers for a monitor. Delays, ages and deadlines are in seconds, null where there are none."""

    articles: int
    stored_last_hour: int
    crawl_running: bool
    feeds: int
    feeds_due: int
    feeds_failing: int
    feeds_late: int
    free_bytes: int
    outage: bool
    sources_need_person: int
    takedowns_open: int
    mean_delay_s: int | None
    last_poll_age_s: int | None
    takedown_deadline_s: int | None
    pages_by_state: dict[str, int]
    events_by_kind: dict[str, int]


class Status(Result, frozen=True):
    """What is stored, first seen from `since` until `until`, and what needs a person.

    `moves` are former domains of sources that crawls saw move, the newest first. `clock` says how the
    clock differs from the time of takedown cases; empty within an hour. `counter_notices` are the numbers
    of cases whose counter-notices wait for a person.
    """

    articles: int
    since: str | None
    until: str | None
    stories: int
    feeds: FeedHealth
    runs: list[CrawlRun]
    takedowns: list[TakedownWarning]
    moves: list[FurtherDomain]
    counter_notices: list[str]
    clock: str
    events: list[CrawlEvent]
    health: Health
