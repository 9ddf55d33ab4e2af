"""Turns at a host: one request at a time, a pause between two, none while the host asks for a break.

Politeness of Scrapy's own slots ends where a process ends, and does not know Retry-After. Here a host is
leased from the frontier first, so that two crawls of one database never ask it at the same time.
"""

import asyncio
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from aggregator import clock, logs, urls
from aggregator.errors import AggregatorError
from storage.frontier.interface import HostLease

REST = 0.25  # of the time that an answer took: so long a host is left alone after it
LEASE_CHECK_SECONDS = 60.0  # between two looks at the lease of a host
BUSY_PAUSE, MOST_BUSY_SECONDS = 1.0, 60.0  # of waiting for a host that another process has
SHORTEST_BREAK, LONGEST_BREAK = 300, 3600  # seconds after 429 or 503 without Retry-After
MOST_HOSTS = 20_000  # remembered

logger = logs.get_logger(__name__)


class HostPaused(AggregatorError):
    """A host asked for a break: what was to be fetched from it waits."""

    def __init__(self, host: str, until: str, reason: str) -> None:
        super().__init__(f"{host} asked for a pause until {until} ({reason})")
        self.host, self.until = host, until


class HostBusy(AggregatorError):
    """Another crawl of this database has the host."""


class HostLeases(Protocol):
    """What a crawl knows of hosts that other processes know, too."""

    def acquire(self, url: str) -> HostLease:
        """Returns the host of an address; `is_held` is false while another process has it."""
        ...

    def pause(self, url: str, until: str, reason: str) -> None:
        """Writes that a host asked for a break."""
        ...


@dataclass(slots=True)
class _Host:
    """A host as this process knows it; times are those of `time.monotonic`."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0  # requests that wait or are under way
    crawl_delay: float = 0.0
    free_at: float = 0.0
    lease_checked: float | None = None
    paused_until: str = ""
    pause_reason: str = ""
    breaks: int = 0  # in a row, without Retry-After


class HostTurns:
    """The hosts of one crawl. `delay`: seconds from one request to the next, at least."""

    def __init__(self, delay: float, leases: HostLeases | None = None) -> None:
        self.delay, self.leases = delay, leases
        self._hosts: dict[str, _Host] = {}

    async def begin(self, url: str) -> None:
        """Waits for the turn of a request; `end` has to follow. Raises HostPaused, HostBusy."""
        host = self._get_host(url)
        host.waiting += 1
        try:
            await host.lock.acquire()
        except BaseException:
            host.waiting -= 1
            raise
        try:
            await self._wait_for_lease(host, url)
            _refuse_paused(host, url)
            if (rest := host.free_at - time.monotonic()) > 0:
                await asyncio.sleep(rest)
                _refuse_paused(host, url)
        except BaseException:
            self._release(host)
            raise

    def end(self, url: str, begun: float, sent_at: float | None = None) -> None:
        """The answer has come, or none will: the next request waits for the rest of the pause.

        `begun`: when the turn began, `sent_at`: when the request was sent, in seconds of `time.monotonic`. Where
        that is not known, the pause begins now: looking up a name and connecting may have taken longer than it.
        """
        host, now = self._get_host(url), time.monotonic()
        pause = max(self.delay, host.crawl_delay)
        rest = REST * (now - begun) if self.delay else 0.0
        host.free_at = max((now if sent_at is None else sent_at) + pause, now + rest)
        self._release(host)

    def note_answer(self, url: str, status: int, retry_after: int | None) -> None:
        """A host that answers 429 or 503, or with Retry-After (seconds), is left alone for a while."""
        host = self._get_host(url)
        if status not in (429, 503):
            host.breaks = 0
            return
        seconds = retry_after or min(SHORTEST_BREAK << min(host.breaks, 9), LONGEST_BREAK)
        host.breaks += 1
        host.paused_until = clock.add_seconds(clock.now(), seconds)
        host.pause_reason = f"HTTP {status}"
        logger.info(
            "host paused", host=_name_host(url), until=host.paused_until, why=host.pause_reason
        )
        if self.leases:
            self.leases.pause(url, host.paused_until, host.pause_reason)

    def set_crawl_delay(self, url: str, seconds: float) -> None:
        """Makes the pause of a host longer, never shorter than that of all hosts."""
        self._get_host(url).crawl_delay = seconds

    def compute_free_at(self) -> str:
        """Returns when any host that was asked until now may be asked again by another process."""
        longest = max((host.crawl_delay for host in self._hosts.values()), default=0.0)
        pause = max(self.delay, longest)
        return clock.add_seconds(clock.now(), math.ceil(pause) + 1 if pause else 0)

    def list_busy(self) -> set[str]:
        """Returns the hosts that are being asked, or were so recently that they still rest."""
        now = time.monotonic()
        return {name for name, host in self._hosts.items() if host.waiting or host.free_at > now}

    def forget_leases(self, names: set[str]) -> None:
        """These hosts are no longer held: their lease is looked at again before the next request."""
        for name in names & self._hosts.keys():
            self._hosts[name].lease_checked = None

    def _get_host(self, url: str) -> _Host:
        name = _name_host(url)
        if name not in self._hosts:
            for idle in list(self._list_idle()) if len(self._hosts) >= MOST_HOSTS else ():
                del self._hosts[idle]
            self._hosts[name] = _Host()
        return self._hosts[name]

    def _list_idle(self) -> Iterator[str]:
        """Yields the older half of the hosts that nothing is known of but that they have rested."""
        busy = self.list_busy()
        for name in list(self._hosts)[: MOST_HOSTS // 2]:
            if name not in busy and not self._hosts[name].crawl_delay:
                yield name

    def _release(self, host: _Host) -> None:
        host.waiting -= 1
        host.lock.release()

    async def _wait_for_lease(self, host: _Host, url: str) -> None:
        """Waits until this process has a host. Raises HostBusy when another one keeps it."""
        checked, start = host.lease_checked, time.monotonic()
        if self.leases is None or (checked and start - checked < LEASE_CHECK_SECONDS):
            return
        while not (lease := self.leases.acquire(url)).is_held:
            if time.monotonic() - start > MOST_BUSY_SECONDS:
                raise HostBusy(f"{lease.name} is being fetched from by another crawl")
            await asyncio.sleep(BUSY_PAUSE)
        host.lease_checked = time.monotonic()
        if lease.paused_until and lease.paused_until > host.paused_until:
            host.paused_until, host.pause_reason = lease.paused_until, lease.pause_reason
        if lease.free_at and (rest := _seconds_until(lease.free_at)) > 0:
            host.free_at = max(host.free_at, time.monotonic() + rest)


def _refuse_paused(host: _Host, url: str) -> None:
    if host.paused_until and host.paused_until > clock.now():
        raise HostPaused(_name_host(url), host.paused_until, host.pause_reason)


def _seconds_until(moment: str) -> float:
    """Returns the seconds until a time, a minute at most: the clock may have been set."""
    seconds = (clock.from_text(moment) - clock.from_text(clock.now())).total_seconds()
    return min(seconds, 60.0)


def _name_host(url: str) -> str:
    """Returns the host of an address; what is no address cannot be fetched, and fails later."""
    try:
        return urls.host(url)
    except ValueError:
        return urlsplit(url).netloc
