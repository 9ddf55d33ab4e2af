"""Export of stored rows as JSON Lines, CSV and Parquet, with fixed columns, lazily."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from aggregator.errors import MissingExtra
from aggregator.model import Row
from aggregator.results import (
    ArticleRow,
    CopyRow,
    ExportKind,
    SourceRow,
    StoryRow,
)

BATCH_SIZE = 1000  # rows of a Parquet row group

# Line separators and what turns the direction of a line, beside control characters
_CONTROL_CHARACTERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_FORMULA_STARTS = ("=", "+", "-", "@")  # what spreadsheets take for the start of a formula

# The columns of each kind, also of one without rows.
COLUMNS: dict[ExportKind, tuple[str, ...]] = {
    "articles": ArticleRow.__struct_fields__,
    "copies": CopyRow.__struct_fields__,
    "sources": SourceRow.__struct_fields__,
    "stories": StoryRow.__struct_fields__,
}


def write_jsonl(rows: Iterator[Row], out: TextIO, dumps: Callable[[Row], str] = json.dumps) -> int:
    """Write one JSON object per line; returns the number of rows."""
    count = 0
    for row in rows:
        out.write(dumps(row) + "\n")
        count += 1
    return count


def write_csv(rows: Iterator[Row], out: TextIO, columns: Sequence[str] = ()) -> int:
    """Write a header line and one line per row; lists and objects as JSON. Returns the number of rows.

    Cells are neutralized, see `neutralize_cell`. Without `columns`, those of the first row are used.
    """
    head = list(islice(rows, 1))
    writer = csv.DictWriter(out, columns or list(*head), lineterminator="\n")
    if writer.fieldnames:
        writer.writeheader()
    count = 0
    for row in chain(head, rows):
        cells = _flatten_row(row)
        writer.writerow({name: neutralize_cell(value) for name, value in cells.items()})
        count += 1
    return count


def write_parquet(rows: Iterator[Row], path: Path, columns: Sequence[str]) -> int:
    """Write a Parquet file; lists and objects as JSON text. Returns the number of rows.

    Raises MissingExtra without pyarrow.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra(
            "Parquet needs pyarrow: pip install 'wire-to-source[parquet]', or use --format csv"
        ) from error
    schema = _parquet_schema(pyarrow, columns)
    count = 0
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        while batch := [_flatten_row(row) for row in islice(rows, BATCH_SIZE)]:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


COLUMN_TYPES = {
    "article_id": int,
    "articles": int,
    "containment": float,
    "containment_of_original": float,
    "failures": int,
    "feeds": int,
    "id": int,
    "member": bool,
    "paused": bool,
    "resemblance": float,
    "sources": int,
    "story_id": int,
}


def _parquet_schema(pyarrow: Any, columns: Sequence[str]) -> Any:
    """Columns that are numbers by name; every other is text, whatever the first batch holds."""
    types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    fields = [(name, types.get(COLUMN_TYPES.get(name, str), pyarrow.string())) for name in columns]
    return pyarrow.schema(fields)


def _flatten_row(row: Row) -> Row:
    return {
        name: json.dumps(value, ensure_ascii=False)
        if isinstance(value, (list, tuple, dict))
        else value
        for name, value in row.items()
    }


def neutralize_cell(value: Any) -> Any:
    """Returns a value of a CSV file as no programme takes it for a formula, or for more than one line.

    A text that begins like a formula gets an apostrophe before it. Control characters but the line feed, which
    is quoted, become spaces.
    """
    if not isinstance(value, str):
        return value
    text = _CONTROL_CHARACTERS.sub(" ", value.replace("\r\n", "\n"))
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text
