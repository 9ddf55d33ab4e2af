"""Reads the rows of a damaged database file page by page, however damaged the pages are that lead to them.

SQLite itself reaches a page through the pages above it, and refuses all of a file whose header or schema is
damaged. Here each page is read by itself; what does not fit the format is left out, and nothing raises. The
work is linear in the bytes of the file. The format: https://www.sqlite.org/fileformat2.html
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from storage.sqlite.pages import (
    HEADER_BYTES,
    INDEX_INTERIOR,
    INDEX_LEAF,
    TABLE_INTERIOR,
    TABLE_LEAF,
)

NUMBER_BYTES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)  # of a value, by its serial type
REAL, ZERO, ONE = 7, 8, 9  # serial types that are no numbers of so many bytes
FIRST_BLOB = 12  # from here on even types are bytes, odd ones texts
MAX_COLUMNS = 2000  # as SQLite allows them
PAGE_SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
LOOKED_AT_BYTES = 1 << 21  # of a file, to find the size of its pages
LIKELY = 0.8  # of the most pages that any size explains
MAGIC = b"SQLite format 3\0"

Value = int | float | str | bytes | None


class Cut:
    """A value that is not wholly there: a page that it goes on at cannot be read."""


CUT = Cut()


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is stored; `number` is that of the row, None in a table without row numbers and in an index."""

    number: int | None
    values: tuple[Value | Cut, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A page of a table or an index: where its cells begin in it, and the page on its right."""

    page: int
    kind: int
    cells: tuple[int, ...]
    right: int  # 0 on a leaf
    is_whole: bool  # every cell is within the page


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """The bytes of a file, as pages that are numbered from 1; the last one may be cut."""

    data: mmap.mmap | bytes
    page_bytes: int

    @property
    def pages(self) -> int:
        """The number of pages, the last one may be cut."""
        return -(-len(self.data) // self.page_bytes)

    def start(self, page: int) -> int:
        """Returns where a page begins in the file."""
        return (page - 1) * self.page_bytes


def open_pages(data: mmap.mmap | bytes) -> DamagedFile:
    """Returns the pages of a file, of the size in its header; of the likeliest one where the header is damaged."""
    counts = {size: _count_likely_pages(DamagedFile(data, size)) for size in PAGE_SIZES}
    # A page begins at each multiple of a larger size too: of sizes that explain as much, the largest.
    likely = [size for size in PAGE_SIZES if counts[size] >= LIKELY * max(counts.values())]
    named = int.from_bytes(data[16:18], "big")
    named = 65536 if named == 1 else named
    return DamagedFile(data, named if named in likely else max(likely))


def _count_likely_pages(file: DamagedFile) -> int:
    """How many of the first pages hold rows, as pages of this size."""
    last = min(file.pages, LOOKED_AT_BYTES // file.page_bytes)
    nodes = [node for page in range(2, last + 1) if (node := read_node(file, page))]
    return sum(node.is_whole for node in nodes if node.cells)


def read_node(file: DamagedFile, page: int) -> Node | None:
    """Returns a page of a table or an index; None for any other page, and for one that cannot be read."""
    if not 1 <= page <= file.pages:
        return None
    start, header = file.start(page), HEADER_BYTES if page == 1 else 0
    head = file.data[start + header : start + header + 12]
    if len(head) < 12 or head[0] not in (INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF):
        return None
    is_interior = head[0] in (INDEX_INTERIOR, TABLE_INTERIOR)
    first, count = header + (12 if is_interior else 8), int.from_bytes(head[3:5], "big")
    room = min(count, (file.page_bytes - first) // 2)
    places = file.data[start + first : start + first + 2 * room]
    pointers = struct.unpack(f">{len(places) // 2}H", places[: len(places) // 2 * 2])
    cells = tuple(at for at in pointers if first + 2 * room <= at <= file.page_bytes - 4)
    right = int.from_bytes(head[8:12], "big") if is_interior else 0
    return Node(page, head[0], cells, right, len(cells) == count)


def list_children(file: DamagedFile, node: Node) -> list[tuple[int, int | None]]:
    """Returns the pages below a page, each with the highest row number on it as far as that is known."""
    if not node.right:
        return []
    start, below = file.start(node.page), []
    for at in node.cells:
        child = int.from_bytes(file.data[start + at : start + at + 4], "big")
        highest = None
        if node.kind == TABLE_INTERIOR:
            highest, _ = _read_varint(file.data[start + at + 4 : start + at + 13], 0)
        below.append((child, highest))
    return [*below, (node.right, None)]


def read_rows(file: DamagedFile, node: Node, used: bytearray | None = None) -> Iterator[Row]:
    """Yields the rows on a page, without those of the pages below; a cell that is no row is left out.

    `used` marks the pages that rows went on at, with a byte for each page: no two rows share one. Without it a
    row is read as far as it is on the page itself.
    """
    if node.kind == TABLE_INTERIOR:
        return
    for at in node.cells:
        row = _read_cell(file, node, at, used)
        if row is not None:
            yield row


def _read_cell(file: DamagedFile, node: Node, at: int, used: bytearray | None) -> Row | None:
    start = file.start(node.page)
    page = file.data[start : start + file.page_bytes]
    at += 4 if node.kind == INDEX_INTERIOR else 0
    try:
        payload, at = _read_varint(page, at)
        number = None
        if node.kind == TABLE_LEAF:
            number, at = _read_varint(page, at)
    except IndexError:
        return None
    if not 0 < payload <= len(file.data):
        return None
    local = _count_local_bytes(file.page_bytes, node.kind, payload)
    if at + local > len(page):
        return None
    record = page[at : at + local]
    if local < payload and used is not None:
        following = int.from_bytes(page[at + local : at + local + 4], "big")
        record += _read_overflow(file, following, payload - local, used)
    values = _read_record(record, payload)
    return None if values is None else Row(number, values)


def _count_local_bytes(usable: int, kind: int, payload: int) -> int:
    """How many bytes of a row are on its page itself; the others are on pages of their own."""
    of_index = (usable - 12) * 64 // 255 - 23
    most, least = usable - 35 if kind == TABLE_LEAF else of_index, (usable - 12) * 32 // 255 - 23
    if payload <= most:
        return payload
    local = least + (payload - least) % (usable - 4)
    return local if local <= most else least


def _read_overflow(file: DamagedFile, page: int, left: int, used: bytearray) -> bytes:
    """The rest of a row, as far as it can be read: each page begins with the number of the next."""
    parts = []
    while left > 0 and 2 <= page <= file.pages and not used[page]:
        used[page], start = 1, file.start(page)
        following = int.from_bytes(file.data[start : start + 4], "big")
        part = file.data[start + 4 : start + 4 + min(left, file.page_bytes - 4)]
        is_last = left <= file.page_bytes - 4
        if is_last != (following == 0) or not part:  # another row's page, or a damaged one
            break
        parts.append(part)
        page, left = following, left - len(part)
    return b"".join(parts)


def _read_record(record: bytes, payload: int) -> tuple[Value | Cut, ...] | None:
    """The values of a row; None when its header does not fit its length."""
    kinds = _read_serial_types(record)
    if kinds is None:
        return None
    sizes = [_count_value_bytes(kind) for kind in kinds[1]]
    if kinds[0] + sum(sizes) != payload:
        return None
    values, at = [], kinds[0]
    for kind, size in zip(kinds[1], sizes, strict=True):
        whole = at + size <= len(record)
        values.append(_read_value(kind, record[at : at + size]) if whole else CUT)
        at += size
    return tuple(values)


def _read_serial_types(record: bytes) -> tuple[int, list[int]] | None:
    """(bytes of the header, what kind each value is of)."""
    try:
        end, at = _read_varint(record, 0)
        kinds: list[int] = []
        while at < end and len(kinds) < MAX_COLUMNS:
            kind, at = _read_varint(record, at)
            kinds.append(kind)
    except IndexError:
        return None
    return (end, kinds) if at == end and not {10, 11}.intersection(kinds) else None


def _count_value_bytes(kind: int) -> int:
    return NUMBER_BYTES[kind] if kind < FIRST_BLOB - 2 else (kind - FIRST_BLOB) // 2


def _read_value(kind: int, data: bytes) -> Value:
    if kind >= FIRST_BLOB:
        return data.decode("utf-8", "replace") if kind % 2 else bytes(data)
    if kind in (ZERO, ONE):
        return kind - ZERO
    if kind == REAL:
        return float(struct.unpack(">d", data)[0])
    return int.from_bytes(data, "big", signed=True) if kind else None


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """(a number of one to nine bytes, where it ends). Raises IndexError at the end of the data."""
    value = 0
    for i in range(9):
        byte = data[at + i]
        value = value << 8 | byte if i == 8 else value << 7 | byte & 127
        if byte < 128:
            break
    return value - (1 << 64) if value >= 1 << 63 else value, at + i + 1
