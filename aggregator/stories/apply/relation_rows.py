"""Rows of the table `copies`: how an article compares with another, mostly the leader of a story."""

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.model import MEMBER_RELATIONS, Row
from aggregator.stories.plan import constraints
from aggregator.stories.plan.match import Link, Placement, mask, turned
from storage.corpus.stories import Stories
from storage.links.relations import Relations
from storage.links.signatures import Placed, Signatures
from storage.links.sketch_index import Hashes
from storage.sqlite.connection import Database


def settle_in(
    db: Database,
    article: Placed,
    story_id: int,
    placement: Placement,
    sketch: Hashes | None = None,
) -> None:
    """Join a story or lead it, and note what it quotes."""
    nearest = placement.members[0] if placement.members else None
    if placement.leads:
        Signatures(db).index(article.id, sketch)
        Signatures(db).lead(story_id, article.id)
        whole = dict.fromkeys(("containment", "containment_of_original", "resemblance"), 1.0)
        Relations(db).relate({"article_id": article.id, "story_id": story_id, "member": 1} | whole)
    elif nearest and nearest.leader.text_hash == article.text_hash:
        Relations(db).relate_alike(article.id, nearest.leader.id)
        Stories(db).mark_dirty(story_id)
    elif nearest:
        joined = nearest.leader.joined
        link = beside_leader(db, article, story_id) if joined else nearest
        Relations(db).relate(compared(article, link, story_id) | {"member": 1})
        if stays_findable(db, nearest) and not Signatures(db).crowded(story_id):
            Signatures(db).index(article.id, sketch)
        Stories(db).mark_dirty(story_id)
    note_others(db, article, story_id, placement)


def note_others(db: Database, article: Placed, story_id: int, placement: Placement) -> None:
    """Note the versions of an article, and what it quotes or who quotes it."""
    for link in placement.others:
        if link.leader.story_id != story_id:
            write_other(db, article, story_id, link, leads=placement.leads)


def stays_findable(db: Database, link: Link) -> bool:
    """May a member, by its link to its leader, belong elsewhere as well?"""
    return link.scores.a_in_b < WHOLE_SHARE or constraints.touches(db, link.leader.text_hash)


def beside_leader(db: Database, article: Placed, story_id: int) -> Link:
    """The same for a new member, of a story by its id."""
    leader = Signatures(db).leader(story_id) or article.id
    return beside(db, article, Signatures(db).placed([leader])[leader])


def beside(db: Database, article: Placed, leader: Placed) -> Link:
    """How a member of a merged story compares with its leader, however little that is."""
    scores = linking.compare(_runs(db, article), _runs(db, leader))
    found = linking.relate(scores, same_site=False)
    return Link(leader, found if found in MEMBER_RELATIONS else "partial", scores)


def _runs(db: Database, article: Placed) -> linking.Shingles:
    return linking.shingles(article.text, mask(db, article.source_id))


def compared(article: Placed, link: Link, story_id: int) -> Row:
    """How an article relates to another, as the columns of `copies`."""
    scores = link.scores
    return {
        "article_id": article.id,
        "story_id": story_id,
        "of_article_id": link.leader.id,
        "relation": link.relation,
        "resemblance": round(scores.resemblance, 4),
        "containment": round(scores.a_in_b, 4),
        "containment_of_original": round(scores.b_in_a, 4),
    }


def write_other(db: Database, article: Placed, story_id: int, link: Link, *, leads: bool) -> None:
    """A version or quote: of the one seen first by the other; at the same time, of the shorter.

    What is compared with the leader of a story goes before what is compared with a member.
    """
    other, scores = link.leader, link.scores
    own = (article.first_seen, -scores.a_in_b, article.text_hash)
    if own < (other.first_seen, -scores.b_in_a, other.text_hash):
        row, anew = compared(other, turned(link, article), story_id), leads
    else:
        row, anew = compared(article, link, other.story_id), other.leads
    Relations(db).relate(row | {"member": 0, "role": link.relation}, anew=anew)
