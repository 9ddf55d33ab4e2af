"""Business days for counter-notices: no Saturdays, Sundays or federal holidays of the United States.

17 USC 512(g)(2)(C): what was removed is put back "not less than 10, nor more than 14, business days
following receipt of the counter notice", unless the claimant files a suit. Days are those of UTC.
Holidays: 5 USC 6103(a); one that falls on a Saturday is observed on the Friday before, one on a Sunday
on the Monday after (5 USC 6103(b), Executive Order 11582). Inauguration Day is one in and around
Washington only and does not count here.
"""

from datetime import date, timedelta
from functools import cache

from aggregator import clock

RESTORE_AFTER_DAYS = 10
RESTORE_BY_DAYS = 14

SATURDAY = 5
# Holidays on a day of a month: name, month, day
FIXED = (
    ("New Year's Day", 1, 1),
    ("Juneteenth National Independence Day", 6, 19),
    ("Independence Day", 7, 4),
    ("Veterans Day", 11, 11),
    ("Christmas Day", 12, 25),
)
# Holidays on the nth weekday of a month (0: Monday; -1: the last): name, month, weekday, n
WEEKDAYS = (
    ("Birthday of Martin Luther King, Jr.", 1, 0, 3),
    ("Washington's Birthday", 2, 0, 3),
    ("Memorial Day", 5, 0, -1),
    ("Labor Day", 9, 0, 1),
    ("Columbus Day", 10, 0, 2),
    ("Thanksgiving Day", 11, 3, 4),
)


def compute_restore_times(received_at: str) -> tuple[str, str]:
    """Returns after and by when what a counter-notice names is put back: each the end of a business day."""
    received = clock.from_text(received_at).date()
    after = add_business_days(received, RESTORE_AFTER_DAYS)
    by = add_business_days(received, RESTORE_BY_DAYS)
    return _end_of(after), _end_of(by)


def add_business_days(day: date, count: int) -> date:
    """Returns the `count`th business day following a day."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Is a day neither a Saturday, a Sunday nor a federal holiday?"""
    return day.weekday() < SATURDAY and day not in federal_holidays(day.year)


@cache
def federal_holidays(year: int) -> dict[date, str]:
    """Returns the days of a year on which a federal holiday is observed, each with its name.

    New Year's Day of the next year may be observed on the last day of this one.
    """
    fixed = [(_observe(date(year, month, day)), name) for name, month, day in FIXED]
    fixed.append((_observe(date(year + 1, 1, 1)), FIXED[0][0]))
    moving = [
        (_find_weekday(year, month, weekday, nth), name) for name, month, weekday, nth in WEEKDAYS
    ]
    return {day: name for day, name in sorted([*fixed, *moving]) if day.year == year}


def _observe(day: date) -> date:
    shift = {SATURDAY: -1, SATURDAY + 1: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _find_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth weekday of a month; the last one for -1."""
    if nth < 0:
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    start = date(year, month, 1)
    return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))


def _end_of(day: date) -> str:
    return f"{day + timedelta(days=1)}T00:00:00Z"
