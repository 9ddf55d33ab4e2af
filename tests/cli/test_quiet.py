"""`--quiet`, as cron needs it: no word unless something fails."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Ask
from tests.site_server import Sites, rss, serving, story

SILENT = (
    ("crawl", "--due"),
    ("crawl", "--watched"),
    ("watch", "run"),
    ("backup", "copy.db"),
    ("source", "pause", "paper.example"),
)


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as started:
        yield started


@pytest.fixture
def with_source(ask: Ask, sites: Sites, tmp_path: Path) -> Ask:
    allow, resolve = json.dumps(sites.allow), json.dumps(sites.resolve)
    (tmp_path / "aggregator.toml").write_text(
        f"[crawl]\nallow_hosts = {allow}\nresolve = {resolve}\ndelay = 0.0\nworkers = 1\n"
    )
    sites.pages |= {
        "paper.example/feed": rss("http://paper.example/1"),
        "paper.example/1": story(1),
    }
    ask("source", "add", "http://paper.example/", "--feed", "http://paper.example/feed")
    return ask


@pytest.mark.parametrize("verb", SILENT, ids=" ".join)
def test_a_verb_that_does_its_work_says_nothing(with_source: Ask, verb: tuple[str, ...]) -> None:
    done = with_source("--quiet", *verb)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_without_it_the_same_verb_says_what_it_did(with_source: Ask) -> None:
    assert "1 new" in with_source("crawl", "--due").stderr


def test_an_error_is_written_all_the_same(with_source: Ask) -> None:
    done = with_source("--quiet", "crawl", "--url", "http://paper.example/missing")
    assert done.exit_code == 1
    assert "error: all that was named failed\n" in done.stderr


def test_a_watched_page_that_fails_is_no_error(with_source: Ask, sites: Sites) -> None:
    with_source("crawl", "--due")
    with_source("watch", "add", "--story", "1")
    sites.pages.pop("paper.example/1")
    done = with_source("--quiet", "crawl", "--watched")
    assert (done.exit_code, done.stderr) == (0, "")
