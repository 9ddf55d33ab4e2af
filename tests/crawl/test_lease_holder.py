"""Lease holders: whether the process that holds a lease still runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.crawl import lease_holder
from storage.frontier.interface import CrawlScope
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.store import open_for_writing

NOW = "2026-03-02T10:00:00Z"


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[SqliteFrontier]:
    with open_for_writing(tmp_path / "aggregator.db") as store:
        yield SqliteFrontier(store.main)


def test_leases_of_a_dead_process_end_at_once_those_of_a_living_one_do_not(
    frontier: SqliteFrontier,
) -> None:
    frontier.make_page_due("http://paper.example/a", NOW)
    asleep = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    host = lease_holder.identify_this_process().split(":")[0]
    living = f"{host}:{asleep.pid}:{lease_holder._read_process_start(asleep.pid)}"
    assert frontier.lease_due_pages(living, CrawlScope(), now=NOW, limit=1)
    lease_holder.release_leases_of_dead(frontier)
    assert frontier.list_lease_holders() == [living]
    asleep.kill()
    asleep.wait()
    lease_holder.release_leases_of_dead(frontier)
    assert frontier.list_lease_holders() == []


def test_a_later_process_with_the_same_number_does_not_keep_a_lease() -> None:
    host, pid, _ = lease_holder.identify_this_process().split(":")
    assert pid == str(os.getpid())
    assert not lease_holder.is_dead_process(lease_holder.identify_this_process())
    assert lease_holder.is_dead_process(f"{host}:{pid}:1")


def test_a_lease_holder_on_another_machine_is_taken_for_alive() -> None:
    assert not lease_holder.is_dead_process("elsewhere:1:1")
    assert not lease_holder.is_dead_process("not a holder")
