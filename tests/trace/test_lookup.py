"""A stored article is found by any form of its address."""

from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import NotStored, Tombstoned
from aggregator.trace.lookup import FoundArticle, find_article
from aggregator.trace.repositories import LookupRepositories
from tests import corpus
from tests.conftest import Ask


def find(path: Path, key: str) -> FoundArticle:
    with Aggregator.open(path, write=False) as opened:
        return find_article(LookupRepositories.of(opened.store), key)


@pytest.mark.parametrize(
    ("given", "form"),
    [
        (corpus.WIRE, "exact"),
        ("wire.example/storm", "exact"),
        (f"https://web.archive.org/web/20260301060000/{corpus.WIRE}", "archive"),
        (f"cache:{corpus.WIRE}", "cache"),
        ("https://www.google.com/amp/s/wire.example/storm", "amp_cache"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fwire.example%2Fstorm&h=1", "redirect"),
        ("https://m.wire.example/storm?amp=1", "twin"),
        ("http://www.wire.example/storm/", "spelling"),
    ],
)
def test_an_article_is_found_and_the_form_is_named(filled: Path, given: str, form: str) -> None:
    found = find(filled, given)
    assert (found.article_id, found.url, found.form) == (1, corpus.WIRE, form)


def add_claims(path: Path, *rows: tuple[str, int]) -> None:
    with Aggregator.open(path) as opened, opened.store.addresses.transaction():
        opened.store.addresses.add_claims((url, key, False) for url, key in rows)


def test_an_address_of_an_article_counts_before_one_that_is_claimed(filled: Path) -> None:
    add_claims(filled, ("https://wire.example/storm/", 3))
    assert find(filled, "https://wire.example/storm/").article_id == 1


def test_an_address_that_articles_of_one_story_claim_leads_to_the_story(filled: Path) -> None:
    claimed = "https://wire.example/home"
    add_claims(filled, (claimed, 1), (claimed, 2))
    assert find(filled, claimed).claimants == (1, 2)
    with Aggregator.open(filled, write=False) as opened:
        assert opened.trace(claimed).original.article_id == 1
        with pytest.raises(NotStored, match="2 stored articles give it as their address"):
            opened.article(claimed)  # which of the two is not known


def test_an_address_that_articles_of_two_stories_claim_is_answered_with_their_ids(
    ask: Ask, filled: Path
) -> None:
    claimed = "https://wire.example/home"
    add_claims(filled, (claimed, 1), (claimed, 3))
    done = ask("trace", claimed)
    assert done.exit_code == 4
    assert "ask by id, one of 1, 3" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("given", ["https://t.co/AbCdE", "https://apple.news/AbCdE"])
def test_a_short_link_is_said_to_hold_no_address(ask: Ask, filled: Path, given: str) -> None:
    done = ask("trace", given)
    assert done.exit_code == 4
    assert "is a short link, which does not hold the address of the page" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_page_that_is_not_stored_is_named_without_its_wrapping(ask: Ask, filled: Path) -> None:
    done = ask("trace", "https://web.archive.org/web/2026/https://wire.example/other")
    assert done.exit_code == 4
    assert "`aggregator crawl --url https://wire.example/other` fetches it" in done.stderr


def test_a_page_that_was_taken_down_is_refused_in_any_form(filled: Path) -> None:
    with Aggregator.open(filled) as opened:
        opened.takedowns.file(url=corpus.VALLEY, claimant="The paper", reason="ours")
        for given in (f"https://archive.ph/{corpus.VALLEY}", f"{corpus.VALLEY}/?print=1"):
            with pytest.raises(Tombstoned):
                opened.trace(given)
