"""Evidence files: a story's file, its check, its history; a page that is read and not stored."""

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path

import pytest

import aggregator
from aggregator.config import CrawlConfig
from aggregator.crawl.fetch_once import fetch_article
from aggregator.errors import EvidenceError, NotStored, Refused
from aggregator.formats import evidence_bundle
from aggregator.formats.evidence_check import verify_bundle
from aggregator.formats.evidence_format import hash_former_part
from aggregator.jobs import attribute
from aggregator.model import Manifest, Row
from storage.corpus.verdicts import Verdicts
from storage.sqlite.connection import transaction
from storage.sqlite.packing import add_functions
from storage.store import open_for_writing
from tests import corpus
from tests.conftest import Ask
from tests.related_texts import ROUND_UP, make_report, store_round_up, store_texts
from tests.reserving import reserve
from tests.site_server import Answer, serving, story

FORMER_FILES = Path(__file__).parent / "evidence_files"


@pytest.fixture
def number(filled: Path) -> int:
    """The story of the small corpus that has a copy."""
    with sqlite3.connect(filled) as db:
        found = db.execute("SELECT story_id FROM articles WHERE url = ?", [corpus.WIRE]).fetchone()
    return int(found[0])


@pytest.mark.parametrize("name", ["bundle.html", "bundle.json"])
def test_evidence_is_written_and_checked(ask: Ask, number: int, tmp_path: Path, name: str) -> None:
    made = ask("export", "evidence", str(number), "-o", name)
    assert made.exit_code == 0, made.output
    checked = ask("verify-evidence", name, "--json")
    assert checked.exit_code == 0, checked.output
    result = json.loads(checked.stdout)
    assert result["story_id"] == number
    assert result["head"] in made.stderr
    assert result["page_checked"] == name.endswith(".html")


def test_an_evidence_page_loads_nothing_and_shows_its_evidence(ask: Ask, number: int) -> None:
    page = ask("export", "evidence", str(number)).stdout
    for said in (
        "Not checked",
        "What was not checked",
        "What would change this",
        corpus.WIRE,
        "As of",
    ):
        assert said in page or said == "Not checked"
    assert "src=" not in page
    assert "<link" not in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"confidence": "high"', '"confidence": "low"'),
        ("confidence high", "confidence low"),
        ("<h1>", "<h1>Not "),
    ],
)
def test_a_change_anywhere_in_the_file_is_found(
    ask: Ask, number: int, tmp_path: Path, old: str, new: str
) -> None:
    ask("export", "evidence", str(number), "-o", "bundle.html")
    file = tmp_path / "bundle.html"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert ask("verify-evidence", "bundle.html").exit_code == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "<html></html>",
        '{"chain": [], "head": ""}',
        "\x00",
        '{"chain": 3, "head": 1, "format": "x"}',
    ],
)
def test_a_file_that_is_no_evidence_file_is_reported(text: str) -> None:
    with pytest.raises(EvidenceError):
        verify_bundle(text.encode())


def test_a_title_is_escaped_in_the_page(filled: Path, number: int) -> None:
    with open_for_writing(filled) as store, transaction(store.main) as db:
        db.conn.execute(
            "UPDATE articles SET title = '</script><script>alert(1)</script><!--<script>'"
        )
    with aggregator.connect(filled) as opened:
        opened.maintenance.create_signing_key()
        page = evidence_bundle.render_page(opened.evidence(number))
    assert "<script>alert" not in page
    assert page.count("<script") == 1
    assert verify_bundle(page.encode()).page_checked


def test_only_the_export_of_evidence_takes_a_story(ask: Ask, filled: Path) -> None:
    assert ask("export", "evidence").exit_code == 2
    assert ask("export", "stories", "1").exit_code == 2
    assert ask("export", "evidence", "999").exit_code == 4
    assert ask("verify-evidence", "nothing.html").exit_code == 2


# History


def test_a_verdict_decided_again_on_the_same_evidence_adds_no_history(
    filled: Path, number: int
) -> None:
    with open_for_writing(filled) as store:
        before = Verdicts(store.main).list_history(number)
        store.main.conn.execute("UPDATE stories SET dirty = 1")
        attribute.attribute_changed_stories(
            store.verdicts, store.decisions, store.sources, "2026-04-01T00:00:00Z"
        )
        assert Verdicts(store.main).list_history(number) == before
    assert len(before) == 1


def test_former_verdicts_remain_in_the_history(ask: Ask, filled: Path, number: int) -> None:
    with open_for_writing(filled) as store, transaction(store.main) as db:
        db.conn.execute("UPDATE articles SET sources = '[]', lines = '[]'")
        db.conn.execute("UPDATE stories SET dirty = 1")
    with open_for_writing(filled) as store:
        attribute.attribute_changed_stories(
            store.verdicts, store.decisions, store.sources, "2099-04-01T00:00:00Z"
        )
    logged = json.loads(ask("story", str(number), "--history", "--json").stdout)
    rows = [row for row in logged if row["what"] == "verdict"]
    assert rows[0]["confidence"] == "high"
    assert len(rows) == 2
    assert rows[1]["decided_at"] == "2099-04-01T00:00:00Z"
    assert "2099-04-01 00:00 UTC" in ask("story", str(number), "--history").stdout


def test_a_takedown_deletes_former_verdicts_about_the_work(
    ask: Ask, filled: Path, number: int
) -> None:
    asked = ("--url", corpus.WIRE, "--claimant", "W", "--reason", "ours", "--yes")
    assert ask("takedown", "file", *asked).exit_code == 0
    with sqlite3.connect(filled) as db:
        rows = db.execute("SELECT original_url FROM verdict_history WHERE story_id = ?", [number])
        assert corpus.WIRE not in [row[0] for row in rows]


# A page that is not stored


def settings(sites_port: int) -> CrawlConfig:
    at = f"127.0.0.1:{sites_port}"
    return CrawlConfig(allow_hosts=(at,), resolve=(f"*={at}",), delay=0.0, timeout=60.0)


def test_a_page_that_is_not_stored_is_read_and_not_stored() -> None:
    with serving() as sites:
        sites.pages["paper.example/1"] = story(1)
        sites.pages["shut.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /", "text/plain")
        sites.pages["shut.example/1"] = story(2)
        config = settings(sites.port)
        assert "In town 1 the council" in fetch_article("http://paper.example/1", config).text
        with pytest.raises(Refused):
            fetch_article("http://shut.example/1", config)
        with pytest.raises(NotStored, match="404"):
            fetch_article("http://paper.example/2", config)


def test_trace_fetches_an_unknown_page_matches_it_and_stores_nothing(
    ask: Ask, filled: Path, tmp_path: Path
) -> None:
    with serving() as sites, sqlite3.connect(filled) as db:
        add_functions(db)
        text = db.execute(
            "SELECT unpack(text) FROM articles WHERE url = ?", [corpus.WIRE]
        ).fetchone()[0]
        body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        sites.pages["late.example/9"] = (
            f"<html><title>Storm</title><article><h1>Storm</h1>{body}</article></html>"
        )
        at = f"127.0.0.1:{sites.port}"
        (tmp_path / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{at}"]\nresolve = ["*={at}"]\ndelay = 0.0\n'
        )
        before = db.execute("SELECT count(*) FROM articles").fetchone()
        assert ask("trace", "http://late.example/9", "--no-fetch").exit_code == 4
        assert not sites.asked
        found = ask("trace", "http://late.example/9", "--json")
        assert found.exit_code == 0, found.output
        assert json.loads(found.stdout)["original"]["url"] == corpus.WIRE
        assert db.execute("SELECT count(*) FROM articles").fetchone() == before
        assert sites.paths("late.example") == ["/9"]


def test_an_evidence_file_has_the_passages_of_each_copy(ask: Ask, number: int) -> None:
    page = ask("export", "evidence", str(number)).stdout
    assert "What each page shares" in page
    parts = bundle_parts(ask, number)
    [comparison] = parts["comparisons"]
    assert (comparison["url"], comparison["of_url"]) == (corpus.DIGEST, corpus.WIRE)
    assert comparison["shared"] == comparison["shingles"] > 100
    assert comparison["passages"][0]["parts"][0]["text"].startswith("The harbour of Port Linden")


def bundle_parts(ask: Ask, number: int) -> Row:
    """The parts of the evidence on a story, by name."""
    assert ask("export", "evidence", str(number), "-o", "parts.json").exit_code == 0
    bundle = json.loads(Path("parts.json").read_text(encoding="utf-8"))
    return {part["part"]: part["content"] for part in bundle["chain"]}


def test_the_wording_of_a_page_that_may_not_be_shown_is_not_in_the_file(
    ask: Ask, number: int, filled: Path
) -> None:
    reserve(filled, corpus.DIGEST, "nosnippet")
    parts = bundle_parts(ask, number)
    [comparison] = parts["comparisons"]
    assert comparison["shared"] == comparison["shingles"]
    for passage in comparison["passages"]:
        assert passage["parts"] == []
    lines = {member["url"]: member["lines"] for member in parts["members"]}
    assert lines[corpus.DIGEST] is None
    page = ask("export", "evidence", str(number)).stdout
    assert "What each page shares" in page
    assert "hurt, the harbour" not in page


def test_texts_of_the_same_form_are_named_as_no_copies(ask: Ask, tmp_path: Path) -> None:
    texts = {"tide.example/1": make_report(1), "coast.example/2": make_report(2)}
    store_texts(tmp_path / "aggregator.db", texts)
    parts = bundle_parts(ask, 1)
    assert len(parts["members"]) == 1
    [series] = parts["no_copies"]
    assert (series["kind"], series["url"]) == ("series", "https://coast.example/2")
    page = ask("export", "evidence", "1").stdout
    assert "<h2>Related texts that are not copies</h2>" in page
    assert "same form, another text" in page


def test_the_passages_of_a_collection_are_in_the_file(ask: Ask, tmp_path: Path) -> None:
    store_round_up(tmp_path / "aggregator.db")
    parts = bundle_parts(ask, 1)
    assert len(parts["members"]) == 1
    [compared] = parts["comparisons"]
    assert (compared["url"], compared["relation"]) == (ROUND_UP, "collection")
    assert compared["shared_there"] == compared["shingles_there"]
    [collection] = parts["no_copies"]
    assert (collection["kind"], collection["credit"]) == ("collections", "none")
    assert collection["of_url"] == compared["of_url"]
    page = ask("export", "evidence", "1").stdout
    assert "a collection that carries this text; no credit found" in page
    assert "23% of its" in page


@pytest.mark.parametrize(
    "file", sorted(FORMER_FILES.glob("format-[12]*.html")), ids=lambda file: file.name
)
def test_a_file_of_a_former_format_is_still_checked_with_its_page(ask: Ask, file: Path) -> None:
    """The files were written when their format was the present one."""
    checked = ask("verify-evidence", str(file), "--json")
    result = json.loads(checked.stdout)
    assert checked.exit_code == 0, checked.output
    assert result["page_checked"]
    assert result["signer"] == "none"
    assert "not signed" in checked.stderr
    assert ask("verify-evidence", str(file), "--key", "ab" * 32).exit_code == 1


@pytest.mark.parametrize(
    "file", sorted(FORMER_FILES.glob("format-[12]*.html")), ids=lambda file: file.name
)
def test_a_changed_page_or_field_of_a_former_format_is_found(file: Path) -> None:
    page = file.read_text(encoding="utf-8")
    data = json.loads(page.split('id="evidence">')[1].split("</script>")[0])
    about = data["chain"][0]["content"]
    for changed in (
        page.replace("<td>", "<td> ", 1),
        page.replace("</body>", "<script>alert(1)</script></body>"),
        json.dumps(
            rehash(
                {
                    **data,
                    "chain": [
                        {**data["chain"][0], "content": {**about, "x": 1}},
                        *data["chain"][1:],
                    ],
                }
            )
        ),
        json.dumps(rehash({**data, "format": "aggregator-evidence-3"})),
        json.dumps({**data, "signature": {"algorithm": "Ed25519", "public_key": "", "value": ""}}),
    ):
        with pytest.raises(EvidenceError):
            verify_bundle(changed.encode())
    assert verify_bundle(json.dumps(data).encode()).story_id == about["story_id"]


def rehash(data: Row) -> Row:
    """A file of a former format with hashes that fit its content, as a forger makes them."""
    before, chain = "", []
    for link in data["chain"]:
        before = hash_former_part(before, link["part"], link["content"])
        chain.append({**link, "hash": before})
    return {**data, "chain": chain, "head": before}


def test_a_member_has_its_page_feed_lines_manifests_and_captures(ask: Ask, filled: Path) -> None:
    """What was kept when a page was fetched, and what was found out about it later."""
    provenance = {
        "feed": "https://digest.example/feed",
        "feed_absent_sha256": "aa" * 32,
        "feed_found_sha256": "bb" * 32,
        "page_sha256": "cc" * 32,
        "page_fetched_at": "2026-03-01T09:01:00Z",
    }
    lines = [{"text": "From the wire", "url": corpus.WIRE, "anchor": "wire", "place": "end"}]
    manifest = asdict(Manifest("text", "trusted", signer="Wire Agency", issuer="Test CA"))
    capture = {
        "archive": "archive.example",
        "url": corpus.DIGEST,
        "memento": "https://archive.example/1",
        "captured_at": "2026-03-01T10:00:00Z",
        "observed_at": "2026-03-02T10:00:00Z",
    }
    columns = (provenance, lines, [manifest], [capture])
    with sqlite3.connect(filled) as db:
        db.execute(
            "UPDATE articles SET provenance = ?, lines = ?, manifests = ?, captures = ? WHERE url = ?",
            [*map(json.dumps, columns), corpus.DIGEST],
        )
    members = {member["url"]: member for member in bundle_parts(ask, 1)["members"]}
    copy, original = members[corpus.DIGEST], members[corpus.WIRE]
    assert copy["reason"] == "linked"
    assert copy["why"] == "It links the page of wire.example."
    assert copy["page"] == {"sha256": "cc" * 32, "fetched_at": "2026-03-01T09:01:00Z"}
    assert copy["feed"]["url"] == provenance["feed"]
    assert copy["feed"]["sha256_not_before"] == "aa" * 32
    assert copy["feed"]["sha256_not_after"] == "bb" * 32
    assert copy["lines"] == lines
    assert copy["manifests"][0]["signer"] == "Wire Agency"
    assert copy["captures"][0]["memento"] == capture["memento"]
    assert (original["feed"], original["manifests"], original["captures"]) == (None, [], [])
    page = ask("export", "evidence", "1").stdout
    assert "Wire Agency" in page
    assert "first captured by archive.example" in page
    (filled.parent / "shown.html").write_text(page)
    assert ask("verify-evidence", "shown.html").exit_code == 0
