"""Where linking meets storage: which story an article belongs to.

A story is a leader and the articles verified against it; every article belongs to the nearest leader
that is fuller than itself, or leads. `find` decides for one article and `record` writes it down; what
a new leader takes over is placed again at once, so that stories are final after every article but
for the own text of sites, which `resettle` learns. `forget` takes an article out before it is deleted.
What a person decided on stories is respected in all of them; each change of a leader is logged.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from aggregator.linking import boilerplate
from aggregator.model import Signature
from aggregator.stories.apply import relation_rows
from aggregator.stories.apply.leader_swap import succeed
from aggregator.stories.apply.reassignment import Displaced
from aggregator.stories.plan.match import Link, Placement, find, forget_masks
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.links.signatures import Placed, Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.links.sketch_index import Hashes
from storage.sqlite.connection import Database, transaction

__all__ = [
    "Link",
    "Placement",
    "find",
    "forget",
    "recluster",
    "record",
    "replace",
    "resettle",
    "take_in",
]

FULLER = "a fuller text came"
CHANGED = "its text changed"
REMOVED = "an article was taken out"
OWN_TEXT = "what a site repeats was learned, and counts no more"
ANEW = "everything was linked anew"


def record(
    db: Database,
    article_id: int,
    story_id: int,
    placement: Placement,
    signature: Signature,
    why: str = FULLER,
) -> None:
    """Write down where an article belongs, and place again what it overtakes."""
    with transaction(db):
        sketch = Signatures(db).add(article_id, signature)
        article = Signatures(db).placed([article_id])[article_id]
        SiteBoilerplate(db).mark_grown({article.source_id: 1})
        take_in(db, dataclasses.replace(article, story_id=story_id), sketch, placement, why)


def take_in(
    db: Database, article: Placed, sketch: Hashes, placement: Placement, why: str = FULLER
) -> bool:
    """Let a stored and signed article into its story; to be called within a transaction.

    True when another article can be found now that could not be found before.
    """
    if placement.plain:
        relation_rows.settle_in(db, article, article.story_id, placement, sketch)
        return False
    if succeed(db, article, sketch, placement, why):
        return False
    again = Displaced(db, why)
    again.displace(placement.overtaken, but=article.id)
    again.heirs[article.story_id] = article.story_id
    relation_rows.settle_in(db, article, article.story_id, placement, sketch)
    again.run(article.first_seen)
    return again.revealed()


def replace(db: Database, article_id: int, text: str, signature: Signature, now: str) -> None:
    """Place an article anew after its text changed; alone, it keeps the id of its story."""
    with transaction(db):
        story_id = _take_out(db, article_id, Decisions(db).bound_to(article_id), now, CHANGED)
        source_id = Signatures(db).placed([article_id])[article_id].source_id
        placement = find(db, source_id, text, signature, article_id)
        target = placement.story_id or story_id or Stories(db).create(now)
        if story_id and target != story_id:
            Signatures(db).redirect(story_id, target)
            Decisions(db).log(target, "took_in", other=story_id, reason=CHANGED, now=now)
        Signatures(db).put(article_id, target)
        record(db, article_id, target, placement, signature, CHANGED)
        place_again(db, Decisions(db).bound_to(article_id), now, CHANGED)


def forget(db: Database, article_id: int, now: str) -> None:
    """Take an article out of its story and of all that was decided on it; what is left gets a new
    leader and is placed again. The article row itself stays.
    """
    with transaction(db):
        bound = Decisions(db).bound_to(article_id)
        Decisions(db).forget(article_id)
        _take_out(db, article_id, bound, now, REMOVED)


def _take_out(
    db: Database, article_id: int, bound: Iterable[int], now: str, why: str
) -> int | None:
    """Gives the id of its story when nothing else is left in it; `bound` are placed again as well."""
    with transaction(db):
        held = Signatures(db).placed([article_id])[article_id]
        alone = len(Signatures(db).ranked(held.story_id)) == 1
        again = Displaced(db, why, gone=article_id)
        again.displace([held], but=article_id)
        for story_id in bound:
            again.displace_story(story_id, but=article_id)
        Signatures(db).forget(article_id)
        SiteBoilerplate(db).mark_grown({held.source_id: 1})
        if not alone:
            Stories(db).mark_dirty(held.story_id)
        again.run(now)
        return held.story_id if alone else None


def resettle(db: Database, now: str, progress: Callable[[int], None] | None = None) -> set[int]:
    """Learn the own text of sites with new articles; place again what it had muddled.

    Gives the stories that were looked at again. All or nothing: safe to stop and run again.
    """
    with _learning(db):
        changed = []
        for done, source_id in enumerate(SiteBoilerplate(db).grown(), start=1):
            if _learn(db, source_id):
                changed.append(source_id)
            if progress:
                progress(done)
        muddled = SiteBoilerplate(db).muddled(changed)
        place_again(db, muddled, now, OWN_TEXT)
    return set(muddled)


def recluster(db: Database, now: str) -> None:
    """Place every article anew; stories keep their ids where they can.

    The own text of sites is learned again where an article came or went since: else it is the same.
    """
    with _learning(db):
        for source_id in SiteBoilerplate(db).grown(one_in=0):
            _learn(db, source_id)
        again = Displaced(db, ANEW)
        again.displace_all()
        again.run(now)


@contextmanager
def _learning(db: Database) -> Iterator[None]:
    """A transaction after which no mask is remembered that was rolled back."""
    try:
        with transaction(db):
            yield
    finally:
        forget_masks(db)


def _learn(db: Database, source_id: int) -> bool:
    """Count a site's repeated text anew; True when that changes what is masked."""
    before = SiteBoilerplate(db).site_text(source_id)
    counts = boilerplate.count_repeats(SiteBoilerplate(db).latest(source_id))
    SiteBoilerplate(db).set_site_text(source_id, {"line": counts.lines, "shingle": counts.shingles})
    SiteBoilerplate(db).mark_learned(source_id)
    forget_masks(db)
    return SiteBoilerplate(db).site_text(source_id) != before


def place_again(db: Database, story_ids: Iterable[int], now: str, why: str) -> None:
    """Place the articles of these stories anew; `why` goes into the log of what that changes."""
    with transaction(db):
        again = Displaced(db, why)
        for story_id in story_ids:
            again.displace_story(story_id)
        again.run(now)
