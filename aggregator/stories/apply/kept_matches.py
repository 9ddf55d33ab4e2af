"""Keeps how an article was found to relate to its leader, where the text of either is not stored any more.

Both texts were in memory once, and what was found then is worth more than what fingerprints say; of two
texts that are not stored these say nothing.
"""

from collections.abc import Iterator
from dataclasses import replace

from aggregator import linking
from aggregator.linking.relations import member_relation
from aggregator.linking.verify import Comparison
from aggregator.model import MEMBER_RELATIONS, MemberRow, StoredText
from aggregator.stories.apply.relation_rows import match_merged_member
from aggregator.stories.constraints import read_constraints
from aggregator.stories.plan.match import Assignment, Match
from aggregator.stories.repositories import StoryRepositories


def make_rows(article: StoredText, assignment: Assignment) -> Iterator[MemberRow]:
    """Yields the rows of the leaders that an article takes the lead from, if they are compared by fingerprints
    when they are assigned again."""
    for match in assignment.members if assignment.leads else ():
        other = match.article
        if other.fingerprints or article.fingerprints:
            scores = linking.reverse_comparison(match.scores)
            same_site = other.source_id == article.source_id
            relation = linking.relate(scores, same_site=same_site)
            if relation in MEMBER_RELATIONS:
                shares = (scores.resemblance, scores.a_in_b, scores.b_in_a)
                yield MemberRow(other.id, other.story_id, article.id, 1, relation, *shares)


def keep(
    repositories: StoryRepositories, article: StoredText, assignment: Assignment, row: MemberRow
) -> Assignment:
    """Returns the assignment of an article: to the leader that it was a member of, with the figures of its former
    row, unless another text or a decision shows otherwise."""
    leader = repositories.membership.get_texts([row.of_article_id or 0]).get(row.of_article_id or 0)
    if leader is None or not (leader.fingerprints or article.fingerprints):
        return assignment
    match = _find_kept_match(repositories, article, leader, row)
    if match is None or not _is_allowed(repositories, article, match.article):
        return assignment
    if assignment.leads:
        story_id, other = match.article.story_id, match.article.id
        return Assignment(story_id, match.relation, other, (match,), assignment.others, leads=False)
    if assignment.of_article_id != match.article.id:
        return assignment
    return replace(assignment, relation=match.relation, members=(match, *assignment.members[1:]))


def _find_kept_match(
    repositories: StoryRepositories, article: StoredText, leader: StoredText, row: MemberRow
) -> Match | None:
    """The match of an article with its former leader; or with the leader of that, if it cannot be compared."""
    if leader.leads:
        scores = Comparison(row.resemblance, row.containment, row.containment_of_original, 0, 0, 0)
        return Match(leader, row.relation or "partial", scores)
    present_id = repositories.membership.get_leader_id(leader.story_id)
    present = None if present_id is None else repositories.membership.get_text(present_id)
    if present is None or not (present.fingerprints and article.fingerprints):
        return None
    match = match_merged_member(repositories, article, present)
    above = repositories.relations.list_member_rows_of_unstored([leader.id])
    if not match.scores.shared and above and above[0].of_article_id == present.id:
        return _chain_matches(row, above[0], article, present)
    return match


def _chain_matches(
    row: MemberRow, above: MemberRow, article: StoredText, leader: StoredText
) -> Match:
    """The match of an article with the leader of its former leader, of what both share with that one."""
    a_in_b = row.containment * above.containment
    b_in_a = row.containment_of_original * above.containment_of_original
    shared = a_in_b * article.tokens
    union = max(1.0, article.tokens + leader.tokens - shared)
    scores = Comparison(shared / union, a_in_b, b_in_a, 0, article.tokens, leader.tokens)
    return Match(leader, member_relation(a_in_b, b_in_a), scores)


def _is_allowed(repositories: StoryRepositories, article: StoredText, leader: StoredText) -> bool:
    """Whether no decision and no third text keeps an article from being a member of this leader's story."""
    hashes = leader.text_hash, article.text_hash
    constraints = read_constraints(repositories, hashes)
    return constraints.allows_member(*hashes) and constraints.find_separation(*hashes) is None
