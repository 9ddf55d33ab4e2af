"""The answer to a question that a stored story answers."""

from collections.abc import Sequence

import msgspec

from aggregator.errors import NotStored
from aggregator.results import (
    Asked,
    EvidenceItem,
    FirstSeen,
    TraceCopy,
    TraceEvidence,
    TraceResult,
)
from aggregator.trace.repositories import TraceRepositories
from aggregator.trace.unchecked import list_not_checked


def answer_story(
    repositories: TraceRepositories,
    query: str,
    story_id: int,
    asked: Asked,
    first: tuple[TraceEvidence, ...] = (),
) -> TraceResult:
    """Return the stored verdict on a story; `first` is evidence that goes before its own.

    Raises NotStored.
    """
    from aggregator.stories import related_events

    story = repositories.lookup.stories.get(story_id)
    if story is None:  # taken down between two reads
        raise NotStored(f"no story {story_id}: `aggregator export stories` lists them")
    members = repositories.verdicts.list_copies(story_id)
    return TraceResult(
        query=query,
        verdict=story.verdict,
        confidence=story.confidence,
        original=story.original,
        evidence=[*first, *(_remove_article(item) for item in story.evidence)],
        copies=[copy for copy in members if copy.article_id != story.original.article_id],
        **msgspec.structs.asdict(repositories.relations.list_related_texts(story_id)),
        not_checked=list_not_checked(repositories.coverage),
        related=related_events.find_related(repositories.search, story_id),
        asked=msgspec.structs.replace(asked, story_id=story_id, title=asked.title or story.title),
        first_seen=_find_first_seen(members),
        absences=repositories.absences.list_of_story(story_id),
    )


def _remove_article(item: EvidenceItem) -> TraceEvidence:
    return TraceEvidence(item.cls, item.rule, item.says, item.quote, item.url, item.observed_at)


def _find_first_seen(members: Sequence[TraceCopy]) -> FirstSeen | None:
    """Return the member of a story that we saw first; None where two were seen at the same time."""
    ordered = sorted(members, key=lambda row: row.first_seen)
    if not ordered or [row.first_seen for row in ordered[:2]].count(ordered[0].first_seen) > 1:
        return None
    first = ordered[0]
    return FirstSeen(first.article_id, first.url, first.source, first.source_name, first.first_seen)
