"""Writes the published edition: one state of the main file, row by row through the gate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aggregator import labels
from aggregator.publishing import gate
from aggregator.publishing.descriptions import SOURCE_KINDS
from aggregator.results import PublishedEdition
from storage.corpus.permissions import ArticlePermissions
from storage.published.edition import EditionFile, open_new_edition
from storage.published.reader import EditionReader

MEANINGS = {
    "verdicts": labels.VERDICTS,
    "confidences": labels.CONFIDENCES,
    "roles": labels.ROLES,
    "credits": labels.CREDITS,
    "relations": labels.RELATIONS,
    "evidence_classes": labels.EVIDENCE_CLASSES,
    "source_kinds": SOURCE_KINDS,
}


@dataclass(frozen=True, slots=True)
class _Writing:
    """What every step of writing an edition needs."""

    reader: EditionReader
    permissions: ArticlePermissions
    edition: EditionFile
    unlisted: gate.Unlisted
    words: int  # of an extract


def write_edition(
    reader: EditionReader,
    permissions: ArticlePermissions,
    path: Path,
    words: int,
    progress: Callable[[int], None] | None,
) -> PublishedEdition:
    """Write the edition to an empty file; others may write to the main file meanwhile.

    Extracts have so many `words`. `progress` gets the number of articles done.
    """
    with reader.snapshot(), open_new_edition(path) as edition:
        unlisted = gate.collect_unlisted(reader.list_forbidding("headline"))
        work = _Writing(reader, permissions, edition, unlisted, words)
        for table, meanings in MEANINGS.items():
            edition.add_meanings(table, meanings)
        without_extract = _add_articles(work, progress)
        edition.add_sources(reader.read_sources())
        veiled = _add_stories(work)
        _add_copies(work, veiled)
        _add_evidence(work, veiled)
        edition.finish()
        counts = {
            table: edition.count_rows(table)
            for table in ("articles", "stories", "copies", "sources")
        }
    return PublishedEdition(**counts, without_extract=without_extract, left_out=len(unlisted.ids))


def _add_articles(work: _Writing, progress: Callable[[int], None] | None) -> int:
    """Add the articles that may be listed; returns how many have no extract."""
    done = without_extract = 0
    for stored in work.reader.read_articles():
        listed = [each for each in stored if each.id not in work.unlisted.ids]
        allowed = work.permissions.get_many([each.id for each in listed])
        rows = [gate.make_article(each, allowed[each.id], work.words) for each in listed]
        work.edition.add_articles(rows)
        without_extract += sum(not row.extract for row in rows)
        done += len(stored)
        if progress:
            progress(done)
    work.edition.index_articles()
    return without_extract


def _add_stories(work: _Writing) -> set[int]:
    """Add the stories of these articles; returns those whose origin is left out."""
    veiled = set(work.reader.list_stories_without_original())
    for stored in work.reader.read_stories():
        veiled.update(each.id for each in stored if work.unlisted.is_origin(each))
        work.edition.add_stories(gate.make_story(each, veiled) for each in stored)
    return veiled


def _add_copies(work: _Writing, veiled: set[int]) -> None:
    for stored in work.reader.read_copies():
        single = work.edition.list_single_stories({each.story_id for each in stored})
        related = (each for each in stored if gate.is_relation(each, work.unlisted, single))
        work.edition.add_copies(gate.make_copy(each, work.unlisted, veiled) for each in related)


def _add_evidence(work: _Writing, veiled: set[int]) -> None:
    for stored in work.reader.read_evidence():
        shown = [
            each
            for each in stored
            if each.story_id not in veiled and not work.unlisted.is_named(each)
        ]
        allowed = work.permissions.get_many([each.article_id for each in shown if each.article_id])
        work.edition.add_evidence(
            gate.make_evidence(each, allowed.get(each.article_id or 0), work.words)
            for each in shown
        )
