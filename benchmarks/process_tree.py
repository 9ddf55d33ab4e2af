"""Measures the cost of a command and of every process it starts. Linux only."""

import ctypes
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # prctl(2): orphans below us become our children
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Cost:
    """Seconds of wall time and of user + system time, and resident memory in MB."""

    wall: float = 0.0
    cpu: float = 0.0
    peaks: dict[str, float] = field(default_factory=dict)  # "main", "worker"
    series: list[float] = field(default_factory=list)  # of the main process, one a second


def run(
    command: Sequence[str], cwd: Path, *, watch: bool = False, cpu_set: set[int] | None = None
) -> Cost:
    """Run a command to its end. Raises CalledProcessError when it fails.

    Orphans are adopted and waited for, so that the sum is over the whole tree; for that no other
    child of this process may end meanwhile.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    spent = Cost()
    start = time.monotonic()
    pin: Callable[[], None] | None = None
    if cpu_set is not None:
        pin = lambda: os.sched_setaffinity(0, cpu_set)  # noqa: E731  the shortest form
    main = subprocess.Popen(command, cwd=cwd, preexec_fn=pin)
    ended = threading.Event()
    watcher = threading.Thread(target=_record_memory, args=(main.pid, spent, ended), daemon=True)
    if watch:
        watcher.start()
    code = _wait_for_all(main, spent)
    spent.wall = time.monotonic() - start
    ended.set()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return spent


def _wait_for_all(main: "subprocess.Popen[bytes]", spent: Cost) -> int:
    """Wait for the command and the processes it left; returns the exit code of the command."""
    left = {main.pid}
    while left:
        pid, status, used = os.wait4(-1, 0)
        spent.cpu += used.ru_utime + used.ru_stime
        if pid == main.pid:
            main.returncode = os.waitstatus_to_exitcode(status)
        left = {child for child in _children(os.getpid()) if child not in _SERVERS}
        if main.returncode is None:
            left.add(main.pid)
    return main.returncode or 0


_SERVERS: set[int] = set()


def exclude(pid: int) -> None:
    """Exclude a process of ours (the server of the pages) from every sum."""
    _SERVERS.add(pid)


def _children(pid: int) -> list[int]:
    """Child processes of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _record_memory(pid: int, spent: Cost, ended: threading.Event) -> None:
    while not ended.wait(1.0):
        main = _resident_memory(pid)
        spent.series.append(main)
        spent.peaks["main"] = max(spent.peaks.get("main", 0.0), main)
        below = [p for child in _children(pid) for p in (child, *_children(child))]
        worker = max(map(_resident_memory, below), default=0.0)
        spent.peaks["worker"] = max(spent.peaks.get("worker", 0.0), worker)


def _resident_memory(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6
    except (OSError, IndexError):
        return 0.0
