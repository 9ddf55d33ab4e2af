"""Writes which story an article belongs to, as it comes, changes and goes.

A story is a leader and the members that were verified against it. Every article belongs to the
nearest leader of a lower rank key, or leads. Articles that a new leader takes over are reassigned at
once, so stories are final after every article; only the boilerplate of sites is learned later, by
`relearn_boilerplate_and_reassign`. Operators' decisions are respected, and each change of a leader is logged.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from aggregator.model import Signature, StoredText
from aggregator.stories.apply import relation_rows
from aggregator.stories.apply.leader_swap import swap_leader
from aggregator.stories.apply.reassignment import Reassignment
from aggregator.stories.boilerplate import (
    clear_boilerplate_cache,
    count_repeats,
    store_boilerplate,
)
from aggregator.stories.lookup import assign_text
from aggregator.stories.plan.match import Assignment, Hashes
from aggregator.stories.repositories import StoryRepositories
from storage.sqlite.slices import work_in_slices

MAX_GROUP = 200  # articles of related stories that are assigned again for a separation
FEW = 64  # articles that are assigned again together with what their site repeats

# Reasons in the log of stories
FULLER = "a fuller text came"
CHANGED = "its text changed"
REMOVED = "an article was taken out"
BOILERPLATE = "what a site repeats was learned, and counts no more"
SEPARATED = "a third text showed what is no copy"


def store_signature_and_assignment(
    repositories: StoryRepositories,
    article_id: int,
    story_id: int,
    assignment: Assignment,
    signature: Signature,
    reason: str = FULLER,
) -> None:
    """Store the signature of a stored article, and write its assignment to this story."""
    with repositories.transaction():
        sketch = repositories.signatures.add(article_id, signature)
        article = repositories.membership.get_text(article_id)
        repositories.boilerplate.count_changed_articles({article.source_id: 1})
        article = dataclasses.replace(article, story_id=story_id)
        write_assignment(repositories, article, sketch, assignment, reason)


def write_assignment(
    repositories: StoryRepositories,
    article: StoredText,
    sketch: Hashes,
    assignment: Assignment,
    reason: str = FULLER,
) -> bool:
    """Write the assignment of a signed article, within a transaction.

    Returns whether another article entered the sketch index that was not in it before.
    """
    if not assignment.changes_others:
        relation_rows.write_leader_or_member(
            repositories, article, article.story_id, assignment, sketch
        )
        return False
    relation_rows.write_separations(repositories, article.id, assignment)
    if swap_leader(repositories, article, sketch, assignment, reason):
        return False
    reassignment = Reassignment(repositories, reason)
    reassignment.queue_with_dependents(assignment.overtaken, except_article_id=article.id)
    reassignment.keep_matches(article, assignment)
    reassignment.heirs[article.story_id] = article.story_id
    relation_rows.write_leader_or_member(
        repositories, article, article.story_id, assignment, sketch
    )
    reassignment.assign_queued(article.first_seen)
    return reassignment.has_new_index_entries()


def reassign_article(
    repositories: StoryRepositories, article_id: int, text: str, signature: Signature, now: str
) -> None:
    """Assign an article again after its text changed; as the only member it keeps its story's id."""
    with repositories.transaction():
        bound = repositories.decisions.find_stories_bound_to(article_id)
        story_id = _remove_from_story(repositories, article_id, bound, now, CHANGED)
        source_id = repositories.membership.get_text(article_id).source_id
        assignment = assign_text(repositories, source_id, text, signature, article_id)
        target = assignment.story_id or story_id or repositories.stories.create(now)
        if story_id and target != story_id:
            repositories.membership.redirect_story(story_id, target)
            repositories.decisions.log_story_change(
                target, "took_in", other=story_id, reason=CHANGED, now=now
            )
        repositories.membership.move_article_to_story(article_id, target)
        store_signature_and_assignment(
            repositories, article_id, target, assignment, signature, CHANGED
        )
        bound = repositories.decisions.find_stories_bound_to(article_id)
        reassign_stories(repositories, bound, now, CHANGED)


def remove_article(repositories: StoryRepositories, article_id: int, now: str) -> None:
    """Take an article out of its story and of all decisions, before its row is deleted.

    The other members get a new leader and are assigned again.
    """
    with repositories.transaction():
        bound = repositories.decisions.find_stories_bound_to(article_id)
        repositories.decisions.remove_article_from_all(article_id)
        _remove_from_story(repositories, article_id, bound, now, REMOVED)


def relearn_boilerplate_and_reassign(
    repositories: StoryRepositories, now: str, progress: Callable[[int], None] | None = None
) -> set[int]:
    """Learn the boilerplate of sites with new articles; reassign the stories that it changes.

    Returns these stories. One transaction for each site that affects few, slices for others, and one for each group of
    stories whose texts are compared again: others may write in between, and it is safe to stop and run again.
    """
    affected: set[int] = set()
    for source_id in repositories.jobs.list_sources("learning"):
        affected |= _reassign_affected(repositories, source_id, now)
    for done, source_id in enumerate(repositories.boilerplate.find_stale_sources(), start=1):
        affected |= _relearn_site(repositories, source_id, now)
        if progress:
            progress(done)
    return affected | _reassign_related_to_separated(repositories, now)


def _relearn_site(repositories: StoryRepositories, source_id: int, now: str) -> set[int]:
    """Learn the boilerplate of one site; returns the stories that were assigned again.

    Few of them are assigned at once, with what was learned; many in slices, as a job.
    """
    counts = count_repeats(repositories.boilerplate, source_id)
    with boilerplate_transaction(repositories):
        if not store_boilerplate(repositories.boilerplate, source_id, counts):
            return set()
        separated, affected = _find_affected(repositories, source_id)
        if repositories.membership.count_members(affected) <= FEW:
            repositories.separations.delete_of_articles(separated)
            reassign_stories(repositories, affected, now, BOILERPLATE)
            return set(affected)
        repositories.jobs.begin("learning", source_id)
    return _reassign_affected(repositories, source_id, now)


def _reassign_affected(repositories: StoryRepositories, source_id: int, now: str) -> set[int]:
    """Assign the stories again that what a site repeats affects, from the mark of its job on; returns them."""
    jobs = repositories.jobs
    mark = jobs.get_mark("learning", source_id) or 0
    separated, affected = _find_affected(repositories, source_id)
    waiting = [story_id for story_id in affected if story_id > mark]

    def assign(story_id: int) -> None:
        keys = repositories.membership.member_keys(story_id)
        repositories.separations.delete_of_articles(separated.intersection(key.id for key in keys))
        reassign_stories(repositories, [story_id] if keys else [], now, BOILERPLATE)

    repositories.load_indexes()
    work_in_slices(
        repositories.transaction,
        waiting,
        assign,
        lambda done: jobs.set_mark("learning", done[-1], source_id),
    )
    jobs.end("learning", source_id)
    return {*waiting}


def _find_affected(repositories: StoryRepositories, source_id: int) -> tuple[set[int], list[int]]:
    """The separated articles and the stories that what a site repeats affects."""
    separated = repositories.separations.find_connected_with_source(source_id)
    stories = {
        *repositories.boilerplate.find_affected_stories([source_id]),
        *repositories.membership.find_stories(separated),
    }
    return separated, sorted(stories)


def reassign_stories(
    repositories: StoryRepositories, story_ids: Iterable[int], now: str, reason: str
) -> None:
    """Assign the members of these stories again; `reason` goes into the log of what that changes."""
    with repositories.transaction():
        reassignment = Reassignment(repositories, reason)
        for story_id in story_ids:
            reassignment.queue_story(story_id)
        reassignment.assign_queued(now)


def _reassign_related_to_separated(repositories: StoryRepositories, now: str) -> set[int]:
    """Assign again, from the fullest text on, what is related to newly separated articles.

    What three texts show depends on which of them is compared with which, and so on the order of
    arrival; after this it does not. Returns the stories. Groups of more articles stay as they are.
    """
    done: set[int] = set()
    for story_id in repositories.separations.find_unattributed_stories():
        if story_id in done:
            continue
        group = _find_related_group(repositories, story_id)
        done |= group
        if repositories.membership.count_members(group) <= MAX_GROUP:
            with repositories.transaction():
                repositories.separations.delete_of_stories(group)
                reassign_stories(repositories, sorted(group), now, SEPARATED)
    return done


def _find_related_group(repositories: StoryRepositories, story_id: int) -> set[int]:
    """The stories that relations connect with a story, as far as they may be assigned again."""
    group, new = {story_id}, {story_id}
    while new and repositories.membership.count_members(group) <= MAX_GROUP:
        new = repositories.relations.find_related_stories(new) - group
        group |= new
    return group


def _remove_from_story(
    repositories: StoryRepositories, article_id: int, bound: Iterable[int], now: str, reason: str
) -> int | None:
    """Take an article out of its story; `bound` stories are reassigned as well.

    Returns the id of its story when it was the only member.
    """
    with repositories.transaction():
        removed = repositories.membership.get_text(article_id)
        is_only_member = len(repositories.membership.member_keys(removed.story_id)) == 1
        reassignment = Reassignment(repositories, reason, removed_id=article_id)
        reassignment.queue_with_dependents([removed], except_article_id=article_id)
        for story_id in bound:
            reassignment.queue_story(story_id, except_article_id=article_id)
        separated = repositories.separations.delete_of_article(article_id)
        others = repositories.membership.get_texts(separated).values() if separated else ()
        reassignment.queue_with_dependents(others, except_article_id=article_id)
        _delete_links(repositories, article_id)
        repositories.boilerplate.count_changed_articles({removed.source_id: 1})
        if not is_only_member:
            repositories.stories.mark_dirty(removed.story_id)
        reassignment.assign_queued(now)
        return removed.story_id if is_only_member else None


def _delete_links(repositories: StoryRepositories, article_id: int) -> None:
    """Delete an article's signature, index entry and relations."""
    repositories.candidates.remove(article_id)
    repositories.membership.delete_merged_leader(article_id)
    repositories.relations.delete_all_of_article(article_id)
    repositories.signatures.delete(article_id)


@contextmanager
def boilerplate_transaction(repositories: StoryRepositories) -> Iterator[None]:
    """A transaction after which no boilerplate is cached that was rolled back."""
    try:
        with repositories.transaction():
            yield
    finally:
        clear_boilerplate_cache(repositories.boilerplate)
