"""The crawl as a process: killed, interrupted, with workers that die; and the exit codes scripts rely on."""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from aggregator.cli import cli
from aggregator.crawl.pool import ReadingPool
from aggregator.ingest import process_pool
from aggregator.ingest.process_pool import WorkerLost
from aggregator.model import Page, Rejected
from tests.bombs import make_gzip_bomb
from tests.conftest import HANGS, alive
from tests.crawling import World, start_crawl, wait_for
from tests.site_server import Answer, holding_answers, rss, serving, story


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        made = World(sites, tmp_path / "aggregator.db")
        (tmp_path / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{sites.allow[0]}"]\nresolve = ["{sites.resolve[0]}"]\n'
            "delay = 0.0\nworkers = 1\n"
        )
        yield made


def ended(world: World, *arguments: str) -> tuple[int, str]:
    """Returns the exit code and output of a crawl that runs to its end."""
    config, db = world.path.with_suffix(".toml"), world.path
    done = CliRunner().invoke(cli, ["--config", str(config), "--db", str(db), "crawl", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stderr


def papers(world: World, sites: int, pages: int, wait: float = 0.0) -> set[str]:
    """So many sites with a feed and articles; returns the addresses of these."""
    links = set()
    for site in range(sites):
        host = f"paper{site}.example"
        mine = [f"http://{host}/{number}.html" for number in range(pages)]
        world.sites.pages[f"{host}/feed"] = rss(*mine)
        for number, link in enumerate(mine):
            body = story(site * pages + number).encode()
            world.sites.pages[link.removeprefix("http://")] = Answer(body, wait=wait)
        world.source(host, f"http://{host}/feed")
        links |= set(mine)
    return links


def children(pid: int) -> set[int]:
    """Processes that descend from this one."""
    descendants: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                descendants |= {int(entry.name)} | children(int(entry.name))
    return descendants


def kill_again_and_again(world: World, times: int, most_requests: int) -> None:
    """Starts a crawl and kills it after a random number of requests, so many times."""
    chance = random.Random(7)
    for _ in range(times):
        before, wanted = len(world.sites.asked), chance.randint(0, most_requests)
        process = start_crawl(world, "--due")
        wait_for(lambda: len(world.sites.asked) - before >= wanted or process.poll() is not None)  # noqa: B023  # called at once
        workers = children(process.pid)
        process.kill()
        process.communicate()
        wait_for(lambda: not any(alive(pid) for pid in workers))  # noqa: B023  # called at once
        world.make_due()


def nothing_lost_and_nothing_twice(world: World, links: set[str]) -> None:
    code, words = ended(world, "--due")
    assert code == 0, words
    assert world.stored() == links
    assert world.one("SELECT count(*) FROM articles") == len(links)
    assert set(world.rows("SELECT state FROM frontier")) == {("done",)}
    assert world.one("SELECT count(*) FROM hosts WHERE lease_holder IS NOT NULL") == 0
    assert world.rows("PRAGMA integrity_check") == [("ok",)]
    assert world.rows("PRAGMA foreign_key_check") == []


def test_a_killed_crawl_loses_no_address_and_stores_nothing_twice(world: World) -> None:
    links = papers(world, sites=4, pages=6, wait=0.02)
    kill_again_and_again(world, times=3, most_requests=20)
    nothing_lost_and_nothing_twice(world, links)


@pytest.mark.slow
def test_twenty_kills_lose_no_address_and_store_nothing_twice(world: World) -> None:
    links = papers(world, sites=8, pages=20, wait=0.05)
    kill_again_and_again(world, times=20, most_requests=60)
    nothing_lost_and_nothing_twice(world, links)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_an_interrupted_crawl_waits_for_no_response_and_keeps_stored_articles(
    world: World, number: signal.Signals
) -> None:
    """It does not wait for responses: the server sends none before the crawl has ended."""
    papers(world, sites=2, pages=4)
    world.sites.pages["slow.example/feed"] = rss(*[f"http://slow.example/{n}" for n in range(9)])
    with holding_answers() as held:
        for n in range(9):
            world.sites.pages[f"slow.example/{n}"] = held
        world.source("slow.example", "http://slow.example/feed")
        process = start_crawl(world, "--watch")
        listed = "SELECT count(*) FROM frontier WHERE url LIKE '%slow.example/%'"
        wait_for(lambda: len(world.stored()) == 8 and world.one(listed) == 9)
        process.send_signal(number)
        _, words = process.communicate(timeout=HANGS)
    assert (process.returncode, words.splitlines()[-1]) == (
        130,
        "error: interrupted: what was stored stays",
    )
    assert "Traceback" not in words
    assert "Unclosed" not in words
    assert len(world.stored()) == 8
    assert world.one("SELECT count(*) FROM hosts WHERE lease_holder IS NOT NULL") == 0
    assert world.one("SELECT count(*) FROM frontier WHERE state = 'due' AND attempts = 0") == 9
    assert world.one("SELECT count(*) FROM crawl_runs WHERE ended_at IS NOT NULL") == 1


def test_a_crawl_with_watch_fetches_pages_as_they_become_due_and_finalizes_stories(
    world: World,
) -> None:
    papers(world, sites=1, pages=2)
    process = start_crawl(world, "--watch")
    dirty = "SELECT count(*) FROM stories WHERE dirty = 1"
    wait_for(lambda: len(world.stored()) == 2 and world.one(dirty) == 0)
    world.sites.pages["late.example/a"] = story(50)
    world.sites.pages["late.example/feed"] = rss("http://late.example/a")
    world.source("late.example", "http://late.example/feed")
    wait_for(lambda: "http://late.example/a" in world.stored())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=HANGS)
    assert process.returncode == 130


# A database that another process holds


@contextmanager
def holding_the_database(world: World) -> Iterator[None]:
    """Another process writes, as it seems, until the end of the block."""
    other = sqlite3.connect(world.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_a_crawl_waits_for_a_process_that_holds_the_database_and_loses_nothing(
    world: World,
) -> None:
    links = papers(world, sites=2, pages=4, wait=0.1)
    process = start_crawl(world, "--watch")
    wait_for(lambda: len(world.stored()) >= 1)
    with holding_the_database(world):
        time.sleep(2.0)
        assert process.poll() is None
    wait_for(lambda: world.stored() == links)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=HANGS)
    assert process.returncode == 130
    nothing_lost_and_nothing_twice(world, links)


def test_a_crawl_that_waits_for_the_database_can_be_interrupted(world: World) -> None:
    links = papers(world, sites=2, pages=4, wait=0.1)
    process = start_crawl(world, "--watch")
    wait_for(lambda: len(world.stored()) >= 1)
    with holding_the_database(world):
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=HANGS)
    assert (process.returncode, words.splitlines()[-1]) == (
        130,
        "error: interrupted: what was stored stays",
    )
    nothing_lost_and_nothing_twice(world, links)


# A network that is gone


@pytest.mark.slow
def test_an_outage_counts_as_no_failure_and_is_one_event(world: World) -> None:
    links = papers(world, sites=6, pages=2)
    process = start_crawl(world, "--watch")
    wait_for(lambda: world.stored() == links)
    world.sites.is_down = True
    links |= papers(world, sites=6, pages=4)
    world.make_due()
    wait_for(lambda: world.rows("SELECT 1 FROM crawl_events WHERE kind = 'outage'"))
    asked = len(world.sites.asked)
    world.sites.is_down = False
    wait_for(lambda: world.stored() == links)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=HANGS)
    assert process.returncode == 130
    assert len(world.sites.asked) > asked
    events = world.rows("SELECT kind, ended_at IS NOT NULL FROM crawl_events")
    assert events == [("outage", 1)]
    assert world.one("SELECT count(*) FROM feeds WHERE failures > 0 OR last_error != ''") == 0
    assert world.one("SELECT count(*) FROM frontier WHERE attempts > 0") == 0


def test_a_crawl_of_what_is_due_ends_when_no_host_answers_and_counts_nothing(world: World) -> None:
    papers(world, sites=6, pages=1)
    world.sites.is_down = True
    code, words = ended(world, "--due")
    assert (code, "no host answers" in words) == (1, True)
    assert world.one("SELECT count(*) FROM feeds WHERE failures > 0") == 0
    assert world.one("SELECT count(*) FROM crawl_events WHERE ended_at IS NOT NULL") == 1


# Exit codes


def test_crawl_due_exits_with_0_although_feeds_failed(world: World) -> None:
    world.source("dead.example", "http://dead.example/feed")
    code, words = ended(world, "--due")
    assert (code, "1 feeds failed" in words) == (0, True)


def test_why_a_page_is_no_article_is_printed(world: World) -> None:
    world.sites.pages["paper.example/a"] = b""
    code, words = ended(world, "--url", "http://paper.example/a")
    assert (code, "1 no article: empty" in words) == (0, True)


def test_named_sources_and_pages_decide_the_exit_code(world: World) -> None:
    pages = world.sites.pages
    pages["paper.example/a"] = story(1)
    pages["shy.example/robots.txt"] = "User-agent: *\nDisallow: /\n"
    good, bad, shy = "http://paper.example/a", "http://paper.example/b", "http://shy.example/a"
    assert ended(world, "--url", good)[0] == 0
    assert ended(world, "--url", good, "--url", bad)[0] == 3
    assert ended(world, "--url", bad)[0] == 1
    code, words = ended(world, "--url", shy)
    assert (code, "robots.txt" in words) == (5, True)
    assert ended(world, "--url", "ftp://paper.example/a")[0] == 2


def test_a_taken_down_address_is_refused_without_being_fetched(world: World) -> None:
    import aggregator

    url = "http://paper.example/a"
    world.sites.pages["paper.example/a"] = story(1)
    world.sites.pages["paper.example/feed"] = rss(url)
    assert ended(world, "--url", url)[0] == 0
    with aggregator.connect(world.path) as opened:
        opened.takedowns.file(url=url, claimant="A. Author", reason="mine")
        opened.takedowns.run()
    asked = len(world.sites.paths("paper.example"))
    code, words = ended(world, "--url", url)
    assert (code, "taken down" in words) == (5, True)
    assert len(world.sites.paths("paper.example")) == asked
    world.source("paper.example", "http://paper.example/feed")
    assert ended(world, "--due")[0] == 0
    assert world.sites.paths("paper.example")[asked:] == ["/feed"]
    assert world.rows("SELECT url FROM frontier") == []


# Memory and lost workers


def test_a_gzip_bomb_costs_little_memory(world: World) -> None:
    """291 KB that unpack to 300 MB."""
    bomb = make_gzip_bomb(b"", b"\0", 300_000_000)
    assert len(bomb) < 300_000
    world.sites.pages["paper.example/a"] = story(1)
    world.sites.pages["bomb.example/a"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    before = peak_of_a_crawl(world, "http://paper.example/a")
    after = peak_of_a_crawl(world, "http://bomb.example/a")
    assert after - before < 30_000  # KiB


def peak_of_a_crawl(world: World, url: str) -> int:
    """Peak of resident memory of the crawl itself, in KiB."""
    process = start_crawl(world, "--url", url)
    peak = 0
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        except OSError:
            break
        peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
        time.sleep(0.02)
    process.communicate()
    return peak


def dies(_page: Page) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hangs(_page: Page) -> None:
    time.sleep(600)


def test_a_worker_that_dies_or_hangs_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.setattr(process_pool, "TIMEOUT_SECONDS", 5.0)
    page = Page("http://paper.example/a", story(1).encode())

    async def together() -> list[object]:
        readers = ReadingPool(1)
        try:
            return await asyncio.gather(
                readers.run(dies, page),
                readers.read_and_sign(page),
                readers.run(hangs, page),
                readers.read_and_sign(page),
                return_exceptions=True,
            )
        finally:
            readers.stop()

    lost, good, hung, fine = asyncio.run(together())
    assert isinstance(lost, WorkerLost)
    assert str(lost) == "crashed"
    assert isinstance(hung, WorkerLost)
    assert str(hung) == "timeout"
    for prepared in (good, fine):
        assert not isinstance(getattr(prepared, "outcome", prepared), (Rejected, BaseException))
