"""Whether each host was asked as it wants to be, by what the server saw.

A gap counts from the arrival of one request to the arrival of the next, in real seconds; how late the server's loop and
the client's process ran around it is allowed for, and a tenth more. A pause (Retry-After) and the time between two polls (ttl, Cache-Control)
count in hours of the world.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from itertools import pairwise

from benchmarks.years.lateness import Late, most_between
from benchmarks.years.model import START, Site
from benchmarks.years.server import Seen
from benchmarks.years.world import FEED_PATHS, World

TOLERANCE = 0.1  # of the rule: how much the machine may shorten a gap
EXTRA_DELAYS = {"robots_crawl_delay": 0.6}  # seconds that a site's robots.txt asks for
REST = 0.25  # of its answer time that a slow host is left alone
FLOOR_TOLERANCE = 0.05  # hours
JUMP_SECONDS = (
    60.0  # that the world's clock runs ahead of the real one, from which it was put forward
)


@dataclass(slots=True)
class Manners:
    """How a site was asked. `shortest` gap in seconds; counts of what was against its rules."""

    name: str
    requests: int = 0
    gaps: int = 0
    too_fast: int = 0
    overlapping: int = 0
    without_rest: int = 0
    in_pause: int = 0
    below_floor: int = 0
    shortest: float = field(default=1e9)

    @property
    def offences(self) -> int:
        return (
            self.too_fast + self.overlapping + self.without_rest + self.in_pause + self.below_floor
        )


def judge_manners(
    world: World, seen: Iterable[Seen], delay: float, *late: Sequence[Late]
) -> dict[str, Manners]:
    """Returns how each behaviour's hosts were asked, by name. `late`: of the client's process and of the server, sorted."""
    by_host: dict[str, list[Seen]] = defaultdict(list)
    for request in seen:
        by_host[request.host].append(request)
    found = {}
    for site in world.sites:
        name = site.behaviour.name
        found[name] = Manners(name)
        for host in site.hosts:
            requests = sorted(by_host[host], key=lambda r: r.begun)
            _judge_gaps(found[name], requests, delay, max(delay, EXTRA_DELAYS.get(name, 0.0)), late)
            _judge_pauses(found[name], requests)
        _judge_floor(found[name], site, by_host[site.host])
    return found


def _judge_gaps(
    manners: Manners,
    requests: list[Seen],
    delay: float,
    rule: float,
    late: Sequence[Sequence[Late]],
) -> None:
    manners.requests += len(requests)
    for before, after in pairwise(requests):
        if _is_jump_between(before, after):
            continue
        lag = sum(most_between(each, before.begun, after.begun) for each in late)
        gap, answer = after.begun - before.begun, before.ended - before.begun
        manners.gaps += 1
        manners.shortest = min(manners.shortest, gap)
        known = delay if before.path == "/robots.txt" else rule
        if gap + lag < known * (1 - TOLERANCE):
            manners.too_fast += 1
        if after.begun < before.ended - lag - 0.01:
            manners.overlapping += 1
        elif answer > 2 * rule and after.begun + lag - before.ended < answer * REST * 0.8:
            manners.without_rest += 1


def _is_jump_between(before: Seen, after: Seen) -> bool:
    """Whether the clock of the world was put forward between two requests: then the host had hours of rest."""
    return (after.hour - before.hour) * 3600 - (after.begun - before.begun) > JUMP_SECONDS


def _judge_pauses(manners: Manners, requests: list[Seen]) -> None:
    """A request within a pause counts, unless it was on its way when the pause was asked for."""
    paused_until, asked_at = -1.0, 0.0
    for request in requests:
        if request.hour < paused_until and request.begun > asked_at + 1.0:
            manners.in_pause += 1
        if request.retry_after and request.status in (429, 503):
            paused_until = max(paused_until, request.hour + _hours(request))
            asked_at = request.ended


def _hours(request: Seen) -> float:
    if request.retry_after.isdigit():
        return int(request.retry_after) / 3600
    until = (parsedate_to_datetime(request.retry_after) - START).total_seconds() / 3600
    return until - request.hour - 0.01


def _judge_floor(manners: Manners, site: Site, requests: list[Seen]) -> None:
    floor = site.behaviour.floor
    polls = sorted(r.hour for r in requests if r.path.startswith(FEED_PATHS))
    manners.below_floor = sum(b - a < floor - FLOOR_TOLERANCE for a, b in pairwise(polls))
