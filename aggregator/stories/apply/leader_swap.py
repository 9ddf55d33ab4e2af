"""A leader without other members, and the new article that leads its story instead.

The former leader becomes a member of the new one at once, for a third of the statements of reassigning
it. Reassigning writes one row more in a rare case: the former leader quotes a longer text that is only a
member of another story.
"""

from dataclasses import replace

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.model import MEMBER_RELATIONS, StoredText
from aggregator.stories.apply import merges, relation_rows
from aggregator.stories.lookup import match_articles
from aggregator.stories.plan.match import Assignment, Hashes, Match, reverse_match
from aggregator.stories.repositories import StoryRepositories


def is_certain_swap(repositories: StoryRepositories, assignment: Assignment) -> bool:
    """Returns whether a new article takes the lead from one article, and changes nothing else.

    Only where one of the two is nearly contained in the other: then no passage was counted.
    """
    former = _find_former_leader(repositories, assignment)
    return former is not None and _is_either_nearly_contained(assignment)


def swap_leader(
    repositories: StoryRepositories,
    article: StoredText,
    sketch: Hashes,
    assignment: Assignment,
    reason: str,
) -> bool:
    """Let a new article lead the story of the only one that it overtakes.

    Returns False, and writes nothing, where that is not all that changes.
    """
    former = _find_former_leader(repositories, assignment, article.id)
    match = former and _match_former_leader(repositories, former, article, assignment)
    if not former or not match:
        return False
    relation_rows.write_leader_or_member(
        repositories, article, article.story_id, assignment, sketch
    )
    row = relation_rows.build_relation_row(former, match, article.story_id)
    repositories.relations.write_row(row | {"member": 1})
    if not relation_rows.needs_index_entry(repositories, match):
        repositories.candidates.remove(former.id)
    merges.log_leader_changes(repositories, {article.story_id: former.id}, {}, reason)
    return True


def _find_former_leader(
    repositories: StoryRepositories, assignment: Assignment, article_id: int = 0
) -> StoredText | None:
    """The only overtaken article, if it has no relations and no other member than this article.

    It leads its story then, as the only member. None where any decision of an operator is active: it may bind one of the two.
    """
    if assignment.separations:
        return None
    if len(assignment.overtaken) != 1 or repositories.decisions.has_active():
        return None
    [former] = assignment.overtaken
    alone = repositories.relations.is_only_member(former.id, besides=article_id)
    return former if alone else None


def _is_either_nearly_contained(assignment: Assignment) -> bool:
    """Whether one of the two texts is nearly contained in the other."""
    scores = assignment.scores
    return scores is not None and max(scores.a_in_b, scores.b_in_a) >= WHOLE_SHARE


def _match_former_leader(
    repositories: StoryRepositories,
    former: StoredText,
    article: StoredText,
    assignment: Assignment,
) -> Match | None:
    """How the former leader relates to the new one; None when it is no copy of it."""
    if _is_either_nearly_contained(assignment):
        match = reverse_match(assignment.members[0], article)
        same_site = former.source_id == article.source_id
        relation = linking.relate(match.scores, same_site=same_site)
        return replace(match, relation=relation) if relation else None
    found = match_articles(repositories, former, article)
    return found if found and found.relation in MEMBER_RELATIONS else None
