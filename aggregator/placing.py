"""Where linking meets storage: which story an article belongs to.

A story is a leader and the articles verified against it; every article belongs to the nearest leader
that is fuller than itself, or leads. `find` decides for one article and `record` writes it down; what
a new leader takes over is placed again at once, so that stories are final after every article but
for the own text of sites, which `resettle` learns. `forget` takes an article out before it is deleted.
"""

import dataclasses
import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aggregator.linking import site_text
from aggregator.linking.relations import WHOLE
from aggregator.matching import (
    Link,
    Placement,
    Rank,
    Read,
    as_twin,
    find,
    find_alike,
    forget_masks,
    join,
    rank,
)
from aggregator.model import Row, Signature
from storage import own_text, sketches, stories, window
from storage.connection import Database, transaction
from storage.sketches import Placed
from storage.window import Hashes

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

BLOCK = 64  # articles read at once to be placed again


def record(
    db: Database,
    article_id: int,
    story_id: int,
    placement: Placement,
    signature: Signature,
) -> None:
    """Write down where an article belongs, and place again what it overtakes."""
    with transaction(db):
        sketch = sketches.add(db, article_id, signature)
        article = sketches.placed(db, [article_id])[article_id]
        own_text.mark_grown(db, {article.source_id: 1})
        take_in(db, dataclasses.replace(article, story_id=story_id), sketch, placement)


def take_in(db: Database, article: Placed, sketch: Hashes, placement: Placement) -> None:
    """Let a stored and signed article into its story; to be called within a transaction."""
    again = _Again(db)
    again.displace(placement.overtaken, but=article.id)
    again.heirs[article.story_id] = article.story_id
    _settle_in(db, article, article.story_id, placement, sketch)
    if placement.leads:
        again.overtaken_by = dataclasses.replace(article, leads=True)
    again.run(article.first_seen)


def replace(db: Database, article_id: int, text: str, signature: Signature, now: str) -> None:
    """Place an article anew after its text changed; alone, it keeps the id of its story."""
    with transaction(db):
        story_id = forget(db, article_id, now)
        source_id = sketches.placed(db, [article_id])[article_id].source_id
        placement = find(db, source_id, text, signature, article_id)
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
        alone = len(sketches.ranked(db, held.story_id)) == 1
        again = _Again(db)
        again.displace([held], but=article_id)
        sketches.forget(db, article_id)
        own_text.mark_grown(db, {held.source_id: 1})
        if not alone:
            stories.mark_dirty(db, held.story_id)
        again.run(now)
        return held.story_id if alone else None


def resettle(db: Database, now: str, progress: Callable[[int], None] | None = None) -> set[int]:
    """Learn the own text of sites with new articles; place again what it had muddled.

    Gives the stories that were looked at again. All or nothing: safe to stop and run again.
    """
    with _learning(db):
        changed = []
        for done, source_id in enumerate(own_text.grown(db), start=1):
            if _learn(db, source_id):
                changed.append(source_id)
            if progress:
                progress(done)
        muddled = own_text.muddled(db, changed)
        _place_again(db, muddled, now)
    return set(muddled)


def recluster(db: Database, now: str) -> None:
    """Place every article anew; stories keep their ids where they can.

    The own text of sites is learned again where an article came or went since: else it is the same.
    """
    with _learning(db):
        for source_id in own_text.grown(db, one_in=0):
            _learn(db, source_id)
        again = _Again(db)
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
    before = own_text.site_text(db, source_id)
    counts = site_text.count(own_text.latest(db, source_id))
    own_text.set_site_text(db, source_id, {"line": counts.lines, "shingle": counts.runs})
    own_text.mark_learned(db, source_id)
    forget_masks(db)
    return own_text.site_text(db, source_id) != before


def _place_again(db: Database, story_ids: Iterable[int], now: str) -> None:
    again = _Again(db)
    for story_id in story_ids:
        again.displace_story(story_id)
    again.run(now)


@dataclass(slots=True)
class _Again:
    """Articles to be placed again, the one that may lead first, so that the order in which they
    came does not matter. Holds no texts: a whole corpus may wait here.

    A story's id goes where the first of its articles goes, and of several ids the oldest stays.
    """

    db: Database
    waiting: list[tuple[Rank, int]] = field(default_factory=list)
    former: dict[int, int] = field(default_factory=dict)  # article -> the story it was in
    heirs: dict[int, int] = field(default_factory=dict)  # story -> the story its articles went to
    wordings: dict[str, int] = field(default_factory=dict)  # text hash -> the first placed with it
    tied: bool = (
        False  # something displaced was no leader alone in its story, or quotes, or is quoted
    )
    overtaken_by: Placed | None = None  # the only leader that is new

    def displace(self, articles: Iterable[Placed], but: int | None = None) -> None:
        """Leaders with their whole stories, other articles alone with those of the same wording."""
        for article in articles:
            if article.leads:
                self.displace_story(article.story_id, but)
            elif article.id not in self.former:
                self.tied = True
                self.heirs.setdefault(article.story_id, article.story_id)
                alike = sketches.ranked(self.db, article.story_id, article.text_hash)
                if sketches.leader(self.db, article.story_id) not in {row[0] for row in alike}:
                    self._displace(article.story_id, alike, but)

    def displace_story(self, story_id: int, but: int | None = None) -> None:
        self.heirs.pop(story_id, None)
        sketches.lead(self.db, story_id, None)
        self._displace(story_id, sketches.ranked(self.db, story_id), but)

    def displace_all(self) -> None:
        """Every article of the corpus, at once."""
        for article_id, story_id, wording, tokens in sketches.clear(self.db):
            self.former[article_id] = story_id
            self.waiting.append((rank(tokens, wording), article_id))
        heapq.heapify(self.waiting)
        window.forget(self.db)

    def run(self, now: str) -> None:
        while self.waiting:
            block = [heapq.heappop(self.waiting) for _ in range(min(BLOCK, len(self.waiting)))]
            self._place_block(block, now)
        self._close()

    def _place_block(self, block: list[tuple[Rank, int]], now: str) -> None:
        """What is read for many is read at once; what is displaced meanwhile may go before them."""
        read = Read.of(self.db, [article_id for _, article_id in block])
        for i, (order, article_id) in enumerate(block):
            if self.waiting and self.waiting[0] < (order, article_id):
                for later in block[i:]:
                    heapq.heappush(self.waiting, later)
                return
            self._place(read.articles[article_id], read, now)

    def _displace(self, story_id: int, rows: list[sketches.Ranked], but: int | None) -> None:
        rows = [row for row in rows if row[0] != but]
        self.tied = self.tied or len(rows) > 1
        for article_id, wording, tokens in rows:
            if article_id not in self.former:
                sketches.unindex(self.db, article_id)
                free = sketches.unrelate(self.db, article_id)
                self.tied = self.tied or not free
                self.former[article_id] = story_id
                heapq.heappush(self.waiting, (rank(tokens, wording), article_id))

    def _place(self, article: Placed, read: Read, now: str) -> None:
        article_id = article.id
        placement = self._found(article, read)
        self.displace(placement.overtaken)
        story_id = self._story(article, placement, now)
        self.heirs.setdefault(self.former[article_id], story_id)
        sketches.put(self.db, article_id, story_id)
        _settle_in(self.db, article, story_id, placement, read.sketches[article_id])

    def _found(self, article: Placed, read: Read) -> Placement:
        twin = self.wordings.setdefault(article.text_hash, article.id)
        if twin != article.id and article.tokens:
            return as_twin(sketches.placed(self.db, [twin])[twin])
        if self.overtaken_by and not self.tied:
            straight = join(self.db, article, self.overtaken_by)
            if straight:
                return straight
        sketch = read.sketches[article.id]
        return find_alike(
            self.db, article.source_id, article.text, article.tokens, sketch, read.foreseen
        )

    def _story(self, article: Placed, placement: Placement, now: str) -> int:
        """The story it joins, or the oldest that is free for it to lead."""
        if not placement.leads and placement.story_id is not None:
            return placement.story_id
        led = [other.story_id for other in placement.overtaken if other.leads]
        free = {key for key in (self.former[article.id], *led) if key not in self.heirs}
        story_id = min(free) if free else stories.create(self.db, now)
        self.heirs[story_id] = story_id
        return story_id

    def _close(self) -> None:
        """Stories that lost their articles lead to where these went; of several the oldest id stays."""
        joined: defaultdict[int, list[int]] = defaultdict(list)
        for story_id, heir in self.heirs.items():
            if heir != story_id:
                joined[heir].append(story_id)
        for heir, gone in joined.items():
            oldest = min(heir, *gone)
            if oldest != heir:
                sketches.move(self.db, heir, oldest)
            for story_id in gone:
                if story_id != oldest:
                    sketches.redirect(self.db, story_id, oldest)


def _settle_in(
    db: Database,
    article: Placed,
    story_id: int,
    placement: Placement,
    sketch: Hashes | None = None,
) -> None:
    """Join a story or lead it, and note what it quotes."""
    nearest = placement.members[0] if placement.members else None
    if placement.leads:
        sketches.index(db, article.id, sketch)
        sketches.lead(db, story_id, article.id)
        whole = dict.fromkeys(("containment", "containment_of_original", "resemblance"), 1.0)
        sketches.relate(db, {"article_id": article.id, "story_id": story_id, "member": 1} | whole)
    elif nearest and nearest.leader.text_hash == article.text_hash:
        sketches.relate_alike(db, article.id, nearest.leader.id)
        stories.mark_dirty(db, story_id)
    elif nearest:
        sketches.relate(db, _row(article, nearest, story_id) | {"member": 1})
        if nearest.scores.a_in_b < WHOLE and not sketches.crowded(db, story_id):
            sketches.index(db, article.id, sketch)
        stories.mark_dirty(db, story_id)
    for link in placement.others:
        if link.leader.story_id != story_id:
            _write_other(db, article, story_id, link, leads=placement.leads)


def _write_other(db: Database, article: Placed, story_id: int, link: Link, *, leads: bool) -> None:
    """A version or quote: of the one seen first by the other; at the same time, of the shorter.

    What is compared with the leader of a story goes before what is compared with a member.
    """
    other, scores = link.leader, link.scores
    if (article.first_seen, -scores.a_in_b) < (other.first_seen, -scores.b_in_a):
        row, anew = _row(other, _turned(link, article), story_id), leads
    else:
        row, anew = _row(article, link, other.story_id), other.leads
    sketches.relate(db, row | {"member": 0, "role": link.relation}, anew=anew)


def _turned(link: Link, leader: Placed) -> Link:
    was = link.scores
    sizes = {"a_size": was.b_size, "b_size": was.a_size}
    return Link(
        leader,
        link.relation,
        dataclasses.replace(was, a_in_b=was.b_in_a, b_in_a=was.a_in_b, **sizes),
    )


def _row(article: Placed, link: Link, story_id: int) -> Row:
    return {
        "article_id": article.id,
        "story_id": story_id,
        "of_article_id": link.leader.id,
        "relation": link.relation,
        "resemblance": round(link.scores.resemblance, 4),
        "containment": round(link.scores.a_in_b, 4),
        "containment_of_original": round(link.scores.b_in_a, 4),
    }
