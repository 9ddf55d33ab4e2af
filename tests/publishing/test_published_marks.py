"""What leaves in the published edition, for every mark that a publisher can set: the bytes of its files are searched."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

import aggregator
from aggregator.jobs.permissions import RightsRepositories, decide_again
from aggregator.permissions import DEFAULT_PERMISSIONS, Permissions
from aggregator.publishing.files import metadata_path
from aggregator.rights.decide import Decision, decide
from aggregator.rights.policy import POLICY
from aggregator.statements import Statement
from tests import stored_texts

NOW = "2026-03-01T06:00:00Z"
VALUES = {
    "max-snippet": "60",
    "unavailable_after": "2026-02-01T00:00:00Z",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
}
MARKS = [rule.mark for rule in POLICY]
WITHHELD = "withheldcanary may be read on its page only"


@dataclass(frozen=True)
class Published:
    """The edition of a database with one article for each mark."""

    path: Path
    decisions: dict[str, Decision]
    raw: bytes


def number(mark: str) -> str:
    """A number of a mark in letters, so that a word with it is one word."""
    return "".join(chr(97 + int(digit)) for digit in f"{MARKS.index(mark):03}")


def make_text(mark: str) -> str:
    """A text with a canary in its first and in its last sentence, none of them a word of any other text."""
    seed = MARKS.index(mark)
    early, late = f"earlycanary{number(mark)}", f"latecanary{number(mark)}"
    return "\n".join(
        [
            f"First {early} is here.",
            WITHHELD,
            stored_texts.words(120, seed),
            f"Last {late} is here.",
        ]
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("marks")
    said = {mark: [Statement(mark, VALUES.get(mark, ""))] for mark in MARKS}
    with closing(stored_texts.open_at(folder)) as store:
        ids = {
            mark: stored_texts.put(
                store, f"site{number(mark)}.example/headcanary{number(mark)}", make_text(mark)
            )
            for mark in MARKS
        }
        withheld = Permissions(DEFAULT_PERMISSIONS.forbidden, withheld=(WITHHELD,))
        with store.permissions.transaction():
            store.permissions.set_all((key, withheld) for key in ids.values())
            store.statements.add_all((ids[mark], NOW, said[mark]) for mark in MARKS)
            decide_again(RightsRepositories.of(store), [*ids.values()], NOW)
    path = folder / "edition.db"
    with aggregator.connect(folder / "aggregator.db") as news:
        counts = news.maintenance.publish(path)
    decisions = {mark: decide(said[mark], NOW) for mark in MARKS}
    left_out = [mark for mark in MARKS if not decisions[mark].permissions.allows("headline")]
    assert counts.left_out == len(left_out) > 5
    assert counts.articles == len(MARKS) - len(left_out) > 30
    return Published(path, decisions, path.read_bytes() + metadata_path(path).read_bytes())


def is_found(published: Published, word: str) -> bool:
    """Whether a word is anywhere in the bytes of the files, or in the index of words."""
    query = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    with closing(sqlite3.connect(published.path)) as db:
        return word.encode() in published.raw or db.execute(query, [word]).fetchone()[0] > 0


@pytest.mark.parametrize("mark", MARKS)
def test_the_end_of_a_text_leaves_only_where_the_whole_text_may(
    published: Published, mark: str
) -> None:
    allows = published.decisions[mark].permissions.allows
    assert is_found(published, f"latecanary{number(mark)}") == (
        allows("full_text") and allows("publish")
    )


@pytest.mark.parametrize("mark", MARKS)
def test_the_first_words_leave_only_where_an_extract_may_be_published(
    published: Published, mark: str
) -> None:
    allows = published.decisions[mark].permissions.allows
    expected = all(map(allows, ("headline", "publish", "extract")))
    assert is_found(published, f"earlycanary{number(mark)}") == expected


@pytest.mark.parametrize("mark", MARKS)
def test_an_article_that_may_not_be_listed_leaves_neither_headline_nor_address(
    published: Published, mark: str
) -> None:
    listed = published.decisions[mark].permissions.allows("headline")
    assert is_found(published, f"headcanary{number(mark)}") == listed
    assert is_found(published, f"site{number(mark)}") == listed


def test_a_line_that_its_page_withholds_never_leaves(published: Published) -> None:
    assert not is_found(published, "withheldcanary")


def test_an_extract_obeys_the_limit_of_characters(published: Published) -> None:
    with closing(sqlite3.connect(published.path)) as db:
        [(extract,)] = db.execute(
            "SELECT extract FROM articles WHERE url LIKE ?", [f"%{number('max-snippet')}"]
        ).fetchall()
    assert 20 < len(extract) <= 60
    assert extract.endswith("…")


def test_rights_say_what_was_said_and_that_there_is_no_extract(published: Published) -> None:
    with closing(sqlite3.connect(published.path)) as db:
        found = dict(db.execute("SELECT url, rights FROM articles").fetchall())
    by_mark = {
        mark: found.get(f"https://site{number(mark)}.example/headcanary{number(mark)}")
        for mark in MARKS
    }
    assert by_mark["noarchive"] == "no extract: noarchive"
    assert by_mark["max-snippet"] == "max-snippet 60"
