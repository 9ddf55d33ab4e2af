"""Writes how an article compares with others: rows of the table `copies`, and who is indexed."""

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.model import MEMBER_RELATIONS, Row, StoredText
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.constraints import read_constraints
from aggregator.stories.plan.match import (
    Assignment,
    Hashes,
    Match,
    make_shingles,
    reverse_match,
)
from aggregator.stories.repositories import StoryRepositories

_WHOLE = {"containment": 1.0, "containment_of_original": 1.0, "resemblance": 1.0}


def write_leader_or_member(
    repositories: StoryRepositories,
    article: StoredText,
    story_id: int,
    assignment: Assignment,
    sketch: Hashes,
) -> None:
    """Write an article as leader or member of a story, with its versions and quotes."""
    nearest = assignment.members[0] if assignment.members else None
    if assignment.leads:
        _write_leader(repositories, article.id, story_id, sketch)
    elif nearest and nearest.article.text_hash == article.text_hash:
        repositories.relations.copy_row_of_duplicate(article.id, nearest.article.id)
        repositories.stories.mark_dirty(story_id)
    elif nearest:
        _write_copy(repositories, article, story_id, nearest, sketch)
    write_other_relations(repositories, article, story_id, assignment)


def write_separations(
    repositories: StoryRepositories, article_id: int, assignment: Assignment
) -> None:
    """Write what an article showed to be no copies."""
    repositories.separations.add_all(
        (each.article_id or article_id, each.other_id or article_id, each.kind)
        for each in assignment.separations
    )


def write_other_relations(
    repositories: StoryRepositories, article: StoredText, story_id: int, assignment: Assignment
) -> None:
    """Write how an article relates to other stories: versions, quotes, collections and series."""
    for match in assignment.others:
        if match.article.story_id != story_id:
            _write_other_relation(repositories, article, story_id, match, leads=assignment.leads)


def needs_index_entry(repositories: StoryRepositories, match: Match) -> bool:
    """Returns whether a member, by its match with its leader, may belong elsewhere as well."""
    if match.scores.a_in_b < WHOLE_SHARE:
        return True
    wording = match.article.text_hash
    return wording in read_constraints(repositories, [wording]).sides


def match_merged_member(
    repositories: StoryRepositories, article: StoredText, leader: StoredText
) -> Match:
    """Returns how a member of a merged story compares with its leader, however little they share."""
    sources = (article.source_id, leader.source_id)
    boilerplates = read_boilerplates(repositories.boilerplate, sources)
    own, others = make_shingles((article, leader), boilerplates)
    scores = linking.compare(own, others)
    relation = linking.relate(scores, same_site=False)
    return Match(leader, relation if relation in MEMBER_RELATIONS else "partial", scores)


def build_relation_row(article: StoredText, match: Match, story_id: int) -> Row:
    """Returns how an article relates to another, as columns of `copies`."""
    scores = match.scores
    return {
        "article_id": article.id,
        "story_id": story_id,
        "of_article_id": match.article.id,
        "relation": match.relation,
        "resemblance": round(scores.resemblance, 4),
        "containment": round(scores.a_in_b, 4),
        "containment_of_original": round(scores.b_in_a, 4),
    }


def _write_leader(
    repositories: StoryRepositories, article_id: int, story_id: int, sketch: Hashes
) -> None:
    repositories.candidates.add(article_id, sketch)
    repositories.membership.set_leader(story_id, article_id)
    row: Row = {"article_id": article_id, "story_id": story_id, "member": 1}
    repositories.relations.write_row(row | _WHOLE)


def _write_copy(
    repositories: StoryRepositories,
    article: StoredText,
    story_id: int,
    nearest: Match,
    sketch: Hashes,
) -> None:
    match = nearest
    if nearest.article.merged:
        leader_id = repositories.membership.get_leader_id(story_id) or article.id
        leader = repositories.membership.get_text(leader_id)
        match = match_merged_member(repositories, article, leader)
    repositories.relations.write_row(build_relation_row(article, match, story_id) | {"member": 1})
    if needs_index_entry(repositories, nearest):
        repositories.candidates.add(article.id, sketch)
    repositories.stories.mark_dirty(story_id)


def _write_other_relation(
    repositories: StoryRepositories,
    article: StoredText,
    story_id: int,
    match: Match,
    *,
    leads: bool,
) -> None:
    """Write the relation of two articles of different stories, from one of them to the story of the other.

    A row that compares with the leader of a story replaces one that compares with a member.
    """
    other = match.article
    if _is_related_to(article, match):
        row, replace = build_relation_row(other, reverse_match(match, article), story_id), leads
    else:
        row, replace = build_relation_row(article, match, other.story_id), other.leads
    is_doubtful = match.relation == "series" and match.scores.form == "doubtful"
    kind: Row = {"member": 0, "role": None if is_doubtful else match.relation}
    repositories.relations.write_row(row | kind, replace=replace)
    if match.relation == "collection":
        repositories.relations.copy_row_to_duplicates(row["article_id"], row["story_id"])


def _is_related_to(article: StoredText, match: Match) -> bool:
    """Whether the row is that of the other article: of a collection, or of the text that came later.

    Of two texts that were seen at the same time, it is that of the longer one.
    """
    other, scores = match.article, match.scores
    if match.relation == "collection":
        return match.is_carried
    own_order = (article.first_seen, -scores.a_in_b, article.text_hash)
    return own_order < (other.first_seen, -scores.b_in_a, other.text_hash)
