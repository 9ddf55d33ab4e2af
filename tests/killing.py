"""Work in a process that is killed with kill -9 at a chosen moment."""

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any


def killed_after(steps: int, work: Callable[[Path], None], path: Path) -> bool:
    """Run it in a process that is killed with kill -9 after so many steps of its databases;
    False when it was done by then. Steps, not seconds: a busy machine is killed at the same moments.
    """
    child = os.fork()
    if child == 0:
        try:
            die_after(steps)
            work(path)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def die_after(steps: int) -> None:
    """A step: a statement begins, or another fifty instructions of one were carried out."""
    left = steps
    connect = sqlite3.connect

    def count(*_: object) -> int:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def connect_counted(*given: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*given, **named)
        connection.set_trace_callback(count)
        connection.set_progress_handler(count, 50)
        return connection

    sqlite3.connect = connect_counted
