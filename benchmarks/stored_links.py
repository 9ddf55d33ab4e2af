"""Stores texts through the shipped ingest and finalizing, and reads how they were linked.

For the scripts that measure linking on made worlds. A row has `id` and `text`, and may have
`url`, `source`, `title`, `published`, `first_seen`, and `html`, which is then read in place of
the text. Everything is read through `aggregator.connect`.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aggregator
from aggregator import clock, ingest
from aggregator.jobs import finalize
from aggregator.model import Page, Record
from aggregator.results import CopyRow, StoryRow
from storage.store import open_for_writing

Row = dict[str, Any]


@dataclass(frozen=True)
class Links:
    """How stored texts were linked, by their external ids."""

    story_of: Mapping[str, int]
    leader_of: Mapping[int, str]  # by story
    relations: Sequence[CopyRow]
    stories: Mapping[int, StoryRow]

    def together(self, a: str, b: str) -> bool:
        """Whether both are stored, in one story."""
        return a in self.story_of and self.story_of[a] == self.story_of.get(b)

    def partition(self) -> set[frozenset[str]]:
        """The stories as sets of external ids."""
        members: defaultdict[int, set[str]] = defaultdict(set)
        for name, story in self.story_of.items():
            members[story].add(name)
        return {frozenset(each) for each in members.values()}

    def relations_between(self, a: str, b: str) -> list[CopyRow]:
        """The relations of `a` to the story of `b` and of `b` to that of `a`, without members."""
        wanted = {(a, self.story_of.get(b)), (b, self.story_of.get(a))}
        return [
            row
            for row in self.relations
            if not row.member and (row.external_id, row.story_id) in wanted
        ]


def to_record(row: Row) -> Record:
    """A row as a record of its text or HTML; without an address it has one at its source."""
    source = row.get("source") or "one.example"
    url = row.get("url") or f"https://{source}/{row['id']}"
    return Record(
        Page(url, row.get("html", "").encode()),
        id=row["id"],
        text=None if "html" in row else row["text"],
        title=row.get("title") or None,
        published=row.get("published"),
        source=source,
        first_seen=row.get("first_seen"),
    )


def prepare_rows(rows: Iterable[Row]) -> list[ingest.Prepared]:
    """Rows read and signed."""
    return [ingest.prepare(to_record(row)) for row in rows]


def store_prepared(
    path: Path, prepared: Sequence[ingest.Prepared], *, batch: int = ingest.COMMIT_SIZE
) -> None:
    """Store articles in their order, `batch` in one transaction, and finalize."""
    with open_for_writing(path) as opened:
        repositories = ingest.IngestRepositories.of(opened)
        for at in range(0, len(prepared), batch):
            ingest.store_articles(repositories, prepared[at : at + batch], clock.now())
        finalize.finalize(repositories.stories, opened.verdicts, opened.sources, clock.now())


def read_links(path: Path) -> Links:
    """Read how the articles of a database are linked."""
    with aggregator.connect(path, write=False) as reader:
        articles = list(reader.export("articles"))
        relations = list(reader.export("copies"))
        stories = {story.story_id: story for story in reader.export("stories")}
    story_of = {str(row.external_id): row.story_id for row in articles}
    leader_of = {story: name for name, story in story_of.items()}  # a single article leads
    leader_of |= {
        row.story_id: str(row.external_id)
        for row in relations
        if row.member and row.relation is None
    }
    return Links(story_of, leader_of, relations, stories)


def link_rows(rows: Iterable[Row], *, batch: int = ingest.COMMIT_SIZE) -> Links:
    """Store rows in a database of their own; returns how they were linked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "links.db"
        store_prepared(path, prepare_rows(rows), batch=batch)
        return read_links(path)


def report_missed(missed: Sequence[str]) -> int:
    """Print the figures that were missed; returns the exit code."""
    print("missed: " + "; ".join(missed) if missed else "every figure reached")
    sys.stdout.flush()
    return 1 if missed else 0
