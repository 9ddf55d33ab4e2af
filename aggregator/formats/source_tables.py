"""Lists of sources as tables, in and out: values separated by tabs, or by commas or semicolons and then quoted.

The first line names the columns. Tables with tabs have no quotation marks, as spreadsheets and databases paste them.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from aggregator.errors import ReadingError, UsageError
from aggregator.formats.export import write_csv
from aggregator.formats.opml import NumberedRows
from aggregator.model import Row

TableFormat = Literal["csv", "tsv"]

COLUMNS = ("name", "site", "feed", "country", "language", "kind", "publisher_group")
# And what only our own tables have
EXPORTED = (*COLUMNS, "type", "title")
SEPARATORS = ("\t", ",", ";")
# What `export.neutralize_cell` writes before a text that looks like a formula
_NEUTRALIZED = re.compile(r"'(?=\s*[=+\-@])")


def read_table(data: bytes, name: str) -> NumberedRows:
    """Yields the rows of a table, each with its line.

    Raises UsageError when the first line names no columns, ReadingError for quotation marks that do not end.
    """
    text = data.decode("utf-8-sig", errors="surrogateescape")
    head = text.split("\n", 1)[0]
    for separator in SEPARATORS:
        columns = _read_columns(head, separator)
        if {"site", "feed"} & set(columns):
            read = _read_tabs if separator == "\t" else _read_quoted
            return read(text, name, columns, separator)
    raise UsageError(
        f"{name[:80]} is neither OPML nor a table: its first line must name columns out of "
        f"{', '.join(COLUMNS)}, with tabs, commas or semicolons between"
    )


def _read_columns(head: str, separator: str) -> list[str]:
    cells = head.split("\t") if separator == "\t" else head.replace('"', "").split(separator)
    return [cell.strip().lower() for cell in cells]


def _read_tabs(text: str, _name: str, columns: Sequence[str], separator: str) -> NumberedRows:
    for number, line in enumerate(io.StringIO(text), start=1):
        if number > 1 and line.strip():
            yield number, dict(zip(columns, line.rstrip("\r\n").split(separator), strict=False))


def _read_quoted(text: str, name: str, columns: Sequence[str], separator: str) -> NumberedRows:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for cells in rows:
            if number > 1 and any(cell.strip() for cell in cells):
                plain = (_NEUTRALIZED.sub("", cell, count=1) for cell in cells)
                yield number, dict(zip(columns, plain, strict=False))
            number = rows.line_num + 1
    except csv.Error as error:
        raise ReadingError(
            f"{name[:80]}, line {number}: {error}: mend its quotation marks"
        ) from error


def render_table(rows: Iterable[Row], form: TableFormat) -> str:
    """Returns a table of rows as `storage.frontier.sources.all_feeds` returns them."""
    table = (_make_cells(row) for row in rows)
    if form == "csv":
        text = io.StringIO()
        write_csv(table, text, EXPORTED)
        return text.getvalue()
    lines = ("\t".join(row[column] for column in EXPORTED) for row in table)
    return "".join(f"{line}\n" for line in ("\t".join(EXPORTED), *lines))


def _make_cells(row: Row) -> dict[str, str]:
    """Returns the cells of a feed, each on one line."""
    cells: Mapping[str, str] = {
        **row,
        "site": row["site"] or row["domain"],
        "feed": row["url"],
        "kind": row["source_kind"],
        "type": "rss" if row["kind"] == "feed" else row["kind"],
    }
    return {column: " ".join(cells[column].split()) for column in EXPORTED}
