"""A crawl waits for what another process or the disk withholds from it: the write lock, and room."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from aggregator import clock
from aggregator.crawl.report import CrawlReport
from aggregator.errors import DatabaseLocked, DiskFull
from storage.frontier.interface import Frontier
from storage.sqlite.connection import explain_sqlite_errors

SAID_AFTER = 30.0  # seconds of a wait, after which the log says so
LAST_SECONDS = 2.0  # of a wait for the lock in a crawl that is to stop
ROOM_PAUSE = 1.0  # seconds between two attempts to write to a full disk
SIGNAL_PAUSE = 0.25  # seconds after which signals are handled in such a pause

Result = TypeVar("Result")

logger = logging.getLogger(__name__)


class CrawlPatience:
    """Waits as long as it takes, unless the crawl is to stop. It is a `storage.sqlite.connection.Patience`."""

    def __init__(self, path: Path, report: CrawlReport) -> None:
        self._path, self.report = path, report
        self._has_said = False  # of the present wait
        self._gave_up = False

    def wait(self, seconds: float) -> None:
        """Raises DatabaseLocked when the crawl is to stop; says once that it waits for the lock."""
        if self.report.interrupted and (self._gave_up or seconds > LAST_SECONDS):
            self._gave_up = True
            raise DatabaseLocked("stopped while another process held the database")
        if seconds > SAID_AFTER and not self._has_said:
            self._has_said = True
            logger.error("waiting for the database, held by another process for %d s", seconds)

    def end(self, seconds: float) -> None:
        """Says that a long wait has ended."""
        if self._has_said:
            logger.error("another process held the database for %d s", seconds)
        self._has_said = False

    def write_together(self, frontier: Frontier, work: Callable[[], Result]) -> Result:
        """Returns what `work` returns, done in one transaction; nothing is counted that is rolled back."""

        def write_once() -> Result:
            counts = dict(self.report.counts)
            try:
                with frontier.transaction():
                    return work()
            except BaseException:
                self.report.counts = counts
                raise

        return self.write(write_once)

    def write(self, work: Callable[[], Result]) -> Result:
        """Returns what `work` returns, which is done again until the disk has room for it.

        `work` is one transaction. Raises DiskFull when the crawl is to stop.
        """
        start = clock.monotonic()
        while True:
            try:
                with explain_sqlite_errors(self._path):
                    result = work()
            except DiskFull as error:
                self._wait_for_room(error)
            else:
                if self._has_said:
                    logger.error("the disk was full for %d s", clock.monotonic() - start)
                self._has_said = False
                return result

    def _wait_for_room(self, error: DiskFull) -> None:
        if not self._has_said:
            self._has_said = True
            logger.error("waiting: %s", error)
        end = time.monotonic() + ROOM_PAUSE
        while time.monotonic() < end:
            if self.report.interrupted:
                raise error
            time.sleep(SIGNAL_PAUSE)
