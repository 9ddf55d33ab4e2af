"""Fakes of many kinds, whose authors truly control their domains: none has the original removed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.results.takedowns import TakedownScope
from aggregator.takedown import erase
from aggregator.takedown.repositories import TakedownStore
from tests import takedowns
from tests.empty_database import copy_empty_database
from tests.standing import (
    LATER,
    Seen,
    ask,
    is_stored,
    items_by_url,
    prove,
    set_contact,
    store_pages,
)

TRUE, FAKE = "https://paper.example/storm", "https://fake.example/storm"
BODY = takedowns.text(1)
DAY_1, DAY_2, DAY_3 = (f"2026-03-0{day}T06:00:00Z" for day in (1, 2, 3))
BACK_DATED = "2026-02-20T06:00:00Z"
PUPPETS = [f"https://puppet{n}.example/storm" for n in range(4)]

WORLDS: dict[str, list[Seen]] = {
    "seen two days later, dated back": [
        Seen(TRUE, BODY, DAY_1, None, DAY_1),
        Seen(FAKE, BODY, DAY_3, None, BACK_DATED),
    ],
    "in the same batch, dated back": [
        Seen(TRUE, BODY, DAY_1, None, DAY_1),
        Seen(FAKE, BODY, DAY_1, None, BACK_DATED),
    ],
    "seen first, without polls": [
        Seen(FAKE, BODY, DAY_1, None, BACK_DATED),
        Seen(TRUE, BODY, DAY_3, None, DAY_1),
    ],
    "the original has no date": [
        Seen(TRUE, BODY, DAY_1),
        Seen(FAKE, BODY, DAY_1, None, BACK_DATED),
    ],
    "copied before the feed of the original listed it": [
        Seen(FAKE, BODY, "2026-03-01T09:00:00Z", "2026-03-01T08:50:00Z", "2026-03-01T08:55:00Z"),
        Seen(TRUE, BODY, "2026-03-01T10:00:00Z", "2026-03-01T09:30:00Z", "2026-03-01T08:00:00Z"),
    ],
    "the same, dated back": [
        Seen(FAKE, BODY, "2026-03-01T09:00:00Z", "2026-03-01T08:50:00Z", BACK_DATED),
        Seen(TRUE, BODY, "2026-03-01T10:00:00Z", "2026-03-01T09:30:00Z", "2026-03-01T08:00:00Z"),
    ],
    "a feed polled once a day, dated within the day": [
        Seen(FAKE, BODY, "2026-03-01T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-01T02:00:00Z"),
        Seen(TRUE, BODY, "2026-03-01T10:00:00Z", "2026-03-01T09:30:00Z", "2026-03-01T08:00:00Z"),
    ],
    "the original moved, and its new address was listed later": [
        Seen(FAKE, BODY, DAY_2, DAY_1, BACK_DATED),
        Seen(TRUE, BODY, "2026-03-05T06:00:00Z", "2026-03-05T05:00:00Z", DAY_1),
    ],
    "credited by pages that its author made": [
        Seen(FAKE, BODY, DAY_1, None, BACK_DATED),
        *(Seen(url, BODY, DAY_2, DAY_1, DAY_2, credits=FAKE) for url in PUPPETS),
        Seen(TRUE, BODY, DAY_1, None, DAY_1),
    ],
    "longer than the original": [
        Seen(FAKE, f"{BODY}\n{takedowns.text(7, 8)}", DAY_1, None, BACK_DATED),
        Seen(TRUE, BODY, DAY_1, None, DAY_1),
    ],
    "made where the original links": [
        Seen(TRUE, BODY, DAY_1, None, DAY_1, credits=FAKE),
        Seen(FAKE, BODY, DAY_3, DAY_2, BACK_DATED),
    ],
}


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    with Aggregator.open(copy_empty_database(tmp_path / "news.db")) as opened:
        yield opened


def run_for_days(news: Aggregator) -> None:
    for now in (LATER, "2026-03-13T06:00:00Z"):
        erase.run_open_cases(TakedownStore.of(news.store), now)


@pytest.mark.parametrize("kind", list(WORLDS))
@pytest.mark.parametrize("asked", [FAKE, TRUE])
@pytest.mark.parametrize(
    "scope",
    [
        "copies",
        pytest.param("text", marks=pytest.mark.slow),
        pytest.param("page", marks=pytest.mark.slow),
    ],
)
def test_no_fake_has_the_original_erased(
    kind: str, asked: str, scope: str, news: Aggregator
) -> None:
    store_pages(news, WORLDS[kind])
    set_contact(news, "paper.example")
    kinds: TakedownScope = TakedownScope("", "", scope)  # type: ignore[arg-type]  # one of the kinds
    case = ask(news, asked, scope=kinds, work_url=FAKE, at_once=True)
    for method in ("mailbox", "dkim", "dns"):
        prove(news, case, method, "" if method == "mailbox" else "fake.example")  # type: ignore[arg-type]  # as above
    run_for_days(news)
    assert is_stored(news, TRUE)


def change_text(news: Aggregator, before: str) -> None:
    """Have the fake show another text until the third day."""
    with news.store.main.conn as db:
        db.execute(
            """INSERT INTO article_versions (article_id, observed_at, replaced_at, title, text)
               SELECT id, first_seen, ?, title, ? FROM articles WHERE url = ?""",
            [DAY_3, before, FAKE],
        )


@pytest.mark.parametrize(
    ("before", "is_copy_removed"), [(takedowns.text(9), False), (BODY + "\nIt was a storm.", True)]
)
def test_a_page_that_showed_another_text_when_it_was_seen_first_proves_nothing(
    before: str, is_copy_removed: bool, news: Aggregator
) -> None:
    store_pages(
        news,
        [
            Seen(FAKE, BODY, DAY_1, "2026-03-01T05:50:00Z", "2026-03-01T05:55:00Z"),
            Seen(TRUE, BODY, "2026-03-02T09:00:00Z", DAY_2, "2026-03-02T08:00:00Z"),
        ],
    )
    change_text(news, before)
    case = prove(
        news, ask(news, FAKE, scope=TakedownScope("", "", "copies")), "dns", "fake.example"
    )
    assert (items_by_url(case)[TRUE].action == "hide") is is_copy_removed


def test_a_page_whose_fetch_failed_at_first_is_not_known_before_it_was_read(
    news: Aggregator,
) -> None:
    pages = [
        Seen(FAKE, BODY, DAY_1, "2026-03-01T05:50:00Z", "2026-03-01T05:55:00Z"),
        Seen(TRUE, BODY, "2026-03-02T09:00:00Z", DAY_2, "2026-03-02T08:00:00Z"),
    ]
    store_pages(news, pages)
    with news.store.main.conn as db:
        db.execute("UPDATE articles SET fetched_at = ? WHERE url = ?", [DAY_3, FAKE])
        news.store.frontier.make_page_due(FAKE, DAY_1)
        db.execute("UPDATE frontier SET state = 'done', attempts = 5")
    case = prove(
        news, ask(news, FAKE, scope=TakedownScope("", "", "copies")), "dns", "fake.example"
    )
    assert items_by_url(case)[TRUE].action == "ask"


def copies_asked_by(news: Aggregator, pages: Sequence[Seen]) -> dict[str, str]:
    """What becomes of each page, with the reason, when the owner of the true page asks for the copies."""
    store_pages(news, pages)
    case = ask(news, TRUE, scope=TakedownScope("", "", "copies"))
    case = prove(news, case, "dns", "paper.example")
    return {item.url: f"{item.action} {item.reason}" for item in case.items}


POLLED = Seen(TRUE, BODY, "2026-03-01T06:10:00Z", DAY_1, "2026-03-01T06:05:00Z")


def test_a_copy_that_claims_an_earlier_date_is_left_to_a_person(news: Aggregator) -> None:
    found = copies_asked_by(news, [POLLED, Seen(FAKE, BODY, DAY_3, DAY_2, BACK_DATED)])
    assert found[FAKE] == "ask back_dated"


def test_a_copy_that_links_the_original_as_its_source_may_claim_any_date(news: Aggregator) -> None:
    fake = Seen(FAKE, BODY, DAY_3, DAY_2, BACK_DATED, credits=TRUE)
    assert copies_asked_by(news, [POLLED, fake])[FAKE] == "hide evidence_admission"


def test_a_copy_of_the_same_hour_with_a_later_date_is_removed(news: Aggregator) -> None:
    fake = Seen(FAKE, BODY, "2026-03-01T06:40:00Z", "2026-03-01T06:20:00Z", "2026-03-01T06:15:00Z")
    assert copies_asked_by(news, [POLLED, fake])[FAKE] == "hide evidence_polls"


LATE_LISTED = ("2026-03-01T10:40:00Z", "2026-03-01T10:30:00Z")  # the fake was seen at 10:20


@pytest.mark.parametrize(
    "published",
    [
        None,
        "long ago",
        "2026-03-01",
        "2026-03-02",  # where it is a day later than in UTC
        "2026-03-01T20:00:00",  # without a zone
        "2026-03-01T10:15:00+00:00",  # the fake claims 10:12
        "2026-03-01T10:00:00Z",
        "0001-01-01",
    ],
)
@pytest.mark.parametrize("scope", ["copies", "text"])
def test_an_original_that_its_feed_listed_late_is_left_to_a_person(
    published: str | None, scope: str, news: Aggregator
) -> None:
    fake = Seen(FAKE, BODY, "2026-03-01T10:20:00Z", "2026-03-01T10:10:00Z", "2026-03-01T10:12:00Z")
    store_pages(news, [fake, Seen(TRUE, BODY, *LATE_LISTED, published)])
    kinds = TakedownScope("", "", scope)  # type: ignore[arg-type]  # one of the kinds
    case = prove(news, ask(news, FAKE, scope=kinds), "dns", "fake.example")
    assert items_by_url(case)[TRUE].reason in ("back_dated", "undated")
    run_for_days(news)
    assert is_stored(news, TRUE)


@pytest.mark.parametrize(
    ("absent", "found"),
    [("2026-03-02T06:09:59Z", "ask undated"), ("2026-03-02T06:10:00Z", "hide evidence_polls")],
)
def test_a_copy_without_a_date_is_removed_when_it_was_not_listed_for_a_day(
    absent: str, found: str, news: Aggregator
) -> None:
    fake = Seen(FAKE, BODY, DAY_3, absent)
    assert copies_asked_by(news, [POLLED, fake])[FAKE] == found


def test_a_page_of_a_publisher_that_we_know_longer_is_left_to_a_person(news: Aggregator) -> None:
    pages = [POLLED, Seen(FAKE, BODY, DAY_3, DAY_2, DAY_3)]
    store_pages(news, pages)
    with news.store.main.conn as db:
        db.execute("UPDATE sources SET added_at = ? WHERE domain = 'paper.example'", [DAY_1])
    case = ask(news, TRUE, scope=TakedownScope("", "", "copies"))
    case = prove(news, case, "dns", "paper.example")
    assert items_by_url(case)[FAKE].reason == "fresh_domain"
