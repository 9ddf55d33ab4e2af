"""Files that are replaced only when all is written: until then they have another name, and a lock.

A process that is killed leaves its part; nobody holds the lock of that any more, so it can be removed.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def part_path(target: Path) -> Path:
    """Returns where a file is written before it has its name."""
    return target.with_name(f"{target.name}.part")


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """Yields the path to write to; it gets the name of the target at the end, or is removed."""
    part = part_path(target)
    with part.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield part
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def remove_abandoned_part(target: Path) -> bool:
    """Remove the part of a file that nobody writes any more; returns whether there was one."""
    part = part_path(target)
    try:
        with part.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink(missing_ok=True)
    except OSError:  # there is none, or it is being written
        return False
    return True
