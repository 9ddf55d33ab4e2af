"""How members are read for attribution, and how the verdict of a story is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

import aggregator
from aggregator import attribution
from aggregator.formats import records
from aggregator.jobs import attribute
from aggregator.model import Assessment, Attribution, Evidence, Original, Row, SourceTrace
from aggregator.results import NamedOriginal
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources
from storage.sqlite import slices
from storage.sqlite.connection import Database
from storage.store import open_for_writing
from tests import corpus

NOW = "2026-03-05T00:00:00Z"


def attribute_stories(db: Database, now: str, progress: Callable[[int], None] | None = None) -> int:
    """Decide the stories that wait for a verdict."""
    return attribute.attribute_changed_stories(
        Verdicts(db), Decisions(db), Sources(db), now, progress
    )


@dataclass(frozen=True)
class Small:
    """The small corpus, open for writing, and the story of its two copies."""

    db: Database
    story: int


@pytest.fixture
def small(filled: Path) -> Iterator[Small]:
    with open_for_writing(filled) as store:
        row = store.main.execute("SELECT story_id FROM articles WHERE url = ?", [corpus.WIRE])
        yield Small(store.main, row.fetchone()[0])


def test_members_have_their_traces_and_relations(small: Small) -> None:
    wire, digest = Verdicts(small.db).members(small.story)
    assert (wire.url, wire.domain, wire.relation) == (corpus.WIRE, "wire.example", None)
    assert digest.relation in ("identical", "syndicated")
    assert digest.tokens > 100
    assert digest.first_seen == "2026-03-01T08:00:00Z"
    assert corpus.WIRE in [trace.url for trace in digest.sources]


def test_a_link_to_any_address_of_a_member_is_a_link_to_it(small: Small) -> None:
    wire, digest = Verdicts(small.db).members(small.story)
    small.db.execute(
        "INSERT INTO url_aliases (url, article_id) VALUES ('https://w.example/9', ?)",
        [wire.article_id],
    )
    small.db.execute(
        "UPDATE articles SET sources = replace(unpack(sources), ?, 'https://w.example/9') WHERE id = ?",
        [corpus.WIRE, digest.article_id],
    )
    again = Verdicts(small.db).members(small.story)
    assert "https://w.example/9" in again[0].addresses
    decided = attribution.attribute(again)
    assert decided.original.article_id == wire.article_id
    assert [each.credit for each in decided.assessments] == ["none", "exact_link"]


def test_a_verdict_replaces_the_former_one_completely(small: Small) -> None:
    Verdicts(small.db).write({small.story: verdict(small, "first")}, "2026-03-04T00:00:00Z")
    Verdicts(small.db).write({small.story: verdict(small, "second")}, NOW)
    story = Stories(small.db).get(small.story)
    assert story is not None
    assert story.original == NamedOriginal(name="second")
    assert [item.says for item in story.evidence] == ["second says so"]
    assert story.attributed_at == NOW
    assert {row.role for row in story.members} == {"credited_copy"}


def verdict(small: Small, name: str) -> Attribution:
    """Any verdict, recognisable by the name in it."""
    members = [member.article_id for member in Verdicts(small.db).members(small.story)]
    item = Evidence(
        "A", "link_phrase", f"{name} says so", "as printed", corpus.DIGEST, NOW, members[0]
    )
    rulings = tuple(Assessment(member, "credited_copy", "named") for member in members)
    return Attribution("original_outside", "medium", Original(name=name), (item,), rulings)


def test_a_decided_story_is_no_longer_dirty(small: Small) -> None:
    assert Verdicts(small.db).dirty_stories() == []
    Stories(small.db).mark_dirty(small.story)
    assert Verdicts(small.db).dirty_stories() == [small.story]
    counted: list[int] = []
    assert attribute_stories(small.db, NOW, counted.append) == 1
    assert counted == [1]
    assert Verdicts(small.db).dirty_stories() == []
    assert attribute_stories(small.db, NOW) == 0


def test_deciding_again_changes_only_the_time(small: Small) -> None:
    before = Stories(small.db).get(small.story)
    Stories(small.db).mark_dirty(small.story)
    attribute_stories(small.db, NOW)
    after = Stories(small.db).get(small.story)
    assert before is not None
    assert after is not None
    assert replace(after, attributed_at=None) == replace(before, attributed_at=None)


def test_a_run_that_is_stopped_keeps_what_it_decided(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribute, "STORIES_AT_ONCE", 1)
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    other = small.db.execute(
        "SELECT story_id FROM articles WHERE url = ?", [corpus.VALLEY]
    ).fetchone()[0]
    for story in (small.story, other):
        Stories(small.db).mark_dirty(story)
    small.db.conn.commit()

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attribute_stories(small.db, NOW, stop)
    assert len(Verdicts(small.db).dirty_stories()) == 1
    assert not small.db.conn.in_transaction


def test_a_story_without_articles_loses_its_verdict(small: Small) -> None:
    empty = Stories(small.db).create(NOW)
    assert attribute_stories(small.db, NOW) == 1
    row: Row = next(iter(small.db.query("SELECT * FROM stories WHERE id = ?", [empty])))
    assert (row["verdict"], row["dirty"], row["original_url"]) == ("undetermined", 0, None)


def test_a_registered_source_is_known_by_its_name(tmp_path: Path) -> None:
    credit = "Originally published by The Linden Weekly"
    page = corpus.page("Storm", (*corpus.STORM, credit))
    row = {"url": corpus.DIGEST, "html": page}
    with aggregator.connect(tmp_path / "a.db") as opened:
        opened.store.main.execute(
            """INSERT INTO sources (domain, name, site, added_at)
               VALUES ('weekly.example', 'Linden Weekly', 'https://weekly.example/', ?)""",
            [NOW],
        )
        opened.store.main.conn.commit()
        opened.ingest(records.read_records(corpus.write(tmp_path / "c.jsonl", row)), workers=1)
        found = opened.trace(corpus.DIGEST)
    assert found.original.url == "https://weekly.example/"
    assert (found.verdict, found.confidence) == ("original_outside", "medium")


def test_traces_are_read_from_the_database_as_stored(small: Small) -> None:
    digest = Verdicts(small.db).members(small.story)[1]
    assert all(isinstance(trace, SourceTrace) and trace.kind for trace in digest.sources)


def test_the_reason_of_a_role_is_stored_with_it(small: Small) -> None:
    story = Stories(small.db).get(small.story)
    assert story is not None
    assert [row.reason for row in story.members] == ["is_original", "linked"]
    assert [row.reason for row in Verdicts(small.db).list_copies(small.story)] == [
        "is_original",
        "linked",
    ]
