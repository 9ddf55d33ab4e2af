"""Exported rows: the columns of the contract in every format, completely or not at all."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.formats.export import write_csv
from tests import corpus
from tests.cli.test_cli_articles import lines
from tests.conftest import Ask, clean_environment

ARTICLE_KEYS = [
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
    "rights",
]
COPY_KEYS = [
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
    "reason",
]


def test_exported_articles_have_the_keys_of_the_contract_in_order(ask: Ask, filled: Path) -> None:
    rows = lines(ask("export", "articles").stdout)
    assert [list(row) for row in rows] == [ARTICLE_KEYS] * 3
    assert [row["external_id"] for row in rows] == ["w1", "2", "3"]
    assert rows[2]["authors"] == ["Jeanne Roux"]
    assert rows[0]["story_id"] == rows[1]["story_id"] != rows[2]["story_id"]
    assert all(row["story_id"] for row in rows)


def test_exported_copies_have_the_keys_and_values_of_the_contract(ask: Ask, filled: Path) -> None:
    rows = lines(ask("export", "copies").stdout)
    assert [list(row) for row in rows] == [COPY_KEYS] * 2
    by_id = {row["external_id"]: row for row in rows}
    assert set(by_id) == {"w1", "2"}  # a story without copies has no row
    copy = by_id["2"]
    assert copy["member"] is True
    assert (copy["role"], copy["credit"]) == ("credited_copy", "exact_link")
    assert copy["original_url"] == corpus.WIRE
    assert copy["verdict"] == "original_here"
    assert copy["confidence"] in ("high", "medium", "low")
    assert copy["reason"] == "linked"
    assert 0.9 < float(str(copy["containment"])) <= 1


@pytest.mark.parametrize("what", ["articles", "stories", "copies", "sources"])
def test_every_format_has_the_same_rows(ask: Ask, filled: Path, tmp_path: Path, what: str) -> None:
    import pyarrow.parquet

    rows = lines(ask("export", what).stdout)
    table = list(csv.DictReader(io.StringIO(ask("export", what, "--format", "csv").stdout)))
    done = ask("export", what, "--format", "parquet", "-o", "rows.parquet")
    assert done.exit_code == 0, done.stderr
    packed = pyarrow.parquet.read_table(tmp_path / "rows.parquet").to_pylist()
    assert len(rows) == len(table) == len(packed) > 0
    for row, cells, values in zip(rows, table, packed, strict=True):
        assert list(row) == list(cells) == list(values)
        for name, value in row.items():
            if isinstance(value, (dict, list)):
                assert json.loads(cells[name]) == json.loads(values[name]) == value
            else:
                assert values[name] == value
                assert cells[name] == ("" if value is None else str(value))


@pytest.mark.parametrize("what", ["articles", "stories", "copies", "sources"])
def test_an_empty_export_has_its_column_names(
    ask: Ask, filled: Path, tmp_path: Path, what: str
) -> None:
    import pyarrow.parquet

    header = ask("export", what, "--format", "csv").stdout.splitlines()[0]
    assert ask("takedown", "list", "--db", "empty.db").exit_code == 4
    assert ask("source", "add", "https://x.example", "--db", "empty.db").exit_code == 0
    if what != "sources":
        assert ask("export", what, "--db", "empty.db").stdout == ""
        got = ask("export", what, "--format", "csv", "--db", "empty.db").stdout
        assert got.splitlines() == [header]
    ask("export", what, "--format", "parquet", "-o", "none.parquet", "--db", "empty.db")
    assert ",".join(pyarrow.parquet.read_schema(tmp_path / "none.parquet").names) == header


def test_parquet_without_its_extra_says_how_to_get_it(filled: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None; from aggregator.cli import main\n"
        "sys.argv = ['aggregator', 'export', 'articles', '--format', 'parquet', '-o', 'a.parquet']\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "wire-to-source[parquet]" in done.stderr
    assert not list(tmp_path.glob("*.parquet*"))


def test_an_export_replaces_its_file_only_when_it_is_complete(
    ask: Ask, filled: Path, tmp_path: Path
) -> None:
    (tmp_path / "out.jsonl").write_text("before")
    assert ask("export", "articles", "--db", "none.db", "-o", "out.jsonl").exit_code == 4
    assert (tmp_path / "out.jsonl").read_text() == "before"
    assert ask("export", "articles", "-o", "out.jsonl").exit_code == 0
    assert len(lines((tmp_path / "out.jsonl").read_text())) == 3
    assert not (tmp_path / "out.jsonl.part").exists()
    assert ask("export", "articles", "-o", "no/such/folder.jsonl").exit_code == 1
    assert ask("export", "articles", "--format", "parquet").exit_code == 2


def test_a_reader_may_close_the_pipe_early(filled: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m aggregator export articles | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
    )
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("=cmd|calc", "'=cmd|calc"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        (" \t=1", "'  =1"),
        ("\r=1", "' =1"),
        ("A\rTD-2026-0001", "A TD-2026-0001"),
        ("A\x1b[31mB\x00\x9b", "A [31mB  "),
        ("two\nlines", "two\nlines"),
        ("Fish & chips = food", "Fish & chips = food"),
        (-3, "-3"),
    ],
)
def test_no_cell_of_a_csv_file_is_a_formula_or_breaks_its_row(given: object, written: str) -> None:
    out = io.StringIO(newline="")
    write_csv(iter([{"name": given, "next": "x"}]), out)
    [row] = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    assert row == {"name": written, "next": "x"}
