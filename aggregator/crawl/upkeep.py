"""What a crawl does beside fetching, many times a second: it looks at the clock and keeps the log of runs."""

from aggregator.crawl.patience import CrawlPatience
from aggregator.crawl.run_log import RunLog
from aggregator.crawl.timekeeping import Timekeeper
from storage.frontier.clock_mark import ClockMark
from storage.frontier.crawl_events import CrawlEvents
from storage.frontier.crawl_runs import CrawlRuns


class Upkeep:
    """The clock and the log of one crawl."""

    def __init__(self, keeper: Timekeeper, log: RunLog, patience: CrawlPatience) -> None:
        self._keeper, self._log, self._patience = keeper, log, patience

    @classmethod
    def begin(
        cls,
        mark: ClockMark,
        events: CrawlEvents,
        runs: CrawlRuns,
        patience: CrawlPatience,
        summary: str,
    ) -> "Upkeep":
        """Returns the upkeep of a crawl that begins now."""
        keeper = Timekeeper(mark, events, patience)
        log = patience.write(lambda: RunLog(runs, patience.report, summary))
        return cls(keeper, log, patience)

    def tick(self) -> None:
        """Notes whether the clock was set; writes counts and time every ten seconds."""
        self._keeper.look()
        if self._log.is_due():
            self._patience.write(self._log.write_counts)
            self._keeper.write_mark()

    def note_date(self, host: str, date: str) -> None:
        """Notes the time that a server names."""
        self._keeper.note_date(host, date)

    def end(self) -> None:
        """Writes that the run has ended."""
        try:
            self._patience.write(self._log.end)
            self._keeper.write_mark()
        finally:
            self._keeper.close()
