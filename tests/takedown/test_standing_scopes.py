"""Scopes: an author, a domain, a time; and decisions in part."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import UsageError
from aggregator.results.takedowns import ScopeKind, TakedownScope
from aggregator.takedown import cases
from aggregator.takedown.repositories import TakedownStore
from tests import takedowns
from tests.empty_database import copy_empty_database
from tests.standing import NOW, Seen, ask, is_stored, items_by_url, prove, store_pages

BLOG = "https://medium.com/@ada"
OTHER_BLOG = "https://medium.com/@eve"
BODY = takedowns.text(1)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    with Aggregator.open(copy_empty_database(tmp_path / "news.db")) as opened:
        urls = [
            *(f"{BLOG}/{n}" for n in range(2)),
            f"{OTHER_BLOG}/1",
            *(f"https://paper.example/{n}" for n in range(3)),
        ]
        pages = [
            Seen(url, takedowns.text(10 + n), f"2026-03-0{n + 1}T06:00:00Z")
            for n, url in enumerate(urls)
        ]
        copies = [
            Seen("https://paper.example/storm", BODY, "2026-03-01T06:00:00Z"),
            Seen("https://one.example/storm", BODY, "2026-03-01T06:00:00Z"),
            Seen("https://two.example/storm", BODY, "2026-03-01T06:00:00Z"),
        ]
        store_pages(opened, [*pages, *copies])
        with opened.store.main.conn as db:
            db.execute(
                """UPDATE articles SET authors = '["Nora Quint"]' WHERE url = 'https://paper.example/1'"""
            )
        yield opened


def scope(kind: ScopeKind, domain: str = "paper.example", **parts: str) -> TakedownScope:
    return TakedownScope("", "", kind, domain=domain, **parts)


def urls_of(news: Aggregator, asked: TakedownScope) -> list[str]:
    return [each.url for each in news.takedowns.preview(scope=asked)]


def test_a_scope_names_what_an_author_published_at_a_domain(news: Aggregator) -> None:
    assert urls_of(news, scope("author", author="nora quint")) == ["https://paper.example/1"]


def test_a_scope_names_what_a_domain_published_within_a_time(news: Aggregator) -> None:
    found = urls_of(news, scope("span", since="2026-03-04", until="2026-03-05"))
    assert found == ["https://paper.example/0", "https://paper.example/1"]


def test_a_scope_of_an_author_on_a_platform_reaches_no_other_author(news: Aggregator) -> None:
    asked = scope("domain", "medium.com/@ada")
    assert urls_of(news, asked) == [f"{BLOG}/0", f"{BLOG}/1"]
    case = prove(news, ask(news, None, scope=asked), "meta", "medium.com/@ada")
    assert case.state == "hidden"
    assert is_stored(news, f"{OTHER_BLOG}/1")


def test_a_proof_of_a_platform_reaches_no_author_on_it(news: Aggregator) -> None:
    prove(news, ask(news, None, scope=scope("domain", "medium.com/@ada")), "meta", "medium.com")
    assert is_stored(news, f"{BLOG}/0")


@pytest.mark.parametrize("grade", ["V1", "V2"])
def test_a_domain_needs_a_proof_of_its_control(grade: str, news: Aggregator) -> None:
    case = ask(news, None, scope=scope("domain"))
    if grade == "V2":
        prove(news, case, "dkim", "paper.example")
    case = prove(news, case, "mailbox")
    assert case.grade == grade
    assert case.state == "received"
    assert case.waits_for in ("unproven", "domain_unproven")


def test_the_owner_of_a_domain_removes_all_of_it_but_copies_elsewhere(news: Aggregator) -> None:
    case = prove(news, ask(news, None, scope=scope("domain")), "dns", "paper.example")
    assert len(case.items) == 4
    assert is_stored(news, "https://one.example/storm")
    assert not is_stored(news, "https://paper.example/storm")


def test_a_scope_that_reaches_many_pages_is_left_to_a_person(news: Aggregator) -> None:
    pages = [
        Seen(f"https://big.example/{n}", takedowns.text(100 + n, 6), "2026-03-01T06:00:00Z")
        for n in range(12)
    ]
    store_pages(news, pages)
    case = ask(news, None, scope=scope("domain", "big.example"))
    case = prove(news, case, "dns", "big.example")
    assert (case.state, case.waits_for) == ("received", "many_items")


@pytest.mark.parametrize(
    "asked",
    [
        TakedownScope("", "", "domain"),
        scope("author"),
        scope("span"),
        scope("span", since="yesterday"),
        scope("domain", author="Nora Quint"),
        scope("text"),
    ],
)
def test_a_scope_needs_its_parts_and_no_others(asked: TakedownScope, news: Aggregator) -> None:
    with pytest.raises(UsageError):
        news.takedowns.preview(scope=asked)


# Decisions in part


def decide(news: Aggregator, number: str, **verdict: object) -> None:
    store = TakedownStore.of(news.store)
    cases.decide_case(store, number, cases.Verdict(**{"accept": True, **verdict}), NOW)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("leaves", [True, False])
def test_a_case_is_accepted_in_part(leaves: bool, news: Aggregator) -> None:
    number = ask(news, "https://paper.example/storm").number
    kept = news.article_id("https://two.example/storm")
    gone = [news.article_id(f"https://{name}.example/storm") for name in ("paper", "one")]
    decide(news, number, **({"leave": (kept,)} if leaves else {"only": tuple(gone)}))
    case = news.takedowns.get(number)
    assert (case.state, case.decision) == ("hidden", "partly_accepted")
    assert is_stored(news, "https://two.example/storm")
    assert not is_stored(news, "https://one.example/storm")
    assert items_by_url(case)["https://two.example/storm"].state == "kept"


def test_a_preview_of_a_decision_changes_nothing(news: Aggregator) -> None:
    number = ask(news, "https://paper.example/storm").number
    kept = news.article_id("https://two.example/storm")
    before = list(news.store.private_file().iterdump())
    items = news.takedowns.preview_decision(number, accept=True, leave=[kept])
    assert [item.action for item in items].count("hide") == 2
    assert list(news.store.private_file().iterdump()) == before


def test_what_was_hidden_and_is_left_out_is_put_back(news: Aggregator) -> None:
    number = ask(news, "https://paper.example/storm").number
    kept = news.article_id("https://two.example/storm")
    decide(news, number)
    assert not is_stored(news, "https://two.example/storm")
    decide(news, number, leave=(kept,))
    assert is_stored(news, "https://two.example/storm")
    assert not is_stored(news, "https://one.example/storm")


def test_an_article_of_no_case_cannot_be_decided_in_it(news: Aggregator) -> None:
    number = ask(news, "https://paper.example/storm").number
    with pytest.raises(UsageError, match="article 999"):
        decide(news, number, only=(999,))
