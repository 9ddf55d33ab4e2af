"""Sorted entries in a file without a name, of which memory holds the first entry of each page.

The file is gone when nobody needs it any more, or with the process. What a page of it holds is read by
`os.preadv`, so that it counts as memory of the machine's cache and not of the process.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Self
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from aggregator.errors import DiskFull
from storage.links.entries import (
    NUMBER,
    UP,
    Entries,
    Hashes,
    drop_repeated,
    list_positions,
    look_up,
)

ENTRY_BYTES = 8
PAGE_ENTRIES = 128  # read at least for a look-up: 1 KB
CHUNK = 1 << 16  # entries moved at once


def choose_step(size: int, sampled: int) -> int:
    """Returns the step of a sample of so many entries at least, in pages if it is longer than one."""
    step = 1 + size // sampled
    return step if step < PAGE_ENTRIES else step - step % PAGE_ENTRIES


@dataclass(frozen=True, slots=True, weakref_slot=True)
class EntryFile:
    """Sorted entries that do not change."""

    # The first entry of each page.
    firsts: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    size: int = 0
    descriptor: int = -1

    @classmethod
    def write(cls, parts: Iterable[Entries], folder: Path | None) -> Self:
        """Returns a file of sorted entries, in this folder if it can be. Raises DiskFull."""
        try:
            with _open_unnamed(folder) as file:
                firsts, size = _write_parts(file, parts)
                file.flush()
                written = cls(firsts, size, os.dup(file.fileno()))
        except OSError as error:
            raise DiskFull(
                f"no room for a temporary file in {folder or tempfile.gettempdir()} ({error.strerror}): "
                "free some space and run this again"
            ) from error
        finalize(written, os.close, written.descriptor)
        return written

    def __len__(self) -> int:
        return self.size

    def look_up(self, hashes: Hashes) -> Entries:
        """Returns the entries that have one of these hashes."""
        pages = self._find_pages(hashes.astype(np.uint64) << UP)
        return look_up(self._read_pages(pages), hashes) if len(pages) else self.firsts[:0]

    def read_in_parts(self) -> Iterator[Entries]:
        """Yields all entries in their order."""
        for start in range(0, self.size, CHUNK):
            part = np.empty(min(CHUNK, self.size - start), dtype=np.uint64)
            os.preadv(self.descriptor, [part.data], start * ENTRY_BYTES)
            yield part

    def sample(self, step: int) -> Entries:
        """Returns about one of `step` entries, evenly; by whole pages it costs no reading."""
        if step % PAGE_ENTRIES == 0:
            return self.firsts[:: step // PAGE_ENTRIES]
        parts = [part[::step] for part in self.read_in_parts()]
        return np.concatenate([self.firsts[:0], *parts])

    def _find_pages(self, wanted: Entries) -> NDArray[np.intp]:
        """The pages that may hold these hashes, in their order."""
        starts = np.maximum(self.firsts.searchsorted(wanted) - 1, 0)
        ends = self.firsts.searchsorted(wanted | NUMBER, side="right")
        return drop_repeated(np.sort(list_positions(starts, ends))) if ends.any() else ends[:0]

    def _read_pages(self, pages: NDArray[np.intp]) -> Entries:
        """The entries of these pages; neighbours are read together."""
        entries, size = np.empty(len(pages) * PAGE_ENTRIES, dtype=np.uint64), 0
        breaks = np.flatnonzero(pages[1:] != pages[:-1] + 1) + 1
        starts = np.concatenate([[0], breaks]) * PAGE_ENTRIES
        offsets = pages[starts // PAGE_ENTRIES] * (PAGE_ENTRIES * ENTRY_BYTES)
        ranges = pairwise([*starts.tolist(), len(entries)])
        for (start, end), offset in zip(ranges, offsets.tolist(), strict=True):
            size += os.preadv(self.descriptor, [entries.data[start:end]], offset)
        return entries[: size // ENTRY_BYTES]  # the last page of the file may be shorter


def _open_unnamed(folder: Path | None) -> BinaryIO:
    is_writable = folder is not None and os.access(folder, os.W_OK)
    return tempfile.TemporaryFile(dir=folder if is_writable else None)


def _write_parts(file: BinaryIO, parts: Iterable[Entries]) -> tuple[Entries, int]:
    """The first entry of each page, and how many entries were written."""
    firsts, size = [np.empty(0, dtype=np.uint64)], 0
    for part in parts:
        file.write(np.ascontiguousarray(part).data)
        firsts.append(part[-size % PAGE_ENTRIES :: PAGE_ENTRIES].copy())
        size += len(part)
    return np.concatenate(firsts), size
