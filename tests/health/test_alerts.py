"""When the operator is written to: once a day at most, and only when what needs a person has changed."""

from msgspec.structs import replace

from aggregator.health.alerts import find_alert
from aggregator.health.sources import judge_source
from aggregator.results import CrawlEvent, Health, HealthFinding
from tests.health.facts import NOW, unstored
from tests.health.test_health_installation import GOOD

SHUT = judge_source(unstored(3, "forbidden"), NOW)
DISK = HealthFinding("disk", "person", "disk: 100 MiB free", "make room")
BAD = Health(NOW, GOOD, [DISK], [SHUT])


def sent(detail: str, at: str = "2026-11-19T12:00:00Z", ended_at: str | None = None) -> CrawlEvent:
    return CrawlEvent(at, ended_at, "alert_sent", None, None, detail)


def digest(health: Health) -> str:
    alert = find_alert(health, None, NOW)
    assert alert is not None
    return alert.digest


def test_nothing_is_sent_where_nothing_needs_a_person() -> None:
    note = replace(DISK, severity="note")
    assert (
        find_alert(Health(NOW, GOOD, [note], [replace(SHUT, needs_person=False)]), None, NOW)
        is None
    )


def test_the_subject_says_what_needs_a_person() -> None:
    alert = find_alert(BAD, None, NOW)
    assert alert is not None
    assert alert.subject == "disk; 1 source needs a person"
    assert (alert.findings, alert.sources) == ((DISK,), (SHUT,))


def test_the_same_is_not_sent_again() -> None:
    assert find_alert(BAD, sent(digest(BAD)), NOW) is None


def test_other_numbers_of_the_same_are_not_sent_again() -> None:
    more = replace(BAD, findings=[replace(DISK, says="disk: 90 MiB free")])
    assert digest(more) == digest(BAD)


def test_what_has_changed_is_sent_a_day_later() -> None:
    assert find_alert(BAD, sent("another"), NOW)
    assert find_alert(BAD, sent("another", "2026-11-20T11:00:00Z"), NOW) is None


def test_the_same_is_sent_again_when_all_was_well_in_between() -> None:
    assert find_alert(BAD, sent(digest(BAD), ended_at="2026-11-19T18:00:00Z"), NOW)
