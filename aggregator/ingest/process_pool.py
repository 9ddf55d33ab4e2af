"""Work spread over processes, results in order; a worker that dies or hangs costs one item."""

import itertools
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 8  # items a worker takes at once: enough to hide the hand-over, small enough to stay even
PRELOADED = ["aggregator.ingest", "aggregator.reading.body", "spiders.feeds", "spiders.sitemaps"]
SECONDS = 60.0  # of one item, and of a chunk: reading a page takes some milliseconds
MEMORY = (
    1536 * 1024 * 1024
)  # bytes a worker may fill; a page of the largest size needs up to half of it
CHUNKS_AHEAD = 3  # per worker, so that memory does not follow the length of the input
JOIN_SECONDS = 1.0  # for the thread that serves a pool whose workers were killed


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool(workers: int) -> ProcessPoolExecutor:
    """Fresh worker processes that share no open file or lock with this one.

    Ctrl-C reaches every process of a terminal; only this one is to answer, and it ends the others.
    """
    multiprocessing.set_forkserver_preload(PRELOADED)  # read once, shared by all that are forked
    executor = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("forkserver"),
        initializer=_begin,
    )
    # Before Python 3.11.5 the end of this process waits for tasks to be written that no killed
    # worker reads any more: https://github.com/python/cpython/issues/94777
    executor._call_queue.cancel_join_thread()  # type: ignore[attr-defined]  # not in the stubs
    return executor


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and does not outlive it, even one that was killed. The
    kernel keeps it from more memory than one page may cost: trees can be a thousand times a page."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def spared(task: Callable[..., Result], *given: Any) -> Result:
    """What `task` gives, in a worker: without memory left it ends, as one that crashed."""
    try:
        return task(*given)
    except MemoryError:
        os._exit(1)


def in_order(
    task: Callable[[Item], Result],
    items: Iterable[Item],
    lost: Callable[[Item, str], Result],
    *,
    workers: int = 0,
    seconds: float = 0,
) -> Generator[Result]:
    """`task` of every item, in the order of the items.

    `lost(item, why)` stands in for an item whose worker died or had no memory left ("crashed"), or
    took more than `seconds` ("timeout"); 0: SECONDS.
    """
    workers = workers or cores()
    seconds = seconds or SECONDS
    chunks = _chunks(items)
    executor = pool(workers)
    waiting: deque[tuple[Sequence[Item], Future[list[Result]]]] = deque()
    try:
        while True:
            for chunk in itertools.islice(chunks, workers * CHUNKS_AHEAD - len(waiting)):
                waiting.append((chunk, executor.submit(_each, task, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                done = future.result(timeout=seconds)
            except (BrokenProcessPool, TimeoutError):
                stop(executor)
                done = [_alone(task, item, lost, seconds) for item in chunk]
                executor = pool(workers)
                waiting = deque((c, executor.submit(_each, task, c)) for c, _ in waiting)
            yield from done
    finally:
        stop(executor)


def stop(executor: ProcessPoolExecutor) -> None:
    """End the workers now, also one that hangs."""
    processes = list((executor._processes or {}).values())  # no public way to reach a hung worker
    results = executor._result_queue
    manager: Any = executor._executor_manager_thread  # the stubs take it for something else
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    if results is not None:
        # Else the executor's thread, and with it the end of this process, would wait for ever for
        # the rest of a result that a worker was just writing: ours is the last writer.
        results._writer.close()  # type: ignore[attr-defined]  # not in the stubs
    if manager not in (None, threading.current_thread()):
        # Else it may close a pipe that the end of this process is just about to wake it by.
        manager.join(JOIN_SECONDS)


def _alone(
    task: Callable[[Item], Result], item: Item, lost: Callable[[Item, str], Result], seconds: float
) -> Result:
    """One item in a process of its own: the way to find out which one breaks its worker."""
    executor = pool(1)
    try:
        return executor.submit(spared, task, item).result(timeout=seconds)
    except BrokenProcessPool:
        return lost(item, "crashed")
    except TimeoutError:
        return lost(item, "timeout")
    finally:
        stop(executor)


def _each(task: Callable[[Item], Result], chunk: Sequence[Item]) -> list[Result]:
    return [spared(task, item) for item in chunk]


def _chunks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    source = iter(items)
    while chunk := list(itertools.islice(source, CHUNK)):
        yield chunk
