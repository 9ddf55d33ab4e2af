"""The published edition of a small corpus: what people read in it, and what it does not show."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import aggregator
from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import RightsConfig
from aggregator.errors import StorageError
from aggregator.jobs.permissions import RightsRepositories, decide_again
from aggregator.permissions import DEFAULT_PERMISSIONS, Permissions, encode_uses
from aggregator.publishing import gate
from aggregator.publishing.descriptions import TABLES
from aggregator.rights.words import RESERVED
from aggregator.statements import Statement
from aggregator.takedown.types import TakedownRequest
from storage.published.rows import StoredEvidence
from tests import corpus

WIRE, DIGEST, VALLEY = 1, 2, 3  # articles
WORDS = 40  # of an extract


def say(news: Aggregator, article_id: int, mark: str) -> None:
    """Have the page of an article say something, and decide what follows."""
    with news.store.statements.transaction():
        news.store.statements.add_all([(article_id, clock.now(), [Statement(mark)])])
        decide_again(RightsRepositories.of(news.store), [article_id], clock.now())


def publish(news: Aggregator, tmp_path: Path) -> Path:
    target = tmp_path / "edition.db"
    news.maintenance.publish(target)
    return target


def ask(path: Path, query: str, *values: object) -> list[dict[str, Any]]:
    """The rows of a query, by their columns."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(query, values)]


@pytest.fixture
def edition(opened: Aggregator, tmp_path: Path) -> Path:
    return publish(opened, tmp_path)


def test_a_reader_sees_who_copied_whom_in_words(edition: Path) -> None:
    [copy] = ask(edition, "SELECT * FROM copies_readable")
    assert copy["publisher"] == "digest.example"
    assert copy["what_it_is"] == "credited copy"
    assert copy["credit"] == "links to its source"
    assert copy["original_publisher"] == "wire.example"
    assert copy["reason"] == "It links the page of wire.example."
    assert copy["hours_later"] == 2.0
    assert (copy["link"], copy["original_link"]) == (corpus.DIGEST, corpus.WIRE)


def test_a_reader_sees_the_origin_of_each_story_in_words(edition: Path) -> None:
    storm, bees = ask(edition, "SELECT * FROM stories_readable ORDER BY first_seen")
    assert storm["headline"] == "Storm closes the harbour of Port Linden"
    assert storm["origin"] == "original stored here"
    assert storm["first_published_by"] == "wire.example"
    assert (storm["articles"], storm["publishers"], storm["copies"]) == (2, 2, 1)
    assert storm["copies_without_credit"] == 0
    assert (bees["articles"], bees["copies"]) == (1, 0)


def test_a_reader_sees_how_often_each_publisher_is_copied(edition: Path) -> None:
    rows = {row["publisher"]: row for row in ask(edition, "SELECT * FROM sources_readable")}
    assert (rows["wire.example"]["times_copied"], rows["wire.example"]["copies"]) == (1, 0)
    assert (rows["digest.example"]["times_copied"], rows["digest.example"]["copies"]) == (0, 1)


def test_a_text_is_published_as_an_extract_of_forty_words(edition: Path) -> None:
    [article] = ask(edition, "SELECT * FROM articles WHERE id = ?", WIRE)
    assert article["extract"].startswith("The harbour of Port Linden was closed")
    assert article["extract"].endswith("…")
    assert len(article["extract"].split()) == 41
    assert article["rights"] == gate.NOTHING_SAID
    assert b"six hundred travellers" not in edition.read_bytes()


def test_a_text_that_the_operator_opened_is_published_whole(
    opened: Aggregator, tmp_path: Path
) -> None:
    opened.rights.open_source("valley.example", reason="it is ours")
    [article] = ask(publish(opened, tmp_path), "SELECT extract FROM articles WHERE id = ?", VALLEY)
    assert article["extract"] == "\n".join(corpus.BEES)


def test_a_text_that_the_operator_withheld_is_not_published(
    opened: Aggregator, tmp_path: Path
) -> None:
    opened.rights.withhold_source("valley.example", reason="its publisher asked by mail")
    edition = publish(opened, tmp_path)
    [article] = ask(edition, "SELECT extract, rights FROM articles WHERE id = ?", VALLEY)
    assert article == {"extract": "", "rights": f"no extract: {RESERVED}"}


def test_what_forbids_an_extract_is_said_first(opened: Aggregator, tmp_path: Path) -> None:
    for mark in ("copyright", "noimageindex", "noai"):
        say(opened, VALLEY, mark)
    [article] = ask(publish(opened, tmp_path), "SELECT rights FROM articles WHERE id = ?", VALLEY)
    assert article["rights"] == "no extract: noai; copyright; noimageindex"


def test_headlines_and_extracts_are_found_by_their_words(edition: Path) -> None:
    query = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
    assert ask(edition, query, "beekeepers") == [{"rowid": VALLEY}]
    assert ask(edition, query, "ministry") == []  # only at the end of the text


def test_every_row_that_is_referred_to_is_in_the_file(edition: Path) -> None:
    assert ask(edition, "PRAGMA foreign_key_check") == []
    assert ask(edition, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_names_of_authors_and_contacts_of_publishers_are_not_in_the_file(
    opened: Aggregator, tmp_path: Path
) -> None:
    opened.store.main.execute("UPDATE sources SET contact = 'desk@valley.example'")
    opened.store.main.conn.commit()
    raw = publish(opened, tmp_path).read_bytes()
    assert b"Jeanne Roux" not in raw
    assert b"desk@" not in raw


def test_what_was_taken_down_is_not_in_the_file(opened: Aggregator, tmp_path: Path) -> None:
    case = opened.takedowns.submit(TakedownRequest("Valley", "ours", url=corpus.VALLEY))
    opened.takedowns.decide(case.number, accept=True)
    raw = publish(opened, tmp_path).read_bytes()
    assert b"beekeepers" not in raw.lower()
    assert b"valley.example" not in raw
    assert case.number.encode() not in raw


def test_an_unlisted_copy_is_left_out_as_if_it_did_not_exist(
    opened: Aggregator, tmp_path: Path
) -> None:
    say(opened, DIGEST, "noindex")
    edition = publish(opened, tmp_path)
    assert b"digest.example" not in edition.read_bytes()
    [storm] = ask(edition, "SELECT * FROM stories_readable WHERE story = 1")
    assert (storm["articles"], storm["publishers"], storm["copies"]) == (1, 1, 0)
    assert storm["first_published_by"] == "wire.example"
    assert ask(edition, "SELECT * FROM copies") == []


def test_a_story_whose_origin_is_unlisted_has_no_verdict(
    opened: Aggregator, tmp_path: Path
) -> None:
    say(opened, WIRE, "noindex")
    edition = publish(opened, tmp_path)
    assert b"wire.example" not in edition.read_bytes()
    [storm] = ask(edition, "SELECT * FROM stories_readable WHERE story = 1")
    assert storm["origin"] == "its origin is not in this file"
    assert (storm["first_published_by"], storm["original_link"]) == (None, None)
    assert storm["articles"] == 1
    assert ask(edition, "SELECT * FROM evidence WHERE story_id = 1") == []


def test_an_original_that_was_just_hidden_is_not_named(opened: Aggregator, tmp_path: Path) -> None:
    opened.store.main.execute(
        "UPDATE stories SET original_article_id = 99, original_url = 'https://hidden.example/1' WHERE id = 1"
    )
    opened.store.main.conn.commit()
    edition = publish(opened, tmp_path)
    assert b"hidden.example" not in edition.read_bytes()
    [storm] = ask(edition, "SELECT origin FROM stories_readable WHERE story = 1")
    assert storm["origin"] == "its origin is not in this file"


def make_evidence(rule: str, quote: str) -> StoredEvidence:
    return StoredEvidence(
        *(1, 1, DIGEST, "A", "A names B", quote, "https://a.example/", "", "", rule)
    )


def test_where_quoting_is_forbidden_only_credit_lines_are_quoted() -> None:
    silent = Permissions(encode_uses(["quote", "extract", "full_text"]))
    line = make_evidence("link_phrase", "Read original article here")
    sentence = make_evidence("mention", "as the Wire reported from the pier")
    assert gate.make_evidence(line, silent, WORDS).quote == line.quote
    assert gate.make_evidence(sentence, silent, WORDS).quote == ""
    assert gate.make_evidence(sentence, DEFAULT_PERMISSIONS, WORDS).quote == sentence.quote


def test_a_quotation_is_no_longer_than_an_extract() -> None:
    long = make_evidence("link_phrase", "word " * 200)
    for permissions in (DEFAULT_PERMISSIONS, Permissions(encode_uses(["publish"]))):
        assert (
            len(gate.make_evidence(long, permissions, WORDS).quote.split()) == 41
        )  # with the ellipsis


def test_what_is_outdated_is_decided_before_it_is_published(
    opened: Aggregator, tmp_path: Path
) -> None:
    with opened.store.statements.transaction():
        said = [(DIGEST, clock.now(), [Statement("noindex")])]
        opened.store.statements.add_all(said)
        opened.store.permissions.mark_stale(2)
    assert b"digest.example" not in publish(opened, tmp_path).read_bytes()


def test_a_reader_of_the_database_publishes_nothing_that_is_outdated(
    opened: Aggregator, tmp_path: Path
) -> None:
    with opened.store.permissions.transaction():
        opened.store.permissions.mark_stale(2)
    with aggregator.connect(tmp_path / "aggregator.db", write=False) as reader:
        with pytest.raises(StorageError):
            publish(reader, tmp_path)
    assert not (tmp_path / "edition.db").exists()


def test_the_operator_sets_the_length_of_an_extract(filled: Path, tmp_path: Path) -> None:
    with Aggregator.open(filled, rights=RightsConfig(extract_words=5)) as news:
        rows = ask(publish(news, tmp_path), "SELECT extract FROM articles")
    assert rows[0] == {"extract": "The harbour of Port Linden …"}


def test_a_quotation_without_an_article_to_ask_is_left_out() -> None:
    assert gate.make_evidence(make_evidence("link_phrase", "Words"), None, WORDS).quote == ""


def test_every_table_and_column_is_described_in_its_order(edition: Path) -> None:
    for table, says, columns in TABLES:
        assert says
        with closing(sqlite3.connect(edition)) as db:
            found = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        assert list(columns) == found, table
    shown = {table for table, _, _ in TABLES}
    kinds = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
    others = {row["name"] for row in ask(edition, kinds)} - shown - {"sqlite_stat1", "sqlite_stat4"}
    for table in others:  # what codes mean
        assert list(ask(edition, f"SELECT * FROM {table}")[0]) == ["code", "meaning"]


def test_a_database_without_articles_has_an_edition_too(tmp_path: Path) -> None:
    with aggregator.connect(tmp_path / "empty.db") as news:
        counts = news.maintenance.publish(tmp_path / "edition.db")
    assert (counts.articles, counts.stories, counts.sources) == (0, 0, 0)
    assert ask(tmp_path / "edition.db", "SELECT * FROM stories_readable") == []
