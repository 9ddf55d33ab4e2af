"""When failures are those of the own network, and how a crawl probes and comes back."""

import itertools

import pytest

from aggregator.crawl.outage import FIRST_PAUSE, LONGEST_PAUSE, RECENT, RETURN, OutageWatch


def fail(watch: OutageWatch, *hosts: str, now: float = 0.0, is_new: bool = False) -> list[bool]:
    return [watch.note_failure(host, now, is_new=is_new) for host in hosts]


def answer(watch: OutageWatch, *hosts: str, now: float = 0.0) -> None:
    for host in hosts:
        watch.note_answer(host, now)


def many(count: int) -> list[str]:
    return [f"paper{number}.example" for number in range(count)]


def test_most_hosts_that_fail_at_once_are_an_outage() -> None:
    watch = OutageWatch()
    answer(watch, *many(40))
    assert not any(fail(watch, *many(17), now=1.0))
    assert fail(watch, "another.example", now=2.0) == [True]
    assert watch.since == 2.0


def test_a_few_hosts_that_answer_meanwhile_are_no_objection() -> None:
    watch = OutageWatch()
    answer(watch, "cached.example", "near.example")
    fail(watch, *many(18))
    assert watch.since is not None


def test_sites_that_die_while_others_answer_are_no_outage() -> None:
    watch = OutageWatch()
    for round_ in range(50):
        fail(watch, f"dead{round_}.example", now=float(round_))
        answer(watch, f"good{round_}.example", now=float(round_))
    assert watch.since is None
    assert watch.judge() == "up"


def test_one_dead_site_of_two_is_no_outage() -> None:
    watch = OutageWatch()
    answer(watch, "a.example")
    assert fail(watch, "b.example", now=100.0) == [False]
    assert watch.judge() == "up"


def test_both_sites_of_a_small_installation_are_an_outage() -> None:
    watch = OutageWatch()
    answer(watch, "a.example", "b.example")
    assert fail(watch, "a.example", "b.example", now=300.0) == [False, True]


def test_one_site_alone_is_never_an_outage_and_stays_undecided() -> None:
    watch = OutageWatch()
    for minute in range(5):
        assert fail(watch, "a.example", now=60.0 * minute) == [False]
    assert watch.judge() == "undecided"


def test_two_sites_that_fail_hours_apart_are_no_outage() -> None:
    watch = OutageWatch()
    assert fail(watch, "a.example", now=0.0) == [False]
    assert fail(watch, "b.example", now=RECENT + 1) == [False]


@pytest.mark.parametrize(("hosts", "is_outage"), [(4, False), (5, True)])
def test_of_hosts_that_were_never_asked_more_have_to_fail(hosts: int, is_outage: bool) -> None:
    watch = OutageWatch()
    fail(watch, *many(hosts), is_new=True)
    assert (watch.since is not None) == is_outage


def test_a_failure_is_that_of_its_host_once_others_have_answered_later_or_nobody_was_asked() -> (
    None
):
    watch = OutageWatch()
    answer(watch, "a.example", now=9.0)
    fail(watch, "b.example", now=10.0)
    answer(watch, "c.example", now=11.0)  # sent before, perhaps
    assert not watch.is_decided(10.0, now=12.0)
    answer(watch, "c.example", now=14.0)
    assert watch.is_decided(10.0, now=14.0)
    assert not watch.is_decided(14.5, now=70.0)
    assert watch.is_decided(14.5, now=75.0)


def test_probes_become_rarer_and_never_end() -> None:
    watch = OutageWatch()
    fail(watch, "a.example", "b.example")
    moments = [second for second in range(7200) if watch.is_probe_due(float(second))]
    pauses = [b - a for a, b in itertools.pairwise(moments)]
    assert moments[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_without_an_outage_there_are_no_probes() -> None:
    assert not OutageWatch().is_probe_due(1e6)


def test_one_answer_ends_an_outage_and_the_speed_comes_back_slowly() -> None:
    watch = OutageWatch()
    fail(watch, "a.example", "b.example")
    assert watch.share_of_speed(10.0) == 0.0
    assert watch.note_answer("a.example", 1000.0)
    assert watch.since is None
    assert watch.share_of_speed(1000.0 + RETURN / 2) == 0.5
    assert watch.share_of_speed(1000.0 + 2 * RETURN) == 1.0


def test_after_an_outage_a_site_that_is_dead_still_begins_no_other() -> None:
    watch = OutageWatch()
    fail(watch, "a.example", "b.example")
    answer(watch, "c.example", now=60.0)
    assert fail(watch, "a.example", "b.example", now=61.0) == [False, False]
    assert watch.judge() == "up"


def test_what_is_remembered_is_bounded() -> None:
    watch = OutageWatch()
    answer(watch, *many(10_000))
    assert len(watch.attempts) == 20
