"""Makes again what follows from other rows: index, signatures, archive, boilerplate, links, verdicts, due times."""

from collections.abc import Iterator

from aggregator import clock
from aggregator.jobs import attribute, permissions, renew_signatures
from aggregator.stories.apply import archiving, assignment, reclustering
from aggregator.stories.repositories import StoryRepositories
from storage.store import Store


def rebuild_derived_rows(store: Store, *, links_again: bool = False) -> Iterator[str]:
    """Make again every table that follows from others, and yield a line on each when it is done.

    Articles are linked again where rows of their links are missing, or with `links_again`. Safe to stop and run
    again.
    """
    stories, now = StoryRepositories.of(store), clock.now()
    yield f"full-text index: made again for {store.search.rebuild_index()} articles"
    yield f"addresses: {store.addresses.add_missing_own()} articles had lost their own"
    repaired = renew_signatures.repair_and_recluster(stories, now)
    yield f"signatures and index entries: {repaired} articles were signed and linked again"
    with stories.transaction():
        stories.boilerplate.mark_all_stale()
    if links_again or store.has_link_faults():
        yield _link_again(stories, now)
    else:
        changed = assignment.relearn_boilerplate_and_reassign(stories, now)
        yield f"boilerplate: learned again, {len(changed)} stories were linked again"
    yield _fill_archive(stories)
    looked_at = permissions.decide_changed(permissions.RightsRepositories.of(store), now)
    yield f"permissions: decided again for {looked_at} articles, whose grounds had changed"
    store.stories.mark_all_dirty()
    decided = attribute.attribute_changed_stories(
        store.verdicts, store.decisions, store.sources, now
    )
    yield f"verdicts and evidence: decided again for {decided} stories"
    yield f"due times: of {store.frontier.mend_due_times()} hosts were wrong"


def _link_again(stories: StoryRepositories, now: str) -> str:
    stories.jobs.begin("linking")
    reclustering.link_all_again(stories, "linking", now)
    stories.jobs.end("linking")
    return "boilerplate, copies and separations: all articles were linked again"


def _fill_archive(stories: StoryRepositories) -> str:
    if renew_signatures.repair_archive(stories):
        return "archive: made again"
    archiving.archive_older_articles(stories)
    return "archive: it holds the older articles, and no others"
