"""Reads the pages of a database file: which of their bytes are dead, that is in no row and no structure.

Dead bytes are the gap between the pointers to the cells of a page and its cells, freed blocks between
cells, what the last overflow page of a row leaves, and free pages. SQLite never reads them. All arrays
are as long as what they describe, so the costs are linear. Up to three bytes between two cells
(fragments) are not known to anybody. The format: https://www.sqlite.org/fileformat2.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.errors import StorageError

HEADER_BYTES = 100  # of the file, on its first page
LOCK_BYTE = 1 << 30  # the page at this offset is never used
INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13  # kinds of b-tree pages
GATHERED_RANGES = 1 << 13  # looked at together; each is within a page

Numbers = NDArray[np.int64]
Ranges = tuple[Numbers, Numbers]  # where each range of bytes begins and ends in the file


@dataclass(frozen=True, eq=False)
class PageFile:
    """The bytes of a database file, whose pages are numbered from 1."""

    data: NDArray[np.uint8]
    page_bytes: int
    usable: int  # bytes of a page without what extensions reserve at its end

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.data.size // self.page_bytes


@dataclass(frozen=True, eq=False)
class _Nodes:
    """The headers of b-tree pages: positions are in the file."""

    start: Numbers  # of the page
    kind: NDArray[np.uint8]
    header: Numbers  # where the header begins
    pointers: Numbers  # where the pointers to cells begin
    cells: Numbers  # number of cells
    content: Numbers  # where the cells begin


def open_pages(data: NDArray[np.uint8]) -> PageFile:
    """Returns the pages of a file. Raises StorageError when they cannot be those of SQLite."""
    if data.size < HEADER_BYTES:
        raise _damaged("it has no header")
    page_bytes = int(data[16]) << 8 | int(data[17])
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    if page_bytes < 512 or page_bytes & page_bytes - 1 or data.size % page_bytes:
        raise _damaged("its pages have no valid size")
    return PageFile(data, page_bytes, page_bytes - int(data[20]))


def find_dead_ranges_of_tree(file: PageFile, root: int) -> Ranges:
    """Returns the dead ranges of a table or an index, its overflow pages included.

    Raises StorageError when a page is out of range, is reached twice or does not fit its header.
    """
    seen = np.zeros(file.pages + 1, dtype=np.bool_)
    found: list[Ranges] = []
    level = np.array([root], dtype=np.int64)
    while level.size:
        _visit(seen, level)
        nodes = _read_nodes(file, level)
        found.append((nodes.pointers + 2 * nodes.cells, nodes.content))
        found.extend(_free_blocks(file, nodes))
        owners, cells = _find_cells(file, nodes)
        found.extend(_overflow_tails(file, nodes.kind[owners], cells, seen))
        level = _children(file, nodes, owners, cells)
    return _join(found)


def find_dead_ranges_of_free_pages(file: PageFile) -> Ranges:
    """Returns the dead ranges of the pages in the list of free pages, and of the page that is never used."""
    seen = np.zeros(file.pages + 1, dtype=np.bool_)
    starts, ends = [], []
    trunk = int(_u32(file.data, np.array([32]))[0])
    while trunk:
        _visit(seen, np.array([trunk], dtype=np.int64))
        start = (trunk - 1) * file.page_bytes
        trunk, leaves = _u32(file.data, np.array([start, start + 4])).tolist()
        if leaves > file.usable // 4 - 2:
            raise _damaged("the list of free pages is too long")
        numbers = _u32(file.data, start + 8 + 4 * np.arange(leaves))
        _visit(seen, numbers)
        starts += [np.array([start + 8 + 4 * leaves]), (numbers - 1) * file.page_bytes]
        ends += [np.array([start + file.usable]), (numbers - 1) * file.page_bytes + file.usable]
    if file.data.size > LOCK_BYTE:
        starts.append(np.array([LOCK_BYTE]))
        ends.append(np.array([LOCK_BYTE + file.page_bytes]))
    return _join(zip(starts, ends, strict=True))


def select_nonzero(data: NDArray[np.uint8], ranges: Ranges) -> Ranges:
    """Returns those of the ranges in which a byte is not zero."""
    starts, ends = ranges
    words = data.view("<u8")
    first, last = starts >> 3, ends >> 3
    after_start = ~np.uint64(0) << (8 * (starts & 7)).astype(np.uint64)
    before_end = (np.uint64(1) << (8 * (ends & 7)).astype(np.uint64)) - np.uint64(1)
    same = first == last
    found = words[first] & after_start & np.where(same, before_end, ~np.uint64(0))
    found |= np.where(same, np.uint64(0), words[np.minimum(last, words.size - 1)] & before_end)
    inner = np.flatnonzero(last > first + 1)
    for start in range(0, inner.size, GATHERED_RANGES):
        some = inner[start : start + GATHERED_RANGES]
        found[some] |= _or_words(words, first[some] + 1, last[some])
    return starts[found != 0], ends[found != 0]


def _or_words(words: NDArray[np.uint64], first: Numbers, last: Numbers) -> NDArray[np.uint64]:
    """All bits of the words from `first` to before `last`, of ranges that are not empty."""
    sizes = last - first
    begins = np.cumsum(sizes) - sizes
    places = np.arange(sizes.sum()) + np.repeat(first - begins, sizes)
    return np.bitwise_or.reduceat(words[places], begins)


def _join(ranges: Iterable[Ranges]) -> Ranges:
    """These ranges in one, without empty ones."""
    parts = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)), *ranges]
    starts, ends = (np.concatenate(each) for each in zip(*parts, strict=True))
    return starts[starts < ends], ends[starts < ends]


def _visit(seen: NDArray[np.bool_], pages: Numbers) -> None:
    """Mark pages that are read now."""
    if pages.size and (pages.min() < 1 or pages.max() >= seen.size):
        raise _damaged("it names a page that does not exist")
    ordered = np.sort(
        pages
    )  # `np.unique` would import numpy.ma, which every erasure would wait for
    if seen[pages].any() or (ordered[1:] == ordered[:-1]).any():
        raise _damaged("it uses a page twice")
    seen[pages] = True


def _read_nodes(file: PageFile, pages: Numbers) -> _Nodes:
    start = (pages - 1) * file.page_bytes
    header = start + np.where(pages == 1, HEADER_BYTES, 0)
    kind = file.data[header]
    interior = (kind == INDEX_INTERIOR) | (kind == TABLE_INTERIOR)
    if not (interior | (kind == INDEX_LEAF) | (kind == TABLE_LEAF)).all():
        raise _damaged("a page is none of a table or an index")
    pointers = header + np.where(interior, 12, 8)
    cells, content = _u16(file.data, header + 3), _u16(file.data, header + 5)
    content = start + np.where(content == 0, 65536, content)
    if ((pointers + 2 * cells > content) | (content > start + file.usable)).any():
        raise _damaged("a page holds more than fits into it")
    return _Nodes(start, kind, header, pointers, cells, content)


def _free_blocks(file: PageFile, nodes: _Nodes) -> Iterator[Ranges]:
    """What was freed between the cells: the first, the second … block of each page."""
    block, start = _u16(file.data, nodes.header + 1), nodes.start
    while block.any():
        start, block = start[block > 0], block[block > 0]
        if (block > file.usable - 4).any():
            raise _damaged("a free block is out of its page")
        size = _u16(file.data, start + block + 2)
        following = _u16(file.data, start + block)
        is_last = following == 0
        if ((block + size > file.usable) | ~(is_last | (following >= block + size))).any():
            raise _damaged("the free blocks of a page overlap")
        yield start + block + 4, start + block + size
        block = following


def _find_cells(file: PageFile, nodes: _Nodes) -> tuple[Numbers, Numbers]:
    """(index of its node, position) of every cell."""
    owners = np.repeat(np.arange(nodes.cells.size), nodes.cells)
    numbers = np.arange(owners.size) - np.repeat(np.cumsum(nodes.cells) - nodes.cells, nodes.cells)
    cells = nodes.start[owners] + _u16(file.data, nodes.pointers[owners] + 2 * numbers)
    if ((cells < nodes.content[owners]) | (cells > nodes.start[owners] + file.usable - 4)).any():
        raise _damaged("a cell is out of its page")
    return owners, cells


def _children(file: PageFile, nodes: _Nodes, owners: Numbers, cells: Numbers) -> Numbers:
    """The pages below these nodes."""
    interior = (nodes.kind == INDEX_INTERIOR) | (nodes.kind == TABLE_INTERIOR)
    rightmost = _u32(file.data, nodes.header[interior] + 8)
    return np.concatenate((_u32(file.data, cells[interior[owners]]), rightmost))


def _overflow_tails(
    file: PageFile, kind: NDArray[np.uint8], cells: Numbers, seen: NDArray[np.bool_]
) -> Iterator[Ranges]:
    """What the last overflow page of each cell leaves."""
    kind, cells = kind[kind != TABLE_INTERIOR], cells[kind != TABLE_INTERIOR]
    position = cells + np.where(kind == INDEX_INTERIOR, 4, 0)
    payload, length = _read_varints(file.data, position)
    most, least = _local_bounds(file.usable, kind)
    over = payload > most
    position, payload, kind = position[over] + length[over], payload[over], kind[over]
    if (payload > file.data.size).any():
        raise _damaged("a row is longer than the file")
    is_table = kind == TABLE_LEAF
    position[is_table] += _read_varints(file.data, position[is_table])[1]  # the row's number
    local = least + (payload - least) % (file.usable - 4)
    local = np.where(local <= most[over], local, least)
    pages, left = _u32(file.data, position + local), payload - local
    while pages.size:
        _visit(seen, pages)
        start = (pages - 1) * file.page_bytes
        is_last = left <= file.usable - 4
        yield (start + 4 + left)[is_last], start[is_last] + file.usable
        pages, left = _u32(file.data, start[~is_last]), left[~is_last] - (file.usable - 4)


def _local_bounds(usable: int, kind: NDArray[np.uint8]) -> tuple[Numbers, int]:
    """The most and the least bytes of a cell's payload that are on the page itself."""
    of_index = (usable - 12) * 64 // 255 - 23
    return np.where(kind == TABLE_LEAF, usable - 35, of_index), (usable - 12) * 32 // 255 - 23


def _read_varints(data: NDArray[np.uint8], positions: Numbers) -> tuple[Numbers, Numbers]:
    """(value, length in bytes) of the numbers of one to nine bytes at these positions."""
    value = np.zeros(positions.size, dtype=np.int64)
    length = np.full(positions.size, 9, dtype=np.int64)
    going = np.arange(positions.size)
    for i in range(9):
        byte = data[np.minimum(positions[going] + i, data.size - 1)].astype(np.int64)
        bits, mask = (8, 255) if i == 8 else (7, 127)
        value[going] = value[going] << bits | byte & mask
        ends = (byte < 128) | (i == 8)
        length[going[ends]] = i + 1
        going = going[~ends]
        if not going.size:
            break
    return np.where(value < 0, np.iinfo(np.int64).max, value), length


def _u16(data: NDArray[np.uint8], positions: Numbers) -> Numbers:
    return data[positions].astype(np.int64) << 8 | data[positions + 1]


def _u32(data: NDArray[np.uint8], positions: Numbers) -> Numbers:
    if positions.size and positions.max() + 4 > data.size:
        raise _damaged("a number is out of the file")
    return _u16(data, positions) << 16 | _u16(data, positions + 2)


def _damaged(why: str) -> StorageError:
    return StorageError(f"the database file is damaged, restore a backup: {why}")
