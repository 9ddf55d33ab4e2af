"""A text that somebody asks about: which stored articles hold it, or most of it.

Candidates come from the full-text index on disk, so that a question costs the same however much is
stored, and are then verified word by word as linking does. A fragment is shorter than anything that
is linked: what stands in an article in one piece belongs to it, whatever is pasted around it.
"""

from aggregator import linking
from aggregator.linking.relations import QUOTE_LENGTH
from aggregator.linking.verify import WHOLE_SHARE, Comparison
from aggregator.model import MEMBER_RELATIONS, StoredText
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.plan.match import (
    Assignment,
    Boilerplates,
    Match,
    assign_exact_duplicate,
    boilerplate_of,
    rank_of,
)
from aggregator.stories.plan.rank import Rank
from storage.corpus import articles
from storage.corpus.membership import Membership
from storage.corpus.search import Search
from storage.links.site_boilerplate import SiteBoilerplate
from storage.sqlite.fts_tokens import fragments

CANDIDATES = 20  # wordings looked at for one text, twice at most
FIRST_FRAGMENTS = 4  # looked up first; the others only when these do not lead to the whole text
FRAGMENT = 100  # runs of three words, below which a text is looked for as a whole
MOST_OF_IT = 2 / 3  # of the text asked about: then the answer is about the article that holds it
PARTS = 2  # into which what is shared of a fragment may have fallen


def find(
    search: Search, membership: Membership, boilerplate: SiteBoilerplate, text: str
) -> Assignment:
    """Returns the story that a text of no known site belongs to, and others it has passages of."""
    if not linking.words(text):
        return Assignment()
    duplicate = membership.duplicate(articles.text_hash(text))
    if duplicate:
        return assign_exact_duplicate(duplicate)
    shingles, parts = linking.shingles(text), fragments(text)

    def match_fragments(looked_up: list[str]) -> list[Match]:
        texts = membership.texts(search.find_by_fragments(looked_up, CANDIDATES))
        sources = {other.source_id for other in texts.values()}
        boilerplates = read_boilerplates(boilerplate, sources)
        matches = (_match(other, shingles, boilerplates) for other in texts.values())
        return [match for match in matches if match]

    matches = sorted(match_fragments(parts[:FIRST_FRAGMENTS]), key=_distance)
    if not any(match.scores.a_in_b >= WHOLE_SHARE for match in matches):
        matches = sorted((*matches, *match_fragments(parts[FIRST_FRAGMENTS:])), key=_distance)
    return _assign(matches)


def _assign(matches: list[Match]) -> Assignment:
    """The assignment of a text, given its matches, the nearest first."""
    nearest_of_story = {match.article.story_id: match for match in reversed(matches)}
    nearest = list(nearest_of_story.values())[::-1]
    members = tuple(match for match in nearest if _is_member(match))
    others = tuple(match for match in nearest if not _is_member(match))
    if not members:
        return Assignment(others=others)
    first = members[0]
    return Assignment(
        first.article.story_id, first.relation, first.article.id, members, others, leads=False
    )


def _match(
    other: StoredText, shingles: linking.Shingles, boilerplates: Boilerplates
) -> Match | None:
    repeated = boilerplate_of(boilerplates, other.source_id).text
    scores = linking.compare(shingles, linking.shingles(other.text, repeated))
    relation = linking.relate(scores, same_site=False)
    if len(shingles) < FRAGMENT and scores.b_in_a < WHOLE_SHARE:
        relation = (relation or "quote") if _holds(scores) else None
    return Match(other, relation, scores) if relation else None


def _holds(scores: Comparison) -> bool:
    """Whether a fragment stands in an article, and not only words like its own here and there."""
    if scores.a_in_b >= WHOLE_SHARE:
        return scores.shared >= QUOTE_LENGTH
    in_a_row = max(QUOTE_LENGTH, scores.shared / PARTS)
    return scores.a_in_b >= MOST_OF_IT and scores.longest_passage >= in_a_row


def _is_member(match: Match) -> bool:
    return match.relation in MEMBER_RELATIONS or match.scores.a_in_b >= MOST_OF_IT


def _distance(match: Match) -> tuple[float, bool, float, Rank]:
    """Sorts the nearest match first."""
    scores: Comparison = match.scores
    share = max(scores.a_in_b, scores.b_in_a)
    return (-share, not match.article.leads, -scores.resemblance, rank_of(match.article))
