"""Who holds a lease: a process, named so that another one can tell whether it still runs."""

import os
import socket
from pathlib import Path

from aggregator import logs
from storage.frontier.interface import Frontier

logger = logs.get_logger(__name__)


def identify_this_process() -> str:
    """Returns `host:pid:start`; the start tells this process from a later one with the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{_read_process_start(os.getpid())}"


def is_dead_process(holder: str) -> bool:
    """Returns whether a lease holder was a process of this machine that has ended.

    Of other machines nothing is known: False.
    """
    host, _, rest = holder.partition(":")
    pid, _, started = rest.partition(":")
    return (
        host == socket.gethostname()
        and pid.isdecimal()
        and _read_process_start(int(pid)) != started
    )


def release_leases_of_dead(frontier: Frontier, free_at: str | None = None) -> None:
    """Ends the leases of killed crawls of this machine; leases of other machines run out.

    Their hosts are asked again from `free_at` on.
    """
    for holder in frontier.list_lease_holders():
        if is_dead_process(holder):
            logger.info("leases of a dead process ended", holder=holder)
            frontier.release_leases(holder, free_at)


def _read_process_start(pid: int) -> str:
    """Returns when a process began, as a word to compare; empty when there is no such process."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if words[0] in "ZX" else words[19]
    except OSError:
        return "" if Path("/proc/self").exists() else _describe_running_process(pid)


def _describe_running_process(pid: int) -> str:
    """Returns "running" when a process has this number, else "": all that is known without /proc."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "running"
