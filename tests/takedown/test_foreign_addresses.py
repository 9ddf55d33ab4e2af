"""A takedown takes its own addresses along, and nobody else's, whatever its page declared."""

import pytest

from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.ingest import StoreResult
from aggregator.model import Page
from aggregator.takedown.block import find_blocking_case
from aggregator.takedown.repositories import Blocklist
from tests import corpus, takedowns
from tests.takedowns import BODY, file_case

SITE = "https://paper.co.uk"
VICTIM, ATTACKER = "https://medium.com/@victim/storm", "https://medium.com/@attacker/storm"
OWN, COPIED = takedowns.text(60), takedowns.text(61)


def put_page(
    news: Aggregator, url: str, text: str, canonical: str = "", redirects: tuple[str, ...] = ()
) -> StoreResult:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return put_with_head(news, url, text, link, redirects)


def put_with_head(
    news: Aggregator, url: str, text: str, head: str, redirects: tuple[str, ...] = ()
) -> StoreResult:
    html = corpus.page("A report", tuple(text.split("\n")))
    body = html.replace("</head>", f"{head}</head>").encode()
    page = Page((*redirects, url)[0], body, final_url=url, redirects=redirects)
    repositories = ingest.IngestRepositories.of(news.store)
    return ingest.store_article(repositories, ingest.prepare(page), takedowns.NOW)


def blocked(news: Aggregator, url: str) -> bool:
    return bool(find_blocking_case(Blocklist.of(news.store), [url]))


@pytest.mark.parametrize(
    ("attacker", "victim"), [(ATTACKER, VICTIM), (f"{SITE}/2", f"{SITE}/1"), (f"{SITE}/2", SITE)]
)
def test_a_takedown_does_not_block_the_address_that_its_page_declared(
    attacker: str, victim: str, made: Aggregator
) -> None:
    put_page(made, attacker, COPIED, canonical=victim)
    file_case(made, attacker)
    made.takedowns.run()
    assert blocked(made, attacker)
    assert not blocked(made, victim)
    assert put_page(made, victim, OWN).status == "new"
    assert made.article(victim).text == OWN


@pytest.mark.parametrize(
    ("attacker", "victim"), [(ATTACKER, VICTIM), (f"{SITE}/2", f"{SITE}/1"), (f"{SITE}/2", SITE)]
)
def test_a_text_that_comes_back_teaches_its_tombstone_no_address_that_it_declares(
    attacker: str, victim: str, made: Aggregator
) -> None:
    file_case(made)
    assert put_page(made, attacker, BODY, canonical=victim).status == "tombstoned"
    assert blocked(made, attacker)
    assert put_page(made, victim, OWN).status == "new"


@pytest.mark.parametrize(
    "head",
    [
        f'<meta property="og:url" content="{VICTIM}">',
        f'<meta http-equiv="refresh" content="0; url={VICTIM}">',
        f'<link rel="amphtml" href="{VICTIM}"><link rel="alternate" hreflang="en" href="{VICTIM}">',
        f"""<script type="application/ld+json">{{"@context": "https://schema.org",
            "@type": "NewsArticle", "url": "{VICTIM}", "mainEntityOfPage": "{VICTIM}"}}</script>""",
    ],
    ids=["og:url", "refresh", "link", "JSON-LD"],
)
def test_no_address_that_a_page_declares_is_ever_blocked(head: str, made: Aggregator) -> None:
    file_case(made)
    assert put_with_head(made, ATTACKER, BODY, head).status == "tombstoned"
    put_with_head(made, f"{ATTACKER}-2", COPIED, head)
    file_case(made, f"{ATTACKER}-2")
    assert blocked(made, ATTACKER)
    assert blocked(made, f"{ATTACKER}-2")
    assert not blocked(made, VICTIM)
    assert put_page(made, VICTIM, OWN).status == "new"


def test_a_page_that_declares_an_address_that_was_taken_down_is_stored(made: Aggregator) -> None:
    put_page(made, f"{SITE}/1", COPIED)
    file_case(made, f"{SITE}/1")
    assert put_page(made, f"{SITE}/2", OWN, canonical=f"{SITE}/1").status == "new"
    assert put_page(made, f"{SITE}/1", OWN).status == "tombstoned"


def test_a_takedown_blocks_every_address_at_which_its_text_was_read(made: Aggregator) -> None:
    twin, short = f"{SITE}/1/amp", "https://short.example/x"
    put_page(made, f"{SITE}/1", COPIED, redirects=(short,))
    put_page(made, twin, COPIED)
    file_case(made, f"{SITE}/1")
    assert all(blocked(made, url) for url in (f"{SITE}/1", twin, short))


def test_an_address_on_the_way_to_a_page_that_was_taken_down_stays_free(made: Aggregator) -> None:
    hop = "https://consent.example/collect"
    put_page(made, f"{SITE}/1", COPIED, redirects=(f"{SITE}/1", hop))
    file_case(made, f"{SITE}/1")
    assert put_page(made, f"{SITE}/2", OWN, redirects=(f"{SITE}/2", hop)).status == "new"


def test_a_takedown_of_one_article_leaves_those_that_declared_its_address(
    made: Aggregator,
) -> None:
    put_page(made, f"{SITE}/1", COPIED)
    put_page(made, f"{SITE}/2", OWN, canonical=f"{SITE}/1")
    case = file_case(made, f"{SITE}/1")
    made.takedowns.run()
    assert made.takedowns.get(case.number).state == "closed"
    assert made.article(f"{SITE}/2").canonical_url == f"{SITE}/2"
    assert not takedowns.traces(takedowns.main_bytes(made.store.path), f"{SITE}/1")


def test_an_article_that_comes_back_has_its_addresses_again(made: Aggregator) -> None:
    put_page(made, f"{SITE}/1?x=1", COPIED, canonical=f"{SITE}/1")
    put_page(made, f"{SITE}/1?x=1&print=1", COPIED)
    before = made.article(f"{SITE}/1").addresses
    case = file_case(made, f"{SITE}/1?x=1")
    made.takedowns.decide(case.number, accept=False)
    assert made.article(f"{SITE}/1").addresses == before
    assert len(before) == 2


def test_an_address_of_a_former_version_is_not_blocked_by_a_takedown(made: Aggregator) -> None:
    """In version 2 a page could take any address of its site by declaring it."""
    put_page(made, f"{SITE}/2", COPIED)
    article_id = made.article_id(f"{SITE}/2")
    made.store.main.execute(
        "INSERT INTO url_aliases (url, article_id, basis) VALUES (?, ?, 'former')",
        [f"{SITE}/1", article_id],
    )
    file_case(made, f"{SITE}/2")
    assert put_page(made, f"{SITE}/1", OWN).status == "new"
