"""The clock of a crawl: it goes on from the database, and a clock that cannot be right is corrected."""

import logging
from email.utils import parsedate_to_datetime

from aggregator import clock
from aggregator.crawl.clock_watch import TOLERANCE, ClockWatch
from aggregator.crawl.patience import CrawlPatience
from storage.frontier.clock_mark import ClockMark
from storage.frontier.crawl_events import CrawlEvents

DAY = 86_400
WITNESSES = 2  # servers that must have named the time before stored times are changed

logger = logging.getLogger(__name__)


class Timekeeper:
    """Corrects `aggregator.clock` while a crawl runs, and repairs what a wrong clock has written."""

    def __init__(self, mark: ClockMark, events: CrawlEvents, patience: CrawlPatience) -> None:
        self._mark, self._events, self._patience = mark, events, patience
        latest = mark.get()
        self._latest = _read_seconds(latest) if latest else None
        self._watch = ClockWatch.start(self._latest, clock.machine_seconds(), clock.monotonic())
        self._event: int | None = None
        if self._is_ahead_of_clock():  # otherwise nothing would be due, and no server be asked
            patience.write(lambda: mark.bring_back_due_times(clock.now()))

    def look(self) -> None:
        """Notes whether the clock was set."""
        jump = self._watch.look(clock.machine_seconds(), clock.monotonic())
        if jump:
            logger.error("the clock of this machine jumped by %s", _describe(jump))
        self._apply()

    def note_date(self, host: str, date: str) -> None:
        """Notes the `Date` header of an answer, which counts only while the clock is doubted."""
        if not self._watch.is_doubted:
            return
        try:
            seconds = parsedate_to_datetime(date).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            return
        self.look()
        self._watch.note_date(host, seconds)
        self._apply()
        if len(self._watch.differences) >= WITNESSES:
            self._repair()

    def write_mark(self) -> None:
        """Writes the time, from which the next crawl goes on; not one that is doubted and was never confirmed."""
        if not self._watch.is_doubted or self._watch.differences:
            self._patience.write(lambda: self._mark.set(clock.now()))

    def close(self) -> None:
        """Lets the clock of the machine count again."""
        try:
            self._end_event()
        finally:
            clock.keep_no_more()

    def _apply(self) -> None:
        correction = self._watch.correction
        clock.keep(self._watch.wall + correction, self._watch.passed)
        if correction and self._event is None:
            detail = f"the clock of this machine is wrong by {_describe(-correction)}: it is corrected here"
            logger.error(detail)
            self._event = self._patience.write(
                lambda: self._events.add("clock_jump", clock.now(), detail=detail)
            )
        elif not correction:
            self._end_event()

    def _end_event(self) -> None:
        if self._event is not None:
            event, self._event = self._event, None
            self._patience.write(lambda: self._events.end(event, clock.now()))

    def _repair(self) -> None:
        """Brings back what is in the future, where the time of the database is after that of servers."""
        if not self._is_ahead_of_clock():
            return
        self._latest = None
        self._patience.write(self._bring_back)

    def _bring_back(self) -> None:
        now = clock.now()
        articles = self._mark.bring_back_first_seen(now)
        rows = self._mark.bring_back_due_times(now)
        self._mark.set(now)
        detail = f"a clock that was ahead wrote the database: {articles} articles and {rows} due times were brought back"
        self._events.end(self._events.add("clock_jump", now, detail=detail), now)

    def _is_ahead_of_clock(self) -> bool:
        now = _read_seconds(clock.now())
        return self._latest is not None and self._latest > now + TOLERANCE


def _read_seconds(text: str) -> float:
    return clock.from_text(text).timestamp()


def _describe(seconds: float) -> str:
    """Returns a difference of time in words."""
    way = "ahead" if seconds > 0 else "back"
    days = abs(seconds) / DAY
    return f"{days:.0f} days ({way})" if days >= 2 else f"{abs(seconds):.0f} s ({way})"
