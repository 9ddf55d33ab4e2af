"""Which page of a damaged file belongs to which table, also where the pages that lead to it are damaged.

Every table and index is walked from its first page. What no walk reaches, though it is a page of some table or
index, belongs to one of those that lack pages; the values of its rows say to which.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from storage.recovery.page_rows import DamagedFile, Node, Row, list_children, read_node, read_rows
from storage.recovery.shapes import Shape
from storage.sqlite.pages import INDEX_INTERIOR, INDEX_LEAF, TABLE_INTERIOR, TABLE_LEAF

SCHEMA_TYPES = frozenset({"table", "index", "trigger", "view"})
SAMPLED_ROWS = 64  # of pages that no walk reached, by which their table is found
SAMPLED_PAGES = 16


@dataclass(frozen=True, slots=True)
class SchemaEntry:
    """A table, index, trigger or view as the file names it, with its first page (0: none)."""

    kind: str
    name: str
    root: int
    sql: str


@dataclass(slots=True)
class Assignment:
    """The pages of each table, in order; those whose table is not known; what lacks pages."""

    pages: dict[str, list[int]] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)
    unreadable: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def read_schema(file: DamagedFile) -> list[SchemaEntry]:
    """Returns what the file says of its tables, wherever these rows are."""
    found: dict[str, SchemaEntry] = {}
    used = bytearray(file.pages + 1)
    for page in range(1, file.pages + 1):
        node = read_node(file, page)
        if node and node.kind == TABLE_LEAF:
            for row in _read_schema_rows(file, node, used):
                found.setdefault(row.name, row)
    return list(found.values())


def _read_schema_rows(file: DamagedFile, node: Node, used: bytearray) -> Iterator[SchemaEntry]:
    if not any(map(_is_schema_row, islice(read_rows(file, node), 3))):
        return
    for row in read_rows(file, node, used):
        if _is_schema_row(row):
            kind, name, _, root, sql = row.values
            root = root if isinstance(root, int) else 0
            yield SchemaEntry(str(kind), str(name), root, sql if isinstance(sql, str) else "")


def _is_schema_row(row: Row) -> bool:
    return len(row.values) == 5 and row.values[0] in SCHEMA_TYPES and isinstance(row.values[1], str)


def assign_pages(
    file: DamagedFile, entries: list[SchemaEntry], shapes: Mapping[str, Shape]
) -> Assignment:
    """Returns the pages of every table that has a shape."""
    seen, found = bytearray(file.pages + 1), Assignment()
    roots = {entry.name: entry.root for entry in entries if entry.root}
    for page in _walk_schema(file):
        seen[page] = 1
    for name, shape in shapes.items():
        if not roots.get(name):
            found.lacking.add(name)
        else:
            found.pages[name] = _walk(file, shape, roots[name], seen, found)
    _assign_orphans(file, shapes, seen, found)
    return found


def _walk_schema(file: DamagedFile) -> Iterator[int]:
    """The pages of the schema, which its own rows do not name."""
    waiting, passed = [1], set()
    while waiting:
        page = waiting.pop()
        node = read_node(file, page)
        if node and page not in passed and node.kind in (TABLE_INTERIOR, TABLE_LEAF):
            passed.add(page)
            rows = islice(read_rows(file, node), 3)
            if node.kind == TABLE_INTERIOR or any(map(_is_schema_row, rows)):
                yield page
                waiting += [child for child, _ in list_children(file, node)]


def _walk(
    file: DamagedFile, shape: Shape, root: int, seen: bytearray, found: Assignment
) -> list[int]:
    """The pages below a first page that can be read and are of this table; they are marked as seen."""
    pages = []
    waiting: list[tuple[int, int | None, int | None]] = [(root, None, None)]
    while waiting:
        page, low, high = waiting.pop()
        node = read_node(file, page)
        if node is None or seen[page] or not _is_of(file, node, shape, low, high):
            found.lacking.add(shape.name)
            found.unreadable[shape.name] += 1
            continue
        if not node.is_whole:
            found.lacking.add(shape.name)
        seen[page] = 1
        pages.append(page)
        children = []
        for child, highest in list_children(file, node):
            children.append((child, low, high if highest is None else highest))
            low = low if highest is None else highest
        waiting += reversed(children)
    return pages


def _is_of(file: DamagedFile, node: Node, shape: Shape, low: int | None, high: int | None) -> bool:
    """Whether a page can be of a table, and holds a row between two numbers."""
    if (node.kind in (TABLE_INTERIOR, TABLE_LEAF)) != shape.has_numbers:
        return False
    if node.kind == TABLE_INTERIOR or not node.cells:
        return True
    rows = list(islice(read_rows(file, node), SAMPLED_ROWS))
    if not shape.fits_most(rows):
        return False
    return not shape.has_numbers or any(is_between(row, low, high) for row in rows)


def is_between(row: Row, low: int | None, high: int | None) -> bool:
    """Returns whether a row's number is above `low` and not above `high`; None is no bound."""
    number = row.number or 0
    return (low is None or number > low) and (high is None or number <= high)


def _assign_orphans(
    file: DamagedFile, shapes: Mapping[str, Shape], seen: bytearray, found: Assignment
) -> None:
    for top in _find_orphans(file, seen):
        pages = _list_below(file, top, seen)
        fitting = _find_shapes(file, pages, [shapes[name] for name in sorted(found.lacking)])
        if len(fitting) == 1:
            found.pages.setdefault(fitting[0], []).extend(pages)
        else:
            found.unknown += pages


def _find_orphans(file: DamagedFile, seen: bytearray) -> list[int]:
    """The pages of tables and indexes that no walk has reached, without those below another one."""
    below = bytearray(file.pages + 1)
    orphans = []
    for page in range(2, file.pages + 1):
        node = None if seen[page] else read_node(file, page)
        if node and node.cells:
            orphans.append(page)
            for child, _ in list_children(file, node):
                if child <= file.pages:
                    below[child] = 1
    return [page for page in orphans if not below[page]]


def _list_below(file: DamagedFile, top: int, seen: bytearray) -> list[int]:
    pages, waiting = [], [top]
    while waiting:
        page = waiting.pop()
        node = read_node(file, page)
        if node and not seen[page]:
            seen[page] = 1
            pages.append(page)
            waiting += reversed([child for child, _ in list_children(file, node)])
    return pages


def _find_shapes(file: DamagedFile, pages: list[int], lacking: list[Shape]) -> list[str]:
    """The tables and indexes that pages can be of, by a sample of their rows."""
    holders = [
        page for page in pages if (node := read_node(file, page)) and node.kind != TABLE_INTERIOR
    ]
    step = max(1, len(holders) // SAMPLED_PAGES)
    nodes = [node for page in holders[::step] if (node := read_node(file, page))]
    rows = [row for node in nodes for row in islice(read_rows(file, node), SAMPLED_ROWS)]
    kinds = {node.kind in (INDEX_LEAF, INDEX_INTERIOR) for node in nodes}
    return [
        shape.name
        for shape in lacking
        if kinds == {not shape.has_numbers} and shape.fits_most(rows)
    ]
