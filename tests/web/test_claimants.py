"""What claimants reach by a signed link or a form, and what is said of removed pages."""

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.errors import NotStored
from aggregator.takedown import control_proofs
from aggregator.takedown.repositories import TakedownStore
from tests import corpus
from tests.takedowns import file_case


def test_a_link_is_for_one_purpose_only(opened: Aggregator) -> None:
    token = opened.claimants.make_link("status", "TD-2026-0001", "1").rpartition("/")[2]
    assert opened.claimants.read_link("status", token) == ("TD-2026-0001", "1")
    assert opened.claimants.read_link("confirm", token) is None
    assert opened.claimants.read_link("status", token + "x") is None


def test_the_token_of_a_form_is_used_once(opened: Aggregator) -> None:
    assert opened.claimants.use_token("one")
    assert not opened.claimants.use_token("one")
    assert opened.claimants.use_token("two")


def test_a_link_to_a_mailbox_expires(opened: Aggregator) -> None:
    file_case(opened, corpus.DIGEST, confirmed=False)
    store = TakedownStore.of(opened.store)
    recent = control_proofs.ask(store, 1, "mailbox", "", clock.now())
    assert opened.claimants.find_mailbox_proof(recent.token) == recent
    old = control_proofs.ask(store, 1, "mailbox", "digest.example", "2026-01-01T00:00:00Z")
    with pytest.raises(NotStored, match="too old"):
        opened.claimants.find_mailbox_proof(old.token)


def test_a_check_that_is_asked_for_makes_open_proofs_look_unchecked(opened: Aggregator) -> None:
    case = file_case(opened, corpus.DIGEST, confirmed=False)
    [first, *_] = opened.takedowns.ask_for_proof(case.number, "digest.example")
    opened.takedowns.record_missing_proof(first.id, "no such record")
    assert opened.claimants.list_proofs(1)[0].checked_at is not None
    opened.claimants.ask_for_check(1)
    assert opened.claimants.list_proofs(1)[0].checked_at is None


def test_a_removed_article_says_its_case_and_its_day(opened: Aggregator) -> None:
    case = file_case(opened, corpus.VALLEY)
    found = opened.removals.find_article(3)
    assert found is not None
    assert (found.case_number, found.ground) == (case.number, "copyright")
    assert found.since == case.hidden_at
    assert opened.removals.find_story(2) == found
    assert opened.removals.find_article(1) is None


def test_a_story_is_gone_when_none_of_its_articles_is_left(opened: Aggregator) -> None:
    file_case(opened, corpus.VALLEY)
    opened.store.main.execute(
        "INSERT INTO tombstones (case_id, article_id, story_id, since, shingles, sampled_shingles, is_complete) "
        "VALUES (9, 99, 1, ?, 0, 0, 1)",
        [clock.now()],
    )
    assert [story.story_id for story in opened.removals.list_stories()] == [2]
    opened.store.main.execute("UPDATE tombstones SET since = '2020-01-01T00:00:00Z'")
    assert opened.removals.list_stories() == []
