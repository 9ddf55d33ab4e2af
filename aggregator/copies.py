"""Rows of the table `copies`: how an article compares with another, mostly the leader of a story."""

import dataclasses

from aggregator.matching import Link
from aggregator.model import Row
from storage import sketches
from storage.connection import Database
from storage.sketches import Placed


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
    if (article.first_seen, -scores.a_in_b) < (other.first_seen, -scores.b_in_a):
        row, anew = compared(other, _turned(link, article), story_id), leads
    else:
        row, anew = compared(article, link, other.story_id), other.leads
    sketches.relate(db, row | {"member": 0, "role": link.relation}, anew=anew)


def _turned(link: Link, leader: Placed) -> Link:
    was = link.scores
    sizes = {"a_size": was.b_size, "b_size": was.a_size}
    return Link(
        leader,
        link.relation,
        dataclasses.replace(was, a_in_b=was.b_in_a, b_in_a=was.a_in_b, **sizes),
    )
