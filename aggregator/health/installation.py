"""What is found of the installation as a whole: network, lateness, disk, clock, takedowns that wait."""

from collections.abc import Iterator

from aggregator import clock
from aggregator.health import limits
from aggregator.health.making import make_finding
from aggregator.results.health import HealthFinding, InstallationFacts


def judge_installation(facts: InstallationFacts, now: str) -> list[HealthFinding]:
    """Returns what was found; what needs a person comes first."""
    found = [*_judge_crawl(facts, now), *_judge_machine(facts, now), *_judge_takedowns(facts)]
    return sorted(found, key=lambda finding: finding.severity != "person")


def _judge_crawl(facts: InstallationFacts, now: str) -> Iterator[HealthFinding]:
    if facts.outage and facts.is_running:
        yield make_finding("outage", f"since {clock.to_the_minute(facts.outage.happened_at)}")
    if not facts.feeds or facts.last_run is None:
        return
    started = facts.last_run.started_at
    last = max(facts.last_polled or started, started if facts.last_polled is None else "")
    if clock.add_seconds(last, limits.IDLE_SECONDS) <= now:
        running = (
            "a crawl runs"
            if facts.is_running
            else f"the last crawl began {clock.to_the_minute(started)}"
        )
        says = f"last good answer of a feed {_say_last(facts)}; {running}"
        yield make_finding("not_crawled", says, person=True)
    elif facts.late_feeds > limits.LATE_SHARE * facts.feeds and facts.late_since:
        says = f"{facts.late_feeds} of {facts.feeds}, the first since {clock.to_the_minute(facts.late_since)}"
        yield make_finding("late", says)


def _judge_machine(facts: InstallationFacts, now: str) -> Iterator[HealthFinding]:
    free, used = facts.free_bytes, facts.database_bytes
    says = f"{free >> 20:,} MiB free, the database has {used >> 20:,} MiB"
    if free < limits.FREE_BYTES:
        yield make_finding("disk", says, person=True)
    elif free < 2 * used:
        yield make_finding(
            "disk", f"{says}: a backup on this disk, or an upgrade, needs as much again"
        )
    if facts.lost_file:
        yield make_finding("private_file", facts.lost_file, person=True)
    if facts.clock:
        yield make_finding("clock", facts.clock, person=True)
    jump = facts.clock_jump
    if jump and clock.add_seconds(jump.happened_at, limits.JUMP_SECONDS) > now:
        yield make_finding("clock_jump", f"{clock.to_the_minute(jump.happened_at)}, {jump.detail}")


def _judge_takedowns(facts: InstallationFacts) -> Iterator[HealthFinding]:
    for says in facts.takedowns:
        yield make_finding("takedown", says, person=True)
    for number in facts.counter_notices:
        yield make_finding("counter_notice", number, person=True, case=number)


def _say_last(facts: InstallationFacts) -> str:
    return clock.to_the_minute(facts.last_polled) if facts.last_polled else "never"
