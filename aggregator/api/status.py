"""What the command `status` shows of an open database."""

from aggregator import clock
from aggregator.api.health import HealthReports
from aggregator.api.takedowns import Takedowns
from aggregator.results import Status
from storage.store import Store


def read_status(store: Store, takedowns: Takedowns, health: HealthReports) -> Status:
    """Return counts, the last crawl runs and events, takedowns that are due, and what needs a person."""
    span = store.coverage.article_span()
    return Status(
        span.articles,
        span.since,
        span.until,
        store.coverage.count_stories(),
        store.frontier.get_health(clock.now()),
        store.crawl_runs.latest(),
        takedowns.list_open_deadlines(),
        store.source_domains.list_newest(observed_only=True),
        takedowns.list_waiting_counters(),
        takedowns.describe_clock(),
        health.list_events(),
        health.check(),
    )
