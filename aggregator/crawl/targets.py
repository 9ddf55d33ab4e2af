"""What a crawl is to fetch; sources and addresses that are named are made due first, and accounted for last."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aggregator.crawl.outcomes import TAKEN_DOWN, Outcomes
from aggregator.crawl.report import CrawlReport
from aggregator.errors import UsageError
from storage.frontier.interface import CrawlScope, Frontier
from storage.frontier.sources import Sources

NOT_FETCHED = "not fetched: another crawl holds it, or its source is paused"
MOST_NAMED = 3  # sources named in the log of runs; more of them are counted


@dataclass(frozen=True, slots=True)
class CrawlTargets:
    """What a crawl is to fetch; see `aggregator.crawl.run`."""

    due: bool = False
    watch: bool = False
    sources: tuple[str, ...] = ()  # domains
    urls: tuple[str, ...] = ()  # canonical
    shard: tuple[int, int] | None = None  # (i, n), from 1
    written: Mapping[str, str] = field(
        default_factory=dict
    )  # by canonical address: what is fetched
    is_stored: bool = True  # False: what is fetched is read once and thrown away

    def __len__(self) -> int:
        """The number of sources and addresses that are named."""
        return len(self.sources) + len(self.urls)

    def scope(self) -> CrawlScope:
        """Returns what the crawl may take from the frontier."""
        index, parts = self.shard or (1, 1)
        return CrawlScope(self.sources, self.urls, self.due or self.watch, (index - 1, parts))

    def summary(self) -> str:
        """Returns a line for the log of runs: no address, which may have to be forgotten."""
        words = [word for word in ("due", "watch") if getattr(self, word)]
        if len(self.sources) > MOST_NAMED:
            words += [f"{len(self.sources)} sources"]
        else:
            words += [f"source {domain}" for domain in self.sources]
        words += [f"{len(self.urls)} addresses"] if self.urls else []
        part = f" (part {self.shard[0]}/{self.shard[1]})" if self.shard else ""
        return ", ".join(words) + part


def parse_shard(text: str) -> tuple[int, int]:
    """Returns (i, n) of a text `I/N` with I from 1 to N. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard {text}: expected I/N with I from 1 to N, such as 1/4")
    return int(match[1]), int(match[2])


def make_targets_due(
    targets: CrawlTargets,
    frontier: Frontier,
    sources: Sources,
    is_blocked: Callable[[str], bool],
    report: CrawlReport,
    now: str,
) -> None:
    """Makes what is named due now; a target that cannot be fetched has failed at once."""
    for domain in targets.sources:
        source = sources.get_with_feeds(domain)
        if source is None:
            why = f"no such source: `aggregator source add {domain}` adds it"
            report.add_failed_target(domain, why)
        elif source.paused:
            why = f"paused: `aggregator source resume {domain}` goes on with it"
            report.add_failed_target(domain, why)
        else:
            frontier.make_source_due(domain, now)
    for url in targets.urls:
        if is_blocked(url):
            report.add_failed_target(url, TAKEN_DOWN, refused=True)
            report.count("tombstoned")
        else:
            frontier.make_page_due(url, now, targets.written.get(url, ""))


def report_failed_targets(
    targets: CrawlTargets, sources: Sources, outcomes: Outcomes, report: CrawlReport
) -> None:
    """Adds to the report why targets failed of which no outcome says so, unless interrupted."""
    if report.interrupted:
        return
    for domain in targets.sources:
        present = sources.find_present_domain(domain) or domain
        errors = outcomes.feed_errors.get(domain, outcomes.feed_errors.get(present))
        why = _describe_source_failure(domain, sources, errors)
        if why:
            report.failed.setdefault(domain, why)
    for url in targets.urls:
        if url not in outcomes.concluded_urls:
            report.failed.setdefault(url, NOT_FETCHED)


def _describe_source_failure(domain: str, sources: Sources, errors: list[str] | None) -> str:
    """Returns why a source failed, "" when it did not. `errors`: one for each feed, "" when it answered."""
    if errors is None:
        return NOT_FETCHED
    if all(errors):
        return errors[0]
    if not sources.count_feeds(domain):
        return "no feed is announced on its home page: name one with `aggregator source add`"
    return ""
