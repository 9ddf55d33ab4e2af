"""Data on standard output: JSON, CSV, or a table for people."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Any, TypeVar

import click

from aggregator.cli.session import make_printable
from aggregator.model import Row
from aggregator.results.base import Result

CELL_PADDING = 3  # columns of a terminal beside each cell of a table
WIDEST_CELL = 30  # columns; what is longer goes on in the next line

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_SURROGATES = re.compile("[\ud800-\udfff]")
# What JSON leaves bare and a terminal obeys: control characters and direction marks.
_TERMINAL_CONTROLS = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def add_list_options(command: Decorated) -> Decorated:
    """Add --json and --csv to a verb that lists."""
    for name, says in (("csv", "Comma-separated values."), ("json", "A JSON list.")):
        command = click.option(f"--{name}", f"as_{name}", is_flag=True, help=says)(command)
    return command


dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done.")


def convert_to_json_values(value: Any) -> Any:
    """Return results, also within lists and dictionaries, as dictionaries with the JSON names."""
    import msgspec

    return msgspec.to_builtins(value)


def format_json_line(value: Any) -> str:
    """Return one line of JSON that any terminal and any encoding of UTF-8 can carry."""
    value = convert_to_json_values(value)
    text = json.dumps(value, ensure_ascii=False)
    if _SURROGATES.search(text):
        return json.dumps(value)
    return _TERMINAL_CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def escape_for_terminal(rows: Iterable[Row]) -> Iterable[Row]:
    """Return rows without control characters when standard output is a terminal."""
    if not sys.stdout.isatty():
        return rows
    return ({name: _escape_value(value) for name, value in row.items()} for row in rows)


def _escape_value(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return format_json_line(value)
    return make_printable(value) if isinstance(value, str) else value


def write_utf8(text: str) -> None:
    """Write data as UTF-8, whatever the locale says."""
    sys.stdout.buffer.write(text.encode())


def write_json(value: Any) -> None:
    """Write one line of JSON."""
    write_utf8(format_json_line(value) + "\n")


def write_rows(
    results: Iterable[Row | Result],
    columns: Sequence[str],
    *,
    as_json: bool,
    as_csv: bool,
    less_important: Sequence[str] = (),
) -> int:
    """Write results as JSON, CSV or a table with these columns only; returns their number.

    Columns that are `less_important` are left out, the first of them first, where a terminal is too narrow.
    """
    rows = (convert_to_json_values(result) for result in results)
    if as_json:
        return _write_json_list(rows)
    if as_csv:
        return _write_csv(rows)
    return write_table(rows, columns, less_important)


def _write_json_list(rows: Iterable[Row]) -> int:
    count = 0
    write_utf8("[")
    for count, row in enumerate(rows, start=1):
        write_utf8(("," if count > 1 else "") + "\n" + format_json_line(row))
    write_utf8("\n]\n" if count else "]\n")
    return count


def _write_csv(rows: Iterable[Row]) -> int:
    from aggregator.formats import export

    text = StringIO()
    count = export.write_csv(iter(escape_for_terminal(rows)), text)
    write_utf8(text.getvalue())
    return count


def write_table(
    rows: Iterable[Row], columns: Sequence[str], less_important: Sequence[str] = ()
) -> int:
    """Write a table to a terminal, tab-separated lines under a heading elsewhere; returns their number."""
    cells = [{column: _format_cell(row.get(column)) for column in columns} for row in rows]
    if not sys.stdout.isatty():
        lines = [list(columns), *(list(line.values()) for line in cells)]
        write_utf8("".join("\t".join(line) + "\n" for line in lines))
        return len(cells)
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    widths = {
        column: min(max(len(column), *(len(line[column]) for line in cells), 0), WIDEST_CELL)
        for column in columns
    }
    shown = choose_columns(widths, less_important, console.width)
    drawn = Table(box=box.SIMPLE_HEAD)
    for number, column in enumerate(shown):  # the first one is what a person types
        drawn.add_column(column.replace("_", " "), overflow="fold", no_wrap=number == 0)
    for line in cells:
        drawn.add_row(*[Text(line[column]) for column in shown])
    console.print(drawn)
    return len(cells)


def choose_columns(
    widths: Mapping[str, int], less_important: Sequence[str], columns: int
) -> list[str]:
    """Returns the columns of a table that fit a terminal: without the less important, the first of them first."""
    shown = dict(widths)
    for column in less_important:
        if sum(shown.values()) + CELL_PADDING * len(shown) <= columns:
            break
        shown.pop(column)
    return [*shown]


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return make_printable(", ".join(value))
    if isinstance(value, (list, dict)):
        return make_printable(json.dumps(value, ensure_ascii=False))
    return make_printable(str(value)).replace("\n", " ").replace("\t", " ")


def write_fields(result: Row | Result, indent: str = "") -> None:
    """Write a result as lines `name  value`; what is nested follows indented."""
    row = convert_to_json_values(result)
    width = max((len(name) for name in row), default=0)
    for name, value in row.items():
        nested = value if isinstance(value, list) else [value]
        if nested == []:
            write_utf8(f"{indent}{name.replace('_', ' '):{width}}  none\n")
        elif all(isinstance(item, dict) for item in nested):
            write_utf8(f"{indent}{name.replace('_', ' ')}\n")
            for item in nested:
                write_fields(item, indent + "  ")
        else:
            write_utf8(f"{indent}{name.replace('_', ' '):{width}}  {_format_cell(value)}\n")


@contextmanager
def progress_bar(label: str, total: int | None = None) -> Iterator[Callable[[int], None] | None]:
    """Show a progress bar on standard error; yields what sets the amount done, None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
