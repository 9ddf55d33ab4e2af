"""`article part` takes an address from the article that it was wrongly joined to."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests import takedowns
from tests.conftest import Ask

SITE = "https://paper.co.uk"
FIRST, SECOND, THIRD = f"{SITE}/1", f"{SITE}/2", f"{SITE}/3"
ONE, TWO = takedowns.text(1), takedowns.text(2)


def write(folder: Path, name: str, *rows: tuple[str, str]) -> str:
    """A file of texts with their addresses."""
    lines = [json.dumps({"url": url, "text": text, "title": "A report"}) for url, text in rows]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return name


@pytest.fixture
def joined(ask: Ask, tmp_path: Path) -> Path:
    """A database of version 2 in which SECOND had been joined to FIRST, and has overwritten it."""
    ask("ingest", write(tmp_path, "one.jsonl", (FIRST, ONE)))
    with sqlite3.connect(tmp_path / "aggregator.db") as db:
        db.execute("INSERT INTO url_aliases VALUES (?, 1, 'former')", [SECOND])
        db.execute("INSERT INTO address_claims (url, article_id) VALUES (?, 1)", [THIRD])
    db.close()
    done = ask("ingest", write(tmp_path, "two.jsonl", (SECOND, TWO)), "--json")
    assert json.loads(done.stdout)["changed"] == 1  # as it was until it is parted
    return tmp_path


def texts(ask: Ask) -> dict[str, str]:
    rows = ask("export", "articles").stdout.splitlines()
    return {row["url"]: row["text"] for row in map(json.loads, rows)}


def test_a_parted_address_is_an_article_of_its_own_from_then_on(ask: Ask, joined: Path) -> None:
    done = ask("article", "part", SECOND, "--reason", "another report", "--by", "Ida")
    assert done.exit_code == 0, done.stderr
    assert f"{SECOND}: parted from article 1" in done.stderr
    assert ask("article", SECOND).exit_code == 4
    ask("ingest", write(joined, "both.jsonl", (SECOND, TWO), (FIRST, ONE)))
    assert texts(ask) == {FIRST: ONE, SECOND: TWO}
    story_id = json.loads(ask("article", "1", "--json").stdout)["story_id"]
    history = ask("story", str(story_id), "--history").stdout
    assert f"by Ida, {SECOND} is no address of: 1: another report" in history


def test_a_parted_address_is_not_joined_again_by_the_same_text(ask: Ask, joined: Path) -> None:
    ask("article", "part", SECOND)
    ask("ingest", write(joined, "both.jsonl", (FIRST, ONE), (SECOND, ONE)))
    twin = f"{SECOND}/amp"
    ask("ingest", write(joined, "twin.jsonl", (twin, ONE), (SECOND, ONE)))
    assert set(texts(ask)) == {FIRST, SECOND, twin}


def test_a_part_is_shown_as_json_and_can_be_taken_back(ask: Ask, joined: Path) -> None:
    made = json.loads(ask("article", "part", SECOND, "--json").stdout)
    assert (made["kind"], made["address"], made["articles"]) == ("part", SECOND, [1])
    assert made["undone_at"] is None
    back = json.loads(ask("article", "part", SECOND, "--remove", "--json").stdout)
    assert back["decision"] == made["decision"]
    assert back["undone_at"]
    assert ask("article", "part", SECOND, "--remove").exit_code == 4
    ask("ingest", write(joined, "twin.jsonl", (f"{SECOND}/", TWO), (SECOND, TWO)))
    assert set(texts(ask)) == {FIRST}  # which has that text, at the same site


def test_a_dry_run_changes_nothing(ask: Ask, joined: Path) -> None:
    done = ask("article", "part", SECOND, "--dry-run")
    assert (done.exit_code, "nothing was changed" in done.stderr) == (0, True)
    assert ask("article", SECOND).exit_code == 0


def test_an_address_that_is_only_claimed_can_be_parted(ask: Ask, joined: Path) -> None:
    assert ask("article", THIRD).exit_code == 0
    assert ask("article", "part", THIRD).exit_code == 0
    assert ask("article", THIRD).exit_code == 4


def test_what_cannot_be_parted(ask: Ask, joined: Path) -> None:
    own = ask("article", "part", FIRST)
    assert own.exit_code == 2
    assert "article 1 is at https://paper.co.uk/1 itself" in own.stderr
    assert ask("article", "part", f"{SITE}/unknown").exit_code == 4
    assert ask("article", "part", "no address").exit_code == 2
    assert ask("article", "part", SECOND).exit_code == 0
    assert ask("article", "part", SECOND).exit_code == 2  # parted already
    assert ask("article", "part", SECOND, "--remove", "--reason", "x").exit_code == 2


def test_an_article_shows_its_addresses(ask: Ask, joined: Path) -> None:
    assert f"also {SECOND}" in ask("article", "1").stdout
    assert json.loads(ask("article", "1", "--json").stdout)["addresses"] == [FIRST, SECOND]
