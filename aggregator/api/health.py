"""The health of the installation and of its sources: what was measured, and what needs a person."""

import shutil
from typing import TYPE_CHECKING

from aggregator import clock
from aggregator.api.sources import Sources
from aggregator.api.takedowns import Takedowns
from aggregator.health import limits
from aggregator.health.installation import judge_installation
from aggregator.health.sources import judge_source, rank_sources
from aggregator.results import (
    CrawlEvent,
    Health,
    InstallationFacts,
    Measurements,
    SourceHealth,
    SourceReport,
    SubscribedFeed,
)
from aggregator.results.sources import CrawlEventKind
from storage.store import Store, private_path

if TYPE_CHECKING:
    from aggregator.health.alerts import Alert

LIFE_SECONDS = 900  # since the last sign of life of a crawl, in which it counts as running
URGENT_HOURS = 6.0  # before the deadline of a takedown


class HealthReports:
    """Health of an open database: `Aggregator.health`.

    >>> [source.source for source in news.health.check().sources]
    []
    >>> news.health.of_source("wire.example").needs_person
    False
    """

    def __init__(self, store: Store, sources: Sources, takedowns: Takedowns) -> None:
        self._store, self._sources, self._takedowns = store, sources, takedowns

    def check(self) -> Health:
        """Return what was found of the installation and of each source that is not paused."""
        now = clock.now()
        facts = self._collect_facts(now)
        judged = [judge_source(source, now) for source in self._store.health_facts.list_facts(now)]
        return Health(now, facts, judge_installation(facts, now), rank_sources(judged))

    def of_source(self, text: str) -> SourceHealth:
        """Return the health of one source, of a domain or address. Raises NotStored."""
        now, domain = clock.now(), self._sources.find_domain(text)
        [facts] = self._store.health_facts.list_facts(now, domain)
        return judge_source(facts, now)

    def find_alert(self) -> "Alert | None":
        """Return what the operator has to know now; None when nothing needs a person, or it was sent already.

        Notes it when nothing needs a person any more.
        """
        from aggregator.health.alerts import find_alert

        health, last = self.check(), self._get_event("alert_sent")
        if health.exit_code != 1 and last and not last.ended_at:
            self._store.crawl_events.end_newest("alert_sent", health.checked_at)
        return find_alert(health, last, health.checked_at)

    def note_alert(self, alert: "Alert") -> None:
        """Note that an alert was sent, so that it is not sent again."""
        self._store.crawl_events.add("alert_sent", clock.now(), detail=alert.digest)

    def report_source(self, text: str) -> SourceReport:
        """Return one source with its feeds, its health, its last events and its hubs. Raises NotStored."""
        details = self._sources.get(text)
        return SourceReport(
            **{name: getattr(details, name) for name in details.__struct_fields__},
            health=self.of_source(text),
            events=self.list_events(text),
            hubs=self._list_subscribed(details.domain),
        )

    def list_events(self, text: str | None = None, *, limit: int = 20) -> list[CrawlEvent]:
        """Return the newest events of the crawl, or of one source. Raises NotStored."""
        since = clock.add_seconds(clock.now(), -limits.EVENT_SECONDS)
        domain = self._sources.find_domain(text) if text else None
        return self._store.crawl_events.list_newest(since, limit, domain)

    def measure(self) -> Measurements:
        """Return the numbers that a monitor asks for."""
        store, health = self._store, self.check()
        now, facts = health.checked_at, health.facts
        feeds, day = store.frontier.get_health(now), store.health_facts.sum_day(now[:10])
        cases = self._takedowns.list_open_deadlines()
        return Measurements(
            articles=store.coverage.article_span().articles,
            stored_last_hour=store.coverage.count_first_seen_since(clock.add_seconds(now, -3600)),
            crawl_running=facts.is_running,
            feeds=facts.feeds,
            feeds_due=feeds.due,
            feeds_failing=feeds.failing,
            feeds_late=facts.late_feeds,
            free_bytes=facts.free_bytes,
            outage=facts.outage is not None,
            sources_need_person=sum(source.needs_person for source in health.sources),
            takedowns_open=len(cases),
            mean_delay_s=day["delay_s"] // day["delays"] if day["delays"] else None,
            last_poll_age_s=_count_seconds(facts.last_polled, now),
            takedown_deadline_s=_count_seconds(now, cases[0].deadline) if cases else None,
            pages_by_state=store.health_facts.count_pages_by_state(),
            events_by_kind=dict(store.crawl_events.count_by_kind("")),
        )

    def _list_subscribed(self, domain: str) -> list[SubscribedFeed]:
        """Returns what the hubs of a source's feeds were asked."""
        if self._store.private is None:
            return []
        now = clock.now()
        feeds = self._store.feed_hubs.list_feeds(domain)
        known = {feed_id: self._store.subscriptions.get(feed_id) for feed_id in feeds}
        return [
            SubscribedFeed(
                feed=feeds[feed_id],
                hub=found.hub,
                state=found.state(now),
                requested_at=found.requested_at,
                verified_at=found.verified_at,
                expires_at=found.expires_at,
                last_push_at=found.last_push_at,
                error=found.error,
            )
            for feed_id, found in known.items()
            if found
        ]

    def _collect_facts(self, now: str) -> InstallationFacts:
        store, runs = self._store, self._store.crawl_runs.latest(1)
        late, late_since = store.health_facts.count_late_feeds(
            now, clock.add_seconds(now, -limits.LATE_FEEDS_SECONDS)
        )
        feeds, last_polled = store.health_facts.count_feeds()
        outage, jump = self._get_event("outage"), self._get_event("clock_jump")
        return InstallationFacts(
            feeds=feeds,
            late_feeds=late,
            late_since=late_since,
            last_polled=last_polled,
            last_run=runs[0] if runs else None,
            is_running=bool(runs) and self._is_running(runs[0].started_at, runs[0].ended_at, now),
            outage=outage if outage and not outage.ended_at else None,
            clock_jump=jump,
            free_bytes=shutil.disk_usage(store.path.resolve().parent).free,
            database_bytes=store.path.stat().st_size,
            clock=self._takedowns.describe_clock(),
            takedowns=[
                f"{case.number}: {case.says}"
                for case in self._takedowns.list_open_deadlines()
                if case.waits_for or case.hours_left < URGENT_HOURS
            ],
            counter_notices=self._takedowns.list_waiting_counters(),
            lost_file=None if store.private else str(private_path(store.path)),
        )

    def _get_event(self, kind: CrawlEventKind) -> CrawlEvent | None:
        return self._store.crawl_events.get_newest(kind)

    def _is_running(self, started_at: str, ended_at: str | None, now: str) -> bool:
        """Returns whether the last crawl runs: one that was killed has no end, but gives no sign of life."""
        if ended_at:
            return False
        sign = self._store.health_facts.find_sign_of_life() or started_at
        return clock.add_seconds(max(sign, started_at), LIFE_SECONDS) > now


def _count_seconds(start: str | None, end: str) -> int | None:
    return int(clock.seconds_between(start, end)) if start else None
