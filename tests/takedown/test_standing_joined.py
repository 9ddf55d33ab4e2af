"""Requests for one item are one case; limits keep what is above them; nobody uses up those of another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.results.takedowns import TakedownScope
from aggregator.takedown import cases, erase, facts
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import limits
from tests import takedowns
from tests.empty_database import copy_empty_database
from tests.standing import (
    LATER,
    NOW,
    Seen,
    ask,
    is_stored,
    items_by_url,
    prove,
    set_contact,
    sign_and_confirm,
    store_pages,
)

WORK, COPY = "https://paper.example/storm", "https://copier.example/storm"
OTHER = "https://other.example/1"
BODY = takedowns.text(1)
PAGE = TakedownScope("", "", "page")


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    with Aggregator.open(copy_empty_database(tmp_path / "news.db")) as opened:
        pages = [
            Seen(WORK, BODY, "2026-03-01T06:10:00Z", "2026-03-01T06:00:00Z"),
            Seen(COPY, BODY, "2026-03-02T09:10:00Z", "2026-03-02T09:00:00Z"),
        ]
        others = [
            Seen(f"https://other.example/{n}", takedowns.text(50 + n), "2026-03-01T06:00:00Z")
            for n in range(14)
        ]
        store_pages(opened, [*pages, *others])
        yield opened


def count(news: Aggregator, table: str) -> int:
    return int(news.store.private_file().execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_flood_of_requests_for_one_page_is_one_case_and_few_mails(news: Aggregator) -> None:
    numbers = {ask(news, WORK, email=f"bot{n % 3}@mail.example").number for n in range(60)}
    assert len(numbers) == 1
    assert count(news, "takedown_cases") == 1
    assert count(news, "takedown_mails") == 3
    assert count(news, "takedown_requests") == 3  # the same words of the same sender count once


def test_a_stranger_before_does_not_delay_the_owner(news: Aggregator) -> None:
    for n in range(5):
        ask(news, WORK, email=f"eve{n}@mail.example", reason=f"mine {n}")
    case = ask(news, WORK, email="ada@paper.example", now=LATER)
    case = prove(news, case, "dns", "paper.example", now=LATER)
    assert (case.state, case.received_at) == ("hidden", NOW)
    assert {item.reason for item in case.items} == {"own_work", "evidence_polls"}
    due = clock.add_seconds(
        LATER, 23 * 3600
    )  # the clock of the owner runs from the owner's request
    assert (case.erase_at, case.deadline) == (due, clock.add_seconds(LATER, 86_400))
    erase.run_open_cases(TakedownStore.of(news.store), due)
    assert news.takedowns.get(case.number).state == "closed"


def test_what_a_request_proves_late_can_still_be_put_back_for_an_hour(news: Aggregator) -> None:
    late = "2026-03-13T06:00:00Z"
    case = ask(news, WORK, email="ada@paper.example", scope=PAGE)
    case = sign_and_confirm(news, case, "paper.example", now=late)
    assert case.erase_at == "2026-03-13T07:00:00Z"
    erase.run_open_cases(TakedownStore.of(news.store), "2026-03-13T06:01:00Z")
    news.takedowns.decide(case.number, accept=False, reason="wrong page")
    assert is_stored(news, WORK)


def test_a_stranger_does_not_take_back_what_an_owner_keeps(news: Aggregator) -> None:
    ask(news, WORK, email="eve@mail.example")
    case = ask(news, WORK, scope=TakedownScope("", "", "text", keep=("paper.example",)))
    case = prove(news, case, "dns", "paper.example")
    items = items_by_url(case)
    assert (items[WORK].action, items[COPY].action) == ("keep", "hide")
    assert is_stored(news, WORK)


def test_an_owner_whose_page_a_stranger_had_hidden_need_not_wait(news: Aggregator) -> None:
    url = "https://other.example/1"
    set_contact(news, "other.example")
    hidden = prove(news, ask(news, url, email="eve@mail.example", scope=PAGE), "mailbox")
    assert hidden.state == "hidden"
    case = ask(news, url, email="ada@other.example", scope=PAGE, at_once=True)
    assert case.number == hidden.number
    case = prove(news, case, "dns", "other.example")
    assert (case.state, case.erase_at) == ("hidden", NOW)
    assert [item.reason for item in case.items] == ["own_page"]


def test_what_is_above_the_limit_of_a_sender_is_kept_for_a_person(news: Aggregator) -> None:
    numbers = [
        ask(news, f"https://other.example/{n}", email="Eve+x@gmail.com".replace("x", str(n))).number
        for n in range(14)
    ]
    assert len(set(numbers)) == 10
    assert count(news, "takedown_requests") == 14
    kept = news.takedowns.get(numbers[-1])
    assert [item.reason for item in kept.items].count("over_limit") == 4
    assert len(set(numbers)) == count(news, "takedown_mails")


def test_a_request_above_a_limit_gets_its_own_case_once_a_domain_is_proven(
    news: Aggregator,
) -> None:
    for n in range(12):
        ask(news, f"https://other.example/{n}", email="ada@other.example", scope=PAGE)
    parked = ask(news, "https://other.example/13", email="ada@other.example", scope=PAGE)
    prove(news, parked, "dns", "other.example")
    assert not is_stored(news, "https://other.example/13")
    assert is_stored(news, "https://other.example/12")
    own = [case for case in news.takedowns.list_cases() if case.state == "hidden"]
    assert [case.scope.url for case in own] == ["https://other.example/13"]


def test_the_flood_of_one_sender_leaves_the_limits_of_others_alone(news: Aggregator) -> None:
    for n in range(13):
        ask(news, f"https://other.example/{n}", email="eve@mail.example", client="flood")
    case = ask(news, WORK, email="ada@paper.example", client="desk")
    assert case.scope.url == WORK


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Paper.example", "ada@paper.example"),
        ("ada+x@paper.example", "ada@paper.example"),
        ("a.d.a@gmail.com", "ada@googlemail.com"),
    ],
)
def test_spellings_of_one_mailbox_are_one_sender(one: str, other: str) -> None:
    assert limits.fold_address(one) == limits.fold_address(other)


def test_a_free_mailbox_has_no_domain_of_its_own() -> None:
    assert limits.domain_of_address("ada@gmail.com") == ""
    assert limits.domain_of_address("ada@news.paper.co.uk") == "paper.co.uk"


def test_senders_of_unfounded_requests_have_nothing_hidden_by_themselves(news: Aggregator) -> None:
    store = TakedownStore.of(news.store)
    set_contact(news, "other.example")
    for n in range(2):
        number = ask(news, f"https://other.example/{n}", email="eve@mail.example").number
        verdict = cases.Verdict(accept=False, reason="no", unfounded=True)
        cases.decide_case(store, number, verdict, NOW)
    third = prove(news, ask(news, "https://other.example/3", email="EVE@mail.example"), "mailbox")
    assert (third.state, third.waits_for) == ("received", "suspended")
    honest = prove(news, ask(news, "https://other.example/4", email="ada@mail.example"), "mailbox")
    assert honest.state == "hidden"


def test_a_step_of_the_ladder_ends_after_its_time() -> None:
    assert limits.find_step(1, 0) == "warned"
    assert limits.find_step(2, 10) == "person_only"
    assert limits.find_step(4, 89) == "suspended"
    assert limits.find_step(4, 90) == "person_only"
    assert limits.find_step(4, 180) == ""
    assert limits.find_step(0, 0) == ""


def test_few_pages_of_a_publisher_are_hidden_in_a_day_and_what_waited_is_not_hidden_later(
    news: Aggregator,
) -> None:
    set_contact(news, "other.example")
    for n in range(5):
        case = ask(news, f"https://other.example/{n}", email=f"p{n}@mail.example", reason=f"r {n}")
        prove(news, case, "mailbox")
    hidden = [n for n in range(5) if not is_stored(news, f"https://other.example/{n}")]
    assert len(hidden) == limits.HIDINGS_PER_DAY  # of the pages of one publisher
    erase.run_open_cases(TakedownStore.of(news.store), clock.add_seconds(NOW, 86_400))
    assert all(is_stored(news, f"https://other.example/{n}") for n in range(5))


def test_a_case_that_hid_a_page_for_a_mailbox_ends_when_the_owner_removed_it(
    news: Aggregator,
) -> None:
    set_contact(news, "other.example")
    stranger = prove(news, ask(news, OTHER, email="eve@eve.example"), "mailbox")
    assert stranger.state == "hidden"
    prove(news, ask(news, OTHER, email="desk@other.example", scope=PAGE), "dns", "other.example")
    erase.run_open_cases(TakedownStore.of(news.store), LATER)
    assert {case.state for case in news.takedowns.list_cases()} == {"closed", "expired"}
    assert not is_stored(news, OTHER)


def test_requests_that_join_cases_flood_no_mailbox(news: Aggregator) -> None:
    pages = [f"https://pub.example/{number}" for number in range(5)]
    store_pages(news, [Seen(url, takedowns.text(n), NOW) for n, url in enumerate(pages, 40)])
    for number in range(4):
        for url in pages:
            email = f"victim+{number}@third.example"
            ask(news, url, scope=PAGE, email=email, reason=f"r{number}", client=f"c{number}")
    mailed = [mail.address for mail in news.store.takedown_mails.list_due("2099-01-01", 1_000)]
    assert len([address for address in mailed if address.startswith("victim")]) == len(pages)


def test_requests_for_one_page_that_prove_the_same_domain_are_one_claim(news: Aggregator) -> None:
    """Their number does not count: the items of the page are looked for once."""
    for n in range(5):
        case = ask(news, f"{WORK}?utm_source={n}", email=f"bot{n}@paper.example", reason=f"no {n}")
        case = sign_and_confirm(news, case, "paper.example")
    store = TakedownStore.of(news.store)
    requests = store.cases.list_requests(case.id)
    assert len({request.scope.asked for request in requests}) == 5
    claims = facts.make_claims(store, case.id, requests, store.proofs.list_of_case(case.id), NOW)
    assert [len(claims), claims[0].scope.url] == [1, WORK]


TEXT = TakedownScope("", "", "text")


def test_a_stranger_with_a_domain_elsewhere_does_not_change_what_is_accepted(
    news: Aggregator,
) -> None:
    first = prove(
        news, ask(news, COPY, scope=TakedownScope("", "", "text", keep=(WORK,))), "mailbox"
    )
    for n, keep in enumerate([(COPY,), ()]):
        stranger = TakedownScope("", "", "text", keep=keep)
        case = ask(news, COPY, scope=stranger, email=f"eve{n}@evil.example")
        prove(news, case, "dns", "evil.example")
    case = news.takedowns.decide(first.number, accept=True, reason="a court said so")
    items = items_by_url(case)
    assert (items[COPY].state, items[WORK].state) == ("hidden", "listed")
    assert is_stored(news, WORK)


def test_what_only_a_joined_request_names_is_removed_when_the_operator_names_it(
    news: Aggregator,
) -> None:
    case = ask(news, COPY, scope=TakedownScope("", "", "text", keep=(WORK,)))
    ask(news, COPY, scope=TEXT, email="eve@evil.example")
    ids = [news.article_id(url) for url in (COPY, WORK)]
    news.takedowns.decide(case.number, accept=True, reason="both", only=ids)
    assert not is_stored(news, WORK)


def test_a_stranger_does_not_take_the_time_to_undo_from_an_owner(news: Aggregator) -> None:
    case = ask(news, WORK, scope=PAGE, email="eve@evil.example", at_once=True)
    prove(news, case, "dns", "evil.example")
    case = ask(news, WORK, scope=PAGE, email="ada@paper.example")
    case = sign_and_confirm(news, case, "paper.example")
    assert (case.state, case.erase_at) == ("hidden", "2026-03-11T05:00:00Z")
