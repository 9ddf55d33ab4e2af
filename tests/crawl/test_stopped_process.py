"""A crawl whose process is stopped, as on a suspended machine, while requests are under way."""

import signal
import time
from pathlib import Path

import pytest

from aggregator.crawl.stalls import STALL
from tests.conftest import HANGS
from tests.crawling import World, start_crawl, wait_for
from tests.site_server import Answer, rss, serving, story

pytestmark = pytest.mark.slow  # the process is stopped for seconds

SITES, PAGES = 4, 3


def test_requests_that_were_under_way_when_a_process_stopped_are_no_failures(
    tmp_path: Path,
) -> None:
    with serving() as sites:
        world = World(sites, tmp_path / "aggregator.db")
        (tmp_path / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{sites.allow[0]}"]\nresolve = ["{sites.resolve[0]}"]\n'
            "delay = 0.0\nworkers = 1\ntimeout = 6.0\n"
        )
        links = set()
        for site in range(SITES):
            host = f"paper{site}.example"
            mine = [f"http://{host}/{number}" for number in range(PAGES)]
            for number, link in enumerate(mine):
                page = Answer(story(PAGES * site + number).encode(), wait=1.0)
                sites.pages[link.removeprefix("http://")] = page
            sites.pages[f"{host}/feed"] = rss(*mine)
            world.source(host, f"http://{host}/feed")
            links |= set(mine)
        process = start_crawl(world, "--watch")
        try:
            wait_for(lambda: len(world.stored()) >= 2)
            process.send_signal(signal.SIGSTOP)
            time.sleep(STALL + 2)  # longer than the timeout, and than any pause of a busy machine
            process.send_signal(signal.SIGCONT)
            wait_for(lambda: world.stored() == links)
        finally:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=HANGS)
        assert world.rows("SELECT url, outcome FROM frontier WHERE attempts > 0") == []
        assert world.rows("SELECT url, last_error FROM feeds WHERE failures > 0") == []
        assert world.rows("SELECT kind FROM crawl_events") == []
