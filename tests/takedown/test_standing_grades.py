"""What each grade may do without a person: to one's own pages, to copies of them, to pages of others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.results.takedowns import ProofMethod, TakedownCaseItems, TakedownScope
from aggregator.takedown import cases, erase
from aggregator.takedown.repositories import TakedownStore
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
COPIES = TakedownScope("", "", "copies")
PAGE = TakedownScope("", "", "page")


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    """Our polls saw the work a day before the copy was listed."""
    with Aggregator.open(copy_empty_database(tmp_path / "news.db")) as opened:
        store_pages(
            opened,
            [
                Seen(
                    WORK,
                    BODY,
                    "2026-03-01T06:10:00Z",
                    "2026-03-01T06:00:00Z",
                    "2026-03-01T06:05:00Z",
                ),
                Seen(
                    COPY,
                    BODY,
                    "2026-03-02T09:10:00Z",
                    "2026-03-02T09:00:00Z",
                    "2026-03-02T09:05:00Z",
                ),
                Seen(OTHER, takedowns.text(2), "2026-03-01T06:00:00Z"),
            ],
        )
        yield opened


def run(news: Aggregator, now: str = LATER) -> list[TakedownCaseItems]:
    return erase.run_open_cases(TakedownStore.of(news.store), now)


def test_of_whom_nothing_is_proven_has_nothing_hidden(news: Aggregator) -> None:
    set_contact(news, "other.example")
    case = ask(news, OTHER, scope=PAGE)
    assert (case.state, case.grade, case.waits_for) == ("received", "V0", "unproven")
    run(news)
    assert is_stored(news, OTHER)


def test_a_request_that_nobody_confirmed_ends_after_a_week(news: Aggregator) -> None:
    case = ask(news, OTHER)
    run(news, "2026-03-17T05:59:59Z")
    assert news.takedowns.get(case.number).state == "received"
    run(news, "2026-03-17T06:00:00Z")
    assert news.takedowns.get(case.number).state == "expired"
    assert is_stored(news, OTHER)


def test_a_confirmed_mailbox_has_a_page_hidden_for_a_day_and_its_owner_is_written_to(
    news: Aggregator,
) -> None:
    set_contact(news, "other.example", "desk@other.example")
    case = prove(news, ask(news, OTHER), "mailbox")
    assert (case.state, case.waits_for, case.erase_at) == ("hidden", "hidden_while_asked", None)
    assert not is_stored(news, OTHER)
    mails = news.store.private_file().query("SELECT kind, address FROM takedown_mails")
    assert {"kind": "owner_notice", "address": "desk@other.example"} in list(mails)
    run(news, "2026-03-11T05:59:59Z")
    assert not is_stored(news, OTHER)
    run(news, "2026-03-11T06:00:00Z")
    assert is_stored(news, OTHER)
    assert news.takedowns.get(case.number).state == "expired"


def test_a_proof_of_another_domain_does_not_hide_a_page_for_longer(news: Aggregator) -> None:
    set_contact(news, "other.example")
    case = ask(news, OTHER, scope=PAGE, email="eve@eve.example")
    case = sign_and_confirm(news, case, "eve.example")
    run(news, "2026-03-11T05:00:00Z")
    assert not is_stored(news, OTHER)
    run(news, "2026-03-11T06:00:00Z")
    assert is_stored(news, OTHER)
    assert news.takedowns.get(case.number).state == "expired"


def test_a_page_that_was_put_back_is_not_hidden_again_without_a_person(news: Aggregator) -> None:
    set_contact(news, "other.example")
    prove(news, ask(news, OTHER), "mailbox")
    run(news)
    again = prove(news, ask(news, OTHER, email="eve@mail.example", now=LATER), "mailbox", now=LATER)
    assert (again.state, again.waits_for) == ("received", "put_back_before")


def test_a_page_that_a_person_would_not_hide_is_not_hidden_for_another_mailbox(
    news: Aggregator,
) -> None:
    set_contact(news, "other.example")
    case = ask(news, OTHER)
    news.takedowns.decide(case.number, accept=False, reason="not theirs")
    again = prove(news, ask(news, OTHER, email="eve@mail.example"), "mailbox")
    assert (again.state, again.waits_for) == ("received", "put_back_before")
    assert is_stored(news, OTHER)


def test_a_mailbox_hides_no_page_whose_owner_cannot_be_written_to(news: Aggregator) -> None:
    case = prove(news, ask(news, OTHER), "mailbox")
    assert (case.state, case.waits_for) == ("received", "no_contact")


def test_a_mailbox_hides_no_copies(news: Aggregator) -> None:
    set_contact(news, "copier.example")
    case = prove(news, ask(news, WORK, scope=COPIES), "mailbox")
    assert items_by_url(case)[COPY].action == "ask"
    assert is_stored(news, COPY)


def test_a_signed_mail_removes_the_page_at_its_domain_alone(news: Aggregator) -> None:
    case = sign_and_confirm(news, ask(news, WORK, scope=PAGE), "paper.example")
    assert (case.state, case.grade, case.erase_at) == ("hidden", "V2", "2026-03-11T05:00:00Z")
    assert run(news)[0].state == "closed"
    assert is_stored(news, COPY)


def test_a_signed_mail_alone_counts_nothing(news: Aggregator) -> None:
    set_contact(news, "paper.example")
    case = prove(news, ask(news, WORK, scope=PAGE), "dkim", "paper.example")
    assert (case.state, case.grade, case.waits_for) == ("received", "V0", "unproven")
    run(news)
    assert is_stored(news, WORK)


def test_the_mailbox_of_another_request_confirms_no_signed_mail(news: Aggregator) -> None:
    ask(news, WORK, scope=PAGE, email="share@paper.example")
    case = ask(news, WORK, scope=PAGE, email="eve@mail.example")
    prove(news, case, "dkim", "paper.example", request=0)
    assert prove(news, case, "mailbox", request=1).grade == "V1"


def test_a_signed_mail_from_below_a_domain_removes_no_page_of_the_site(news: Aggregator) -> None:
    case = ask(news, WORK, scope=PAGE, email="eve@students.paper.example")
    case = sign_and_confirm(news, case, "students.paper.example")
    assert (case.state, case.waits_for) == ("received", "named_original")
    run(news)
    assert is_stored(news, WORK)


@pytest.mark.parametrize("scope", [None, COPIES])
def test_a_signed_mail_removes_no_text_with_its_copies(
    scope: TakedownScope | None, news: Aggregator
) -> None:
    sign_and_confirm(news, ask(news, WORK, scope=scope), "paper.example")
    run(news)
    assert is_stored(news, WORK)
    assert is_stored(news, COPY)


@pytest.mark.parametrize("method", ["dns", "meta", "file"])
def test_the_owner_of_a_domain_removes_the_copies_and_keeps_the_original(
    method: ProofMethod, news: Aggregator
) -> None:
    case = prove(news, ask(news, WORK, scope=COPIES), method, "paper.example")
    items = items_by_url(case)
    assert (items[COPY].action, items[COPY].reason) == ("hide", "evidence_polls")
    assert (items[WORK].action, items[WORK].state) == ("keep", "kept")
    assert run(news)[0].state == "closed"
    assert is_stored(news, WORK)
    assert not is_stored(news, COPY)


def test_the_owner_of_a_domain_removes_a_text_wherever_it_is(news: Aggregator) -> None:
    case = prove(news, ask(news, WORK), "dns", "paper.example")
    assert {item.reason for item in case.items} == {"own_work", "evidence_polls"}
    assert run(news)[0].state == "closed"
    assert not takedowns.traces(takedowns.raw_bytes(news.store.path), BODY)


def test_the_owner_of_the_copy_removes_the_copy_and_not_the_original(news: Aggregator) -> None:
    case = prove(news, ask(news, COPY), "dns", "copier.example")
    items = items_by_url(case)
    assert items[COPY].reason == "own_page"
    assert (items[WORK].action, items[WORK].reason) == ("ask", "named_original")
    run(news)
    assert is_stored(news, WORK)
    assert not is_stored(news, COPY)


def test_an_owner_may_have_it_erased_at_once(news: Aggregator) -> None:
    case = prove(news, ask(news, WORK, scope=PAGE, at_once=True), "dns", "paper.example")
    assert case.erase_at == NOW
    assert run(news, NOW)[0].state == "closed"


def test_a_signed_mail_does_not_shorten_the_time_until_it_is_erased(news: Aggregator) -> None:
    case = sign_and_confirm(news, ask(news, WORK, scope=PAGE, at_once=True), "paper.example")
    assert case.erase_at == "2026-03-11T05:00:00Z"


def test_the_word_of_a_person_removes_whatever_it_names(news: Aggregator) -> None:
    number = ask(news, COPY, scope=PAGE).number
    verdict = cases.Verdict(accept=True, reason="a court said so", only=())
    cases.decide_case(TakedownStore.of(news.store), number, verdict, NOW)
    assert run(news)[0].state == "closed"
    done = news.takedowns.get(number)
    assert (done.decision, done.decision_reason) == ("accepted", "a court said so")
    assert is_stored(news, WORK)


def test_a_reason_is_data_of_the_case_and_not_of_its_log(news: Aggregator) -> None:
    number = ask(news, COPY, scope=PAGE).number
    verdict = cases.Verdict(accept=True, reason="Nora Quint rang")
    cases.decide_case(TakedownStore.of(news.store), number, verdict, NOW)
    assert not any("Quint" in entry.detail for entry in news.takedowns.log(number))
