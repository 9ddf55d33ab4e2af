"""Stories that a person merged: every text stays with the leader it was found by, and one story holds
them all. The fullest of these texts leads it. The other leaders stay findable, so that copies of
them join as well, and the table `joined` keeps the ids of their stories, which they get back when
the merge is undone.
"""

from collections.abc import Mapping

from aggregator import clock
from aggregator.stories.apply import relation_rows
from aggregator.stories.plan.match import rank
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.links.relations import Relations
from storage.links.signatures import Signatures
from storage.sqlite.connection import Database


def leaders(db: Database, story_id: int) -> set[int]:
    """Who leads a story, with those that were joined to it."""
    leader = Signatures(db).leader(story_id)
    return {*Decisions(db).joined(story_id), *([] if leader is None else [leader])}


def merge(db: Database, kept: int, gone: int) -> None:
    """Make one story of two, under the id `kept`."""
    ids = {kept, gone, *Decisions(db).joined(kept).values(), *Decisions(db).joined(gone).values()}
    heads = Signatures(db).placed(leaders(db, kept) | leaders(db, gone)).values()
    first, *rest = sorted(heads, key=lambda head: rank(head.tokens, head.text_hash))
    Signatures(db).move(gone, kept)
    Signatures(db).lead(kept, first.id)
    Decisions(db).part(kept)
    for head, was in zip(rest, sorted(ids - {kept}), strict=True):
        Decisions(db).join(head.id, kept, was)
    for article_id in Decisions(db).not_compared_with(kept, first.id):
        article = Signatures(db).placed([article_id])[article_id]
        Relations(db).relate(
            relation_rows.compared(article, relation_rows.beside(db, article, first), kept)
            | {"member": 1},
        )


# The log


def note(db: Database, led: Mapping[int, int | None], parted: Mapping[int, int], why: str) -> None:
    """Note which stories have another leader than before, and which came out of others.

    `led` names the former leaders of stories, `parted` what each story was, or is, a part of.
    """
    now = clock.now()
    leads = Signatures(db).leaders({*led, *parted})
    for story_id, before in led.items():
        leader = leads.get(story_id)
        if None not in (leader, before) and leader != before:
            Decisions(db).log(story_id, "leader", article=leader, reason=why, now=now)
    for story_id, former in parted.items():
        if leader := leads.get(story_id):
            Decisions(db).log(
                story_id, "came_from", article=leader, other=former, reason=why, now=now
            )


def note_taken_in(
    db: Database, story_id: int, other: int, parted: Mapping[int, int], why: str
) -> None:
    """Note that a story took in another, unless that is a part of it which was parted just now."""
    former = parted.get(other)
    if former is None or Stories(db).resolve(former) != story_id:
        Decisions(db).log(story_id, "took_in", other=other, reason=why, now=clock.now())
