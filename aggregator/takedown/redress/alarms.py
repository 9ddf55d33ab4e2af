"""Alarms before a deadline, and breaches of it: each is logged once; the mails of a run are joined in one."""

from collections.abc import Iterable, Mapping

from aggregator.results.takedowns import TakedownCase
from aggregator.takedown.redress.repositories import RedressStore
from aggregator.takedown.rules import alarms, states

ALARM, BREACH = "alarm", "breach"  # events of the log


def raise_due(
    store: RedressStore, alarm_to: str, waiting: Iterable[str], now: str
) -> tuple[int, int]:
    """Log the alarms and breaches that are due, and queue one mail about them; returns both numbers.

    `waiting` are numbers of cases whose counter-notices wait for a person. `alarm_to` may be empty.
    """
    lines = dict.fromkeys(waiting, "a counter-notice waits for a person")
    raised = _log_alarms(store, now)
    breached = _log_breaches(store, now)
    for case in [*raised, *breached]:
        left = states.hours_left(case.deadline, case.closed_at or now)
        lines[case.number] = states.describe_urgency(case.state, left, case.waits_for)
    if lines and alarm_to:
        _queue_mail(store, alarm_to, lines, now)
    return len(raised), len(breached)


def _log_alarms(store: RedressStore, now: str) -> list[TakedownCase]:
    cases = store.takedown.cases
    raised = []
    for case in cases.list_by_urgency():
        if not alarms.is_watched(case.state, case.grade):
            continue
        former = [int(detail.split()[0]) for detail in store.log.list_details(case.id, ALARM)]
        hours = alarms.find_alarm(states.find_start(case.deadline), now, former)
        if hours is not None:
            with cases.transaction():
                detail = f"{hours} hours after receipt"
                cases.add_log_entry(case.id, now, "system", ALARM, detail)
            raised.append(case)
    return raised


def _log_breaches(store: RedressStore, now: str) -> list[TakedownCase]:
    """Cases that are open after their deadline, or were closed after it between two runs."""
    cases = store.takedown.cases
    breached: list[TakedownCase] = []
    for number in store.log.list_late_cases(now):
        case = cases.get_by_number(number)
        if case is not None:
            with cases.transaction():
                reason = alarms.describe_breach(case.waits_for)
                cases.add_log_entry(case.id, now, "system", BREACH, reason)
            breached.append(case)
    return breached


def _queue_mail(store: RedressStore, alarm_to: str, lines: Mapping[str, str], now: str) -> None:
    with store.takedown.cases.transaction():
        says = "\n".join(f"{number}: {line}" for number, line in lines.items())
        store.takedown.mails.queue("alarm", alarm_to, now, details={"says": says})
