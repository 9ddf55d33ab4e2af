"""Who holds a lease: this process, named so that another can tell whether it still lives."""

import os
import socket
from pathlib import Path

from storage.frontier import leases
from storage.sqlite.connection import Database


def me() -> str:
    """`host:pid:start`; the start tells this process from a later one with the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def dead(owner: str) -> bool:
    """Whether an owner was a process of this machine that is gone. Of other machines we cannot tell."""
    host, _, rest = owner.partition(":")
    pid, _, started = rest.partition(":")
    return host == socket.gethostname() and pid.isdecimal() and _started(int(pid)) != started


def free_leases_of_the_dead(db: Database) -> None:
    """Give back what killed crawls of this machine held; others' leases end by themselves."""
    for owner in leases.owners(db):
        if dead(owner):
            leases.release(db, owner)


def _started(pid: int) -> str:
    """When a process began, in a word that only equality is asked of; empty when there is none."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if words[0] in "ZX" else words[19]
    except OSError:
        return "" if Path("/proc/self").exists() else _there(pid)


def _there(pid: int) -> str:
    """Where there is no /proc, only whether some process has the number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "running"
