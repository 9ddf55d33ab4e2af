"""Related events: one event in other words is offered, never a copy."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.cli import cli
from aggregator.config import ServeConfig
from aggregator.model import Page, Record, Row
from aggregator.stories import related_events
from aggregator.web.app import create_app
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, words

TITLE = "Storm closes the harbour of Port Linden for four days"
STUDY = "https://port.example/reports/cranes"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def page(
    store: Store,
    name: str,
    text: str,
    *,
    title: str = TITLE,
    seen: str = NOW,
    mark: str = "(Reuters) - ",
    link: str = "",
    language: str = "en",
    published: str = "",
) -> int:
    """Store a page as a crawl would; `mark` is put before the text, `link` into it."""
    lines = [f"<p>{line}</p>" for line in f"{mark}{text}".split("\n")]
    seed = 100 + ord(name[0])
    if link:
        lines.insert(
            1, f'<p>{words(8, seed)} <a href="{link}">{words(2, 98)}</a> {words(8, -seed)}</p>'
        )
    claim = f'<meta property="article:published_time" content="{published}">' if published else ""
    body = (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title>{claim}</head>'
        f"<body><article><h1>{title}</h1>{''.join(lines)}</article></body></html>"
    )
    fetched = Page(f"https://{name}", body.encode(), headers=(("content-type", "text/html"),))
    record = Record(fetched, id=name, first_seen=seen)
    repositories = ingest.IngestRepositories.of(store)
    kept = ingest.store_article(repositories, ingest.prepare(record), NOW)
    assert kept.article_id is not None, kept
    return kept.article_id


def offered(store: Store, name: str) -> list[Row]:
    return related_events.find_related(store.search, stored_texts.story(store, name))


def test_one_event_from_one_agency_is_offered_from_either_story(store: Store) -> None:
    one = page(store, "a.example/1", words(120, 1))
    other = page(
        store,
        "b.example/2",
        words(130, 2),
        title="Storm closes harbour of Port Linden for days",
        seen="2026-03-01T07:30:00Z",
    )
    [found] = offered(store, "a.example/1")
    assert (found.article_id, found.alike > 0.7) == (other, True)
    assert found.says == "8 of 10 words of the headline, and both have Reuters"
    assert [row.article_id for row in offered(store, "b.example/2")] == [one]
    assert len(stored_texts.partition(store)) == 2
    assert stored_texts.relations(store) == {}


def test_a_link_to_one_page_elsewhere_is_as_good_as_an_agency(store: Store) -> None:
    page(store, "a.example/1", words(120, 1), mark="", link=STUDY)
    page(store, "b.example/2", words(130, 2), mark="", link=STUDY)
    [found] = offered(store, "a.example/1")
    assert found.says.endswith(f"both have {STUDY}")


ALMOST = {
    "another headline": {"title": "Beekeepers report a rich harvest in the upper valley"},
    "half of the headline": {"title": "Storm closes the airport and roads in the north country"},
    "no agency": {"mark": ""},
    "another agency": {"mark": "(AFP) - "},
    "another language": {"language": "de"},
    "another day": {"seen": "2026-03-02T06:00:00Z"},
}


@pytest.mark.parametrize("lacking", ALMOST)
def test_each_of_the_conditions_is_needed(store: Store, lacking: str) -> None:
    page(store, "a.example/1", words(120, 1))
    page(store, "b.example/2", words(130, 2), **ALMOST[lacking])
    assert offered(store, "a.example/1") == []
    assert offered(store, "b.example/2") == []


def test_pages_dated_alike_are_related_although_we_found_one_late(store: Store) -> None:
    page(store, "a.example/1", words(120, 1), published="2026-02-27T10:00:00Z")
    late = {"seen": "2026-03-09T06:00:00Z", "published": "2026-02-27T11:00:00Z"}
    page(store, "b.example/2", words(130, 2), **late)
    assert len(offered(store, "a.example/1")) == 1


@pytest.mark.parametrize(
    ("seen", "count"),
    [
        ("2026-03-01T08:00:00Z", 1),
        ("2026-03-01T08:00:01Z", 0),
        ("2026-03-01T04:00:00Z", 1),
        ("2026-03-01T03:59:59Z", 0),
    ],
)
def test_two_hours_apart_are_related_and_a_second_more_is_not(
    store: Store, seen: str, count: int
) -> None:
    page(store, "a.example/1", words(120, 1))
    page(store, "b.example/2", words(130, 2), seen=seen)
    assert len(offered(store, "a.example/1")) == len(offered(store, "b.example/2")) == count


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("Harbour storm closes Linden", "Harbour storm closes Linden tonight", 1),
        ("Harbour storm closes", "Harbour storm closes", 0),  # three words are too few
        ("Harbour storm closes Linden north east", "Harbour storm closes Linden south west", 1),
        (
            "Harbour storm closes Linden north east coast",
            "Harbour storm closes Linden south west",
            0,
        ),  # four of nine
    ],
)
def test_half_of_the_words_of_both_headlines_are_shared_and_four_at_least(
    store: Store, one: str, other: str, count: int
) -> None:
    page(store, "a.example/1", words(120, 1), title=one)
    page(store, "b.example/2", words(130, 2), title=other)
    assert len(offered(store, "a.example/1")) == len(offered(store, "b.example/2")) == count


@pytest.mark.parametrize(
    "link", ["https://port.example/", "https://a.example/reports", "https://t.co/reports"]
)
def test_a_link_to_a_front_page_to_oneself_or_to_a_relay_relates_nothing(
    store: Store, link: str
) -> None:
    page(store, "a.example/1", words(120, 1), mark="", link=link)
    page(store, "b.example/2", words(130, 2), mark="", link=link)
    assert offered(store, "a.example/1") == []


def test_at_most_ten_are_offered_the_most_similar_headline_first(store: Store) -> None:
    page(store, "a.example/1", words(120, 1))
    for n in range(11):
        title = f"{TITLE} and" if n < 10 else TITLE
        page(store, f"{chr(98 + n)}.example/{n}", words(120, 10 + n), title=title)
    found = offered(store, "a.example/1")
    assert len(found) == 10
    assert found[0].title == TITLE
    ids = [row.article_id for row in found[1:]]
    assert ids == sorted(ids)


def test_copies_and_quotes_of_the_story_are_not_offered_again(store: Store) -> None:
    text = words(200, 1)
    page(store, "a.example/1", text)
    page(store, "b.example/copy", text)
    quoting = f"{words(400, 4)}\n{' '.join(text.split()[20:70])}\n{words(400, 5)}"
    page(store, "c.example/quotes", quoting)
    assert len(stored_texts.partition(store)) == 2
    assert [row["relation"] for row in stored_texts.relations(store).values()].count("quote") == 1
    assert offered(store, "a.example/1") == []


@pytest.mark.parametrize(
    "title",
    ['a "b" OR c) NEAR title: -x ^ *', "日本の港が嵐で四日間閉鎖される見通し", "— … !", "'); DROP"],
)
def test_no_headline_raises(store: Store, title: str) -> None:
    page(store, "a.example/1", words(120, 1), title=title)
    page(store, "b.example/2", words(130, 2), title=title)
    assert len(offered(store, "a.example/1")) <= 1


def test_related_is_shown_and_kept_out_of_the_copies(tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    with Aggregator.open(path) as opened:
        page(opened.store, "a.example/1", words(120, 1))
        page(opened.store, "b.example/2", words(130, 2), title=f"{TITLE} <i>now</i>")
        opened.finalize()
        number = stored_texts.story(opened.store, "a.example/1")
        html = TestClient(create_app(opened, ServeConfig())).get(f"/s/{number}").text
    for args in (["story", str(number)], ["trace", "https://a.example/1"]):
        shown = CliRunner().invoke(cli, ["--db", str(path), *args]).stdout
        assert "Related, with little text in common" in shown
        found = json.loads(CliRunner().invoke(cli, ["--db", str(path), *args, "--json"]).stdout)
        assert [row["url"] for row in found["related"]] == ["https://b.example/2"]
        assert "https://b.example/2" not in json.dumps({**found, "related": []})
    copies = CliRunner().invoke(cli, ["--db", str(path), "export", "copies"]).stdout
    assert [json.loads(line)["relation"] for line in copies.splitlines()] == [None, None]
    assert 'id="related"' in html
    assert "<i>now</i>" not in html
