"""The log of crawl runs: counts while a run goes on, and runs that were killed."""

from aggregator import clock
from aggregator.crawl import lease_holder
from aggregator.crawl.report import CrawlReport
from storage.frontier.crawl_runs import CrawlRuns

COUNTS_SECONDS = 10.0  # between two times that the counts of a running crawl are written


class RunLog:
    """One run in the log."""

    def __init__(self, runs: CrawlRuns, report: CrawlReport, summary: str) -> None:
        """Adds a run that begins now, and ends those of processes that were killed."""
        self._runs, self._report = runs, report
        for run_id, holder in runs.list_unended():
            if not holder or lease_holder.is_dead_process(holder):
                runs.end_killed(run_id)
        self._id = runs.start(summary, clock.now(), lease_holder.identify_this_process())
        self._written = clock.monotonic()

    def is_due(self) -> bool:
        """Returns whether the counts are to be written again."""
        return clock.monotonic() - self._written > COUNTS_SECONDS

    def write_counts(self) -> None:
        """Writes the counts so far."""
        self._written = clock.monotonic()
        self._runs.write_counts(self._id, self._report.make_log_row(), clock.now())

    def end(self) -> None:
        """Writes the counts, and that the run has ended."""
        self._runs.end(self._id, self._report.make_log_row(), clock.now())
