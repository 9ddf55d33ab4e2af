"""Reads what keeps texts apart: splits of operators, and separations that three texts showed."""

from collections.abc import Collection

from aggregator.stories.plan.constraints import NO_CONSTRAINTS, Constraints
from aggregator.stories.repositories import StoryRepositories


def read_constraints(repositories: StoryRepositories, text_hashes: Collection[str]) -> Constraints:
    """Returns the constraints on these texts."""
    decisions, separations = repositories.decisions, repositories.separations
    splits = decisions.find_split_sides(text_hashes) if decisions.has_active_splits() else {}
    rows = separations.find(text_hashes) if separations.exist() else []
    if not splits and not rows:
        return NO_CONSTRAINTS
    return Constraints(
        splits,
        {frozenset((a, b)): kind for a, b, kind in rows},
        frozenset(a for a, _, kind in rows if kind == "collection"),
    )
