"""The tables of behaviours, by name in `BEHAVIOURS`."""

from benchmarks.years.behaviours.addresses import ADDRESSES
from benchmarks.years.behaviours.feed_forms import FORMS
from benchmarks.years.behaviours.feed_moves import MOVES, SITEMAPS
from benchmarks.years.behaviours.feed_times import HINTS, TIMES, VALIDATORS
from benchmarks.years.behaviours.hosts import HOSTS
from benchmarks.years.behaviours.late import LATE
from benchmarks.years.behaviours.later import LATER
from benchmarks.years.behaviours.walls import WALLS

_FEEDS = (*FORMS, *TIMES, *VALIDATORS, *HINTS, *MOVES, *SITEMAPS)
BEHAVIOURS = {b.name: b for b in (*LATE, *WALLS, *ADDRESSES, *LATER, *_FEEDS, *HOSTS)}
