"""Shipped feeds are checked, and their states are written beside them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.formats import seed_states, source_lists
from aggregator.formats.seed_states import SeedState
from tests.conftest import Ask
from tests.site_server import Sites, rss, serving

GOOD, GONE = "http://b.example/feed", "http://a.example/feed"
SEEDS = f"""name = "Kenya"
country = "KE"
language = "en"

sources = [
  {{ name = "A", site = "http://a.example/", feeds = ["{GONE}"] }},
  {{ name = "B", site = "http://b.example/", feeds = ["{GOOD}"] }},
]
"""


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as started:
        started.pages["b.example/feed"] = rss("http://b.example/1.html")
        yield started


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "ke.toml").write_text(SEEDS)
    return folder / "ke.toml"


@pytest.fixture
def check(ask: Ask, sites: Sites, tmp_path: Path) -> Ask:
    allow, resolve = json.dumps(sites.allow), json.dumps(sites.resolve)
    (tmp_path / "aggregator.toml").write_text(
        f"[crawl]\nallow_hosts = {allow}\nresolve = {resolve}\ndelay = 0.0\nworkers = 1\n"
    )
    return ask


def test_each_feed_has_a_line_with_its_state_and_is_not_asked_again_soon(
    check: Ask, sites: Sites, seeds: Path
) -> None:
    arguments = ("source", "check", "--seeds", "--country", "ke", "--seeds-folder", "seeds")
    done = check(*arguments)
    assert done.exit_code == 0
    assert "all are checked: 2 of 2 feeds checked, 1 could not be read, 0 are dead" in done.stderr
    head, first, second = (seeds.parent / "ke.states.toml").read_text().splitlines()
    assert head.startswith("# Written by")
    assert first.startswith(f'"{GONE}" = {{ health = "failed", checked = "20')
    assert ", failures = 1, since = " in first
    assert second.startswith(f'"{GOOD}" = {{ health = "undated", checked = "20')
    asked = len(sites.asked)
    assert check(*arguments).exit_code == 0
    assert len(sites.asked) == asked
    assert seeds.read_text() == SEEDS


def test_what_failed_at_three_checks_is_left_out_and_its_source_stays(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = None
    for day in ("2026-11-01", "2026-11-08", "2026-11-08", "2026-11-15"):
        state = seed_states.note_check(state, "failed", day)
    assert state == SeedState("failed", "2026-11-15", 3, "2026-11-01")
    seed_states.write_states(seeds, {GONE: state, GOOD: SeedState("ok", "2026-11-15")})
    monkeypatch.setattr(source_lists, "seed_folder", lambda: seeds.parent)
    assert [(source.domain, len(feeds)) for source, feeds in source_lists.read_seeds()] == [
        ("a.example", 0),
        ("b.example", 1),
    ]


def test_a_feed_that_answers_again_has_not_failed() -> None:
    failed = SeedState("failed", "2026-11-15", 3, "2026-11-01")
    assert seed_states.note_check(failed, "ok", "2026-11-22") == SeedState("ok", "2026-11-22")


def test_a_check_that_names_nothing_is_a_usage_error(check: Ask) -> None:
    assert check("source", "check").exit_code == 2
    assert check("source", "check", "a.example", "--seeds").exit_code == 2


def test_nothing_is_written_when_nothing_answers_at_all(
    check: Ask, sites: Sites, seeds: Path
) -> None:
    rows = "".join(
        f'  {{ name = "{n}", site = "http://s{n}.example/", feeds = ["http://s{n}.example/feed"] }},\n'
        for n in range(10)
    )
    seeds.write_text(f'name = "Kenya"\ncountry = "KE"\nlanguage = "en"\n\nsources = [\n{rows}]\n')
    sites.pages.clear()
    done = check("source", "check", "--seeds", "--seeds-folder", "seeds")
    assert done.exit_code == 1
    assert "is the network up?" in done.stderr
    assert not (seeds.parent / "ke.states.toml").exists()
