"""Work in worker processes: results in order, and a bad item loses no other."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from aggregator.ingest import process_pool
from aggregator.reading.phrases import patterns
from tests.conftest import HANGS, alive, wait_until


def double(number: int) -> int:
    return number * 2


def behave(item: str) -> str:
    """Act as the item names it; runs in a worker."""
    if item == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "hang":
        time.sleep(600)
    if item == "raise":
        raise ValueError("a bug in reading")
    return item.upper()


def pid(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def die_while_sending(size: int) -> bytes:
    """Return bytes that are still on their way when the worker is killed."""
    if size:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return bytes(size)


def lost(item: str, why: str) -> str:
    return f"{item}: {why}"


def no_one(item: int, why: str) -> int:
    raise AssertionError(f"{item} was lost: {why}")


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(process_pool.map_in_order(double, range(100), no_one, workers=2)) == list(
        range(0, 200, 2)
    )


def test_every_worker_does_a_share_of_the_work() -> None:
    seen = set(process_pool.map_in_order(pid, range(64), no_one, workers=2))
    assert len(seen) == 2
    assert os.getpid() not in seen


def test_an_item_that_kills_its_worker_loses_no_other_item() -> None:
    items = ["a", "b", "die", *"cdefghijklm", "die", "z"]
    found = list(process_pool.map_in_order(behave, items, lost, workers=2))
    assert found == ["A", "B", "die: crashed", *"CDEFGHIJKLM", "die: crashed", "Z"]


def test_a_worker_that_is_killed_half_way_through_a_result_harms_no_other_item() -> None:
    sizes = [*[0] * 20, 200_000_000, *[0] * 20]
    results = process_pool.map_in_order(
        die_while_sending, sizes, lambda size, why: f"{size}: {why}".encode(), workers=2
    )
    outcomes = list(results)
    assert outcomes[:20] + outcomes[21:] == [b""] * 40
    assert len(outcomes[20]) in (len(b"200000000: crashed"), 200_000_000)  # killed in time or not


def test_an_idle_worker_that_died_gets_no_task() -> None:
    pool = process_pool.WorkerPool(1)
    first = pool.submit(pid, 0).result()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not alive(first), "the end of the worker")
    assert pool.submit(pid, 0).result() not in (first, os.getpid())
    pool.stop()


def count_compiled_phrases(_: int) -> int:
    return patterns._compile_rows.cache_info().currsize


def test_a_worker_begins_with_what_the_first_page_costs() -> None:
    pool = process_pool.WorkerPool(1)
    assert pool.submit(count_compiled_phrases, 0).result() > 0
    pool.stop()


def test_a_worker_is_replaced_after_its_last_task() -> None:
    pool = process_pool.WorkerPool(1, max_tasks=2)
    pids = [pool.submit(pid, 0).result() for _ in range(5)]
    pool.stop()
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]
    assert not any(alive(each) for each in pids)


def test_a_stopped_pool_accepts_no_task() -> None:
    pool = process_pool.WorkerPool(1)
    pool.stop()
    with pytest.raises(RuntimeError):
        pool.submit(pid, 0)


def test_an_item_that_hangs_is_given_up() -> None:
    found = list(
        process_pool.map_in_order(behave, ["a", "hang", "b"], lost, workers=1, timeout_seconds=5.0)
    )
    assert found == ["A", "hang: timeout", "B"]


def test_a_bug_is_not_swallowed() -> None:
    with pytest.raises(ValueError, match="a bug in reading"):
        list(process_pool.map_in_order(behave, ["a", "raise"], lost, workers=1))


def test_items_are_read_only_as_they_are_needed() -> None:
    """Memory must not follow the length of the input."""
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield number

    results = process_pool.map_in_order(double, items(), no_one, workers=2)
    assert next(results) == 0
    assert (
        taken <= 2 * process_pool.CHUNK_SIZE * process_pool.CHUNKS_AHEAD + process_pool.CHUNK_SIZE
    )
    results.close()  # type: ignore[attr-defined]  # a generator


def test_no_task_runs_after_the_caller_stops() -> None:
    results = process_pool.map_in_order(pid, range(1000), no_one, workers=2)
    worker = next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    wait_until(lambda: not alive(worker), "the end of the worker")


def test_a_process_ends_although_its_workers_were_killed_during_a_task() -> None:
    """Data larger than a pipe's buffer is in transit in both directions when the caller stops."""
    code = (
        "from aggregator.ingest import process_pool\n"
        "for _ in range(8):  # the moment is met about once in four times\n"
        "    items = (b'x' * 500_000 for _ in range(1000))\n"
        "    results = process_pool.map_in_order(bytes.upper, items, max, workers=2)\n"
        "    next(results)\n"
        "    results.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=HANGS
    )
    assert (done.returncode, done.stderr) == (0, "")
