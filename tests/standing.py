"""A work, its copies and fakes at several publishers, as our polls saw them; and claimants with proofs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.model import Page, Record
from aggregator.results.takedowns import (
    ProofMethod,
    TakedownCaseItems,
    TakedownItem,
    TakedownScope,
)
from aggregator.takedown import cases, control_proofs
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import TakedownRequest

KNOWN_SINCE = "2026-01-01T06:00:00Z"  # every source
NOW = "2026-03-10T06:00:00Z"
LATER = "2026-03-11T06:30:00Z"  # a day on


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it is stored: what it says, and when our polls saw it."""

    url: str
    body: str
    first_seen: str
    last_absent: str | None = None
    published: str | None = None
    credits: str = ""  # the page that it links as its source


def store_pages(news: Aggregator, pages: Sequence[Seen]) -> None:
    """Store pages of sources that we know for long, and decide the verdicts."""
    for page in pages:
        _store_page(news, page)
    news.store.main.execute("UPDATE sources SET added_at = ?", [KNOWN_SINCE])
    news.store.main.conn.commit()
    news.finalize()


def _store_page(news: Aggregator, seen: Seen) -> None:
    page = Page(seen.url, b"", fetched_at=seen.first_seen, last_absent=seen.last_absent)
    record = Record(page, text=seen.body, title=f"Title {seen.body[:30]}", published=seen.published)
    repositories = ingest.IngestRepositories.of(news.store)
    prepared = ingest.prepare(record)
    stored = ingest.store_article(repositories, prepared, seen.first_seen)
    assert stored.status == "new", stored
    if seen.credits:
        trace = {"kind": "link_phrase", "phrase": "Source: here", "url": seen.credits}
        with news.store.main.conn as db:
            db.execute(
                "UPDATE articles SET sources = ? WHERE url = ?", [json.dumps([trace]), seen.url]
            )


def set_contact(news: Aggregator, domain: str, contact: str = "desk@paper.example") -> None:
    """Note the mail address of a publisher."""
    with news.store.main.conn:
        news.store.main.execute(
            "UPDATE sources SET contact = ? WHERE domain = ?", [contact, domain]
        )


def ask(
    news: Aggregator,
    url: str | None,
    *,
    email: str = "ada@mail.example",
    now: str = NOW,
    scope: TakedownScope | None = None,
    **fields: object,
) -> TakedownCaseItems:
    """File the request of a claimant of whom nothing is proven."""
    request = TakedownRequest(
        "Ada Quint",
        str(fields.pop("reason", "it is mine")),
        url,
        email=email,
        channel="form",
        confirmed=False,
        scope=scope,
        **fields,  # type: ignore[arg-type]  # fields of a request by name
    )
    return cases.file_case(TakedownStore.of(news.store), request, now)


def prove(
    news: Aggregator,
    case: TakedownCaseItems,
    method: ProofMethod,
    domain: str = "",
    *,
    now: str = NOW,
    request: int = -1,
) -> TakedownCaseItems:
    """Record a proof of a request of a case, by default of its last one."""
    store = TakedownStore.of(news.store)
    request_id = store.cases.list_requests(case.id)[request].id
    proof = control_proofs.ask(store, request_id, method, domain, now)
    return control_proofs.record(store, proof.id, "found", now)


def sign_and_confirm(
    news: Aggregator, case: TakedownCaseItems, domain: str, *, now: str = NOW
) -> TakedownCaseItems:
    """Record what a signed mail proves whose sender then used the link in the answer."""
    case = prove(news, case, "dkim", domain, now=now)
    return prove(news, case, "mailbox", now=now)


def items_by_url(case: TakedownCaseItems) -> dict[str, TakedownItem]:
    """The items of a case by their address."""
    return {item.url: item for item in case.items}


def is_stored(news: Aggregator, url: str) -> bool:
    """Is a page in the main file?"""
    return news.store.addresses.find(url) is not None
