"""Rows out, for people with other tools: the contract's columns, lazily."""

import csv
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TextIO

from aggregator.errors import MissingExtra
from aggregator.model import Row
from storage import articles, sources, stories
from storage.connection import Database

What = Literal["articles", "stories", "copies", "sources"]
BATCH = 1000  # rows of a Parquet row group

ROWS: dict[What, Callable[[Database], Iterator[Row]]] = {
    "articles": articles.exported,
    "copies": stories.exported_copies,
    "sources": sources.exported,
    "stories": stories.exported,
}


def rows(db: Database, what: What) -> Iterator[Row]:
    """Every row of one kind. SQLite's 0 and 1 become false and true where they mean that."""
    for row in ROWS[what](db):
        if "member" in row:
            row["member"] = bool(row["member"])
        yield row


def write_jsonl(found: Iterator[Row], out: TextIO) -> int:
    """One JSON object a line; gives the number of rows."""
    count = 0
    for row in found:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_csv(found: Iterator[Row], out: TextIO) -> int:
    """A header line and one line a row; lists and objects as JSON."""
    writer = None
    count = 0
    for row in found:
        if writer is None:
            writer = csv.DictWriter(out, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(_flat(row))
        count += 1
    return count


def write_parquet(found: Iterator[Row], path: Path) -> int:
    """A Parquet file; lists and objects as JSON text. Raises MissingExtra without pyarrow."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra(
            "Parquet needs pyarrow: pip install 'wire-to-source[parquet]', or use --format csv"
        ) from error
    writer = None
    count = 0
    while batch := [_flat(row) for row in islice(found, BATCH)]:
        schema = writer.schema if writer else _schema(pyarrow, batch)
        table = pyarrow.Table.from_pylist(batch, schema=schema)
        writer = writer or pyarrow.parquet.ParquetWriter(path, schema)
        writer.write_table(table)
        count += len(batch)
    if writer is None:
        pyarrow.parquet.write_table(pyarrow.table({}), path)
    else:
        writer.close()
    return count


NUMBERS = {
    "article_id": int,
    "articles": int,
    "containment": float,
    "containment_of_original": float,
    "failures": int,
    "feeds": int,
    "id": int,
    "member": bool,
    "resemblance": float,
    "sources": int,
    "story_id": int,
}


def _schema(pyarrow: Any, batch: list[Row]) -> Any:
    """Columns that are numbers by name; every other is text, whatever the first batch holds."""
    types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    fields = [(name, types.get(NUMBERS.get(name, str), pyarrow.string())) for name in batch[0]]
    return pyarrow.schema(fields)


def _flat(row: Row) -> Row:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
        for name, value in row.items()
    }
