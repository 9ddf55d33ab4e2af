"""Tells texts of a series, and collections, from copies of a text that is asked about, by third texts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, permutations

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.model import MEMBER_RELATIONS
from aggregator.stories.plan.match import Match
from aggregator.stories.plan.separations import ComparedText, may_be_separated, separate

MAX_COMPARED = 6  # matches of different stories, the nearest first
HOLDER_SHARE = 0.6  # of a text that holds another one, at most: the rest is its own
NO_COPIES = ("collection", "series")


def mark_separated(
    asked: ComparedText, matches: Sequence[Match], texts: Sequence[ComparedText]
) -> list[Match]:
    """Returns the matches of a text, with their relations as two matches of different stories show them.

    `texts` are those of the matches. The id of the text that is asked about is 0.
    """
    by_id = {text.article_id: text for text in texts}
    suspects: dict[int, ComparedText] = {}  # by story
    for match in matches:
        if match.relation in MEMBER_RELATIONS and may_be_separated(match.scores):
            suspects.setdefault(match.article.story_id, by_id[match.article.id])
    kinds = {
        each.article_id or each.other_id: each.kind
        for pair in combinations(list(suspects.values())[:MAX_COMPARED], 2)
        for each in separate(asked, *pair)
        if 0 in (each.article_id, each.other_id) and each.kind in NO_COPIES
    }
    return [
        replace(match, relation=kinds[match.article.id]) if match.article.id in kinds else match
        for match in matches
    ]


def put_sources_before_holders(
    matches: Sequence[Match], texts: Sequence[ComparedText]
) -> list[Match]:
    """Returns the matches of a text; one that holds the article of another story comes after that story.

    Both contain the text that is asked about, which came from the shorter one: an operator split a round-up
    from the stories in it. `texts` are those of the matches.
    """
    by_id = {text.article_id: text for text in texts}
    nearest: dict[int, Match] = {}  # by story
    for match in matches:
        if match.scores.a_in_b >= WHOLE_SHARE and match.relation not in NO_COPIES:
            nearest.setdefault(match.article.story_id, match)
    several = list(nearest.values())[:MAX_COMPARED]
    holders = {
        holder.article.story_id
        for holder, held in permutations(several, 2)
        if _holds(by_id[holder.article.id], by_id[held.article.id])
    }
    return sorted(matches, key=lambda match: match.article.story_id in holders)


def _holds(holder: ComparedText, held: ComparedText) -> bool:
    """Whether a text has nearly all of another one, and much more."""
    scores = linking.compare(held.shingles, holder.shingles)
    return scores.a_in_b >= WHOLE_SHARE and scores.b_in_a <= HOLDER_SHARE
