"""`/health` and `/metrics`, asked of a real server."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web import server
from storage.store import open_for_writing
from tests import corpus, takedowns
from tests.cli.troubled import make_troubled
from tests.conftest import wait_until


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """A server on loopback; yields its address."""
    ready = threading.Event()
    started: list[tuple[int, object]] = []

    def run() -> None:
        with Aggregator.open(path) as aggregator:
            config = ServeConfig(port=0)
            with server.open_socket(config) as sock:
                running = server.make_server(aggregator, config)
                started.append((sock.getsockname()[1], running))
                ready.set()
                running.run(sockets=[sock])

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(ready.is_set, "the server listens")
    port, running = started[0]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.should_exit = True  # type: ignore[attr-defined]  # a uvicorn.Server
        thread.join()


def fetch(address: str) -> tuple[int, str]:
    """The status and the body of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def read_metrics(address: str) -> dict[str, float]:
    """Each sample by its name and labels, as Prometheus itself parses them."""
    status, text = fetch(f"{address}/metrics")
    assert status == 200
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_troubled(tmp_path / "aggregator.db")
    return tmp_path / "aggregator.db"


def test_metrics_have_what_is_stored(path: Path) -> None:
    with serving(path) as address:
        found = read_metrics(address)
    assert found["aggregator_feeds"] == 4
    assert found["aggregator_feeds_failing"] == 2
    assert found["aggregator_sources_need_person"] == 3
    assert found["aggregator_pages{failed}"] == 5
    assert found["aggregator_events_total{cut}"] == 1
    assert found["aggregator_crawl_running"] == 0
    assert found["aggregator_last_poll_age_seconds"] < 3600


def test_each_answer_is_counted_anew_from_the_database(path: Path) -> None:
    with serving(path) as address:
        before = read_metrics(address)
        with open_for_writing(path) as store:
            store.crawl_events.add("outage", clock.now())
            store.crawl_runs.start("everything that is due", clock.now())
        after = read_metrics(address)
    assert "aggregator_events_total{outage}" not in before
    assert after["aggregator_events_total{outage}"] == 1
    assert (before["aggregator_outage"], after["aggregator_outage"]) == (0, 1)
    assert (before["aggregator_crawl_running"], after["aggregator_crawl_running"]) == (0, 1)


def test_metrics_name_articles_and_takedowns_by_number_only(filled: Path) -> None:
    with Aggregator.open(filled) as aggregator:
        takedowns.file_case(aggregator, corpus.WIRE)
    with serving(filled) as address:
        text = fetch(f"{address}/metrics")[1] + fetch(f"{address}/health")[1]
        found = read_metrics(address)
    assert found["aggregator_takedown_cases_open"] == 1
    assert 0 < found["aggregator_takedown_deadline_seconds"] <= 86_400
    assert ".example" not in text
    assert "TD-" not in text
    assert corpus.WIRE not in text


def test_health_is_good_although_sources_need_a_person(path: Path) -> None:
    with serving(path) as address:
        status, body = fetch(f"{address}/health")
    assert status == 200
    health = json.loads(body)
    assert (health["status"], health["findings"]) == ("ok", [])
    assert (health["sources_need_person"], health["crawl_running"]) == (3, False)


def test_health_is_503_when_nothing_was_fetched_for_a_day(path: Path) -> None:
    with open_for_writing(path) as store, store.sources.transaction():
        long_ago = clock.add_seconds(clock.now(), -3 * 86_400)
        store.main.execute("UPDATE feeds SET last_polled = ?", [long_ago])
        store.main.execute("UPDATE crawl_runs SET started_at = ?", [long_ago])
    with serving(path) as address:
        status, body = fetch(f"{address}/health")
    assert status == 503
    assert json.loads(body)["findings"] == [{"code": "not_crawled", "severity": "person"}]
