"""`read`: page in, article out, nothing stored."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import chain
from pathlib import Path

import click

from aggregator.cli import output
from aggregator.cli.articles import File, require_files, require_one_file_with_url
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import AggregatorError, PartlyDone, ReadingError, UsageError
from aggregator.model import Article, Record, Rejected, Row, TrustList


@click.command()
@click.argument("names", metavar="[FILE]...", nargs=-1)
@click.option("--url", metavar="URL", help="The address of the one HTML page in FILE.")
@click.option(
    "--jsonl", metavar="FILE", help='Lines of {"id", "url", "html"}; - is standard input.'
)
@click.option(
    "--diff",
    metavar="EXPECTED",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show how the one page in FILE differs from EXPECTED, a text or JSON.",
)
@add_database_options
@click.pass_obj
def read(
    session: Session,
    names: tuple[str, ...],
    url: str | None,
    jsonl: str | None,
    diff: Path | None,
) -> None:
    """Page in, article out; nothing is stored.

    Reads HTML, WARC or JSON Lines, also compressed, from FILE or standard input, on all cores, and
    writes one JSON object per line in the order of the input. A page that is no article is a result:
    its "rejected" says why.
    """
    names = _list_input_names(names, url, jsonl)
    if diff is not None:
        _show_differences(names, url, diff, session.read_trust_list())
        return
    unreadable = 0
    paths, url = require_files(names), require_one_file_with_url(url, names)
    for row in _read_rows(paths, url, session.read_trust_list(), jsonl=jsonl is not None):
        if isinstance(row, ReadingError):
            unreadable += 1
            write_message(f"unreadable: {row}")
        else:
            output.write_json(row)
    if unreadable:
        raise PartlyDone(f"{unreadable} records could not be read")


def _list_input_names(
    names: tuple[str, ...], url: str | None, jsonl: str | None
) -> tuple[str, ...]:
    """The files to read, `-` for standard input. Raises UsageError."""
    if jsonl is not None and (names or url):
        raise UsageError("--jsonl FILE excludes other FILEs and --url")
    if not (names or jsonl) and sys.stdin.isatty():
        raise UsageError("name a FILE, or pipe a page in")
    return names or (jsonl or "-",)


def _show_differences(
    names: tuple[str, ...], url: str | None, expected: Path, trust: TrustList
) -> None:
    """Write the differences to standard output. Raises AggregatorError when there are any."""
    from aggregator.cli.diff import list_differences

    paths, url = require_files(names), require_one_file_with_url(url, names)
    rows = list(_read_rows(paths, url, trust, jsonl=False))
    if len(rows) != 1 or isinstance(rows[0], ReadingError):
        raise UsageError(f"--diff compares one page, and {names[0]} holds {len(rows)} records")
    lines = list_differences(rows[0], expected)
    for row in output.escape_for_terminal({"line": line} for line in lines):
        output.write_utf8(f"{row['line']}\n")
    if lines:
        raise AggregatorError(f"{names[0]} does not read as {expected} says")


def _read_rows(
    paths: list[File], url: str | None, trust: TrustList, *, jsonl: bool
) -> Iterator[Row | ReadingError]:
    from aggregator.formats import records
    from aggregator.ingest import process_pool

    kind: records.Kind | None = "jsonl" if jsonl else None
    all_records = chain.from_iterable(
        records.read_records(path, url=url, kind=kind, require_url=False) for path in paths
    )
    return process_pool.map_in_order(partial(read_row, trust=trust), all_records, _make_lost_row)


def read_row(record: Record | ReadingError, trust: TrustList) -> Row | ReadingError:
    """Read a record into the row that `read` writes; runs in a worker process."""
    from aggregator import reading

    if isinstance(record, ReadingError):
        return record
    if record.text is None:
        outcome = reading.read(record.page, trust)
    else:
        outcome = reading.read_text(record, trust)
    return {"id": record.id, **make_article_row(outcome)}


def make_article_row(outcome: Article | Rejected) -> Row:
    """Return the row that `read` writes; a page that is no article has the same keys."""
    if isinstance(outcome, Rejected):
        empty: Row = dict.fromkeys(KEYS)
        return {
            **empty,
            "url": outcome.url,
            "authors": [],
            "removed": [],
            "sources": [],
            "flags": [],
            "rejected": outcome.reason,
        }
    values = asdict(outcome)
    signed: Row = {"manifests": values["manifests"]} if outcome.manifests else {}
    return {**{key: values[key] for key in KEYS}, **signed, "rejected": None}


KEYS = (
    "url",
    "canonical_url",
    "title",
    "authors",
    "published",
    "published_precision",
    "modified",
    "language",
    "text",
    "link_text",
    "removed",
    "sources",
    "flags",
)


def _make_lost_row(record: Record | ReadingError, why: str) -> Row | ReadingError:
    if isinstance(record, ReadingError):
        return record
    return {"id": record.id, **make_article_row(Rejected(record.page.url, why))}
