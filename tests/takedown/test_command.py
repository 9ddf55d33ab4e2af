"""A takedown at the command line, from the request to the proof."""

import json
import sqlite3
from pathlib import Path

from aggregator import clock
from aggregator.api import Aggregator
from tests import takedowns as world
from tests.conftest import Ask
from tests.corpus import BEES, DIGEST, ROWS, STORM, VALLEY, WIRE, write
from tests.takedowns import file_case

STORM_TITLE = "Storm closes the harbour of Port Linden"


def test_the_parts_of_a_case_are_shown_as_tables(ask: Ask, filled: Path) -> None:
    ask("takedown", "file", "--url", WIRE, "--claimant", "Wire", "--reason", "ours", "--yes")
    number = f"TD-{clock.now()[:4]}-0001"
    ask("takedown", "note", number, "they called")
    fields, *parts = ask("takedown", "show", number).stdout.split("\n\n")
    assert "claimant         Wire" in fields
    tables = {part.split("\n")[0]: part.splitlines()[2:] for part in parts}
    assert list(tables) == ["items", "requests", "proofs", "notes"]
    assert [line.split("\t")[-1] for line in tables["items"]] == [WIRE, DIGEST]
    assert tables["requests"][0].split("\t")[2:5] == ["text", "command", "Wire"]
    assert tables["proofs"][0].split("\t")[2] == "person"
    assert tables["notes"][0].split("\t")[1] == "they called"


def test_a_case_runs_from_the_request_to_the_proof(ask: Ask, filled: Path) -> None:
    options = ("--url", WIRE, "--claimant", "Wire News", "--reason", "not licensed")
    shown = ask("takedown", "file", *options, "--dry-run", "--json")
    assert [(r["article_id"], r["action"]) for r in json.loads(shown.stdout)] == [
        (1, "hide"),
        (2, "hide"),
    ]
    assert ask("article", "1").exit_code == 0

    assert ask("takedown", "file", *options).exit_code == 2  # no person at a terminal to say yes
    filed = ask("takedown", "file", *options, "--yes", "--json")
    case = json.loads(filed.stdout)
    assert (case["number"], case["state"]) == (f"TD-{clock.now()[:4]}-0001", "hidden")
    for key in ("1", "2", WIRE, DIGEST):
        assert ask("article", key).exit_code == 5, key
    assert "harbour" not in ask("search", "harbour").stdout
    assert world.traces(world.raw_bytes(filled), *STORM)  # the private file still holds it

    status = json.loads(ask("status", "--json").stdout)
    assert status["takedowns"][0]["number"] == case["number"]
    assert 23 < status["takedowns"][0]["hours_left"] <= 24

    done = ask("takedown", "run", "--json")
    assert [row["state"] for row in json.loads(done.stdout)] == ["closed"]
    data = world.raw_bytes(filled)
    assert not world.traces(data, *STORM, STORM_TITLE)
    assert WIRE.encode() not in filled.read_bytes()
    assert world.traces(data, *BEES)  # others stay
    assert json.loads(ask("status", "--json").stdout)["takedowns"] == []

    shown = json.loads(ask("takedown", "show", case["number"], "--json").stdout)
    assert [item["url"] for item in shown["items"]] == [WIRE, DIGEST]
    for searched in shown["proof"].values():
        assert searched["windows"] > 50
        assert searched["words"] > 10
        assert searched["found"] == 0
    assert shown["proof"]["main"]["said_by_others"] < 200  # common words
    log = ask("takedown", "log", case["number"])
    assert [line.split("\t")[2] for line in log.stdout.splitlines()[1:]] == [
        "received",
        "hidden",
        "erased",
        "closed",
        "receipt made",
    ]
    assert "aggregator takedown files" in log.stdout
    assert not world.traces(log.stdout.encode(), *STORM, STORM_TITLE)

    assert ask("takedown", "file", *options, "--yes").exit_code == 5  # gone already

    moved = [
        {**row, "id": f"x{n}", "url": f"https://new.example/{n}"} for n, row in enumerate(ROWS)
    ]
    again = ask("ingest", write(filled.with_name("again.jsonl"), *ROWS, *moved), "--json")
    assert json.loads(again.stdout)["tombstoned"] == 4
    filled.with_name("again.jsonl").unlink()
    assert not world.traces(world.raw_bytes(filled), *STORM, STORM_TITLE)
    assert "taken down and are still there" not in ask("doctor").stdout


def test_a_person_decides_at_the_command_line(ask: Ask, filled: Path) -> None:
    with Aggregator.open(filled) as opened:
        waits = file_case(opened, DIGEST, confirmed=False).number
    done = ask("takedown", "run")
    assert done.exit_code == 0
    assert "1 wait for a person" in done.stderr
    assert "takedown decide" in ask("status").stdout
    assert ask("takedown", "decide", waits).exit_code == 2
    assert ask("takedown", "decide", waits, "--accept", "--reject").exit_code == 2
    assert ask("takedown", "decide", waits, "--accept").exit_code == 0
    assert ask("article", "1").exit_code == 5
    assert ask("takedown", "decide", waits.lower(), "--reject").exit_code == 0
    assert ask("article", "1").exit_code == 0
    assert ask("takedown", "decide", waits, "--reject").exit_code == 2
    assert ask("takedown", "list", "--state", "rejected").stdout.count(waits) == 1


def test_a_run_that_cannot_prove_everything_says_so(ask: Ask, filled: Path) -> None:
    with sqlite3.connect(filled) as other:
        other.execute("CREATE TABLE forgotten (words TEXT)")
        other.execute("INSERT INTO forgotten VALUES (?)", [STORM[0]])
    options = ("--claimant", "A", "--reason", "b", "--yes")
    assert ask("takedown", "file", "--url", WIRE, *options).exit_code == 0
    done = ask("takedown", "run")
    assert done.exit_code == 3
    assert "takedown log" in done.stderr


def test_unknown_addresses_stories_and_cases_are_not_found(ask: Ask, filled: Path) -> None:
    options = ("--claimant", "A", "--reason", "b", "--yes")
    assert ask("takedown", "file", "--url", "https://nowhere.example/x", *options).exit_code == 4
    assert ask("takedown", "file", "--story", "999", *options).exit_code == 4
    assert ask("takedown", "file", *options).exit_code == 2
    assert ask("takedown", "file", "--url", "ftp://x.example/", *options).exit_code == 2
    assert ask("takedown", "show", "TD-2026-0999").exit_code == 4
    assert ask("takedown", "decide", "TD-2026-0999", "--accept").exit_code == 4
    assert ask("takedown", "list").exit_code == 0
    assert ask("takedown", "run").exit_code == 0


def test_a_story_is_taken_down_by_its_number(ask: Ask, filled: Path) -> None:
    options = ("--claimant", "A", "--reason", "b", "--yes")
    story = json.loads(ask("article", "2", "--json").stdout)["story_id"]
    assert ask("takedown", "file", "--story", str(story), *options).exit_code == 0
    assert ask("story", str(story)).exit_code == 5
    assert ask("takedown", "file", "--story", str(story), *options).exit_code == 5
    assert ask("article", VALLEY).exit_code == 0
