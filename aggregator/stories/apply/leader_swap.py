"""A leader that was alone with its story, and the fuller text that takes its place.

Any other leader that is fuller and alike would have been its leader before, so it goes straight to
the new one: what placing it again gives, for a third of the statements.
"""

from dataclasses import replace

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.model import MEMBER_RELATIONS
from aggregator.stories.apply import merges, relation_rows
from aggregator.stories.plan.match import Link, Placement, link, mask, turned
from storage.corpus.decisions import Decisions
from storage.links.relations import Relations
from storage.links.signatures import Placed, Signatures
from storage.links.sketch_index import Hashes
from storage.sqlite.connection import Database


def succeeds(db: Database, placement: Placement) -> bool:
    """Will a new article take the place of the only one that it overtakes, and change nothing else?"""
    return _alone(db, placement) is not None and _contained(placement)


def succeed(db: Database, article: Placed, sketch: Hashes, placement: Placement, why: str) -> bool:
    """Let a new article lead the story of the only one that it overtakes, if that is as simple as said.

    False when it is not, and nothing was done.
    """
    former = _alone(db, placement, article.id)
    place = former and _below(db, former, article, placement)
    if not former or not place:
        return False
    relation_rows.settle_in(db, article, article.story_id, placement, sketch)
    Relations(db).relate(relation_rows.compared(former, place, article.story_id) | {"member": 1})
    if not relation_rows.stays_findable(db, place):
        Signatures(db).unindex(former.id)
    merges.note(db, {article.story_id: former.id}, {}, why)
    return True


def _alone(db: Database, placement: Placement, but: int = 0) -> Placed | None:
    """The only article that is overtaken, if it led nothing but itself and nothing hangs on it."""
    if len(placement.overtaken) != 1 or Decisions(db).standing_at_all():
        return None
    [former] = placement.overtaken
    if not former.leads or former.story_id != placement.story_id:
        return None
    return former if Relations(db).untied(former.id, but) else None


def _contained(placement: Placement) -> bool:
    """Is one of the two all but contained in the other? Then no passage was counted."""
    [known] = placement.members
    return max(known.scores.a_in_b, known.scores.b_in_a) >= WHOLE_SHARE


def _below(db: Database, former: Placed, article: Placed, placement: Placement) -> Link | None:
    """How it relates to the new leader; None when it is no copy of it."""
    if _contained(placement):
        place = turned(placement.members[0], article)
        relation = linking.relate(place.scores, same_site=former.source_id == article.source_id)
        return replace(place, relation=relation) if relation else None
    runs = linking.shingles(former.text, mask(db, former.source_id))
    found = link(db, article, runs, former.source_id)
    return found if found and found.relation in MEMBER_RELATIONS else None
