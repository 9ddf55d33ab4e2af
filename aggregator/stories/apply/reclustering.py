"""Assigns every article again, in slices: a crawl writes in between, and a stopped job goes on where it was."""

from collections.abc import Callable, Sequence

from aggregator.stories.apply import archiving, assignment, recluster_plan
from aggregator.stories.boilerplate import count_repeats, store_boilerplate
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.long_jobs import JobKind
from storage.sqlite.slices import work_in_slices

RECLUSTERED = "everything was linked again"  # reason in the log of stories


def recluster(
    repositories: StoryRepositories, now: str, progress: Callable[[int], None] | None = None
) -> None:
    """Assign every article again; stories keep their ids where they can.

    Boilerplate is learned again only where an article came or went since: else it is the same.
    """
    link_all_again(repositories, "linking", now, progress)
    repositories.jobs.end("linking")


def link_all_again(
    repositories: StoryRepositories,
    kind: JobKind,
    now: str,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Assign every article again whose job was begun, from its mark on; the job stays open.

    Groups of stories that may depend on one another are assigned in one transaction, so readers see each of
    them before or after. `progress` gets the number of groups done. Safe to stop and run again.
    """
    jobs = repositories.jobs
    if jobs.get_mark(kind) is None:
        jobs.begin(kind)
    _learn_stale_sites(repositories, kind)
    archiving.archive_older_articles(repositories, load_index=True)
    groups = recluster_plan.plan_groups(repositories)
    mark = jobs.get_mark(kind) or 0
    waiting = [group for group in groups if group[0] > mark]
    repositories.load_indexes()

    def after_slice(done: int) -> None:
        archiving.archive_older_articles(repositories)
        if progress:
            progress(done)

    work_in_slices(
        repositories.transaction,
        waiting,
        lambda group: _assign_again(repositories, group, now),
        lambda done: jobs.set_mark(kind, done[-1][0]),
        after_slice,
    )
    _repair_empty_stories(repositories)
    archiving.archive_older_articles(repositories)


def _learn_stale_sites(repositories: StoryRepositories, kind: JobKind) -> None:
    """Learn the boilerplate of sites with new articles; where any changes, the job begins with the first story again."""

    for source_id in repositories.boilerplate.find_stale_sources(new_share=0):
        counts = count_repeats(repositories.boilerplate, source_id)
        with assignment.boilerplate_transaction(repositories):
            if store_boilerplate(repositories.boilerplate, source_id, counts):
                repositories.jobs.set_mark(kind, 0)


def _assign_again(repositories: StoryRepositories, group: Sequence[int], now: str) -> None:
    """Assign the stories of a group again; those that were merged meanwhile, with what they are in now."""
    stories = repositories.stories
    present = {key if stories.has_members(key) else stories.resolve_redirect(key) for key in group}
    found = sorted(key for key in present if key is not None and stories.has_members(key))
    repositories.separations.delete_of_stories(found)
    assignment.reassign_stories(repositories, found, now, RECLUSTERED)


def _repair_empty_stories(repositories: StoryRepositories) -> None:
    """Let no story without articles have a leader."""
    if empty := repositories.membership.find_empty_led_stories():
        with repositories.transaction():
            repositories.membership.clear_leaders(empty)
