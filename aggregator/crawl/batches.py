"""Pages that were read wait a moment for others, so that they are stored with one commit."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aggregator.ingest import Prepared, StoreResult
from storage.frontier.interface import LeasedPage

BATCH_SIZE = 64  # pages stored with one commit at most
BATCH_SECONDS = 1.0  # that the first of them waits for others; a commit costs as much as two pages


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read and signed, and its lease if the frontier asked for it."""

    prepared: Prepared
    lease: LeasedPage | None


Stored = StoreResult | Exception  # what became of a page, or why it cannot be stored
Write = Callable[[Sequence[ReadPage]], Sequence[Stored]]


class StoreBatch:
    """Collects pages and has them written together. `write` never raises.

    `count_expected` returns how many pages are being fetched or read, those that wait included.
    """

    def __init__(self, write: Write, count_expected: Callable[[], int]) -> None:
        self._write, self._count_expected = write, count_expected
        self._waiting: list[tuple[ReadPage, asyncio.Future[StoreResult]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def store(self, page: ReadPage) -> StoreResult:
        """Returns what became of a page, once it is stored. Raises why it cannot be stored."""
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[StoreResult] = loop.create_future()
        self._waiting.append((page, stored))
        if len(self._waiting) in (BATCH_SIZE, self._count_expected()):
            self.write_waiting()
        elif self._timer is None:
            self._timer = loop.call_later(BATCH_SECONDS, self.write_waiting)
        return await stored

    def write_waiting(self) -> None:
        """Writes all pages that wait, also those for whose outcome nobody waits any more."""
        if self._timer:
            self._timer.cancel()
        batch, self._waiting, self._timer = self._waiting, [], None
        if not batch:
            return
        results = self._write([page for page, _ in batch])
        for (_, stored), result in zip(batch, results, strict=True):
            if stored.done():  # the crawl was interrupted meanwhile
                continue
            if isinstance(result, Exception):
                stored.set_exception(result)
            else:
                stored.set_result(result)
