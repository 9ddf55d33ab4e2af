"""The transparency report: counts of cases, and how long hiding and erasing took."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median

from aggregator import clock
from aggregator.results.transparency import Spread, TransparencyGroup, TransparencyReport
from aggregator.takedown.rules.alarms import PERSON
from aggregator.takedown.types import CountedCase

Key = tuple[str, str, str, str, str]


def make_report(
    cases: Sequence[CountedCase], now: str, log: str, year: int | None = None
) -> TransparencyReport:
    """Returns the report on cases; `log` is the newest hash of the log."""
    ordered = sorted(cases, key=_key)
    requests = sum(case.requests for case in cases)
    return TransparencyReport(
        made_at=now,
        since=min((case.received_at for case in cases), default=""),
        cases=len(cases),
        articles=sum(case.articles for case in cases),
        hours_to_hide=_spread((case.received_at, case.hidden_at) for case in cases),
        hours_to_erase=_spread((case.received_at, case.erased_at) for case in cases),
        breaches=_count_breaches(cases),
        counter_notices=sum(case.counter_notices for case in cases),
        restored=sum(case.restored for case in cases),
        groups=tuple(_make_group(tuple(group)) for _, group in groupby(ordered, _key)),
        year=year,
        requests=requests,
        joined_requests=sum(max(0, case.requests - 1) for case in cases),
        rescinded=sum(case.outcome == "rescinded" for case in cases),
        breaches_for_person=sum(case.breach == PERSON for case in cases),
        log=log,
    )


def _key(case: CountedCase) -> Key:
    return case.ground, case.scope, case.channel, case.grade, case.outcome


def _make_group(cases: Sequence[CountedCase]) -> TransparencyGroup:
    first = cases[0]
    return TransparencyGroup(
        ground=first.ground,
        scope=first.scope,
        channel=first.channel,
        grade=first.grade,
        outcome=first.outcome,
        cases=len(cases),
        articles=sum(case.articles for case in cases),
        hours_to_hide=_spread((case.received_at, case.hidden_at) for case in cases),
        hours_to_erase=_spread((case.received_at, case.erased_at) for case in cases),
        breaches=_count_breaches(cases),
    )


def _count_breaches(cases: Iterable[CountedCase]) -> int:
    return sum(bool(case.breach) for case in cases)


def _spread(times: Iterable[tuple[str, str | None]]) -> Spread | None:
    """The hours between two times, of the cases that have both."""
    hours = [_hours_between(start, end) for start, end in times if end is not None]
    if not hours:
        return None
    return Spread(len(hours), round(median(hours), 2), round(max(hours), 2))


def _hours_between(start: str, end: str) -> float:
    return (clock.from_text(end) - clock.from_text(start)).total_seconds() / 3600
