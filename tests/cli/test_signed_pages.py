"""Signed pages through the command: the trust list, what `read` and `article` show, a text that is asked about."""

import json
from pathlib import Path
from typing import Any

import pytest

import aggregator
from aggregator.errors import ConfigError
from aggregator.formats.trust_lists import read_trust_list
from tests import signing
from tests.conftest import Ask

AUTHORITY = signing.make_authority()
PAPER = signing.make_identity("The Linden Paper", AUTHORITY)
TEXT = "\n\n".join(
    f"{who} of the island waited two winters for the ferry between Kell and Orsund, which sails again "
    f"from Saturday, eleven times a day, {what}."
    for who, what in (
        ("A baker", "with room for her cart and for the flour that she fetches on the mainland"),
        (
            "A teacher",
            "early enough for the children who slept in a hall of the school on weekdays",
        ),
        ("The doctor", "and at night when somebody calls the watch in the harbour for help"),
    )
)
SIGNED = signing.sign_text(TEXT, PAPER, "The ferry sails")
URL = "https://linden.example/2026/03/ferry"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a signed record and a trust list that the settings name."""
    row = {"id": 7, "url": URL, "text": SIGNED, "title": "The ferry sails"}
    (tmp_path / "signed.jsonl").write_text(json.dumps(row))
    (tmp_path / "plain.jsonl").write_text(json.dumps({**row, "text": TEXT}))
    (tmp_path / "press.pem").write_text(f"Certificates of the press\n{AUTHORITY.pem}")
    (tmp_path / "aggregator.toml").write_text('[provenance]\ntrust_list = "press.pem"\n')
    return tmp_path


def read_row(ask: Ask, *arguments: str) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(ask("read", *arguments).stdout)
    return row


def test_read_shows_manifests_where_there_are_some(ask: Ask, folder: Path) -> None:
    assert folder
    assert "manifests" not in read_row(ask, "plain.jsonl")
    row = read_row(ask, "signed.jsonl")
    [manifest] = row["manifests"]
    assert (manifest["state"], manifest["signer"]) == ("trusted", "The Linden Paper")
    assert manifest["trust_list"] == "press.pem"
    assert row["text"] == read_row(ask, "plain.jsonl")["text"]


def test_the_page_of_a_stored_article_says_who_signed_it(ask: Ask, folder: Path) -> None:
    assert folder
    assert ask("ingest", "signed.jsonl").exit_code == 0
    shown = ask("article", "1").stdout
    said = "the text: signed by The Linden Paper (certificate issued by Press Certificates)"
    assert said in shown
    [manifest] = json.loads(ask("article", "1", "--json").stdout)["manifests"]
    assert manifest["fingerprint"] == PAPER.fingerprint
    assert [hit["id"] for hit in json.loads(ask("search", "harbour", "--json").stdout)] == [1]


def test_without_a_trust_list_a_signature_is_shown_as_untrusted(ask: Ask, folder: Path) -> None:
    (folder / "aggregator.toml").unlink()
    assert ask("ingest", "signed.jsonl").exit_code == 0
    said = (
        "signed with a certificate that is not of the trust list, in the name of The Linden Paper"
    )
    assert said in ask("article", "1").stdout


def test_a_signed_text_that_is_asked_about_is_found_as_one_without_a_signature(
    ask: Ask, folder: Path
) -> None:
    assert ask("ingest", "plain.jsonl").exit_code == 0
    (folder / "asked.txt").write_text(SIGNED)
    for question in ("asked.txt", SIGNED):
        answer = ask("trace", question).stdout
        assert URL in answer
        assert "\ufeff" not in answer


def test_the_trust_list_is_given_to_the_api(folder: Path) -> None:
    with aggregator.connect(folder / "a.db", trust_list=folder / "press.pem") as opened:
        assert opened.trace("asked", text=SIGNED).verdict == "undetermined"


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"\xff" * 100])
def test_a_trust_list_that_cannot_be_read_is_an_error_of_the_settings(
    ask: Ask, folder: Path, content: bytes | None
) -> None:
    (folder / "press.pem").unlink()
    if content is not None:
        (folder / "press.pem").write_bytes(content)
    with pytest.raises(ConfigError, match="trust_list"):
        read_trust_list(str(folder / "press.pem"))
    answer = ask("read", "signed.jsonl")
    assert answer.exit_code == 2
    assert "[provenance] trust_list" in answer.stderr
