"""The program's clock in virtual time: real time plus an offset that a file holds, the same for all processes."""

import os
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aggregator import clock

VARIABLE = (
    "YEARS_CLOCK"  # names the file; `site/sitecustomize.py` installs the clock where it is set
)
_FORM = struct.Struct("<dd")  # the offset, and the first one, in seconds


class VirtualTime:
    """Set by the driver of the world, read by every process of the crawl."""

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        if start is not None:
            first = start.timestamp() - time.time()
            path.write_bytes(_FORM.pack(first, first))
        self._file = os.open(path, os.O_RDWR)

    def now(self) -> datetime:
        """Returns the present time of the world."""
        return datetime.fromtimestamp(time.time() + self._read()[0], UTC)

    def monotonic(self) -> float:
        """Returns seconds that never go back and take part in the jumps."""
        offset, first = self._read()
        return time.monotonic() + offset - first

    def jump_to(self, moment: datetime) -> None:
        """Moves the time forward."""
        offset = moment.timestamp() - time.time()
        os.pwrite(self._file, _FORM.pack(offset, self._read()[1]), 0)

    def _read(self) -> tuple[float, float]:
        offset, first = _FORM.unpack(os.pread(self._file, _FORM.size, 0))
        return offset, first


def install(path: Path) -> None:
    """Makes it the clock of this process."""
    virtual = VirtualTime(path)
    clocks: dict[str, Callable[[], object]] = {
        "machine_seconds": lambda: virtual.now().timestamp(),
        "monotonic": virtual.monotonic,
    }
    for name, read in clocks.items():
        setattr(clock, name, read)
