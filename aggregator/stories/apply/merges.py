"""Merged stories, and the log of what became of stories.

An operator's merge changes nothing in how texts are compared: every text stays with the leader it was
matched with, and one story holds them all, led by the text of the lowest rank key. The other leaders
stay in the sketch index, so that copies of them become members as well. The ids of their stories are
kept: they lead them again when the merge is undone.
"""

from collections.abc import Mapping

from aggregator import clock
from aggregator.stories.apply import relation_rows
from aggregator.stories.plan.match import rank_article
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.membership import Membership


def read_leader_and_merged_leaders(membership: Membership, story_id: int) -> set[int]:
    """Returns the leader of a story, with the leaders that were merged into it."""
    leader = membership.get_leader_id(story_id)
    return {*membership.merged_leaders(story_id), *([] if leader is None else [leader])}


def merge_stories(repositories: StoryRepositories, kept: int, merged: int) -> None:
    """Make one story of two, under the id `kept`."""
    membership = repositories.membership
    former = {
        story_id for key in (kept, merged) for story_id in membership.merged_leaders(key).values()
    }
    leaders = read_leader_and_merged_leaders(membership, kept) | read_leader_and_merged_leaders(
        membership, merged
    )
    first, *rest = sorted(membership.get_texts(leaders).values(), key=rank_article)
    membership.move_story_into(merged, kept)
    membership.set_leader(kept, first.id)
    membership.delete_merged_leaders(kept)
    story_ids = sorted((former | {merged}) - {kept})
    for leader, story_id in zip(rest, story_ids, strict=True):
        membership.add_merged_leader(leader.id, kept, story_id)
    for article_id in membership.members_not_compared_with(kept, first.id):
        article = membership.get_text(article_id)
        match = relation_rows.match_merged_member(repositories, article, first)
        row = relation_rows.build_relation_row(article, match, kept)
        repositories.relations.write_row(row | {"member": 1})


# The log


def log_leader_changes(
    repositories: StoryRepositories,
    former_leaders: Mapping[int, int | None],
    parted: Mapping[int, int],
    reason: str,
) -> None:
    """Log which stories have another leader than before, and which came out of others.

    `parted` names, for each story, the story it was, or is, a part of.
    """
    now = clock.now()
    leaders = repositories.membership.get_leader_ids({*former_leaders, *parted})
    log = repositories.decisions.log_story_change
    for story_id, before in former_leaders.items():
        leader = leaders.get(story_id)
        if None not in (leader, before) and leader != before:
            log(story_id, "leader", article=leader, reason=reason, now=now)
    for story_id, former in parted.items():
        if leader := leaders.get(story_id):
            log(story_id, "came_from", article=leader, other=former, reason=reason, now=now)


def log_merge(
    repositories: StoryRepositories,
    story_id: int,
    other: int,
    parted: Mapping[int, int],
    reason: str,
) -> None:
    """Log that a story took in another, unless that is a part of it which was parted just now."""
    former = parted.get(other)
    if former is None or repositories.stories.resolve_redirect(former) != story_id:
        now = clock.now()
        repositories.decisions.log_story_change(
            story_id, "took_in", other=other, reason=reason, now=now
        )
