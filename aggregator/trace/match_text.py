"""A text that somebody asks about: which stored articles hold it, or most of it.

Candidates come from the full-text index on disk, so that a question costs the same however much is
stored, and are then verified word by word as linking does. A fragment is shorter than anything that
is linked: what stands in an article in one piece belongs to it, whatever is pasted around it.
"""

from aggregator import linking
from aggregator.linking.relations import QUOTE_LENGTH
from aggregator.linking.verify import WHOLE_SHARE, Comparison
from aggregator.model import MEMBER_RELATIONS
from aggregator.stories.plan import match
from aggregator.stories.plan.match import Link, Placement
from storage.corpus import articles
from storage.corpus.search import Search
from storage.links.signatures import Placed, Signatures
from storage.sqlite.connection import Database
from storage.sqlite.fts_tokens import pieces

CANDIDATES = 20  # wordings looked at for one text, twice at most
FIRST = 4  # pieces that are looked for; the others only when these do not lead to the whole of it
FRAGMENT = 100  # runs of three words, below which a text is looked for as a whole
MOST_OF_IT = 2 / 3  # of the text asked about: then the answer is about the article that holds it
PARTS = 2  # into which what is shared of a fragment may have fallen


def find(db: Database, text: str) -> Placement:
    """The story that a text of no known site belongs to, and others it has passages of. Reads only."""
    if not linking.words(text):
        return Placement()
    twin = Signatures(db).identical(articles.text_hash(text))
    if twin:
        return match.as_twin(twin)
    own, parts = linking.shingles(text), pieces(text)
    links = _links(db, own, parts[:FIRST])
    if not any(link.scores.a_in_b >= WHOLE_SHARE for link in links):
        links = sorted((*links, *_links(db, own, parts[FIRST:])), key=_nearest)
    found = list({link.leader.story_id: link for link in reversed(links)}.values())[::-1]
    members = tuple(link for link in found if _belongs(link))
    others = tuple(link for link in found if not _belongs(link))
    if not members:
        return Placement(others=others)
    nearest = members[0]
    return Placement(
        nearest.leader.story_id, nearest.relation, nearest.leader.id, members, others, leads=False
    )


def _links(db: Database, own: linking.Shingles, parts: list[str]) -> list[Link]:
    """How the text relates to articles that hold some of these pieces, the nearest first."""
    near = Signatures(db).placed(Search(db).holding(parts, CANDIDATES))
    compared = (_link(db, other, own) for other in near.values())
    return sorted((link for link in compared if link), key=_nearest)


def _link(db: Database, other: Placed, own: linking.Shingles) -> Link | None:
    scores = linking.compare(own, linking.shingles(other.text, match.mask(db, other.source_id)))
    relation = linking.relate(scores, same_site=False)
    if len(own) < FRAGMENT and scores.b_in_a < WHOLE_SHARE:
        relation = (relation or "quote") if _holds(scores) else None
    return Link(other, relation, scores) if relation else None


def _holds(scores: Comparison) -> bool:
    """Whether a fragment stands in an article, and not only words like its own here and there."""
    if scores.a_in_b >= WHOLE_SHARE:
        return scores.shared >= QUOTE_LENGTH
    in_a_row = max(QUOTE_LENGTH, scores.shared / PARTS)
    return scores.a_in_b >= MOST_OF_IT and scores.longest_passage >= in_a_row


def _belongs(link: Link) -> bool:
    return link.relation in MEMBER_RELATIONS or link.scores.a_in_b >= MOST_OF_IT


def _nearest(link: Link) -> tuple[float, bool, float, match.Rank]:
    scores: Comparison = link.scores
    share = max(scores.a_in_b, scores.b_in_a)
    rank = match.rank(link.leader.tokens, link.leader.text_hash)
    return (-share, not link.leader.leads, -scores.resemblance, rank)
