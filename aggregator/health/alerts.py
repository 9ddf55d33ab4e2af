"""When the operator is written to, and what: at most once a day, when what needs a person has changed."""

import hashlib
from dataclasses import dataclass

from aggregator.health.making import find_time_ago
from aggregator.results import CrawlEvent, Health, HealthFinding, SourceHealth

PAUSE = 23 * 3600  # seconds between two alerts: a timer that runs once a day is not always punctual
MOST_SOURCES = 100  # named in one alert


@dataclass(frozen=True, slots=True)
class Alert:
    """What needs a person. `digest` tells one state from another; `number` counts what is in `sources` and more."""

    subject: str
    digest: str
    findings: tuple[HealthFinding, ...]
    sources: tuple[SourceHealth, ...]
    number: int


def find_alert(health: Health, last: CrawlEvent | None, now: str) -> Alert | None:
    """Returns the alert to send, None when nothing needs a person, or when it was sent already.

    `last` is the last alert: it has ended when nothing needed a person after it.
    """
    findings = tuple(each for each in health.findings if each.severity == "person")
    sources = tuple(each for each in health.sources if each.needs_person)
    if not findings and not sources:
        return None
    digest = _make_digest(findings, sources)
    if last and last.happened_at > find_time_ago(now, PAUSE):
        return None
    if last and not last.ended_at and last.detail == digest:
        return None
    return Alert(
        _make_subject(findings, sources), digest, findings, sources[:MOST_SOURCES], len(sources)
    )


def _make_subject(findings: tuple[HealthFinding, ...], sources: tuple[SourceHealth, ...]) -> str:
    """Returns one line: `disk; 3 sources need a person`."""
    labels = dict.fromkeys(finding.says.partition(":")[0] for finding in findings)
    count = len(sources)
    verb = "source needs" if count == 1 else "sources need"
    return "; ".join([*labels, *([f"{count} {verb} a person"] if sources else [])])


def _make_digest(findings: tuple[HealthFinding, ...], sources: tuple[SourceHealth, ...]) -> str:
    """Returns what stays the same as long as the same things need a person, whatever their numbers."""
    codes = [finding.code for finding in findings]
    for source in sources:
        codes += [
            f"{source.source} {each.code}" for each in source.findings if each.severity == "person"
        ]
    return hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()[:32]
