"""The health of a source: its numbers, and what its feeds and pages show."""

from aggregator.health.feeds import judge_feeds
from aggregator.health.pages import judge_pages
from aggregator.results.health import SourceFacts, SourceHealth


def judge_source(facts: SourceFacts, now: str) -> SourceHealth:
    """Returns the health of a source; what needs a person comes first."""
    found = [*judge_feeds(facts, now), *judge_pages(facts, now)]
    found.sort(key=lambda finding: finding.severity != "person")
    recent, past = facts.recent, facts.past
    return SourceHealth(
        source=facts.domain,
        needs_person=any(finding.severity == "person" for finding in found),
        findings=found,
        announced_per_day=round(past.announced / past.days, 2) if past.days else None,
        last_announced=facts.announced_days[-1][0] if facts.announced_days else None,
        announced=recent.announced,
        fetched=recent.fetched,
        stored=recent.stored,
        mean_delay_s=recent.delay_s // recent.delays if recent.delays else None,
        paywalled=recent.paywalled,
        causes=facts.causes,
    )


def rank_sources(judged: list[SourceHealth]) -> list[SourceHealth]:
    """Returns the sources of which something was found, the worst first.

    Those that need a person come before the others, and those that announce most before the small ones.
    """
    named = [source for source in judged if source.findings]
    return sorted(
        named, key=lambda one: (not one.needs_person, -(one.announced_per_day or 0), one.source)
    )
