"""Stored articles: `ingest`, `recluster`, `export`."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, cast

import click

from aggregator.cli import evidence, output, watches
from aggregator.cli.export_filters import add_filter_options, collect_filters
from aggregator.cli.session import Session, add_archive_option, add_database_options, write_message
from aggregator.errors import PartlyDone, ReadingError, UsageError

if TYPE_CHECKING:
    from aggregator.model import Record, Row
    from aggregator.results import ExportKind, ExportRow, IngestResult

TABLE_FORMATS = ("jsonl", "csv", "parquet")

File = Path | Literal["-"]


def require_files(names: tuple[str, ...]) -> list[File]:
    """Return the paths of these files; `-` is standard input. Raises UsageError unless each is a file."""
    paths: list[File] = []
    for name in names:
        if name != "-" and not Path(name).is_file():
            what = "is a folder" if Path(name).is_dir() else "does not exist"
            raise UsageError(f"{name} {what}: name a file, or - for standard input")
        paths.append("-" if name == "-" else Path(name))
    return paths


def require_one_file_with_url(url: str | None, names: tuple[str, ...]) -> str | None:
    """Return the address given with --url. Raises UsageError unless there is exactly one FILE."""
    from aggregator import urls

    if url is None:
        return None
    if len(names) != 1:
        raise UsageError(f"--url goes with exactly one FILE, not {len(names)}")
    urls.canonical(url)
    return url


@click.command()
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
@click.option("--url", metavar="URL", help="The address of the one HTML page in FILE.")
@click.option("--dry-run", is_flag=True, help="Count what FILE holds and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
@add_archive_option
@add_database_options
@click.pass_obj
def ingest(
    session: Session, names: tuple[str, ...], url: str | None, dry_run: bool, as_json: bool
) -> None:
    """Store pages or texts from WARC, JSON Lines or HTML files.

    FILE may be compressed with gzip or xz; its kind is detected from its content; - is standard input.
    Lines of JSON hold "url" and either "html" or "text", optionally "id", "title", "authors",
    "published", "source" and "first_seen". Ingesting a file again changes nothing.
    """
    url = require_one_file_with_url(url, names)
    paths = require_files(names)
    from aggregator.formats import records

    for path in paths:
        records.check_readable(path, url)
    if dry_run:
        _count_records(paths, url)
        return
    total = sum(path.stat().st_size for path in paths if path != "-")
    with (
        session.open_for_writing() as aggregator,
        output.progress_bar("reading", total or None) as bar,
    ):
        report = aggregator.ingest(_read_records(paths, url, bar))
        news = watches.summarize_news(aggregator)
    _report_ingest(report, news, as_json)


def _read_records(
    paths: list[File], url: str | None, bar: Callable[[int], None] | None = None
) -> "Iterator[Record | ReadingError]":
    """Yield the records of all files; `bar` is called with the bytes read so far, of all files."""
    from aggregator.formats import records

    sizes = [0 if path == "-" else path.stat().st_size for path in paths]
    for path, before in zip(paths, accumulate([0, *sizes]), strict=False):
        moved = (lambda done, before=before: bar(before + done)) if bar else None
        with closing(records.read_records(path, url=url, on_progress=moved)) as file_records:
            yield from file_records


def _count_records(paths: list[File], url: str | None) -> None:
    readable, errors = 0, []
    for record in _read_records(paths, url):
        if isinstance(record, ReadingError):
            errors.append(str(record))
        else:
            readable += 1
    _report_unreadable(errors, len(errors))
    write_message(f"{readable} records, {len(errors)} unreadable; nothing was stored")
    if errors:
        raise PartlyDone(f"{len(errors)} records cannot be read")


def _report_ingest(report: "IngestResult", news: str, as_json: bool) -> None:
    counts = {
        name: getattr(report, name)
        for name in ("new", "changed", "known", "rejected", "tombstoned", "unreadable")
    }
    _report_unreadable(report.errors, report.unreadable)
    if as_json:
        output.write_json({**counts, "reasons": report.reasons, "errors": report.errors})
    write_message(
        ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "no records"
    )
    for reason, count in sorted(report.reasons.items()):
        write_message(f"  {count} no article: {reason}")
    if news:
        write_message(news)
    if report.unreadable:
        raise PartlyDone(f"{report.unreadable} records could not be read, the rest is stored")


def _report_unreadable(errors: list[str], count: int) -> None:
    for error in errors:
        write_message(f"unreadable: {error}")
    if count > len(errors):
        write_message(f"unreadable: {count - len(errors)} more")


@click.command()
@click.option("--dry-run", is_flag=True, help="Say how much would be linked again.")
@add_archive_option
@add_database_options
@click.pass_obj
def recluster(session: Session, dry_run: bool) -> None:
    """Link the whole corpus again and decide every story.

    Never needed after a crawl or an ingest, which decide stories themselves; useful after an
    update that links differently. A crawl may go on beside it. Stopped with Ctrl-C, it goes on where
    it was when it is run again within a day.
    """
    if dry_run:
        with session.open_for_reading() as aggregator:
            status = aggregator.status()
        write_message(
            f"{status.articles} articles in {status.stories} stories would be linked again"
        )
        return
    with session.open_existing() as aggregator, output.progress_bar("linking") as bar:
        write_message(f"{aggregator.maintenance.recluster(bar)} stories")


@click.command()
@click.argument("what", type=click.Choice(["articles", "stories", "copies", "sources", "evidence"]))
@click.argument("story", type=int, required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice([*TABLE_FORMATS, *evidence.FORMATS]),
    help="Of tables: JSON Lines (the default), comma-separated values or Parquet. Of evidence: a page "
    "(the default), JSON, JSON-LD, ninjs, or a ClaimReview to fill in.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here instead of standard output; replaced only when all is written.",
)
@add_filter_options
@add_database_options
@click.pass_obj
def export(
    session: Session,
    /,
    what: str,
    story: int | None,
    shape: str | None,
    target: Path | None,
    **options: str | int | None,
) -> None:
    """Articles, stories, copies or sources for other tools; evidence to cite.

    The text of an article whose publisher reserves it is left empty; its rights say why.
    `evidence STORY` writes one signed page with the verdict on a story and its evidence, and the
    same as JSON inside; to a FILE that ends in .json the JSON alone. `verify-evidence` checks either.
    """
    if (what == "evidence") != (story is not None):
        raise UsageError("a STORY goes with evidence, and evidence with a STORY: export evidence 1")
    allowed = TABLE_FORMATS if story is None else evidence.FORMATS
    if shape is not None and shape not in allowed:
        raise UsageError(f"--format {shape}: {what} can be written as {', '.join(allowed)}")
    filters = collect_filters(options)
    if story is not None:
        if filters:
            raise UsageError(f"--{next(iter(filters))} goes with tables, not with evidence")
        evidence.write_bundle(session, story, shape, target)
        return
    shape = shape or "jsonl"
    if shape == "parquet" and target is None:
        raise UsageError("Parquet is no stream: name a file with -o FILE")
    if target is None:
        with session.open_for_reading() as aggregator:
            rows = aggregator.export(cast("ExportKind", what), **filters)
            _export_to_stdout(rows, cast("ExportKind", what), shape)
        return
    from aggregator.formats.part_files import writing

    session.note_written_file(target, "export", what)
    with session.open_for_reading() as aggregator, writing(target) as part:
        rows = aggregator.export(cast("ExportKind", what), **filters)
        count = _export_to_file(rows, cast("ExportKind", what), shape, part)
    write_message(f"{count} {what} in {target}")


def _export_to_stdout(results: "Iterator[ExportRow]", what: "ExportKind", shape: str) -> None:
    from io import TextIOWrapper

    out = TextIOWrapper(sys.stdout.buffer, "utf-8", "replace", newline="\n")
    try:
        rows = map(output.convert_to_json_values, results)
        _write_rows(output.escape_for_terminal(rows) if shape == "csv" else rows, what, shape, out)
        out.flush()
    finally:
        out.detach()  # so that standard output outlives the wrapper


def _export_to_file(
    results: "Iterator[ExportRow]", what: "ExportKind", shape: str, path: Path
) -> int:
    from aggregator.formats import export

    rows = map(output.convert_to_json_values, results)
    if shape == "parquet":
        return export.write_parquet(rows, path, export.COLUMNS[what])
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
        return _write_rows(rows, what, shape, out)


def _write_rows(rows: "Iterable[Row]", what: "ExportKind", shape: str, out: TextIO) -> int:
    from aggregator.formats import export

    if shape == "csv":
        return export.write_csv(iter(rows), out, export.COLUMNS[what])
    return export.write_jsonl(iter(rows), out, output.format_json_line)
