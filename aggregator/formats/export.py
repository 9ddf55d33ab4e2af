"""Rows out, for people with other tools: the contract's columns, lazily."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal, TextIO

from aggregator.errors import MissingExtra
from aggregator.model import Row
from storage.corpus.articles import Articles
from storage.corpus.stories import Stories
from storage.frontier.sources import Sources
from storage.sqlite.connection import Database

ExportKind = Literal["articles", "stories", "copies", "sources"]
BATCH = 1000  # rows of a Parquet row group

ROWS: dict[ExportKind, Callable[[Database], Iterator[Row]]] = {
    "articles": lambda db: Articles(db).exported(),
    "copies": lambda db: Stories(db).exported_copies(),
    "sources": lambda db: Sources(db).all_with_state(),
    "stories": lambda db: Stories(db).exported(),
}


# The columns of each kind, also of one that has no rows.
COLUMNS: dict[ExportKind, tuple[str, ...]] = {
    "articles": (
        "id",
        "external_id",
        "url",
        "canonical_url",
        "source",
        "title",
        "authors",
        "published",
        "published_precision",
        "first_seen",
        "language",
        "story_id",
        "text",
    ),
    "copies": (
        "article_id",
        "external_id",
        "url",
        "story_id",
        "member",
        "relation",
        "role",
        "credit",
        "resemblance",
        "containment",
        "containment_of_original",
        "original_url",
        "original_name",
        "verdict",
        "confidence",
    ),
    "sources": (
        "domain",
        "name",
        "site",
        "country",
        "language",
        "kind",
        "owner",
        "paused",
        "feeds",
        "last_polled",
        "failures",
        "articles",
    ),
    "stories": (
        "story_id",
        "verdict",
        "confidence",
        "attributed_at",
        "title",
        "articles",
        "sources",
        "first_seen",
        "last_seen",
        "original",
        "set_by",
    ),
}


def read_rows(db: Database, what: ExportKind) -> Iterator[Row]:
    """Every row of one kind."""
    return ROWS[what](db)


def write_jsonl(found: Iterator[Row], out: TextIO, dumps: Callable[[Row], str] = json.dumps) -> int:
    """One JSON object a line; gives the number of rows."""
    count = 0
    for row in found:
        out.write(dumps(row) + "\n")
        count += 1
    return count


def write_csv(found: Iterator[Row], out: TextIO, columns: Sequence[str] = ()) -> int:
    """A header line and one line a row; lists and objects as JSON. Without `columns`, those of
    the first row."""
    head = list(islice(found, 1))
    writer = csv.DictWriter(out, columns or list(*head), lineterminator="\n")
    if writer.fieldnames:
        writer.writeheader()
    count = 0
    for row in chain(head, found):
        writer.writerow(_flatten_row(row))
        count += 1
    return count


def write_parquet(found: Iterator[Row], path: Path, columns: Sequence[str]) -> int:
    """A Parquet file; lists and objects as JSON text. Raises MissingExtra without pyarrow."""
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
        while batch := [_flatten_row(row) for row in islice(found, BATCH)]:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            count += len(batch)
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
    "paused": bool,
    "resemblance": float,
    "sources": int,
    "story_id": int,
}


def _parquet_schema(pyarrow: Any, columns: Sequence[str]) -> Any:
    """Columns that are numbers by name; every other is text, whatever the first batch holds."""
    types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    fields = [(name, types.get(NUMBERS.get(name, str), pyarrow.string())) for name in columns]
    return pyarrow.schema(fields)


def _flatten_row(row: Row) -> Row:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
        for name, value in row.items()
    }
