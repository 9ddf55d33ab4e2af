"""Bad input is reported in one clear line with the right exit code, and nothing is lost."""

import gzip
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import NotStored, StorageError
from storage.sqlite import connection
from storage.store import open_for_reading
from tests import corpus
from tests.bombs import make_gzip_bomb
from tests.conftest import HANGS, Ask, clean_environment, wait_until

URL = "https://page.example/1"


def one_line(stderr: str) -> str:
    """The error message, which must be one line with a fixed beginning."""
    lines = stderr.strip().splitlines()
    assert lines, "nothing was said"
    assert lines[-1].startswith("error: ")
    assert not any("Traceback" in line for line in lines)
    return lines[-1]


def stored(folder: Path) -> int:
    with open_for_reading(folder / "aggregator.db") as store:
        return int(store.main.execute("SELECT count(*) FROM articles").fetchone()[0])


def many(path: Path, count: int, start: int = 0) -> Path:
    """Articles that differ from each other."""
    rows = [
        {
            "url": f"https://many.example/{n}",
            "html": corpus.page(f"Report {n}", tuple(f"{p} {n * 7}" for p in corpus.BEES)),
        }
        for n in range(start, start + count)
    ]
    return corpus.write(path, *rows)


# The database

WRITES = ["ingest", "c.jsonl"]
READS = ["search", "harbour"]


@pytest.mark.parametrize("verb", [WRITES, READS, ["trace", "1"], ["doctor"], ["status"]])
def test_a_file_that_is_no_database(ask: Ask, tmp_path: Path, verb: list[str]) -> None:
    corpus.write(tmp_path / "c.jsonl")
    for body in (b"Dear editor, " * 1000, b"\0" * 4096, b"SQLite format 3\0" + b"\xff" * 4080):
        (tmp_path / "aggregator.db").write_bytes(body)
        done = ask(*verb)
        assert done.exit_code == 1
        assert "aggregator.db is not a" in one_line(done.stderr)
        assert (tmp_path / "aggregator.db").read_bytes() == body


def test_a_damaged_database(ask: Ask, filled: Path) -> None:
    body = bytearray(filled.read_bytes())
    body[4096 * 2 : 4096 * 60] = b"\xa5" * (4096 * 58)
    filled.write_bytes(body)
    for verb in (WRITES, ["export", "articles"], ["article", "1"]):
        corpus.write(filled.parent / "c.jsonl")
        done = ask(*verb)
        assert done.exit_code == 1
        assert "restore a backup" in one_line(done.stderr)


def test_a_file_that_may_not_be_opened(filled: Path) -> None:
    filled.chmod(0)
    bounds = (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    )
    done = subprocess.run(
        [*bounds, sys.executable, "-m", "aggregator", *READS],
        cwd=filled.parent,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    filled.chmod(0o600)
    assert done.returncode == 1
    assert "cannot open" in one_line(done.stderr)


@pytest.fixture
def locked(filled: Path) -> Iterator[Path]:
    """The database with its write lock held by another process."""
    code = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(filled)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    yield filled
    holder.communicate(b"")


def test_a_database_in_use_is_waited_for_then_reported(
    ask: Ask, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    corpus.write(locked.parent / "c.jsonl", {**corpus.ROWS[2], "url": "https://other.example/"})
    done = ask(*WRITES)
    assert done.exit_code == 1
    assert "in use by another process" in one_line(done.stderr)
    assert ask(*READS).exit_code == 0  # a writer does not keep readers out
    assert stored(locked.parent) == 3


def ingest_where_room_ends(folder: Path, **limits: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "aggregator", "ingest", "many.jsonl"],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=HANGS,
        **limits,
    )


def check_full(done: "subprocess.CompletedProcess[str]", folder: Path) -> None:
    assert done.returncode == 1, done.stderr
    assert "no room to write" in one_line(done.stderr)
    assert stored(folder) > 3
    with open_for_reading(folder / "aggregator.db") as store:
        assert store.main.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_full_disk(filled: Path, tmp_path: Path) -> None:
    many(tmp_path / "many.jsonl", 400)
    volume = tmp_path / "volume"
    volume.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(volume)]
    if os.getuid() or subprocess.run(mount, capture_output=True).returncode:
        room = filled.stat().st_size + 500_000  # no disk of our own: a limit on files does the same
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731  a closure
        check_full(ingest_where_room_ends(tmp_path, preexec_fn=limit), tmp_path)
        return
    try:
        for file in filled.parent.glob("aggregator*.db"):
            (volume / file.name).write_bytes(file.read_bytes())
        (volume / "many.jsonl").symlink_to(tmp_path / "many.jsonl")
        done = ingest_where_room_ends(volume)
        assert done.returncode == 1, done.stderr
        assert "no room to write" in one_line(done.stderr)
        subprocess.run(["mount", "-o", "remount,size=64m", str(volume)], check=True)
        check_full(done, volume)
    finally:
        subprocess.run(["umount", str(volume)], check=True)


def test_a_database_of_a_newer_version(ask: Ask, filled: Path) -> None:
    with sqlite3.connect(filled) as raw:
        raw.execute("PRAGMA user_version=999")
    raw.close()
    done = ask(*READS)
    assert (done.exit_code, "update this program" in one_line(done.stderr)) == (1, True)


# Settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[crawl]\ndellay = 1\n", "did you mean crawl.delay?"),
        ("[crawl]\ndelay = 'soon'\n", "must be a number"),
        ("colour = 'red'\n", "unknown setting colour"),
        ("[crawl\n", "is not TOML"),
        ("crawl = 3\n", "write [crawl]"),
    ],
)
def test_wrong_settings(ask: Ask, filled: Path, text: str, message: str) -> None:
    (filled.parent / "aggregator.toml").write_text(text)
    for verb in (READS, ["config", "show"]):
        done = ask(*verb)
        assert done.exit_code == 2
        assert message in one_line(done.stderr)
        assert "aggregator.toml" in done.stderr


def test_a_settings_file_that_is_missing(ask: Ask, filled: Path) -> None:
    done = ask("--config", "mine.toml", *READS)
    assert (done.exit_code, "mine.toml" in one_line(done.stderr)) == (2, True)


def test_a_wrong_environment_variable(
    ask: Ask, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGGREGATOR_CRAWL_DELLAY", "3")
    done = ask(*READS)
    assert done.exit_code == 2
    assert "did you mean AGGREGATOR_CRAWL_DELAY?" in one_line(done.stderr)


# Pages

PAGES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t ",
    "markup only": b"<!doctype html><html><head></head><body></body></html>",
    "binary": bytes(range(256)) * 40,
    "one tag": b"<" * 200_000,
    "deep": b"<div>" * 20_000,
    "not html": b"%PDF-1.7\n" + b"x" * 1000,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_an_article(ask: Ask, tmp_path: Path, name: str) -> None:
    (tmp_path / "page.html").write_bytes(PAGES[name])
    done = ask("ingest", "page.html", "--url", URL, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rejected"] == 1
    read = ask("read", "page.html", "--url", URL)
    assert read.exit_code == 0
    assert json.loads(read.stdout)["rejected"]


def test_a_page_of_five_megabytes_on_one_line(ask: Ask, tmp_path: Path) -> None:
    paragraphs = tuple(f"{corpus.BEES[n % 2]} {n}" for n in range(500))
    state = "<script>var state = {" + '"key": "value", ' * 330_000 + "}</script>"
    body = corpus.page("A long report", paragraphs, state).encode()
    assert len(body) > 5_000_000
    assert b"\n" not in body
    (tmp_path / "page.html").write_bytes(body)
    done = ask("ingest", "page.html", "--url", URL, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1  # a page that takes longer than it may is rejected


def test_a_page_with_nul_bytes(ask: Ask, tmp_path: Path) -> None:
    body = corpus.page("A harvest", corpus.BEES).replace("acacia", "aca\0cia").encode()
    (tmp_path / "page.html").write_bytes(body)
    done = ask("ingest", "page.html", "--url", URL, "--json")
    assert (done.exit_code, json.loads(done.stdout)["new"]) == (0, 1)
    [row] = [json.loads(line) for line in ask("export", "articles").stdout.splitlines()]
    assert "\0" not in row["text"]
    assert "upper Tarn valley" in row["text"]
    assert json.loads(ask("search", "beekeepers", "--json").stdout)


@pytest.mark.parametrize(
    ("said", "used"),
    [("utf-8", "windows-1252"), ("iso-8859-1", "utf-8"), ("no-such-charset", "utf-8")],
)
def test_a_page_in_another_charset_than_it_says(
    ask: Ask, tmp_path: Path, said: str, used: str
) -> None:
    words = "Très haut, près de la forêt, l’été fut doux. "
    text = corpus.page("Die Ernte", tuple(words + paragraph for paragraph in corpus.BEES))
    body = text.replace('charset="utf-8"', f'charset="{said}"').encode(used)
    (tmp_path / "page.html").write_bytes(body)
    done = ask("ingest", "page.html", "--url", URL, "--json")
    assert (done.exit_code, json.loads(done.stdout)["new"]) == (0, 1)
    [row] = [json.loads(line) for line in ask("export", "articles").stdout.splitlines()]
    assert "près de la forêt, l’été" in row["text"]


# Files and addresses


@pytest.mark.parametrize(
    "address", ["ftp://x.example/", "javascript:alert(1)", "/a/b", "https://", "file:///etc/passwd"]
)
def test_an_address_that_is_not_http(ask: Ask, tmp_path: Path, address: str) -> None:
    (tmp_path / "page.html").write_text("<p>x</p>")
    for verb in (["ingest", "page.html"], ["read", "page.html"], ["crawl"]):
        done = ask(*verb, "--url", address)
        assert done.exit_code == 2
        one_line(done.stderr)
    assert not (tmp_path / "aggregator.db").exists()


def test_a_file_that_does_not_exist(ask: Ask, tmp_path: Path) -> None:
    good = corpus.write(tmp_path / "good.jsonl")
    for verb in (["ingest", good, "none.jsonl"], ["read", "none.html"], ["trace", "none.txt"]):
        done = ask(*verb)
        assert done.exit_code == 2
        assert "does not exist" in one_line(done.stderr)
    assert not (tmp_path / "aggregator.db").exists()  # reported before anything was stored


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.97])
def test_a_truncated_compressed_file(ask: Ask, tmp_path: Path, cut: float) -> None:
    body = many(tmp_path / "whole.jsonl", 40).read_bytes()
    whole = gzip.compress(body, compresslevel=0)  # so that each line is a known share of the file
    (tmp_path / "part.gz").write_bytes(whole[: int(len(whole) * cut)])
    done = ask("ingest", "part.gz", "--json")
    assert done.exit_code == 3
    counts = json.loads(done.stdout)
    assert counts["unreadable"] >= 1
    assert 1 <= counts["new"] < 40
    assert stored(tmp_path) == counts["new"]


def test_a_truncated_warc(ask: Ask, tmp_path: Path) -> None:
    from tests.cli.test_cli_articles import warc

    whole = warc(tmp_path / "whole.warc.gz").read_bytes()
    (tmp_path / "part.warc.gz").write_bytes(whole[: len(whole) - 300])
    done = ask("ingest", "part.warc.gz", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["new"] == 1


def test_a_decompression_bomb_in_a_record_takes_little_memory(tmp_path: Path) -> None:
    """A line of 300 MB from 291 KB of gzip is skipped while it is read."""
    before, after = b'{"url": "https://x.example/", "html": "', json.dumps(corpus.ROWS[2]).encode()
    bomb = make_gzip_bomb(before, b" ", 300_000_000, b'"}\n' + after + b"\n")
    (tmp_path / "bomb.jsonl.gz").write_bytes(bomb)
    code = (
        "import resource, sys; from pathlib import Path; from aggregator.formats import records\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = list(records.read_records(Path(sys.argv[1])))\n"
        "print(len(found), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "bomb.jsonl.gz"],
        capture_output=True,
        text=True,
        check=True,
    )
    count, grown = map(int, done.stdout.split())
    assert count == 2
    assert grown < 30 * 1024  # KiB


# Stopping


def test_ctrl_c_stops_after_the_current_batch_and_keeps_stored_articles(tmp_path: Path) -> None:
    many(tmp_path / "many.jsonl", 4000)
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "ingest", "many.jsonl"],
        cwd=tmp_path,
        env=clean_environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: some_stored(tmp_path), "the first articles are stored")
    before = stored(tmp_path)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to every process of the group
    _, stderr = process.communicate(timeout=HANGS)
    assert process.returncode == 130
    assert one_line(stderr) == "error: interrupted: what was stored stays"
    kept = stored(tmp_path)
    assert before <= kept < before + 400  # of 4000, on a machine of any speed
    assert {file.name for file in tmp_path.glob("aggregator*")} == {
        "aggregator.db",
        "aggregator-private.db",
    }


def some_stored(folder: Path) -> bool:
    try:
        return stored(folder) > 20
    except (NotStored, StorageError, sqlite3.Error):
        return False  # not made yet


def test_the_next_ingest_finishes_what_an_interrupted_one_left(ask: Ask, tmp_path: Path) -> None:
    from aggregator import clock, connect, ingest
    from aggregator.formats import records

    path = corpus.write(tmp_path / "c.jsonl")
    with connect(tmp_path / "aggregator.db") as opened:
        for record in records.read_records(path):  # stored, and not finalized
            assert not isinstance(record, Exception)
            ingest.store_article(
                ingest.IngestRepositories.of(opened.store), ingest.prepare(record), clock.now()
            )
    assert "wait for a verdict" in ask("doctor").output
    assert ask("ingest", "c.jsonl").exit_code == 0
    assert "wait for a verdict" not in ask("doctor").output
    assert json.loads(ask("trace", corpus.DIGEST, "--json").stdout)["verdict"] == "original_here"
