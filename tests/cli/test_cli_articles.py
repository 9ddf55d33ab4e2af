"""`ingest` stores articles from every kind of file."""

import gzip
import io
import json
import lzma
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests import corpus
from tests.conftest import Ask

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


def test_ingest_detects_the_kind_of_a_file_by_its_content(ask: Ask, tmp_path: Path) -> None:
    plain = corpus.write(tmp_path / "rows", corpus.ROWS[2]).read_bytes()
    (tmp_path / "one.dat").write_bytes(gzip.compress(plain))
    (tmp_path / "two.dat").write_bytes(lzma.compress(plain))
    warc(tmp_path / "three.dat")
    (tmp_path / "page.dat").write_text(corpus.page("A harvest", corpus.BEES))
    done = ask("ingest", "one.dat", "two.dat", "three.dat", "--json")
    assert (done.exit_code, counted(done.stdout)) == (0, {"new": 3, "known": 1}), done.stderr
    done = ask("ingest", "page.dat", "--url", "https://page.example/1", "--json")
    assert (done.exit_code, counted(done.stdout)) == (0, {"new": 1}), done.stderr
    done = ask("ingest", "-", "--json", given=plain)
    assert (done.exit_code, counted(done.stdout)) == (0, {"known": 1})


def test_ingesting_again_changes_nothing(ask: Ask, tmp_path: Path) -> None:
    corpus.write(tmp_path / "c.jsonl")
    assert counted(ask("ingest", "c.jsonl", "--json").stdout) == {"new": 3}
    before = ask("export", "articles").stdout + ask("export", "copies").stdout
    assert counted(ask("ingest", "c.jsonl", "--json").stdout) == {"known": 3}
    assert ask("export", "articles").stdout + ask("export", "copies").stdout == before


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


def test_bad_records_are_reported_and_never_fatal(ask: Ask, tmp_path: Path) -> None:
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
    counts = json.loads(done.stdout)
    assert (counts["new"], counts["unreadable"]) == (2, 5)
    for number in range(2, 7):
        assert any(f"c.jsonl:{number}:" in error for error in counts["errors"])
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


def test_supplied_fields_override_the_page(ask: Ask, tmp_path: Path) -> None:
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
