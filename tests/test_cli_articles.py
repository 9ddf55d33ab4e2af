"""`ingest` and `export`: articles in from every kind of file, and out as the contract says."""

import csv
import gzip
import io
import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests import corpus
from tests.conftest import Ask, Run, clean_environment

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
]
NOTHING = {"new": 0, "changed": 0, "known": 0, "rejected": 0, "tombstoned": 0, "unreadable": 0}


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def warc(path: Path) -> Path:
    """The corpus' pages as an archive, one gzip member a record."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for row in corpus.ROWS[:2]:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
            record = writer.create_warc_record(
                str(row["url"]),
                "response",
                payload=io.BytesIO(str(row["html"]).encode()),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2026-03-01T06:00:00Z"},
            )
            writer.write_record(record)
    return path


def counted(stdout: str) -> dict[str, int]:
    return {name: n for name, n in json.loads(stdout).items() if n and name in NOTHING}


def test_ingest_tells_a_file_by_its_content(run: Run, tmp_path: Path) -> None:
    plain = corpus.write(tmp_path / "rows", corpus.ROWS[2]).read_bytes()
    (tmp_path / "one.dat").write_bytes(gzip.compress(plain))
    (tmp_path / "two.dat").write_bytes(lzma.compress(plain))
    warc(tmp_path / "three.dat")
    (tmp_path / "page.dat").write_text(corpus.page("A harvest", corpus.BEES))
    done = run("ingest", "one.dat", "two.dat", "three.dat", "--json")
    assert (done.returncode, counted(done.stdout)) == (0, {"new": 3, "known": 1}), done.stderr
    done = run("ingest", "page.dat", "--url", "https://page.example/1", "--json")
    assert (done.returncode, counted(done.stdout)) == (0, {"new": 1}), done.stderr
    done = run("ingest", "-", "--json", given=plain)
    assert (done.returncode, counted(done.stdout)) == (0, {"known": 1})


def test_ingesting_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    corpus.write(tmp_path / "c.jsonl")
    assert counted(run("ingest", "c.jsonl", "--json").stdout) == {"new": 3}
    before = run("export", "articles").stdout + run("export", "copies").stdout
    assert counted(run("ingest", "c.jsonl", "--json").stdout) == {"known": 3}
    assert run("export", "articles").stdout + run("export", "copies").stdout == before


def test_a_text_that_changed_keeps_its_former_wording(ask: Ask, tmp_path: Path) -> None:
    first = corpus.write(tmp_path / "a.jsonl", corpus.ROWS[2])
    changed = {**corpus.ROWS[2], "text": "\n".join([*corpus.BEES, "Added later: one more line."])}
    second = corpus.write(tmp_path / "b.jsonl", changed)
    assert ask("ingest", first).exit_code == 0
    assert counted(ask("ingest", second, "--json").stdout) == {"changed": 1}
    article = json.loads(ask("article", corpus.VALLEY, "--json").stdout)
    assert "Added later" in article["text"]
    [version] = json.loads(ask("article", corpus.VALLEY, "--versions", "--json").stdout)
    assert "Added later" not in version["text"]


def test_bad_records_are_told_and_never_fatal(ask: Ask, tmp_path: Path) -> None:
    good, other = (json.dumps(row) for row in corpus.ROWS[::2])
    bad = [
        b"{",
        b"[1]",
        b'{"url": "ftp://x/"}',
        b'{"url": "https://x.example/", "html": 3}',
        b"\xff\xfe",
    ]
    body = b"\n".join([good.encode(), *bad, other.encode()])
    (tmp_path / "c.jsonl").write_bytes(body)
    done = ask("ingest", "c.jsonl", "--json")
    assert done.exit_code == 3
    told = json.loads(done.stdout)
    assert (told["new"], told["unreadable"]) == (2, 5)
    for number in range(2, 7):
        assert any(f"c.jsonl:{number}:" in error for error in told["errors"])
        assert f"c.jsonl:{number}:" in done.stderr
    assert "5 records could not be read, the rest is stored" in done.stderr


def test_a_page_that_is_no_article_is_a_result_not_a_failure(ask: Ask, tmp_path: Path) -> None:
    rows = [{"url": "https://x.example/", "html": "<title>Hello</title>"}, corpus.ROWS[2]]
    done = ask("ingest", corpus.write(tmp_path / "c.jsonl", *rows), "--json")
    assert done.exit_code == 0
    assert counted(done.stdout) == {"new": 1, "rejected": 1}
    assert sum(json.loads(done.stdout)["reasons"].values()) == 1


def test_a_dry_run_counts_and_stores_nothing(ask: Ask, tmp_path: Path) -> None:
    done = ask("ingest", corpus.write(tmp_path / "c.jsonl"), "--dry-run")
    assert done.exit_code == 0
    assert "3 records, 0 unreadable" in done.stderr
    assert not (tmp_path / "aggregator.db").exists()


def test_what_the_giver_says_goes_before_the_page(ask: Ask, tmp_path: Path) -> None:
    given = {
        **corpus.ROWS[0],
        "title": "Given title",
        "authors": ["A. Giver"],
        "published": "2026-02-27T10:00:00+02:00",
        "source": "Given Times",
    }
    ask("ingest", corpus.write(tmp_path / "c.jsonl", given))
    [row] = lines(ask("export", "articles").stdout)
    assert (row["title"], row["authors"]) == ("Given title", ["A. Giver"])
    assert (row["published"], row["published_precision"]) == ("2026-02-27T08:00:00Z", "instant")
    assert row["first_seen"] == "2026-03-01T06:00:00Z"
    assert json.loads(ask("source", "list", "--json").stdout)[0]["name"] == "Given Times"


def test_articles_come_out_with_the_contracts_keys_in_order(ask: Ask, filled: Path) -> None:
    rows = lines(ask("export", "articles").stdout)
    assert [list(row) for row in rows] == [ARTICLE_KEYS] * 3
    assert [row["external_id"] for row in rows] == ["w1", "2", "3"]
    assert rows[2]["authors"] == ["Jeanne Roux"]
    assert rows[0]["story_id"] == rows[1]["story_id"] != rows[2]["story_id"]
    assert all(row["story_id"] for row in rows)


def test_copies_come_out_with_the_contracts_keys_and_values(ask: Ask, filled: Path) -> None:
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
    assert 0.9 < float(str(copy["containment"])) <= 1


@pytest.mark.parametrize("what", ["articles", "stories", "copies", "sources"])
def test_every_format_holds_the_same_rows(
    ask: Ask, filled: Path, tmp_path: Path, what: str
) -> None:
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
def test_an_export_of_nothing_still_names_its_columns(
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


def test_an_export_replaces_its_file_only_when_it_is_whole(
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


def test_whoever_has_read_enough_may_hang_up(filled: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m aggregator export articles | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
    )
    assert done.stderr == b""
