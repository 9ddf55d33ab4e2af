"""Where attribution and storage meet: the verdict on every story whose members changed."""

from collections import Counter
from collections.abc import Callable

from aggregator import attribution
from aggregator.model import Source
from storage.corpus.decisions import Decisions
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources
from storage.sqlite.connection import Database, transaction

TOGETHER = 64  # verdicts written with one commit


def attribute_dirty(db: Database, now: str, progress: Callable[[int], None] | None = None) -> int:
    """Decide every story that waits for it; gives how many were decided.

    Safe to stop at any moment: what is left waits for the next run.
    """
    waiting = Verdicts(db).dirty()
    registered = known(db) if waiting else {}
    for start in range(0, len(waiting), TOGETHER):
        together = waiting[start : start + TOGETHER]
        with transaction(db):
            for story_id in together:
                members = Verdicts(db).members(story_id)
                pinned = Decisions(db).pinned(story_id)
                decided = attribution.attribute(members, registered, pinned)
                Verdicts(db).write(story_id, decided, now)
        if progress:
            for done in range(start, start + len(together)):
                progress(done + 1)
    return len(waiting)


def known(db: Database) -> dict[str, Source]:
    """Every source by domain, and by name where only one has it."""
    by_domain = Sources(db).all_by_domain()
    named = [(attribution.fold_name(source.name), source) for source in by_domain.values()]
    count = Counter(name for name, _ in named)
    return {name: source for name, source in named if name and count[name] == 1} | by_domain
