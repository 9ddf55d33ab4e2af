"""Finalizes stories after a crawl or ingest: boilerplate is learned, and changed stories get verdicts."""

from collections.abc import Callable

from aggregator.jobs import attribute, renew_signatures
from aggregator.stories.apply import archiving, assignment
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources


def finalize(
    stories: StoryRepositories,
    verdicts: Verdicts,
    sources: Sources,
    now: str,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Make stories final; returns the number of verdicts decided. Safe to stop and run again.

    Signatures of an older version are made again first. Older articles go to the archive.
    """
    if not renew_signatures.resign_outdated_and_recluster(stories, now, progress):
        assignment.relearn_boilerplate_and_reassign(stories, now, progress)
    archiving.archive_older_articles(stories)
    return attribute.attribute_changed_stories(verdicts, stories.decisions, sources, now, progress)
