"""Damaged database files: does every verb end with a line, and how much of the undamaged rows is saved?

    python benchmarks/damage.py [--seed 1] [--files 40] [--articles 300]

Makes a database of made-up articles and takedowns once, and damages a copy of it for each seed: 30 flipped bytes in six of
ten files, else a file that is cut, pages of zeros, or a wrong header; of three in ten the private file too. Every verb is
run on each, in a process of its own; then `doctor --repair`, and verbs on what that saved. Rows of the undamaged file
are compared with the saved ones: those no page of which has a changed byte; of these, `kept` leaves out the rows that belong
to a row that is lost. Exits 1 when a verb ends with a traceback, or less than 99 % is kept.
"""

import argparse
import json
import os
import random
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.cli import MODULES
from aggregator.model import Page, Record
from aggregator.takedown.types import TakedownRequest
from benchmarks.made_up import make_texts
from storage.recovery import trees
from storage.recovery.page_rows import open_pages, read_node, read_rows
from storage.recovery.saving import MADE_AGAIN, save_readable
from storage.recovery.shapes import read_shapes
from storage.sqlite import migrations
from storage.store import private_path

LEAST_KEPT = 0.99
FLIPS, ZERO_PAGES, PAGE_BYTES = 30, 5, 4096
KINDS = ("flip",) * 6 + ("cut", "zero", "header", "flip and cut")
NOT_COUNTED = (*MADE_AGAIN, "sqlite_", "_sqlite")  # tables that are made again, not saved
VERBS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("search", "the"),
    ("trace", "1"),
    ("trace", "A headline that nobody knows"),
    ("article", "2"),
    ("story", "1"),
    ("compare", "1", "2"),
    ("export", "articles"),
    ("export", "copies"),
    ("export", "stories"),
    ("export", "sources"),
    ("source", "list"),
    ("takedown", "list"),
    ("takedown", "log"),
    ("takedown", "report"),
    ("takedown", "files"),
    ("watch", "list"),
    ("comment", "list"),
    ("doctor",),
    ("backup", "copy.db"),
    ("ingest", "one.jsonl"),
    ("takedown", "run"),
    ("watch", "run"),
    ("crawl", "--due"),
    ("recluster",),
)
CHECKS: tuple[tuple[str, ...], ...] = (
    ("doctor",),
    ("search", "the"),
    ("status",),
    ("export", "articles"),
    ("takedown", "log"),
    ("ingest", "one.jsonl"),
)


@dataclass(slots=True)
class Result:
    """What became of one damaged database."""

    seed: int
    kind: str
    tracebacks: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # verbs that failed without a line
    undamaged: int = 0
    saved: int = 0
    orphaned: int = 0  # undamaged rows that belong to a row that is lost
    is_saved: bool = False
    is_unchanged: bool = True  # the damaged files, by `doctor --repair`
    failed_checks: list[str] = field(default_factory=list)


def make_database(folder: Path, articles: int) -> Path:
    """Make a database of made-up articles in which two were taken down; returns its path."""
    path = folder / "base.db"
    with Aggregator.open(path) as news:
        repositories = ingest.IngestRepositories.of(news.store)
        for number, (text, _) in enumerate(islice(make_texts(7), articles)):
            url = f"https://site{number % 20}.example/{number}"
            record = Record(Page(url, b""), text=text, title=f"About {text[:40]}")
            ingest.store_article(repositories, ingest.prepare(record), clock.now())
        news.finalize()
        news.watches.add("query", "the", name="words")
        for number in (3, 4):
            url = f"https://site{number}.example/{number}"
            news.takedowns.submit(
                TakedownRequest("A claimant", "not licensed", url=url, at_once=True)
            )
        news.takedowns.run()
    for file in (path, private_path(path)):
        with closing(sqlite3.connect(file)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def damage(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Returns the bytes of a file with damage of a kind."""
    changed = bytearray(data)
    if "flip" in kind:
        for _ in range(FLIPS):
            changed[draw.randrange(len(changed))] ^= draw.randrange(1, 256)
    if kind == "zero":
        for _ in range(ZERO_PAGES):
            start = draw.randrange(len(changed) // PAGE_BYTES) * PAGE_BYTES
            changed[start : start + PAGE_BYTES] = bytes(PAGE_BYTES)
    if kind == "header":
        changed[:100] = bytes(draw.randrange(256) for _ in range(100))
    if "cut" in kind:
        del changed[draw.randrange(len(changed) // 3, len(changed)) :]
    return bytes(changed)


def find_changed_pages(data: bytes, changed: bytes) -> set[int]:
    """Returns the pages of a file that differ, or are gone."""
    starts = range(0, len(data), PAGE_BYTES)
    return {
        start // PAGE_BYTES + 1
        for start in starts
        if data[start : start + PAGE_BYTES] != changed[start : start + PAGE_BYTES]
    }


Key = tuple[str, tuple[str, ...]]  # a table and columns of it


def list_undamaged_rows(path: Path, damaged: set[int]) -> Iterator[tuple[Key, tuple[object, ...]]]:
    """Yields the rows of an undamaged file that lie on none of these pages."""
    data = path.read_bytes()
    file = open_pages(data)
    with closing(sqlite3.connect(path)) as conn:
        shapes = read_shapes(Database(conn))
    assigned = trees.assign_pages(file, trees.read_schema(file), shapes)
    for name, shape in shapes.items():
        if not shape.is_table or name.startswith(NOT_COUNTED):
            continue
        names = tuple(column.name for column in shape.columns)
        for page in set(assigned.pages.get(name, ())) - damaged:
            node = read_node(file, page)
            used = bytearray(file.pages + 1)
            for row in read_rows(file, node, used) if node else ():
                if not any(used[changed] for changed in damaged):
                    values = [
                        row.number if column.is_number else value
                        for column, value in zip(shape.columns, row.values, strict=False)
                    ]
                    yield (name, names[: len(values)]), tuple(values)
                used[:] = bytes(len(used))


def count_saved(result: Result, original: Path, damaged: bytes, steps: Migrations) -> None:
    """Count which undamaged rows are saved, before anything is made again, and which belong to a lost row."""
    changed = find_changed_pages(original.read_bytes(), damaged)
    with tempfile.TemporaryDirectory() as folder:
        file, target = Path(folder) / "damaged.db", Path(folder) / "saved.db"
        file.write_bytes(damaged)
        save_readable(file, target, steps)
        with closing(sqlite3.connect(target)) as conn:
            _compare_rows(result, list_undamaged_rows(original, changed), conn)


def _compare_rows(
    result: Result, rows: Iterable[tuple[Key, tuple[object, ...]]], conn: sqlite3.Connection
) -> None:
    found: dict[Key, Counter[tuple[object, ...]]] = {}
    for key, row in rows:
        if key not in found:
            found[key] = Counter(_read_columns(conn, key))
        result.undamaged += 1
        if found[key][row]:
            result.saved += 1
        elif _belongs_to_lost(conn, key, row):
            result.orphaned += 1


def _read_columns(conn: sqlite3.Connection, key: Key) -> Iterator[tuple[object, ...]]:
    names = ", ".join(f'"{name}"' for name in key[1])
    yield from conn.execute(f'SELECT {names} FROM "{key[0]}"')


def _belongs_to_lost(conn: sqlite3.Connection, key: Key, row: tuple[object, ...]) -> bool:
    """Whether a row names one that the saved file lacks."""
    references = conn.execute(
        'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', [key[0]]
    ).fetchall()
    for column, table, other in references:
        value = row[key[1].index(column)] if column in key[1] else None
        query = f'SELECT 1 FROM "{table}" WHERE "{other or "id"}" = ?'
        if value is not None and not conn.execute(query, [value]).fetchone():
            return True
    return False


def run_verb(path: Path, verb: Sequence[str]) -> tuple[int, str, str]:
    """Run a verb in a process of its own; returns (exit code, standard error, traceback)."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        os.close(receiving)
        with os.fdopen(sending, "w") as file:
            file.write(json.dumps(_run_here(path, verb)))
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as file:
        answer = file.read()
    os.waitpid(child, 0)
    return tuple(json.loads(answer)) if answer else (-1, "", "the process died")  # type: ignore[return-value]  # three values, as written


def _run_here(path: Path, verb: Sequence[str]) -> tuple[int, str, str]:
    from click.testing import CliRunner

    from aggregator.cli import cli

    os.chdir(path.parent)
    done = CliRunner().invoke(cli, ["--db", str(path), *verb])
    failed = done.exception if not isinstance(done.exception, SystemExit) else None
    text = "".join(traceback.format_exception(failed)) if failed else ""
    return done.exit_code, done.stderr, text or _find_traceback(done.stderr)


def _find_traceback(text: str) -> str:
    return text if "Traceback (most recent call last)" in text else ""


def try_one(base: Path, folder: Path, seed: int, verbs: Sequence[Sequence[str]] = VERBS) -> Result:
    """Damage a database by a seed, run verbs on copies of it, repair it, and count what was saved."""
    draw = random.Random(seed)
    kind = draw.choice(KINDS)
    result = Result(seed, kind)
    main = damage(base.read_bytes(), kind, draw)
    private = private_path(base).read_bytes()
    private = damage(private, kind, draw) if draw.random() < 0.3 else private
    path = folder / f"damaged{seed}" / "news.db"
    for verb in verbs:
        _write_files(path, main, private)
        code, says, failed = run_verb(path, verb)
        if failed:
            result.tracebacks.append(f"{' '.join(verb)}: {failed.strip().splitlines()[-1]}")
        elif code not in (0, 6) and not says.strip():
            result.silent.append(" ".join(verb))
    _write_files(path, main, private)
    _repair(result, path, main, private)
    if saved := list(path.parent.glob("news.recovered-*Z.db")):
        result.is_saved = True
        count_saved(result, base, main, migrations.main_migrations)
        count_saved(result, private_path(base), private, migrations.private_migrations)
        for verb in CHECKS:
            code, says, failed = run_verb(saved[0], verb)
            if failed or code:
                result.failed_checks.append(f"{' '.join(verb)}: {failed or says}")
    return result


def _repair(result: Result, path: Path, main: bytes, private: bytes) -> None:
    _, says, failed = run_verb(path, ("doctor", "--repair"))
    if failed:
        result.tracebacks.append(f"doctor --repair: {failed.strip().splitlines()[-1]}")
    if "error:" in says:  # it was damaged
        result.is_unchanged = (path.read_bytes(), private_path(path).read_bytes()) == (
            main,
            private,
        )


def _write_files(path: Path, main: bytes, private: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    for file in path.parent.iterdir():
        file.unlink()
    path.write_bytes(main)
    private_path(path).write_bytes(private)
    private_path(path).chmod(0o600)
    (path.parent / "aggregator.toml").write_text('[crawl]\ncontact = "ops@example.org"\n')
    record = {"url": "https://new.example/1", "title": "New", "text": "New words of a page. " * 40}
    (path.parent / "one.jsonl").write_text(json.dumps(record))


def import_verbs() -> None:
    """Import what verbs import when they are called, so that not each process does it."""
    for name in (*sorted(set(MODULES.values())), "text_trace"):
        import_module(f"aggregator.cli.{name}")
    for name in (
        "api.rebuild",
        "api.recovery",
        "crawl.runner",
        "jobs.finalize",
        "trace.match_text",
    ):
        import_module(f"aggregator.{name}")


def main() -> int:
    """Print a line for each file and the sums; returns 1 when something is not as it must be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--data", help="not used: the articles are made up")
    asked = parser.parse_args()
    import_verbs()
    results = []
    with tempfile.TemporaryDirectory() as name:
        base = make_database(Path(name), asked.articles)
        for seed in range(asked.seed, asked.seed + asked.files):
            results.append(try_one(base, Path(name), seed))
            print(
                json.dumps({key: getattr(results[-1], key) for key in Result.__slots__}), flush=True
            )
    undamaged, saved = sum(each.undamaged for each in results), sum(each.saved for each in results)
    kept = saved / max(1, undamaged - sum(each.orphaned for each in results))
    with_traceback = sum(bool(each.tracebacks) for each in results)
    print(
        f"{with_traceback} of {asked.files} files with a traceback; {saved} of {undamaged} rows saved, kept {kept:.4f}"
    )
    print(f"{sum(bool(each.failed_checks) for each in results)} saved files with a failed check")
    return int(with_traceback > 0 or kept < LEAST_KEPT)


if __name__ == "__main__":
    sys.exit(main())
