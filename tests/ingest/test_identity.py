"""Which pages are one article: their texts decide, an address that is only declared is a claim."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aggregator
from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.ingest import IngestRepositories, StoreResult
from aggregator.model import Page
from tests import corpus, takedowns
from tests.empty_database import copy_empty_database

NOW = "2026-03-05T12:00:00Z"
SITE = "https://paper.co.uk"


def html(text: str, canonical: str = "") -> bytes:
    link = f'<link rel="canonical" href="{canonical}"></head>' if canonical else "</head>"
    return corpus.page("A report", tuple(text.split("\n"))).replace("</head>", link).encode()


def page(url: str, text: str, canonical: str = "", asked: str = "") -> Page:
    return Page(asked or url, html(text, canonical), final_url=url)


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(copy_empty_database(tmp_path / "news.db")) as opened:
        yield opened


prepare = lru_cache(maxsize=64)(ingest.prepare)  # the same pages are stored in many orders


def store(news: Aggregator, *pages: Page) -> list[StoreResult]:
    """Store pages one by one."""
    repositories = IngestRepositories.of(news.store)
    return [ingest.store_article(repositories, prepare(each), NOW) for each in pages]


def store_together(news: Aggregator, pages: Sequence[Page]) -> list[StoreResult]:
    repositories = IngestRepositories.of(news.store)
    return ingest.store_articles(repositories, [prepare(each) for each in pages], NOW)


def texts_by_address(news: Aggregator) -> dict[str, str]:
    return {row.url: row.text for row in news.export("articles")}


def dump(news: Aggregator) -> list[list[tuple[object, ...]]]:
    tables = ("articles", "url_aliases", "address_claims", "sources", "stories", "copies")
    return [news.store.main.execute(f"SELECT * FROM {name}").fetchall() for name in tables]


ONE, TWO, THREE = takedowns.text(1), takedowns.text(2), takedowns.text(3)

CARELESS = {
    "the section": f"{SITE}/news/",
    "a template": f"{SITE}/news/[slug]",
    "another template": f"{SITE}/{{{{url}}}}",
    "the home page": f"{SITE}/",
    "the first article": f"{SITE}/1",
}


@pytest.mark.parametrize("canonical", CARELESS.values(), ids=CARELESS)
@pytest.mark.parametrize("together", [False, True])
def test_articles_that_declare_one_address_stay_apart_in_any_order(
    canonical: str, together: bool, tmp_path: Path
) -> None:
    texts = {f"{SITE}/1": ONE, f"{SITE}/2": TWO, f"{SITE}/3": THREE}
    for number, order in enumerate(permutations(texts)):
        with aggregator.connect(copy_empty_database(tmp_path / f"{number}.db")) as news:
            pages = [page(url, texts[url], canonical) for url in order]
            results = store_together(news, pages) if together else store(news, *pages)
            assert [result.status for result in results] == ["new"] * 3
            assert texts_by_address(news) == texts
            again = store_together(news, pages) if together else store(news, *pages)
            assert [result.status for result in again] == ["known"] * 3


def test_an_address_that_was_only_declared_is_read_as_an_article_of_its_own(
    news: Aggregator,
) -> None:
    [first] = store(news, page(f"{SITE}/1?ref=x", ONE, f"{SITE}/1"))
    assert news.article_id(f"{SITE}/1") == first.article_id  # nobody else claims it
    [second] = store(news, page(f"{SITE}/1", TWO))
    assert second.status == "new"
    assert news.article_id(f"{SITE}/1") == second.article_id


def test_an_address_that_several_articles_claim_leads_to_none(news: Aggregator) -> None:
    store(news, page(f"{SITE}/1", ONE, f"{SITE}/news"), page(f"{SITE}/2", TWO, f"{SITE}/news"))
    with pytest.raises(aggregator.errors.NotStored):
        news.article_id(f"{SITE}/news")


def test_a_feed_that_lists_a_declared_address_has_it_fetched(news: Aggregator) -> None:
    store(news, page(f"{SITE}/1", ONE, f"{SITE}/2"))
    listed = [f"{SITE}/1", f"{SITE}/2"]
    assert news.store.frontier.select_neither_queued_nor_stored(listed) == {f"{SITE}/2"}


def test_declared_addresses_join_pages_of_one_text_in_any_order(tmp_path: Path) -> None:
    pages = [
        page(f"{SITE}/1", ONE),
        page(f"{SITE}/1?ref=a", ONE, f"{SITE}/1"),
        page(f"{SITE}/one", f"{ONE}\nA line that only this page has, in the end.", f"{SITE}/1"),
    ]
    for number, order in enumerate(permutations(pages)):
        with aggregator.connect(copy_empty_database(tmp_path / f"{number}.db")) as news:
            results = store(news, *order)
            assert sorted(result.status for result in results) == ["known", "known", "new"]
            assert {result.article_id for result in results} == {results[0].article_id}
            [article] = news.export("articles")
            addresses = news.article(article.id).addresses
            assert addresses[0] == article.url == order[0].url
            assert sorted(addresses) == sorted(each.url for each in pages)


def test_an_article_that_changes_at_its_own_address_is_an_update(news: Aggregator) -> None:
    first, second = store(news, page(f"{SITE}/1", ONE), page(f"{SITE}/1", TWO))
    assert (second.status, second.article_id) == ("changed", first.article_id)


def test_an_edited_page_at_a_joined_address_is_an_update_and_another_text_is_not(
    news: Aggregator,
) -> None:
    lines = ONE.split("\n")
    edited = "\n".join([*lines[:-1], "The number of Visitors was 317, the Harbour says now."])
    store(news, page(f"{SITE}/1", ONE), page(f"{SITE}/1?x=1", ONE, f"{SITE}/1"))
    [changed, other] = store(news, page(f"{SITE}/1?x=1", edited), page(f"{SITE}/1?x=1", TWO))
    assert (changed.status, other.status) == ("changed", "new")
    assert texts_by_address(news) == {f"{SITE}/1": edited, f"{SITE}/1?x=1": TWO}


def test_a_page_redirected_to_another_article_leaves_the_first_as_it_is(news: Aggregator) -> None:
    store(news, page(f"{SITE}/1", ONE), page(f"{SITE}/2", TWO))
    [result] = store(news, page(f"{SITE}/2", TWO, asked=f"{SITE}/1"))
    assert result.status == "known"
    assert texts_by_address(news) == {f"{SITE}/1": ONE, f"{SITE}/2": TWO}


def test_an_address_that_leads_elsewhere_every_day_keeps_no_article_from_being_stored(
    news: Aggregator,
) -> None:
    latest = f"{SITE}/latest"
    results = store(
        news, page(f"{SITE}/1", ONE, asked=latest), page(f"{SITE}/2", TWO, asked=latest)
    )
    assert [result.status for result in results] == ["new", "new"]
    assert news.article_id(latest) == results[1].article_id


def test_an_article_that_moved_is_at_its_new_address(news: Aggregator) -> None:
    [first] = store(news, page(f"{SITE}/old", ONE))
    moved = page(f"{SITE}/new", ONE, asked=f"{SITE}/old")
    assert store(news, moved) == [StoreResult("known", first.article_id)]
    [later] = store(news, page(f"{SITE}/new", TWO))
    assert (later.status, later.article_id) == ("changed", first.article_id)


def test_pages_of_several_sites_that_came_through_one_address_stay_apart(news: Aggregator) -> None:
    hop = ("https://consent.example/collect",)
    results = store(
        news,
        Page("https://a.example/1", html(ONE), redirects=hop),
        Page("https://b.example/1", html(ONE), redirects=hop),
        Page("https://a.example/2", html(TWO), redirects=hop),
    )
    assert [result.status for result in results] == ["new"] * 3


def test_reports_of_one_form_that_declare_one_address_stay_apart(news: Aggregator) -> None:
    form = takedowns.text(9, 40)
    reports = [
        f"{form}\nThe index closed at {points} points, and {name} led."
        for points, name in ((4112, "Velo"), (3987, "Karst"), (4206, "Ombra"))
    ]
    pages = [page(f"{SITE}/{n}", text, f"{SITE}/market") for n, text in enumerate(reports)]
    assert [result.status for result in store(news, *pages)] == ["new"] * 3


# Authors that share a site

SHARED = [
    ("https://medium.com/@victim/storm-1a", "https://medium.com/@other/storm-2b"),
    ("https://people.example.edu/~victim/storm", "https://people.example.edu/~other/storm"),
    ("https://victim.substack.com/p/storm", "https://other.substack.com/p/storm"),
    ("https://victim.blogspot.com/storm", "https://other.blogspot.com/storm"),
    ("https://sites.google.com/view/victim/a", "https://sites.google.com/view/other/a"),
    ("https://victim.example/storm", "https://other.example/storm"),
]


@pytest.mark.parametrize(("victim", "other"), SHARED)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("text", [TWO, ONE])
def test_a_page_cannot_take_the_address_of_another_author(
    victim: str, other: str, first: bool, text: str, news: Aggregator
) -> None:
    """Neither before the other's page was read nor after it; not even with the same text."""
    pages = [page(victim, ONE), page(other, text, canonical=victim)]
    results = store(news, *(pages if first else reversed(pages)))
    assert [result.status for result in results] == ["new", "new"]
    assert texts_by_address(news) == {victim: ONE, other: text}
    assert news.article(victim).addresses == [victim]
    assert news.article(other).addresses == [other]
    later = page(other, THREE, canonical=victim)
    assert store(news, later)[0].status == "changed"
    assert texts_by_address(news) == {victim: ONE, other: THREE}


# Twins


@pytest.mark.parametrize(
    "twin",
    [
        f"{SITE}/news/1/",
        "http://paper.co.uk/news/1",
        "https://www.paper.co.uk/news/1",
        "http://www.paper.co.uk/news/1/",
        "https://m.paper.co.uk/news/1",
        "https://amp.paper.co.uk/news/1",
        f"{SITE}/news/1/amp",
        f"{SITE}/news/1/amp/",
        f"{SITE}/amp/news/1",
        f"{SITE}/news/1.amp",
        f"{SITE}/news/1?print=1",
        f"{SITE}/news/1?outputType=amp",
        "http://m.paper.co.uk/news/1/amp?print=1",
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_twins_with_one_text_are_one_article_in_any_order(
    twin: str, together: bool, tmp_path: Path
) -> None:
    other = "https://mobile.paper.co.uk/news/1/"
    pages = [
        page(f"{SITE}/news/1", ONE),
        page(twin, f"{ONE}\nPhoto: Mara Lindqvist."),
        page(other, ONE),
    ]
    for number, order in enumerate(permutations(pages)):
        with aggregator.connect(copy_empty_database(tmp_path / f"{number}.db")) as news:
            results = store_together(news, order) if together else store(news, *order)
            assert [result.status for result in results] == ["new", "known", "known"]
            [article] = news.export("articles")
            assert sorted(news.article(article.id).addresses) == sorted(each.url for each in pages)


def test_twins_with_different_texts_are_two_articles(news: Aggregator) -> None:
    pages = [page(f"{SITE}/news/1", ONE), page(f"{SITE}/news/1/amp", TWO)]
    assert [result.status for result in store(news, *pages)] == ["new", "new"]


def test_addresses_that_are_no_twins_have_two_articles_of_one_story_if_headlines_differ(
    news: Aggregator,
) -> None:
    other = html(ONE).replace(b"A report", b"Another report")
    store(news, page(f"{SITE}/news/1", ONE), Page(f"{SITE}/sport/1", other))
    first, second = news.export("articles")
    assert first.story_id == second.story_id


# Random pages

ADDRESSES = [f"{SITE}/{n}" for n in range(4)]
DECLARED = [*ADDRESSES, f"{SITE}/news", f"{SITE}/[slug]", f"{SITE}/", "https://other.example/1"]


@st.composite
def careless_sites(draw: st.DrawFn) -> list[Page]:
    """Pages with distinct texts, one for each address, that declare any addresses, in any order."""
    order = draw(st.permutations(ADDRESSES))
    return [
        page(url, takedowns.text(ADDRESSES.index(url), 8), draw(st.sampled_from([*DECLARED, ""])))
        for url in order
    ]


@settings(max_examples=15, deadline=None)
@given(careless_sites(), st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_every_text_stays_its_own_article_whatever_pages_declare(
    pages: list[Page], sizes: list[int]
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as many:
        with (
            aggregator.connect(copy_empty_database(Path(one) / "news.db")) as single,
            aggregator.connect(copy_empty_database(Path(many) / "news.db")) as batched,
        ):
            store(single, *pages)
            left = list(pages)
            while left:
                size = sizes[len(left) % len(sizes)]
                store_together(batched, left[:size])
                left = left[size:]
            texts = texts_by_address(single)
            assert sorted(texts) == ADDRESSES
            assert len(set(texts.values())) == len(ADDRESSES)
            assert dump(batched) == dump(single)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ADDRESSES, f"{SITE}/0/amp", f"{SITE}/1/"]),
            st.integers(0, 2),
            st.sampled_from([*DECLARED, ""]),
            st.sampled_from([*ADDRESSES[:2], f"{SITE}/short", ""]),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_a_batch_of_pages_that_share_addresses_is_stored_as_if_they_came_one_by_one(
    rows: list[tuple[str, int, str, str]],
) -> None:
    pages = [
        page(url, takedowns.text(seed, 8), canonical, asked) for url, seed, canonical, asked in rows
    ]
    with TemporaryDirectory() as one, TemporaryDirectory() as many:
        with (
            aggregator.connect(copy_empty_database(Path(one) / "news.db")) as single,
            aggregator.connect(copy_empty_database(Path(many) / "news.db")) as batched,
        ):
            assert store_together(batched, pages) == store(single, *pages)
            assert dump(batched) == dump(single)
