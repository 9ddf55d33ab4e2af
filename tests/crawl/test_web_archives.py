"""`captures`: a web archive that speaks RFC 7089 is asked, politely, when it first captured the pages of a story."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from tests.conftest import Ask
from tests.site_server import Answer, Sites, serving

TEXT = "The ferry between Kell and Orsund sails again from Saturday, eleven times a day. " * 12
ORIGINAL, COPY = "https://linden.example/ferry", "https://copy.example/posts/ferry?id=1"
ARCHIVE = "archive.example"
BASE = f"http://{ARCHIVE}/timemap/link/"


def make_timemap(address: str, *moments: str) -> Answer:
    links = [f'<{address}>; rel="original"', f'<{BASE}{address}>; rel="self"']
    links += [
        f'<http://{ARCHIVE}/web/{number}/{address}>; rel="memento"; datetime="{moment}"'
        for number, moment in enumerate(moments)
    ]
    return Answer(",\n".join(links).encode(), "application/link-format")


@pytest.fixture
def sites(tmp_path: Path, ask: Ask) -> Iterator[Sites]:
    """An archive, and a database with a story of two pages."""
    with serving() as server:
        write_settings(tmp_path, server)
        rows = ({"url": ORIGINAL, "text": TEXT}, {"url": COPY, "text": TEXT})
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
        assert ask("ingest", "a.jsonl").exit_code == 0
        yield server


def write_settings(folder: Path, server: Sites, memento: str = "memento = true") -> None:
    where = f"allow_hosts = {json.dumps(server.allow)}\nresolve = {json.dumps(server.resolve)}\n"
    (folder / "aggregator.toml").write_text(
        f'[crawl]\ncontact = "ops@desk.example"\n{where}delay = 0.0\ntimeout = 60.0\n'
        f'[trace]\n{memento}\nmemento_timemap = "{BASE}"\n'
    )


def add_timemaps(sites: Sites) -> None:
    sites.pages[f"{ARCHIVE}/timemap/link/{ORIGINAL}"] = make_timemap(
        ORIGINAL, "Tue, 03 Mar 2026 10:00:00 GMT", "Mon, 02 Mar 2026 09:30:00 GMT"
    )
    sites.pages[f"{ARCHIVE}/timemap/link/{COPY}"] = make_timemap(
        COPY, "Wed, 04 Mar 2026 00:00:00 GMT"
    )


def test_the_first_capture_of_each_page_is_stored_and_shown(sites: Sites, ask: Ask) -> None:
    add_timemaps(sites)
    done = ask("captures", "1", "--json")
    assert done.exit_code == 0, done.stderr
    assert [(row["url"], row["captured_at"]) for row in json.loads(done.stdout)] == [
        (ORIGINAL, "2026-03-02T09:30:00Z"),
        (COPY, "2026-03-04T00:00:00Z"),
    ]
    said = f"first captured by {ARCHIVE} at 2026-03-02 09:30 UTC"
    assert said in ask("captures", "1").stdout
    assert said in ask("article", ORIGINAL).stdout
    [capture] = json.loads(ask("article", ORIGINAL, "--json").stdout)["captures"]
    assert capture["memento"] == f"http://{ARCHIVE}/web/1/{ORIGINAL}"


def test_the_archive_is_asked_once_a_day_and_knows_who_asks(
    sites: Sites, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_timemaps(sites)
    for _ in range(2):
        assert ask("captures", "1").exit_code == 0
    assert sites.paths(ARCHIVE) == [f"/timemap/link/{COPY}", f"/timemap/link/{ORIGINAL}"] or (
        sites.paths(ARCHIVE) == [f"/timemap/link/{ORIGINAL}", f"/timemap/link/{COPY}"]
    )
    [agent] = {each.headers["User-Agent"] for each in sites.asked}
    assert "ops@desk.example" in agent
    assert any(each.path == "/robots.txt" for each in sites.asked)
    later = clock.add_seconds(clock.now(), 90_000)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert ask("captures", "1").exit_code == 0
    assert len(sites.paths(ARCHIVE)) == 4


def test_a_page_that_the_archive_does_not_have_is_not_asked_about_again(
    sites: Sites, ask: Ask
) -> None:
    done = ask("captures", "1")
    assert done.exit_code == 0
    assert "no capture is known" in done.stderr
    assert json.loads(ask("captures", "1", "--json").stdout) == []
    assert len(sites.paths(ARCHIVE)) == 2
    assert json.loads(ask("article", "1", "--json").stdout)["captures"] == []


def test_an_earlier_capture_stays_when_the_archive_forgets_it(
    sites: Sites, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_timemaps(sites)
    assert ask("captures", "1").exit_code == 0
    sites.pages.clear()
    later = clock.add_seconds(clock.now(), 90_000)
    monkeypatch.setattr(clock, "now", lambda: later)
    rows = json.loads(ask("captures", "1", "--json").stdout)
    assert [row["captured_at"] for row in rows] == ["2026-03-02T09:30:00Z", "2026-03-04T00:00:00Z"]


def test_nothing_is_asked_unless_the_settings_say_so(
    sites: Sites, ask: Ask, tmp_path: Path
) -> None:
    write_settings(tmp_path, sites, "")
    done = ask("captures", "1")
    assert done.exit_code == 2
    assert "[trace] memento = true" in done.stderr
    assert sites.asked == []


def test_a_dry_run_asks_nothing(sites: Sites, ask: Ask) -> None:
    done = ask("captures", "1", "--dry-run")
    assert f"{ARCHIVE} would be asked about {ORIGINAL}" in done.stderr
    assert sites.asked == []


def test_robots_txt_of_an_archive_is_obeyed(sites: Sites, ask: Ask) -> None:
    add_timemaps(sites)
    sites.pages[f"{ARCHIVE}/robots.txt"] = "User-agent: *\nDisallow: /timemap/"
    done = ask("captures", "1")
    assert done.exit_code == 1
    assert sites.paths(ARCHIVE) == []


def test_a_private_address_is_refused(sites: Sites, ask: Ask, tmp_path: Path) -> None:
    add_timemaps(sites)
    text = (tmp_path / "aggregator.toml").read_text()
    allowed = f"allow_hosts = {json.dumps(sites.allow)}"
    (tmp_path / "aggregator.toml").write_text(text.replace(allowed, "allow_hosts = []"))
    done = ask("captures", "1")
    assert done.exit_code == 1
    assert "private or loopback" in done.stderr
    assert sites.asked == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(b"<html>busy</html>", "text/html"), "no TimeMap"),
        (Answer(b"", "text/plain", 503), "HTTP 503"),
        (
            Answer(b'<https://x.example/>; rel="original", <http://y/>; rel=timemap'),
            "other TimeMaps",
        ),
    ],
)
def test_a_bad_answer_is_reported_and_the_others_count(
    sites: Sites, ask: Ask, answer: Answer, why: str
) -> None:
    add_timemaps(sites)
    sites.pages[f"{ARCHIVE}/timemap/link/{COPY}"] = answer
    done = ask("captures", "1")
    assert done.exit_code == 3
    assert f"no answer about {COPY}" in done.stderr
    assert why in done.stderr
    assert ORIGINAL in done.stdout


def test_a_story_that_is_not_stored_is_no_reason_to_ask(sites: Sites, ask: Ask) -> None:
    assert ask("captures", "99").exit_code == 4
    assert sites.asked == []
