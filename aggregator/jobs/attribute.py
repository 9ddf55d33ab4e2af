"""Attributes changed stories: decides and writes the verdict on each story whose members changed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from aggregator import attribution
from aggregator.model import Attribution, Member, Source
from storage.corpus.decisions import Decisions
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources
from storage.sqlite.slices import work_in_slices

STORIES_AT_ONCE = 64  # whose members are read at once


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
    blocks = [waiting[at : at + STORIES_AT_ONCE] for at in range(0, len(waiting), STORIES_AT_ONCE)]

    def report(done: int) -> None:
        if progress:
            progress(min(done * STORIES_AT_ONCE, len(waiting)))

    work_in_slices(
        verdicts.transaction,
        blocks,
        lambda block: _decide(verdicts, decisions, registered, block, now),
        progress=report,
    )
    return len(waiting)


def _decide(
    verdicts: Verdicts,
    decisions: Decisions,
    registered: Mapping[str, Source],
    block: Sequence[int],
    now: str,
) -> None:
    """Decide and write the verdicts on some stories, within a transaction."""
    pinned = decisions.get_pinned_originals(block)
    decided = {}
    for story_id, members in verdicts.list_members(block).items():
        verdict = attribution.attribute(members, registered, pinned.get(story_id))
        decided[story_id] = _check_texts(verdicts, members, verdict)
    verdicts.write(decided, now)
    _find_credits_of_collections(verdicts, block, registered)


def _check_texts(
    verdicts: Verdicts, members: Sequence[Member], verdict: Attribution
) -> Attribution:
    """Returns a verdict that calls no page a copy without credit whose own lines name the original."""
    unconfirmed = attribution.list_unconfirmed(verdict)
    if not unconfirmed:
        return verdict
    texts = verdicts.read_texts([*unconfirmed, verdict.original.article_id or 0])
    return attribution.withdraw_where_named(verdict, members, texts)


def _find_credits_of_collections(
    verdicts: Verdicts, story_ids: Sequence[int], registered: Mapping[str, Source]
) -> None:
    """Write which collections credit the original of a story that they carry, where one is of these stories."""
    for story_id in verdicts.find_stories_in_collections(story_ids):
        members, original = verdicts.members(story_id), verdicts.get_original(story_id)
        found = {
            collection.article_id: attribution.find_credit(
                collection, members, original, registered
            )
            for collection in verdicts.collections(story_id)
        }
        verdicts.write_collection_credits(story_id, found)


def read_sources_by_domain_and_name(sources: Sources) -> dict[str, Source]:
    """Returns every source by each of its domains, and by its folded name where no other source has that."""
    by_domain = sources.all_by_domain()
    further = {domain: by_domain[own] for domain, own in sources.map_further_domains().items()}
    named = [(attribution.fold_name(source.name), source) for source in by_domain.values()]
    count = Counter(name for name, _ in named)
    return (
        {name: source for name, source in named if name and count[name] == 1} | further | by_domain
    )
