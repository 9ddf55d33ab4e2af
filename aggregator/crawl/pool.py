"""Pages and feeds are read in processes, never in the reactor; one that dies or hangs costs one of them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import replace
from typing import TypeVar

from aggregator import ingest
from aggregator.ingest import Prepared, process_pool
from aggregator.model import Page, Rejected

Result = TypeVar("Result")

SECONDS = process_pool.SECONDS  # of one page
EACH = 2  # pages handed to a process at once, so that it never waits for the next
USES = 10_000  # then fresh processes take over, so that no leak of a library grows for ever


class WorkerLost(Exception):
    """The process that read something died ("crashed") or hung ("timeout")."""


class ReadingPool:
    """So many processes, each with something to do and something in hand."""

    def __init__(self, count: int) -> None:
        self._count = count or process_pool.cores()
        self._room = asyncio.Semaphore(EACH * self._count)
        self._executor = process_pool.pool(self._count)
        self._uses = 0

    async def prepare(self, page: Page) -> Prepared:
        """Read and sign a page; it counts as rejected when its process was lost."""
        try:
            return await self.run(ingest.prepare, page)
        except WorkerLost as lost:
            return Prepared(replace(page, body=b""), Rejected(page.url, str(lost)))

    async def run(self, task: Callable[..., Result], *given: object) -> Result:
        """What `task` gives or raises; WorkerLost when its process did not live to tell."""
        async with self._room:
            executor = self._current()
            try:
                return await _done(executor, task, given)
            except (BrokenExecutor, TimeoutError):
                self._replace(executor)
            return await _alone(task, given)  # whoever shared the process was not to blame

    def stop(self) -> None:
        """End every process now."""
        process_pool.stop(self._executor)

    def _current(self) -> ProcessPoolExecutor:
        self._uses += 1
        if self._uses > USES * self._count:
            self._executor.shutdown(wait=False)  # what it has in hand it finishes
            self._executor, self._uses = process_pool.pool(self._count), 0
        return self._executor

    def _replace(self, lost: ProcessPoolExecutor) -> None:
        if lost is self._executor:
            self._executor, self._uses = process_pool.pool(self._count), 0
        process_pool.stop(lost)


async def _done(
    executor: ProcessPoolExecutor, task: Callable[..., Result], given: tuple[object, ...]
) -> Result:
    return await asyncio.wait_for(
        asyncio.wrap_future(executor.submit(process_pool.spared, task, *given)), SECONDS
    )


async def _alone(task: Callable[..., Result], given: tuple[object, ...]) -> Result:
    executor = process_pool.pool(1)
    try:
        return await _done(executor, task, given)
    except BrokenExecutor as error:
        raise WorkerLost("crashed") from error
    except TimeoutError as error:
        raise WorkerLost("timeout") from error
    finally:
        process_pool.stop(executor)
