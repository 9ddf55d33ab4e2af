"""Attributes changed stories: decides and writes the verdict on each story whose members changed."""

from collections import Counter
from collections.abc import Callable

from aggregator import attribution
from aggregator.model import Source
from storage.corpus.decisions import Decisions
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources

STORIES_AT_ONCE = 64  # verdicts written with one commit


def attribute_changed_stories(
    verdicts: Verdicts,
    decisions: Decisions,
    sources: Sources,
    now: str,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Decide every story that waits for a verdict; returns how many were decided.

    Safe to stop at any moment: the rest waits for the next run.
    """
    waiting = verdicts.dirty_stories()
    registered = read_sources_by_domain_and_name(sources) if waiting else {}
    for start in range(0, len(waiting), STORIES_AT_ONCE):
        block = waiting[start : start + STORIES_AT_ONCE]
        with verdicts.transaction():
            for story_id in block:
                members = verdicts.members(story_id)
                pinned = decisions.get_pinned_original(story_id)
                verdict = attribution.attribute(members, registered, pinned)
                verdicts.write(story_id, verdict, now)
        if progress:
            for done in range(start, start + len(block)):
                progress(done + 1)
    return len(waiting)


def read_sources_by_domain_and_name(sources: Sources) -> dict[str, Source]:
    """Returns every source by domain, and by its folded name where no other source has that."""
    by_domain = sources.all_by_domain()
    named = [(attribution.fold_name(source.name), source) for source in by_domain.values()]
    count = Counter(name for name, _ in named)
    return {name: source for name, source in named if name and count[name] == 1} | by_domain
