"""Writes many new articles at once whose assignments are known and do not depend on one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.model import StoredText
from aggregator.stories.apply import assignment, relation_rows
from aggregator.stories.plan.batch import NewArticle
from aggregator.stories.plan.match import Assignment
from aggregator.stories.repositories import StoryRepositories


@dataclass(frozen=True, slots=True)
class NewMember:
    """A new article, stored but for its links."""

    text: StoredText
    article: NewArticle
    assignment: Assignment


def add_leaders(
    repositories: StoryRepositories,
    articles: Mapping[int, NewArticle],
    story_ids: Mapping[int, int],
) -> None:
    """Write new articles, by id, that lead new stories without other members."""
    rows = [(key, article.signature, article.sketch) for key, article in articles.items()]
    repositories.signatures.add_all(rows)
    repositories.candidates.add_all({key: article.sketch for key, article in articles.items()})
    repositories.relations.add_leaders([(key, story_ids[key]) for key in articles])


def add_members(repositories: StoryRepositories, members: Sequence[NewMember]) -> None:
    """Write new articles that enter stories, or lead them from now on, and the relations of all.

    Articles with a story of their own are written by `add_leaders` first.
    """
    entering = [member for member in members if member.assignment.story_id is not None]
    repositories.signatures.add_all(
        [(member.text.id, member.article.signature, member.article.sketch) for member in entering]
    )
    for member in entering:
        sketch = member.article.sketch
        assignment.write_assignment(repositories, member.text, sketch, member.assignment)
    for member in members:
        if member.assignment.story_id is None:
            text = member.text
            relation_rows.write_other_relations(
                repositories, text, text.story_id, member.assignment
            )
