"""Tells texts of a series, and collections, from copies of a text that is asked about, by third texts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from aggregator.model import MEMBER_RELATIONS
from aggregator.stories.plan.match import Match
from aggregator.stories.plan.separations import ComparedText, may_be_separated, separate

MAX_COMPARED = 6  # matches of different stories, the nearest first
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
