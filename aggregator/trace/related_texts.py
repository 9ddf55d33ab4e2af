"""What is related to a text that is asked about and no copy of it: collections, and texts of its series."""

from typing import TYPE_CHECKING

from aggregator.model import Relation, Role
from aggregator.results import RelatedText, RelatedTexts, StoredArticle

if TYPE_CHECKING:
    from aggregator.linking.verify import Comparison
    from aggregator.stories.plan.match import Match

Found = tuple["Match", StoredArticle]


def group_related_texts(found: list[Found]) -> RelatedTexts:
    """Return the matches of a text that are no copies, by what they are."""
    rows: dict[str, list[RelatedText]] = {"collections": [], "carries": [], "series": []}
    for match, article in found:
        kind = _find_kind(match.relation, match.scores)
        if kind:
            rows[kind].append(_describe_match(match, article))
    return RelatedTexts(**rows)


def describe_match(match: "Match", article: StoredArticle) -> str:
    """Return a sentence on what a text shares with a stored article, and what that means."""
    scores = match.scores
    name = f"“{article.title}” at {article.source_name or article.source}"
    shares = (
        f"{scores.a_in_b:.0%} of the text asked about is also in {name}; "
        f"{scores.b_in_a:.0%} of that is also in the text asked about"
    )
    kind = _find_kind(match.relation, scores)
    if kind == "collections":
        return f"{shares}, a collection of several texts"
    if kind == "carries":
        return f"{shares}, which carries several texts"
    if kind == "series":
        doubt = scores.form == "doubtful"
        return f"{shares}: {'perhaps ' if doubt else ''}another text of the same form"
    return shares


def _find_kind(relation: Relation, scores: "Comparison") -> str:
    """Return what a match is, empty for a copy, a version or a quote.

    Of a collection and what it carries, the collection shares less.
    """
    if relation == "series":
        return "series"
    if relation != "collection":
        return ""
    return "collections" if scores.a_in_b > scores.b_in_a else "carries"


def _describe_match(match: "Match", article: StoredArticle) -> RelatedText:
    scores: Comparison = match.scores
    role: Role | None = "series" if match.relation == "series" else "collection"
    if scores.form == "doubtful":
        role = None
    return RelatedText(
        article_id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        source_name=article.source_name,
        story_id=article.story_id,
        relation=match.relation,
        role=role,
        credit=None,
        of_article_id=None,
        containment=round(scores.b_in_a, 4),
        containment_of_original=round(scores.a_in_b, 4),
        first_seen=article.first_seen,
        published=article.published,
        published_offset=article.published_offset,
    )
