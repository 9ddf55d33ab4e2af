"""Full-text search: any query is words, never an error."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aggregator
from aggregator.model import Page, Record
from storage.corpus.search import Search
from storage.sqlite.connection import Database
from storage.store import open_for_reading, open_for_writing
from tests import corpus


@pytest.fixture
def db(filled: Path) -> Iterator[Database]:
    with open_for_reading(filled) as store:
        yield store.main


def urls(db: Database, query: str) -> list[str]:
    return [row.url for row in Search(db).search(query, 20)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("acacia", [corpus.VALLEY]),
        ("acacia harbour", []),  # every word, not any
        ("ACACIA Hives", [corpus.VALLEY]),
        ('"acacia harvest"', [corpus.VALLEY]),
        ('"harvest acacia"', []),
        ("upper -acacia", []),
        ("harvest -harbour", [corpus.VALLEY]),
        ("-acacia", []),  # an empty query
        ("", []),
        ("…", []),
        ("acaciá", [corpus.VALLEY]),  # accents do not distinguish words
        ("NOT acacia", []),  # operators are words
        ("acac*", []),
    ],
)
def test_a_query_finds_matching_articles(db: Database, query: str, found: list[str]) -> None:
    assert urls(db, query) == found


def test_a_match_in_the_title_ranks_before_one_in_the_text(db: Database) -> None:
    rows = list(Search(db).search("harbour", 20))
    assert {row.url for row in rows} == {corpus.WIRE, corpus.DIGEST}
    assert "[harbour]" in rows[0].snippet.lower()
    assert len(list(Search(db).search("harbour", 1))) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(query=st.text(max_size=60) | st.text('"*-()^:{}+ ANDORNEAR\0acacia', max_size=40))
def test_no_query_raises(db: Database, query: str) -> None:
    for row in Search(db).search(query, 5):
        assert row.url.startswith("https://")


def test_a_new_wording_is_indexed_and_a_new_story_indexes_nothing(filled: Path) -> None:
    with open_for_writing(filled) as store:
        db = store.main
        db.conn.execute("UPDATE articles SET text = 'turbines' WHERE url = ?", [corpus.VALLEY])
        before = db.conn.total_changes
        db.conn.execute("UPDATE articles SET section = 'news' WHERE url = ?", [corpus.VALLEY])
        assert db.conn.total_changes - before == 1
        assert urls(db, "turbines") == [corpus.VALLEY]
        assert urls(db, "acacia") == []
        db.conn.rollback()


def test_vowel_signs_belong_to_their_word(tmp_path: Path) -> None:
    """Without them Hindi would be indexed as single consonants."""
    pages = [
        Record(Page(f"https://{n}.example/", b""), text=f"{word} " * 60 + f"number {n}", title="A")
        for n, word in enumerate(("सरकार", "सूरकार", "מִקְדָּשׁ", "ประเทศไทย"))
    ]
    with aggregator.connect(tmp_path / "a.db") as opened:
        opened.ingest(pages, workers=1)
        db = opened.store.main
        assert urls(db, "सरकार") == ["https://0.example/"]
        assert urls(db, "रकार") == []
        assert urls(db, "מִקְדָּשׁ") == ["https://2.example/"]
        assert urls(db, "ประเทศไทย") == ["https://3.example/"]
