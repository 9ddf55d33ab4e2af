"""Where linking meets storage: which story an article belongs to.

A story is a leader and the articles verified against it. `find` decides for one new article,
`record` writes it down, `resettle` decides again where a site's own text has become known since,
`forget` takes an article out before it is deleted.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from aggregator import linking
from aggregator.linking import site_text
from aggregator.linking.relations import WHOLE
from aggregator.linking.verify import Comparison
from aggregator.linking.words import Hashes, contained
from aggregator.model import MEMBER_RELATIONS, Relation, Row, Signature
from storage import articles, sketches, stories
from storage.connection import Database, transaction
from storage.sketches import Placed

FEWEST_TOKENS = 40  # shorter texts are linked only when identical
SHARED = 2  # sketched shingles in common that make a candidate
CANDIDATES = 20  # looked at for one article
GROWTH = 1.1  # how much fuller a text must be to lead in the place of another


@dataclass(frozen=True, slots=True)
class Link:
    """How an article relates to a leader."""

    leader: Placed
    relation: Relation
    scores: Comparison


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs. `story_id` None: a story of its own."""

    story_id: int | None = None
    relation: Relation | None = None
    of_article_id: int | None = None
    members: tuple[Link, ...] = ()  # leaders whose stories it belongs to, the nearest first
    others: tuple[Link, ...] = ()  # versions and quotes
    size: int = 0  # runs of its text without the site's own

    @property
    def scores(self) -> Comparison | None:
        return self.members[0].scores if self.members else None


def find(db: Database, source_id: int | None, text: str, signature: Signature) -> Placement:
    """Which stories a text belongs to. Reads only; `source_id` None for a text of no known site."""
    same = sketches.identical(db, articles.text_hash(text))
    if signature.tokens < FEWEST_TOKENS:
        return _as_identical(same) if same else Placement()
    mine = _Masked(db)
    own = mine.shingles(source_id, text)
    hashes = mine.findable(source_id, signature.sketch)
    near = sketches.candidates(db, hashes, SHARED, CANDIDATES)
    found = sketches.placed(db, [article for article, _ in near])
    links = [
        link
        for article, _ in near
        if article in found and (link := _link(mine, found[article], own, source_id))
    ]
    members = sorted((link for link in links if link.relation in MEMBER_RELATIONS), key=_nearest)
    if same and not members:
        return _as_identical(same)
    others = tuple(link for link in links if link.relation not in MEMBER_RELATIONS)
    if not members:
        return Placement(others=others, size=len(own))
    best = members[0]
    story_id = min(link.leader.story_id for link in members)
    return Placement(story_id, best.relation, best.leader.id, tuple(members), others, len(own))


def record(
    db: Database,
    article_id: int,
    story_id: int,
    placement: Placement,
    signature: Signature,
) -> None:
    """Write down where an article belongs; merges stories that it joins into one."""
    with transaction(db):
        sketches.add(db, article_id, signature)
        source_id = db.conn.execute(
            "SELECT source_id FROM articles WHERE id = ?", [article_id]
        ).fetchone()[0]
        sketches.mark_stale(db, source_id, True)
        _settle_in(db, article_id, story_id, placement, signature.sketch)


def replace(db: Database, article_id: int, text: str, signature: Signature, now: str) -> None:
    """Place an article anew after its text changed; alone, it keeps the id of its story."""
    with transaction(db):
        story_id = forget(db, article_id, now)
        source_id = db.conn.execute(
            "SELECT source_id FROM articles WHERE id = ?", [article_id]
        ).fetchone()[0]
        placement = find(db, source_id, text, signature)
        target = placement.story_id or story_id or stories.create(db, now)
        if story_id and target != story_id:
            sketches.redirect(db, story_id, target)
        sketches.put(db, article_id, target)
        record(db, article_id, target, placement, signature)


def forget(db: Database, article_id: int, now: str) -> int | None:
    """Take an article out of its story; what is left gets a new leader and is placed again.

    Gives the id of its story when nothing else is left in it. The article row itself stays.
    """
    with transaction(db):
        held = sketches.placed(db, [article_id])[article_id]
        rest = [m.id for m in sketches.members(db, held.story_id) if m.id != article_id]
        was_leader = sketches.leader(db, held.story_id) == article_id
        sketches.unindex(db, article_id)
        sketches.unrelate(db, article_id)
        db.conn.execute("DELETE FROM signatures WHERE article_id = ?", [article_id])
        stories.mark_dirty(db, held.story_id)
        if not rest:
            return held.story_id
        if was_leader:
            _place_again(db, rest, now)
        return None


def resettle(db: Database, now: str, progress: Callable[[int], None] | None = None) -> set[int]:
    """Learn the own text of sites with new articles; place again what it had muddled.

    Gives the stories that were looked at again.
    """
    changed = []
    for done, source_id in enumerate(sketches.grown(db), start=1):
        with transaction(db):
            if _learn(db, source_id):
                changed.append(source_id)
            sketches.mark_stale(db, source_id, False)
        if progress:
            progress(done)
    if not changed:
        return set()
    with transaction(db):
        touched = sketches.of_sources(db, changed)
        ids = [member.id for story in sorted(touched) for member in sketches.members(db, story)]
        _place_again(db, ids, now)
    return touched


def recluster(db: Database, now: str) -> None:
    """Place every article anew; stories keep their ids where they can."""
    with transaction(db):
        for (source_id,) in db.conn.execute("SELECT id FROM sources").fetchall():
            _learn(db, source_id)
            sketches.mark_stale(db, source_id, False)
        _place_again(db, sketches.all_ids(db), now)


def _as_identical(same: Placed) -> Placement:
    size = len(linking.shingles(same.text))
    link = Link(same, "identical", Comparison(1.0, 1.0, 1.0, size, size, size))
    return Placement(same.story_id, "identical", same.id, (link,), (), size)


def _link(masked: "_Masked", leader: Placed, own: Hashes, source_id: int | None) -> Link | None:
    scores = linking.compare(own, masked.shingles(leader.source_id, leader.text))
    relation = linking.relate(scores, same_site=leader.source_id == source_id)
    return Link(leader, relation, scores) if relation else None


def _nearest(link: Link) -> tuple[float, float, int]:
    return (-max(link.scores.a_in_b, link.scores.b_in_a), -link.scores.resemblance, link.leader.id)


class _Masked:
    """Texts without their site's own, for the length of one decision."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._masks: dict[int, linking.Mask] = {}

    def shingles(self, source_id: int | None, text: str) -> Hashes:
        """The distinct three-word runs that are the article's."""
        return linking.shingles(text, self._mask(source_id))

    def findable(self, source_id: int | None, sketch: bytes) -> list[int]:
        """The sketched shingles that are the article's."""
        hashes = linking.sketch_hashes(sketch)
        runs = self._mask(source_id).runs
        if len(runs):
            hashes = hashes[~contained(hashes.view(np.uint64), runs)]
        found: list[int] = hashes.tolist()
        return found

    def _mask(self, source_id: int | None) -> linking.Mask:
        if source_id is None:
            return linking.NOTHING
        if source_id not in self._masks:
            self._masks[source_id] = _mask(self._db, source_id)
        return self._masks[source_id]


def _mask(db: Database, source_id: int) -> linking.Mask:
    known = sketches.site_text(db, source_id)
    runs = np.sort(np.array(known["shingle"], dtype=np.int64).view(np.uint64))
    return (
        linking.Mask(frozenset(known["line"]), runs)
        if known["line"] or len(runs)
        else linking.NOTHING
    )


def _settle_in(
    db: Database,
    article_id: int,
    story_id: int,
    placement: Placement,
    sketch: bytes,
) -> None:
    """Join a story (and the stories it joins), or lead one."""
    for link in placement.members:
        if link.leader.story_id != story_id:
            _merge(db, link.leader.story_id, story_id)
    leader = sketches.leader(db, story_id)
    nearest = placement.members[0] if placement.members else None
    fuller = (
        nearest is not None
        and nearest.scores.b_in_a >= WHOLE
        and nearest.scores.a_size >= GROWTH * nearest.scores.b_size
    )
    if leader is None or fuller:
        sketches.index(db, article_id, linking.sketch_hashes(sketch).tolist())
        _lead(db, story_id, article_id)
    else:
        _write(db, article_id, story_id, nearest)
        stories.mark_dirty(db, story_id)
    for link in placement.others:
        _write_other(db, article_id, link)


def _merge(db: Database, story_id: int, into: int) -> None:
    """Move every member; the nearer leader of both stays."""
    for member in sketches.members(db, story_id):
        sketches.put(db, member.id, into)
        db.conn.execute(
            "UPDATE OR REPLACE copies SET story_id = ? WHERE article_id = ? AND story_id = ? AND member = 1",
            [into, member.id, story_id],
        )
    sketches.redirect(db, story_id, into)


def _lead(db: Database, story_id: int, article_id: int) -> None:
    """Make an article the leader and verify the members against it."""
    sketches.lead(db, story_id, article_id)
    masked = _Masked(db)
    found = sketches.members(db, story_id)
    leader = next(member for member in found if member.id == article_id)
    runs = masked.shingles(leader.source_id, leader.text)
    _write(db, article_id, story_id, None)
    for member in found:
        if member.id != article_id:
            own = masked.shingles(member.source_id, member.text)
            scores = linking.compare(own, runs)
            relation = linking.relate(scores, same_site=False) or "partial"
            _write(db, member.id, story_id, Link(leader, relation, scores))
            sketches.unindex(db, member.id)


def _write(db: Database, article_id: int, story_id: int, link: Link | None) -> None:
    """A member's row; the leader's own has no relation."""
    row: Row = {"article_id": article_id, "story_id": story_id, "member": 1}
    row |= (
        _scores(link)
        if link
        else {"containment": 1.0, "containment_of_original": 1.0, "resemblance": 1.0}
    )
    sketches.relate(db, row)


def _write_other(db: Database, article_id: int, link: Link) -> None:
    if link.leader.id != article_id:
        row = {
            "article_id": article_id,
            "story_id": link.leader.story_id,
            "member": 0,
            "role": link.relation,
        }
        sketches.relate(db, row | _scores(link))


def _scores(link: Link) -> Row:
    return {
        "of_article_id": link.leader.id,
        "relation": link.relation,
        "resemblance": round(link.scores.resemblance, 4),
        "containment": round(link.scores.a_in_b, 4),
        "containment_of_original": round(link.scores.b_in_a, 4),
    }


def _learn(db: Database, source_id: int) -> bool:
    """Count a site's repeated text anew; True when that changes what is masked."""
    before = sketches.site_text(db, source_id)
    counts = site_text.count([article.text for article in sketches.latest(db, source_id)])
    sketches.set_site_text(db, source_id, {"line": counts.lines, "shingle": counts.runs})
    return sketches.site_text(db, source_id) != before


def _place_again(db: Database, article_ids: Collection[int], now: str) -> None:
    """Place articles anew, the fullest text first, so that order of arrival does not matter.

    A story's id stays with the first article that leads and belonged to it.
    """
    held = (
        sketches.placed(db, article_ids)
        if len(article_ids) <= 30_000
        else _in_parts(db, article_ids)
    )
    former = {article_id: article.story_id for article_id, article in held.items()}
    for article_id in held:
        sketches.unindex(db, article_id)
        sketches.unrelate(db, article_id)
    for story_id in set(former.values()):
        sketches.lead(db, story_id, None)
    taken: set[int] = set()
    for article in _fullest_first(db, list(held.values())):
        _place_one(db, article, former[article.id], taken, now)
    for story_id in set(former.values()) - taken:
        _close(db, story_id, former)


def _in_parts(db: Database, article_ids: Collection[int]) -> dict[int, Placed]:
    ids = list(article_ids)
    found: dict[int, Placed] = {}
    for start in range(0, len(ids), 30_000):
        found |= sketches.placed(db, ids[start : start + 30_000])
    return found


def _fullest_first(db: Database, held: Sequence[Placed]) -> Sequence[Placed]:
    masked = _Masked(db)
    sizes = {a.id: len(masked.shingles(a.source_id, a.text)) for a in held}
    return sorted(held, key=lambda a: (-sizes[a.id], a.id))


def _place_one(db: Database, article: Placed, former: int, taken: set[int], now: str) -> None:
    sketch = sketches.sketch(db, article.id)
    signature = Signature(linking.SIGNATURE_VERSION, article.tokens, b"", sketch)
    db.conn.execute(
        "UPDATE articles SET text_hash = '' WHERE id = ?", [article.id]
    )  # not its own twin
    placement = find(db, article.source_id, article.text, signature)
    db.conn.execute(
        "UPDATE articles SET text_hash = ? WHERE id = ?", [article.text_hash, article.id]
    )
    story_id = placement.story_id
    if story_id is None:
        story_id = former if former not in taken else stories.create(db, now)
    taken.add(story_id)
    sketches.put(db, article.id, story_id)
    _settle_in(db, article.id, story_id, placement, sketch)


def _close(db: Database, story: int, former: dict[int, int]) -> None:
    """A story that lost all its articles leads to where the first of them went."""
    first = min(article for article, was in former.items() if was == story)
    row = db.conn.execute("SELECT story_id FROM articles WHERE id = ?", [first]).fetchone()
    if row[0] != story:
        sketches.redirect(db, story, row[0])
