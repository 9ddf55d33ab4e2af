"""A pool of worker processes: results in order; a worker that dies or hangs costs one item.

Each worker has a pipe of its own, so that one that is killed half-way through a message harms
nobody else; a pool whose workers share one pipe and its lock would wait for the rest for ever.
"""

import itertools
import multiprocessing
import os
import resource
import select
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import connection
from typing import Any, Literal, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
LossReason = Literal["crashed", "timeout"]

CHUNK_SIZE = 8  # items sent at once: enough to hide the sending, few enough to share out evenly
# Imported once, shared by all workers.
PRELOADED = [
    "aggregator.ingest",
    "aggregator.ingest.first_page",
    "aggregator.reading.body",
    "spiders.feeds",
    "spiders.sitemaps",
]
TIMEOUT_SECONDS = 60.0  # of one task, a chunk included: reading a page takes some milliseconds
START_SECONDS = 60.0  # of a new process, until it begins its first task
# What a worker may allocate: a page of the largest size needs up to half of it.
MEMORY_LIMIT_BYTES = 1536 * 1024 * 1024
CHUNKS_AHEAD = 3  # per worker, so that memory does not follow the length of the input
MAX_TASKS = 10_000  # of one worker: a fresh process takes over, so that no leak grows for ever
JOIN_SECONDS = 5.0  # for a worker that was killed, or whose pipe was closed


class WorkerLost(Exception):
    """The worker died or ran out of memory ("crashed"), or took too long ("timeout")."""

    def __init__(self, reason: LossReason) -> None:
        super().__init__(reason)
        self.reason = reason


def count_available_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    task: Callable[[Item], Result],
    items: Iterable[Item],
    on_lost: Callable[[Item, LossReason], Result],
    *,
    workers: int = 0,
    timeout_seconds: float | None = None,
) -> Generator[Result]:
    """Yield `task(item)` for every item, in the order of the items.

    `on_lost(item, reason)` returns the result of an item whose worker died or took too long.
    `workers`: 0 is one per core. `timeout_seconds` defaults to TIMEOUT_SECONDS.
    """
    workers = workers or count_available_cores()
    chunks = _split_into_chunks(items)
    pool = WorkerPool(workers, timeout_seconds=timeout_seconds)
    submitted: deque[tuple[Sequence[Item], Future[list[Result]]]] = deque()
    try:
        while True:
            for chunk in itertools.islice(chunks, workers * CHUNKS_AHEAD - len(submitted)):
                submitted.append((chunk, pool.submit(_run_on_each, task, chunk)))
            if not submitted:
                return
            chunk, future = submitted.popleft()
            try:
                yield from future.result()
            except WorkerLost:  # a smaller task shows which item was to blame
                for item in chunk:
                    yield _run_single(pool, task, item, on_lost)
    finally:
        pool.stop()


class WorkerPool:
    """Worker processes that share no open file or lock with this process, each served by a thread.

    Safe to use from several threads; processes start when there is work for them.
    """

    def __init__(
        self, workers: int, *, timeout_seconds: float | None = None, max_tasks: int = MAX_TASKS
    ) -> None:
        multiprocessing.set_forkserver_preload(PRELOADED)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="worker-pool")
        self._timeout_seconds = TIMEOUT_SECONDS if timeout_seconds is None else timeout_seconds
        self._max_tasks = max_tasks
        self._lock = threading.Lock()  # guards the attributes below
        self._stopped = False
        self._alive: set[_Worker] = set()
        self._idle: list[_Worker] = []

    def submit(self, task: Callable[..., Result], *args: Any) -> Future[Result]:
        """Run `task(*args)` in a worker. The future raises what the task raises, or WorkerLost."""
        return self._threads.submit(self._run_in_worker, task, args)

    def stop(self) -> None:
        """Kill every worker, also one that hangs; tasks in hand raise WorkerLost."""
        with self._lock:
            self._stopped = True
            for worker in self._alive:
                worker.process.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._alive:
            worker.wait_or_stop()
        self._alive.clear()

    def _run_in_worker(self, task: Callable[..., Result], args: tuple[Any, ...]) -> Result:
        worker = self._take_worker()
        try:
            succeeded, outcome = worker.run_task(task, args, self._timeout_seconds)
        except BaseException:
            worker.process.kill()
            self._remove_worker(worker)
            raise
        self._return_worker(worker)
        if not succeeded:
            raise outcome
        result: Result = outcome
        return result

    def _take_worker(self) -> "_Worker":
        with self._lock:
            if self._stopped:
                raise WorkerLost("crashed")
            while self._idle:
                worker = self._idle.pop()
                if not worker.has_died():
                    return worker
                self._alive.discard(worker)
            worker = _Worker()
            self._alive.add(worker)
            return worker

    def _return_worker(self, worker: "_Worker") -> None:
        if worker.calls >= self._max_tasks:
            self._remove_worker(worker)
        else:
            with self._lock:
                self._idle.append(worker)

    def _remove_worker(self, worker: "_Worker") -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.wait_or_stop()


class _Worker:
    """One process and this side's end of its pipe."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("forkserver")
        self.calls = 0
        self._pipe, theirs = context.Pipe()
        self._poll = select.poll()  # the pipe's own `poll` makes a selector each time
        self._poll.register(self._pipe, select.POLLIN)
        self.process = context.Process(target=_serve_calls, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()  # else the end of the process would not close the pipe

    def run_task(
        self, task: Callable[..., Any], args: tuple[Any, ...], timeout_seconds: float
    ) -> tuple[bool, Any]:
        """Return whether the task succeeded, and its result or exception. Raises WorkerLost."""
        self.calls += 1
        try:
            self._pipe.send((task, args))
            if self.calls == 1:  # a new process imports first, which is not the task's time
                self._receive(START_SECONDS)
            answer: tuple[bool, Any] = self._receive(timeout_seconds)
        except (EOFError, OSError) as error:
            raise WorkerLost("crashed") from error
        return answer

    def _receive(self, timeout_seconds: float) -> Any:
        if not self._poll.poll(1000 * timeout_seconds):
            raise WorkerLost("timeout")
        return self._pipe.recv()

    def has_died(self) -> bool:
        """Whether an idle process ended: then its end of the pipe is closed, which can be read."""
        return bool(self._poll.poll(0))

    def wait_or_stop(self) -> None:
        """Wait for a process that was killed, or let one that is idle end by itself."""
        self._pipe.close()
        self.process.join(JOIN_SECONDS)


def _serve_calls(pipe: "connection.Connection[Any, Any]") -> None:
    """Main function of a worker: answer calls until the pool closes the pipe.

    Ctrl-C reaches every process of a terminal; only the parent answers it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    has_started = False
    while True:
        try:
            task, args = pipe.recv()
            if not has_started:
                pipe.send("started")
                has_started = True
            pipe.send(_run_and_catch(task, args))
        except (EOFError, OSError):
            return
        except MemoryError:  # an item that fills the memory counts as one that crashes
            os._exit(1)


def _run_and_catch(task: Callable[..., Any], args: tuple[Any, ...]) -> tuple[bool, Any]:
    """Return (True, result) or (False, exception)."""
    try:
        return True, task(*args)
    except MemoryError:
        raise
    except Exception as error:  # whatever the task raises is raised where its result is awaited
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        return False, error


def _limit_memory() -> None:
    """The kernel refuses a worker more than one page may need: trees can be a thousand times it."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = MEMORY_LIMIT_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _end_with_parent() -> None:
    """End this worker when its parent ends, even when killed and while a task runs."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _run_single(
    pool: WorkerPool,
    task: Callable[[Item], Result],
    item: Item,
    on_lost: Callable[[Item, LossReason], Result],
) -> Result:
    try:
        return pool.submit(task, item).result()
    except WorkerLost as lost:
        return on_lost(item, lost.reason)


def _run_on_each(task: Callable[[Item], Result], chunk: Sequence[Item]) -> list[Result]:
    return [task(item) for item in chunk]


def _split_into_chunks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    source = iter(items)
    while chunk := list(itertools.islice(source, CHUNK_SIZE)):
        yield chunk
