"""Stories that a person merged: every text stays with the leader it was found by, and one story holds
them all. The fullest of these texts leads it. The other leaders stay findable, so that copies of
them join as well, and the table `joined` keeps the ids of their stories, which they get back when
the merge is undone.
"""

from collections.abc import Mapping

from aggregator import clock
from aggregator.stories.apply import relation_rows
from aggregator.stories.plan.match import rank
from storage.corpus import decisions, stories
from storage.links import relations, signatures
from storage.sqlite.connection import Database


def leaders(db: Database, story_id: int) -> set[int]:
    """Who leads a story, with those that were joined to it."""
    leader = signatures.leader(db, story_id)
    return {*decisions.joined(db, story_id), *([] if leader is None else [leader])}


def merge(db: Database, kept: int, gone: int) -> None:
    """Make one story of two, under the id `kept`."""
    ids = {kept, gone, *decisions.joined(db, kept).values(), *decisions.joined(db, gone).values()}
    heads = signatures.placed(db, leaders(db, kept) | leaders(db, gone)).values()
    first, *rest = sorted(heads, key=lambda head: rank(head.tokens, head.text_hash))
    signatures.move(db, gone, kept)
    signatures.lead(db, kept, first.id)
    decisions.part(db, kept)
    for head, was in zip(rest, sorted(ids - {kept}), strict=True):
        decisions.join(db, head.id, kept, was)
    for article_id in decisions.not_compared_with(db, kept, first.id):
        article = signatures.placed(db, [article_id])[article_id]
        relations.relate(
            db,
            relation_rows.compared(article, relation_rows.beside(db, article, first), kept)
            | {"member": 1},
        )


# The log


def note(db: Database, led: Mapping[int, int | None], parted: Mapping[int, int], why: str) -> None:
    """Note which stories have another leader than before, and which came out of others.

    `led` names the former leaders of stories, `parted` what each story was, or is, a part of.
    """
    now = clock.now()
    leads = signatures.leaders(db, {*led, *parted})
    for story_id, before in led.items():
        leader = leads.get(story_id)
        if None not in (leader, before) and leader != before:
            decisions.log(db, story_id, "leader", article=leader, reason=why, now=now)
    for story_id, former in parted.items():
        if leader := leads.get(story_id):
            decisions.log(
                db, story_id, "came_from", article=leader, other=former, reason=why, now=now
            )


def note_taken_in(
    db: Database, story_id: int, other: int, parted: Mapping[int, int], why: str
) -> None:
    """Note that a story took in another, unless that is a part of it which was parted just now."""
    former = parted.get(other)
    if former is None or stories.resolve(db, former) != story_id:
        decisions.log(db, story_id, "took_in", other=other, reason=why, now=clock.now())
