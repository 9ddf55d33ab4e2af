"""Pages and feeds are read in worker processes, never in the reactor; one that is lost costs one page."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from aggregator import ingest
from aggregator.ingest import Prepared, process_pool
from aggregator.ingest.process_pool import WorkerLost
from aggregator.model import NO_TRUST, Page, Rejected, TrustList

Result = TypeVar("Result")


class ReadingPool:
    """Worker processes whose results are awaited."""

    def __init__(self, workers: int, trust: TrustList = NO_TRUST) -> None:
        """`workers`: 0 is one per core. `trust` says whose signed manifests are trusted."""
        self._trust = trust
        self._pool = process_pool.WorkerPool(workers or process_pool.count_available_cores())

    async def read_and_sign(self, page: Page) -> Prepared:
        """Read and sign a page; it counts as rejected when its worker was lost."""
        try:
            return await self.run(ingest.prepare, page, self._trust)
        except WorkerLost as lost:
            return Prepared(replace(page, body=b""), Rejected(page.url, lost.reason))

    async def run(self, task: Callable[..., Result], *args: object) -> Result:
        """Run `task(*args)` in a worker; raises what it raises, and WorkerLost after two losses."""
        try:
            return await asyncio.wrap_future(self._pool.submit(task, *args))
        except WorkerLost:  # perhaps ended from outside, so that the page is not to blame
            return await asyncio.wrap_future(self._pool.submit(task, *args))

    def stop(self) -> None:
        """Kill every worker now."""
        self._pool.stop()
