"""The credit of a collection is found for each text that it carries, and follows the pages."""

from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.model import Page, Record
from tests import corpus
from tests.related_texts import NEWS, ROUND_UP


@pytest.fixture
def opened(tmp_path: Path) -> Aggregator:
    return Aggregator.open(tmp_path / "aggregator.db")


def make_page(hour: int, *credited: str) -> Record:
    """A page, fetched at this hour, that carries the three texts, and links these addresses as its sources."""
    paragraphs = tuple(line for text in NEWS.values() for line in text.split("\n"))
    phrases = ("Read original article here", "This article was first published here")
    end = "".join(
        f'<p><a href="{url}">{phrase}</a></p>'
        for url, phrase in zip(credited, phrases, strict=False)
    )
    body = corpus.page("The week in three texts", paragraphs, end).encode()
    return Record(Page(ROUND_UP, body, fetched_at=f"2026-03-01T0{hour}:00:00Z"))


def get_credits(opened: Aggregator) -> dict[str, str | None]:
    """The credit of the collection, by the address of the text that it carries."""
    return {
        url: collection.credit
        for url in NEWS
        for collection in opened.related_texts(opened.article(url).story_id).collections
    }


def test_each_original_that_a_collection_links_is_credited(opened: Aggregator) -> None:
    news = [Record(Page(url, b""), text=text, title=url) for url, text in NEWS.items()]
    first, second, third = NEWS
    opened.ingest([*news, make_page(6, first)], workers=1)
    assert get_credits(opened) == {first: "exact_link", second: "none", third: "none"}
    verdicts = [opened.story(opened.article(url).story_id).verdict for url in NEWS]
    assert verdicts == ["original_here"] * 3
    opened.ingest([make_page(7, first, second)], workers=1)
    assert get_credits(opened) == {first: "exact_link", second: "exact_link", third: "none"}
