"""Servers of a claimant's domain that answer slowly keep nothing waiting."""

import pytest

from aggregator.api import Aggregator
from aggregator.cli.takedown.verify import check_proofs
from aggregator.config import Config, TakedownConfig
from aggregator.takedown.types import TakedownRequest
from tests.name_server import run_name_server
from tests.takedowns import WORK


@pytest.fixture
def asked(made: Aggregator) -> Aggregator:
    """Two claimants of one page, each asked to prove a domain of their own and that of the page."""
    for name in ("ada", "eve"):
        made.takedowns.submit(
            TakedownRequest(
                name,
                f"it is mine, says {name}",
                WORK,
                email=f"{name}@{name}.example",
                work_url=f"https://{name}.example/1",
                confirmed=False,
                channel="form",
            )
        )
    return made


def test_looking_for_proofs_ends_when_its_time_is_over(asked: Aggregator) -> None:
    waiting = asked.takedowns.list_proofs_to_look_for()
    with run_name_server() as names:
        settings = Config(takedown=TakedownConfig(dns=names.address))
        check_proofs(asked, settings, waiting, seconds=0)
    looked_for = [
        proof.id
        for case in asked.takedowns.list_cases()
        for proof in asked.takedowns.list_proofs(case.number)
        if proof.checked_at
    ]
    assert looked_for == [waiting[0].id]


def test_a_proof_that_was_never_looked_for_comes_first(asked: Aggregator) -> None:
    first, second, *_ = asked.takedowns.list_proofs_to_look_for()
    proofs = asked.store.takedown_proofs
    with proofs.transaction():
        proofs.mark_checked(first.id, "2026-03-01T06:00:00Z", "nothing there")
    listed = [proof.id for proof in asked.takedowns.list_proofs_to_look_for()]
    assert listed[0] == second.id
    assert listed[-1] == first.id
