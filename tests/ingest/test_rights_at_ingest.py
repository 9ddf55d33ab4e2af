"""What a publisher says of its page decides what is stored of it: at first, and when the page is read again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import aggregator
from aggregator import clock
from aggregator.api import Aggregator
from aggregator.errors import NotStored
from aggregator.ingest import IngestRepositories, prepare, store_article
from aggregator.model import Page
from tests import takedowns

URL = "https://paper.example/storm"
COPY = "https://copier.example/storm-again"
MONDAY, TUESDAY = "2026-03-02T06:00:00Z", "2026-03-03T06:00:00Z"
WORDS = takedowns.text(7)
RESERVED = '<meta name="tdm-reservation" content="1">'


@pytest.fixture(name="news")
def _news(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(tmp_path / "news.db") as opened:
        yield opened


def read(
    news: Aggregator, url: str = URL, head: str = "", at: str = MONDAY, words: str = WORDS
) -> int:
    """Stores a page with this in its head, as it is read at a time; returns the id of its article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in words.split("\n"))
    html = f"<html lang=en><head><title>Storm</title>{head}</head><body><article><h1>Storm</h1>{paragraphs}</article></body></html>"
    page = Page(url, html.encode(), fetched_at=at)
    stored = store_article(IngestRepositories.of(news.store), prepare(page), at)
    assert stored.article_id
    return stored.article_id


def test_a_reserved_text_is_not_stored(news: Aggregator) -> None:
    article = news.article(read(news, head=RESERVED))
    assert (article.title, article.text) == ("Storm", "")
    assert article.rights == ["tdm-reservation"]


def test_no_byte_of_a_reserved_text_is_in_the_file(news: Aggregator, tmp_path: Path) -> None:
    read(news, head=RESERVED)
    news.close()
    texts = takedowns.read_packed_texts(tmp_path / "news.db")
    written = b"\n".join([*(path.read_bytes() for path in tmp_path.iterdir()), *texts])
    assert not [word for word in WORDS.split() if len(word) > 12 and word.encode() in written]


@pytest.mark.parametrize("first", [URL, COPY])
def test_copies_of_a_reserved_text_are_found(news: Aggregator, first: str) -> None:
    second = COPY if first == URL else URL
    heads = {URL: RESERVED, COPY: ""}
    ids = [read(news, url, heads[url]) for url in (first, second)]
    news.finalize()
    assert len({news.article(each).story_id for each in ids}) == 1


def test_a_text_that_becomes_reserved_is_deleted_with_its_former_wordings(news: Aggregator) -> None:
    read(news)
    read(
        news,
        at=TUESDAY,
        words=f"{WORDS}\nThe harbour was closed on Tuesday for repairs to the pier.",
    )
    article_id = read(news, head=RESERVED, at="2026-03-04T06:00:00Z")
    assert news.article(article_id).text == ""
    assert {each.text for each in news.versions(article_id)} == {""}
    assert not [*news.search(WORDS.split()[3])]


def test_a_text_that_is_no_longer_reserved_is_stored(news: Aggregator) -> None:
    read(news, head=RESERVED)
    article_id = read(news, at=TUESDAY)
    assert news.article(article_id).text == WORDS
    assert [hit.id for hit in news.search(WORDS.split()[3])] == [article_id]


def test_a_reserved_text_that_changed_is_no_second_article(news: Aggregator) -> None:
    first = read(news, head=RESERVED)
    changed = f"{WORDS}\nThe harbour was closed on Tuesday for repairs to the pier."
    assert read(news, head=RESERVED, at=TUESDAY, words=changed) == first
    assert news.article(first).text == ""


def test_a_text_handed_in_does_not_change_what_its_page_said(news: Aggregator) -> None:
    article_id = read(news, head=RESERVED)
    takedowns.put(news, URL, WORDS)
    assert news.article(article_id).text == ""


def test_the_public_sees_an_extract_of_an_article_of_which_nothing_was_said(
    news: Aggregator,
) -> None:
    article_id = read(news)
    shown = news.for_public().article(article_id).text
    assert shown.removesuffix(" …").split() == WORDS.split()[:40]


def test_the_operator_opens_a_source_for_a_reason(news: Aggregator) -> None:
    article_id = read(news, head=RESERVED)
    news.rights.open_source("paper.example", reason="licence of 2026-03-01")
    assert read(news, head=RESERVED, at=TUESDAY) == article_id
    assert news.for_public().article(article_id).text == WORDS
    news.rights.close_source("paper.example")
    assert news.article(article_id).text == ""
    assert [(each.reason, each.undone_at is None) for each in news.rights.overrides()] == [
        ("licence of 2026-03-01", False)
    ]


def test_who_asks_to_remove_a_copy_of_a_text_that_is_not_stored_sees_both(news: Aggregator) -> None:
    reserved, copy = read(news, head=RESERVED), read(news, COPY)
    news.finalize()
    assert {each.article_id for each in news.takedowns.preview(url=COPY)} == {reserved, copy}


def test_the_operator_withholds_a_source_for_a_reason(news: Aggregator) -> None:
    article_id = read(news)
    news.rights.withhold_source("paper.example", reason="promised by letter")
    assert news.article(article_id).text == ""
    assert [(each.opens, each.reason) for each in news.rights.overrides()] == [
        (False, "promised by letter")
    ]


def test_a_page_is_in_no_list_once_its_date_has_come(
    news: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = '<meta name="robots" content="unavailable_after: 2031-01-01">'
    article_id = read(news, head=head)
    assert [hit.id for hit in news.for_public().search("storm")] == [article_id]
    monkeypatch.setattr(clock, "now", lambda: "2031-01-02T00:00:00Z")  # nothing decides it again
    assert not [*news.for_public().search("storm")]
    assert not news.for_public().story_pages(0)
    with pytest.raises(NotStored):
        news.for_public().article(article_id)


def test_each_use_has_its_reason(news: Aggregator) -> None:
    found = news.rights.find(read(news, head=RESERVED))
    reasons = {each.use: each.reason for each in found.uses if not each.allowed}
    assert reasons["store"] == "tdm-reservation (a meta element)"
    assert found.unstored == "reserved"
