"""Turns at a host: one request at a time, a pause between two, none during a break that it asked for."""

import asyncio
import time

import pytest

from aggregator import clock
from aggregator.crawl.host_turns import REST, HostPaused, HostTurns
from storage.frontier.interface import HostLease

PAPER, OTHER = "http://paper.example/1", "http://other.example/1"


class Leases:
    """Hosts as another process has them: `busy` looks find each held by it."""

    def __init__(self, busy: int = 0, paused_until: str | None = None) -> None:
        self.busy, self.paused_until = busy, paused_until
        self.looks = 0
        self.pauses: list[tuple[str, str]] = []

    def acquire(self, url: str) -> HostLease:
        self.looks += 1
        return HostLease(1, url, self.looks > self.busy, None, self.paused_until, "HTTP 503")

    def pause(self, url: str, until: str, reason: str) -> None:
        self.pauses.append((url, reason))
        assert until > clock.now()


async def fetch(turns: HostTurns, url: str, seconds: float = 0.0) -> tuple[float, float]:
    """Makes a request that takes so long; returns when it began and ended."""
    await turns.begin(url)
    begun = time.monotonic()
    await asyncio.sleep(seconds)
    turns.end(url, begun, begun)
    return begun, time.monotonic()


async def fetch_all(
    turns: HostTurns, *urls: str, seconds: float = 0.0
) -> list[tuple[float, float]]:
    return list(await asyncio.gather(*(fetch(turns, url, seconds) for url in urls)))


def test_a_host_gets_one_request_at_a_time_and_a_pause_between_two() -> None:
    first, second, third = asyncio.run(fetch_all(HostTurns(0.2), PAPER, PAPER, PAPER))
    assert second[0] - first[0] >= 0.2
    assert third[0] - second[0] >= 0.2


def test_the_pause_begins_when_the_request_is_sent_and_not_with_the_turn() -> None:
    async def fetch_from_a_slow_name() -> tuple[float, float]:
        turns = HostTurns(0.5)
        await turns.begin(PAPER)
        begun = time.monotonic()
        await asyncio.sleep(0.6)  # looking up, connecting
        sent_at = time.monotonic()
        turns.end(PAPER, begun, sent_at)
        await turns.begin(PAPER)
        return sent_at, time.monotonic()

    sent_at, second = asyncio.run(fetch_from_a_slow_name())
    assert second - sent_at >= 0.5


def test_hosts_do_not_wait_for_one_another() -> None:
    first, second = asyncio.run(fetch_all(HostTurns(5.0), PAPER, OTHER))
    assert second[0] - first[0] < 4.0


def test_a_slow_host_rests_for_a_quarter_of_its_answer_time() -> None:
    first, second = asyncio.run(fetch_all(HostTurns(0.01), PAPER, PAPER, seconds=0.8))
    assert second[0] - first[1] >= REST * 0.8 - 0.01


def test_a_crawl_delay_makes_the_pause_longer_and_never_shorter() -> None:
    turns = HostTurns(0.2)
    turns.set_crawl_delay(PAPER, 0.5)
    turns.set_crawl_delay(OTHER, 0.01)
    first, second = asyncio.run(fetch_all(turns, PAPER, PAPER))
    assert second[0] - first[0] >= 0.5
    first, second = asyncio.run(fetch_all(turns, OTHER, OTHER))
    assert second[0] - first[0] >= 0.2


@pytest.mark.parametrize(("status", "retry_after"), [(429, None), (503, None), (429, 60)])
def test_nothing_more_is_asked_of_a_host_that_wants_a_break(
    status: int, retry_after: int | None
) -> None:
    leases = Leases()
    turns = HostTurns(0.0, leases)

    async def ask_twice() -> None:
        await fetch(turns, PAPER)
        turns.note_answer(PAPER, status, retry_after)
        with pytest.raises(HostPaused, match=f"HTTP {status}"):
            await fetch(turns, PAPER)
        await fetch(turns, OTHER)

    asyncio.run(ask_twice())
    assert leases.pauses == [(PAPER, f"HTTP {status}")]


def test_a_request_that_waits_already_is_refused_when_the_host_asks_for_a_break() -> None:
    turns = HostTurns(0.0)

    async def ask_while_waiting() -> None:
        await turns.begin(PAPER)
        waiting = asyncio.create_task(fetch(turns, PAPER))
        await asyncio.sleep(0)
        turns.note_answer(PAPER, 429, 3600)
        turns.end(PAPER, time.monotonic())
        with pytest.raises(HostPaused):
            await waiting

    asyncio.run(ask_while_waiting())


def test_a_break_that_another_process_was_asked_for_holds_here_too() -> None:
    until = clock.add_seconds(clock.now(), 3600)
    with pytest.raises(HostPaused):
        asyncio.run(fetch(HostTurns(0.0, Leases(paused_until=until)), PAPER))


def test_a_host_of_another_process_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aggregator.crawl.host_turns.BUSY_PAUSE", 0.01)
    leases = Leases(busy=3)
    asyncio.run(fetch(HostTurns(0.0, leases), PAPER))
    assert leases.looks == 4


def test_a_host_is_busy_while_it_is_asked_and_while_it_rests() -> None:
    turns = HostTurns(60.0)

    async def look() -> set[str]:
        await turns.begin(PAPER)
        during = turns.list_busy()
        turns.end(PAPER, time.monotonic())
        assert turns.list_busy() == during
        return during

    assert asyncio.run(look()) == {"paper.example"}
