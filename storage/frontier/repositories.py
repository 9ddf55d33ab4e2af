"""The repositories of sources, feeds and crawls in the main file."""

from functools import cached_property

from storage.frontier.child_sitemaps import ChildSitemaps
from storage.frontier.clock_mark import ClockMark
from storage.frontier.crawl_events import CrawlEvents
from storage.frontier.crawl_runs import CrawlRuns
from storage.frontier.feed_hubs import FeedHubs
from storage.frontier.health_facts import HealthFacts
from storage.frontier.publisher_groups import PublisherGroups
from storage.frontier.site_parameters import SiteParameters
from storage.frontier.site_rules import StoredSiteRules
from storage.frontier.source_changes import SourceChanges
from storage.frontier.source_days import SourceDays
from storage.frontier.source_domains import SourceDomains
from storage.frontier.sources import Sources
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.sqlite.connection import Database


class CrawlRepositories:
    """One repository for each subject of crawls."""

    main: Database

    @cached_property
    def frontier(self) -> SqliteFrontier:
        return SqliteFrontier(self.main)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.main)

    @cached_property
    def source_domains(self) -> SourceDomains:
        return SourceDomains(self.main)

    @cached_property
    def publisher_groups(self) -> PublisherGroups:
        return PublisherGroups(self.main)

    @cached_property
    def crawl_events(self) -> CrawlEvents:
        return CrawlEvents(self.main)

    @cached_property
    def child_sitemaps(self) -> ChildSitemaps:
        return ChildSitemaps(self.main)

    @cached_property
    def site_parameters(self) -> SiteParameters:
        return SiteParameters(self.main)

    @cached_property
    def site_rules(self) -> StoredSiteRules:
        return StoredSiteRules(self.main)

    @cached_property
    def feed_hubs(self) -> FeedHubs:
        return FeedHubs(self.main)

    @cached_property
    def health_facts(self) -> HealthFacts:
        return HealthFacts(self.main)

    @cached_property
    def source_changes(self) -> SourceChanges:
        return SourceChanges(self.main)

    @cached_property
    def source_days(self) -> SourceDays:
        return SourceDays(self.main)

    @cached_property
    def clock_mark(self) -> ClockMark:
        return ClockMark(self.main)

    @cached_property
    def crawl_runs(self) -> CrawlRuns:
        return CrawlRuns(self.main)
