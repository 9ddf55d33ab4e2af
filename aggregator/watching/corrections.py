"""Which passages of a story were changed since, and which copies still carry them."""

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.linking import corrections as passages
from aggregator.model import Row
from storage.corpus.articles import Articles
from storage.private.watches import WatchedData
from storage.sqlite.connection import Database

VERSIONS = 10  # former wordings of an article that are compared, the latest first
CHANGED = 10  # articles of a story without an original whose changes are looked at
COPY = ("article_id", "url", "title", "source", "source_name", "story_id", "read_at")
BY = ("article_id", "source", "source_name")


@dataclass(frozen=True, slots=True)
class _Change:
    """A passage, the wording it was taken from, and whose it is."""

    passage: passages.Correction
    version: Row
    by: Row


def of_story(db: Database, story: Row) -> list[Row]:
    """What was corrected in a story as it is shown, as `corrections` tells it."""
    named = {**story, "original_article_id": story["original"]["article_id"]}
    return corrections(db, named, WatchedData(db).carriers(story["story_id"]))


def corrections(db: Database, story: Row, carriers: list[Row]) -> list[Row]:
    """Passages that the original of a story has changed, newest first, each with what copies hold.

    While it is open who was first, the changes of all members count, and belong to who made each first.
    `copies` are the other carriers with their `state`: carried, unread (carried when last read, before
    the change), followed or gone.
    """
    changing = _changing(db, story, carriers)
    if not changing:
        return []
    text = WatchedData(db).texts([row["article_id"] for row in carriers])
    found = [change for row in changing for change in _changes(db, row, text[row["article_id"]])]
    held = {key: passages.shingle_set(said) for key, said in text.items()} if found else {}
    first = list(_first(sorted(found, key=lambda change: change.version["replaced_at"])))
    newest = sorted(first, key=lambda change: change.version["replaced_at"], reverse=True)
    return [_shown(change, story, carriers, held) for change in newest]


def _changing(db: Database, story: Row, carriers: list[Row]) -> list[Row]:
    """Whose changes count: the original's; while none is named, those of every member."""
    original = story["original_article_id"]
    if original is None and story["verdict"] not in ("undetermined", "contested"):
        return []
    ids = {row["article_id"]: row for row in carriers if row["member"]}
    asked = list(ids) if original is None else [key for key in ids if key == original]
    return [ids[key] for key in WatchedData(db).changed(asked)[:CHANGED]]


def _changes(db: Database, by: Row, latest: str) -> Iterator[_Change]:
    """What each former wording said otherwise, the latest first; once what several of them said."""
    known: passages.ShingleSet = frozenset()
    for version in reversed(Articles(db).versions(by["article_id"])[-VERSIONS:]):
        for one in passages.find_corrections(version["text"], latest):
            if not one.old_shingles <= known:
                yield _Change(one, version, by)
            known |= one.old_shingles


def _first(changes: list[_Change]) -> Iterator[_Change]:
    """Without what another had changed before in the same way: who follows corrects nothing."""
    made: list[_Change] = []
    for change in changes:
        one = change.passage
        if not any(
            one.old_shingles & other.passage.old_shingles
            and one.new_shingles == other.passage.new_shingles
            for other in made
        ):
            made.append(change)
            yield change


def _shown(
    change: _Change, story: Row, carriers: list[Row], held: dict[int, passages.ShingleSet]
) -> Row:
    one, version, by = change.passage, change.version, change.by
    named = by["article_id"] == story["original_article_id"]
    called = "the original" if named else by["source_name"] or by["source"]
    others = [row for row in carriers if row is not by]
    return {
        "version_id": version["id"],
        "at": one.position,
        "observed_at": version["observed_at"],
        "changed_at": version["replaced_at"],
        "by": {**{name: by[name] for name in BY}, "called": called},
        "lead": one.lead,
        "was": one.was,
        "now": one.now,
        "tail": one.tail,
        "noarchive": bool(by["noarchive"]),
        "copies": [
            {
                **{name: row[name] for name in COPY},
                "state": _state(one, row, held[row["article_id"]], version["replaced_at"]),
            }
            for row in others
        ],
    }


def _state(one: passages.Correction, row: Row, held: passages.ShingleSet, changed: str) -> str:
    state = passages.correction_state(one, held)
    return "unread" if state == "carried" and row["read_at"] < changed else state
