"""Where linking meets storage: which story an article belongs to.

A story is a leader and the articles verified against it; every article belongs to the nearest leader
that is fuller than itself, or leads. `find` decides for one article and `record` writes it down; what
a new leader takes over is placed again at once, so that stories are final after every article but
for the own text of sites, which `resettle` learns. `forget` takes an article out before it is deleted.
What a person decided on stories is respected in all of them; each change of a leader is logged.
"""

import dataclasses
import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from aggregator import copies, joining, linking
from aggregator.linking import site_text
from aggregator.matching import (
    Link,
    Placement,
    Rank,
    as_twin,
    find,
    find_alike,
    forget_masks,
    join,
    rank,
    telling,
)
from aggregator.model import Signature
from storage import decisions, sketches, stories, window
from storage.connection import Database, transaction
from storage.sketches import Placed
from storage.window import Foreseen, Hashes

__all__ = [
    "Link",
    "Placement",
    "find",
    "forget",
    "mend",
    "recluster",
    "record",
    "replace",
    "resettle",
    "sign_again",
    "take_in",
    "unsound",
]

SIGNED = 256  # articles signed anew in one go
FULLER = "a fuller text came"
CHANGED = "its text changed"
REMOVED = "an article was taken out"
OWN_TEXT = "what a site repeats was learned, and counts no more"
ANEW = "everything was linked anew"
BLOCK = 64  # articles read at once to be placed again
FEW = 8


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
        sketch = sketches.add(db, article_id, signature)
        article = sketches.placed(db, [article_id])[article_id]
        sketches.mark_grown(db, {article.source_id: 1})
        take_in(db, dataclasses.replace(article, story_id=story_id), sketch, placement, why)


def take_in(
    db: Database, article: Placed, sketch: Hashes, placement: Placement, why: str = FULLER
) -> None:
    """Let a stored and signed article into its story; to be called within a transaction."""
    again = _Again(db, why)
    again.displace(placement.overtaken, but=article.id)
    again.heirs[article.story_id] = article.story_id
    copies.settle_in(db, article, article.story_id, placement, sketch)
    if placement.leads:
        again.overtaken_by = dataclasses.replace(article, leads=True)
    again.run(article.first_seen)


def replace(db: Database, article_id: int, text: str, signature: Signature, now: str) -> None:
    """Place an article anew after its text changed; alone, it keeps the id of its story."""
    with transaction(db):
        story_id = _take_out(db, article_id, decisions.bound_to(db, article_id), now, CHANGED)
        source_id = sketches.placed(db, [article_id])[article_id].source_id
        placement = find(db, source_id, text, signature, article_id)
        target = placement.story_id or story_id or stories.create(db, now)
        if story_id and target != story_id:
            sketches.redirect(db, story_id, target)
            decisions.log(db, target, "took_in", other=story_id, reason=CHANGED, now=now)
        sketches.put(db, article_id, target)
        record(db, article_id, target, placement, signature, CHANGED)
        place_again(db, decisions.bound_to(db, article_id), now, CHANGED)


def forget(db: Database, article_id: int, now: str) -> None:
    """Take an article out of its story and of all that was decided on it; what is left gets a new
    leader and is placed again. The article row itself stays.
    """
    with transaction(db):
        bound = decisions.bound_to(db, article_id)
        decisions.forget(db, article_id)
        _take_out(db, article_id, bound, now, REMOVED)


def _take_out(
    db: Database, article_id: int, bound: Iterable[int], now: str, why: str
) -> int | None:
    """Gives the id of its story when nothing else is left in it; `bound` are placed again as well."""
    with transaction(db):
        held = sketches.placed(db, [article_id])[article_id]
        alone = len(sketches.ranked(db, held.story_id)) == 1
        again = _Again(db, why, gone=article_id)
        again.displace([held], but=article_id)
        for story_id in bound:
            again.displace_story(story_id, but=article_id)
        sketches.forget(db, article_id)
        sketches.mark_grown(db, {held.source_id: 1})
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
        for done, source_id in enumerate(sketches.grown(db), start=1):
            if _learn(db, source_id):
                changed.append(source_id)
            if progress:
                progress(done)
        muddled = sketches.muddled(db, changed)
        place_again(db, muddled, now, OWN_TEXT)
    return set(muddled)


def recluster(db: Database, now: str) -> None:
    """Place every article anew; stories keep their ids where they can.

    The own text of sites is learned again where an article came or went since: else it is the same.
    """
    with _learning(db):
        for source_id in sketches.grown(db, one_in=0):
            _learn(db, source_id)
        again = _Again(db, ANEW)
        again.displace_all()
        again.run(now)


def sign_again(db: Database, now: str) -> bool:
    """After an update that signs differently: sign every text anew and link all of them.

    True when there was anything to do. Safe to stop and run again: the first article comes last.
    """
    if not sketches.outdated(db):
        return False
    for batch in _signed(db):
        with transaction(db):
            for article_id, signature in batch:
                sketches.add(db, article_id, signature)
    window.forget(db)
    with transaction(db):
        sketches.mark_all_grown(db)
        recluster(db, now)
    return True


def unsound(db: Database) -> list[int]:
    """Articles whose stored signature is not that of their text."""
    pairs = (pair for batch in _signed(db) for pair in batch)
    return [key for key, made in pairs if sketches.stored(db, key) != sketches.shortened(made)]


def mend(db: Database, now: str) -> int:
    """Sign what is not signed as it should be, and link all anew; gives how many were mended."""
    wrong, lost = unsound(db), sketches.lost(db)
    if not wrong and not lost:
        return 0
    with transaction(db):
        for article_id, article in sketches.placed(db, wrong).items():
            sketches.add(db, article_id, linking.sign(article.text))
        for article_id in lost:
            sketches.index(db, article_id)
    window.forget(db)
    recluster(db, now)
    return len({*wrong, *lost})


def _signed(db: Database) -> Iterator[list[tuple[int, Signature]]]:
    """Every article signed anew, in batches, the latest first."""
    below = (1 << 63) - 1
    while rows := sketches.texts(db, below, SIGNED):
        below = rows[-1][0]
        made = linking.sign_all(text for _, text in rows)
        yield [(row[0], signature) for row, signature in zip(rows, made, strict=True)]


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
    before = sketches.site_text(db, source_id)
    counts = site_text.count(sketches.latest(db, source_id))
    sketches.set_site_text(db, source_id, {"line": counts.lines, "shingle": counts.runs})
    sketches.mark_learned(db, source_id)
    forget_masks(db)
    return sketches.site_text(db, source_id) != before


def place_again(db: Database, story_ids: Iterable[int], now: str, why: str) -> None:
    """Place the articles of these stories anew; `why` goes into the log of what that changes."""
    with transaction(db):
        again = _Again(db, why)
        for story_id in story_ids:
            again.displace_story(story_id)
        again.run(now)


@dataclass(frozen=True, slots=True)
class _Read:
    """Some articles that are to be placed next, and their candidates."""

    articles: dict[int, Placed]
    sketches: dict[int, Hashes]
    foreseen: Foreseen | None  # of a few, each is looked up when it is needed

    @classmethod
    def of(cls, db: Database, article_ids: list[int]) -> "_Read":
        """Read them."""
        articles = sketches.placed(db, article_ids)
        own = sketches.of_all(db, article_ids)
        if len(article_ids) < FEW:
            return cls(articles, own, None)
        told = [telling(db, articles[key].source_id, own[key]) for key in article_ids]
        return cls(articles, own, window.current(db).foresee(np.concatenate(told)))


@dataclass(slots=True)
class _Again:
    """Articles to be placed again, the one that may lead first, so that the order in which they
    came does not matter. Holds no texts: a whole corpus may wait here.

    A story's id goes where the first of its articles goes, and of several ids the oldest stays.
    """

    db: Database
    why: str  # told in the log of what changes
    gone: int | None = None  # an article that is to be deleted
    waiting: list[tuple[Rank, int]] = field(default_factory=list)
    former: dict[int, int] = field(default_factory=dict)  # article -> the story it was in
    heirs: dict[int, int] = field(default_factory=dict)  # story -> the story its articles went to
    wordings: dict[str, int] = field(default_factory=dict)  # text hash -> the first placed with it
    led: dict[int, int | None] = field(default_factory=dict)  # story -> its leader before
    parted: dict[int, int] = field(
        default_factory=dict
    )  # story -> the one it was, or is, a part of
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
                if not joining.leaders(self.db, article.story_id) & {row[0] for row in alike}:
                    self._displace(article.story_id, alike, but)

    def displace_story(self, story_id: int, but: int | None = None) -> None:
        self.heirs.pop(story_id, None)
        self.led.setdefault(story_id, sketches.leader(self.db, story_id))
        sketches.lead(self.db, story_id, None)
        self._part(story_id, but)
        self._displace(story_id, sketches.ranked(self.db, story_id), but)

    def _part(self, story_id: int, but: int | None) -> None:
        """Merged stories have their own ids again, until `_close` merges them."""
        joined = decisions.joined(self.db, story_id)
        if joined:
            decisions.part(self.db, story_id)
            self.tied = True
        for leader, was in joined.items():
            if leader != but:
                self.parted[was] = story_id
                sketches.lead(self.db, was, None)
                sketches.put(self.db, leader, was)
                self._displace(was, sketches.ranked(self.db, was), but)

    def displace_all(self) -> None:
        """Every article of the corpus, at once."""
        self.led.update(sketches.leaders(self.db))
        for leader, story_id, was in decisions.part_all(self.db):
            self.parted[was] = story_id
            sketches.lead(self.db, was, None)
            sketches.put(self.db, leader, was)
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
        if self.led:
            joining.note(self.db, self.led, self.parted, self.why)

    def _place_block(self, block: list[tuple[Rank, int]], now: str) -> None:
        """What is read for many is read at once; what is displaced meanwhile may go before them."""
        read = _Read.of(self.db, [article_id for _, article_id in block])
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

    def _place(self, article: Placed, read: "_Read", now: str) -> None:
        article_id = article.id
        placement = self._found(article, read)
        self.displace(placement.overtaken)
        story_id = self._story(article, placement, now)
        self.heirs.setdefault(self.former[article_id], story_id)
        sketches.put(self.db, article_id, story_id)
        copies.settle_in(self.db, article, story_id, placement, read.sketches[article_id])

    def _found(self, article: Placed, read: "_Read") -> Placement:
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
        story_id = min(free) if free else self._new_story(self.former[article.id], now)
        self.heirs[story_id] = story_id
        return story_id

    def _new_story(self, former: int, now: str) -> int:
        story_id = stories.create(self.db, now)
        self.parted[story_id] = former
        return story_id

    def _close(self) -> None:
        """Stories that lost their articles lead to where these went; of several the oldest id stays."""
        for was, story_id in self.parted.items():  # where nothing else was left, that is its heir
            if was in self.heirs:
                self.heirs.setdefault(story_id, self.heirs[was])
        joined: defaultdict[int, list[int]] = defaultdict(list)
        for story_id, heir in self.heirs.items():
            if heir != story_id:
                joined[heir].append(story_id)
        for heir, gone in joined.items():
            oldest = min(heir, *gone)
            if oldest != heir:
                sketches.move(self.db, heir, oldest)
            for story_id in {heir, *gone} - {oldest}:
                sketches.redirect(self.db, story_id, oldest)
                joining.note_taken_in(self.db, oldest, story_id, self.parted, self.why)
        while self.former and (pair := decisions.torn(self.db, self.gone)):
            joining.merge(self.db, *pair)
            joining.note_taken_in(self.db, *pair, self.parted, self.why)
