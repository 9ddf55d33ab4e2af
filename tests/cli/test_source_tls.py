"""`source tls`: certificates of a source that are excepted from being verified."""

from pathlib import Path

import pytest

from storage.store import open_for_reading
from tests.conftest import Ask


@pytest.fixture
def with_source(ask: Ask) -> Ask:
    ask("source", "add", "paper.example", "--feed", "https://paper.example/feed")
    return ask


def excepted(folder: Path) -> frozenset[str]:
    with open_for_reading(folder / "aggregator.db") as store:
        return store.sources.list_tls_unverified()


def test_an_exception_is_set_noted_and_taken_back(with_source: Ask, tmp_path: Path) -> None:
    done = with_source("source", "tls", "paper.example", "--unverified")
    assert done.stderr == "paper.example: its certificates are not verified\n"
    assert excepted(tmp_path) == {"paper.example"}
    assert (
        "the operator excepted its certificates"
        in with_source("source", "show", "paper.example").stdout
    )
    done = with_source("source", "tls", "paper.example", "--verified")
    assert done.stderr == "paper.example: its certificates are verified\n"
    assert excepted(tmp_path) == frozenset()


def test_a_dry_run_changes_nothing(with_source: Ask, tmp_path: Path) -> None:
    done = with_source("source", "tls", "paper.example", "--unverified", "--dry-run")
    assert done.stderr == "paper.example: its certificates would be not verified\n"
    assert excepted(tmp_path) == frozenset()


def test_which_of_both_has_to_be_said(with_source: Ask) -> None:
    done = with_source("source", "tls", "paper.example")
    assert done.exit_code == 2
    assert "say --unverified or --verified" in done.stderr


def test_a_source_that_is_not_stored_is_not_found(with_source: Ask) -> None:
    assert with_source("source", "tls", "other.example", "--unverified").exit_code == 4
