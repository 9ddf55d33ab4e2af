"""Articles that lost their place, placed again."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from aggregator.stories.apply import merges, recluster_bulk, relation_rows
from aggregator.stories.plan.match import Placement, Rank, as_twin, find_alike, rank, telling
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.links import signatures, sketch_index
from storage.links.bulk import BulkLinks
from storage.links.relations import Relations
from storage.links.signatures import Placed, Signatures
from storage.links.sketch_index import Foreseen, Hashes
from storage.sqlite.connection import Database

BLOCK = 64  # articles read at once to be placed again
FEW = 8  # of fewer articles each looks for its candidates itself


@dataclass(frozen=True, slots=True)
class _Read:
    """Some articles that are to be placed next, and their candidates."""

    articles: dict[int, Placed]
    sketches: dict[int, Hashes]
    foreseen: Foreseen | None  # of a few, each is looked up when it is needed

    @classmethod
    def of(cls, db: Database, article_ids: list[int]) -> "_Read":
        """Read them."""
        articles = Signatures(db).placed(article_ids)
        own = Signatures(db).of_all(article_ids)
        if len(article_ids) < FEW:
            return cls(articles, own, None)
        told = [telling(db, articles[key].source_id, own[key]) for key in article_ids]
        return cls(articles, own, sketch_index.current(db).foresee(np.concatenate(told)))


@dataclass(slots=True)
class Displaced:
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
    parted: dict[int, int] = field(default_factory=dict)  # story -> what it was, or is, a part of
    hidden: set[int] = field(default_factory=set)  # articles that could not be found before

    def displace(self, articles: Iterable[Placed], but: int | None = None) -> None:
        """Leaders with their whole stories, other articles alone with those of the same wording."""
        for article in articles:
            if article.leads:
                self.displace_story(article.story_id, but)
            elif article.id not in self.former:
                self.heirs.setdefault(article.story_id, article.story_id)
                alike = Signatures(self.db).ranked(article.story_id, article.text_hash)
                if not merges.leaders(self.db, article.story_id) & {row[0] for row in alike}:
                    self._displace(article.story_id, alike, but)

    def displace_story(self, story_id: int, but: int | None = None) -> None:
        self.heirs.pop(story_id, None)
        self.led.setdefault(story_id, Signatures(self.db).leader(story_id))
        Signatures(self.db).lead(story_id, None)
        self._part(story_id, but)
        self._displace(story_id, Signatures(self.db).ranked(story_id), but)

    def _part(self, story_id: int, but: int | None) -> None:
        """Merged stories have their own ids again, until `_close` merges them."""
        joined = Decisions(self.db).joined(story_id)
        if joined:
            Decisions(self.db).part(story_id)
        for leader, was in joined.items():
            if leader != but:
                self.parted[was] = story_id
                Signatures(self.db).lead(was, None)
                Signatures(self.db).put(leader, was)
                self._displace(was, Signatures(self.db).ranked(was), but)

    def displace_all(self) -> None:
        """Every article of the corpus, but for those of which it is told at once where they belong."""
        led, bound = Signatures(self.db).leaders(), Decisions(self.db).bound()
        for leader, story_id, was in Decisions(self.db).part_all():
            self.parted[was] = story_id
            Signatures(self.db).lead(was, None)
            Signatures(self.db).put(leader, was)
        rows = BulkLinks(self.db).articles()
        plain = recluster_bulk.among(self.db, rows, bound)
        kept = {row.story_id for row in rows if row.id in plain.standing}
        self.led.update((key, leader) for key, leader in led.items() if key not in kept)
        BulkLinks(self.db).clear([row.id for row in rows if row.id not in plain.standing], kept)
        sketch_index.forget(self.db)
        known = plain.standing | self._placed_at_once(plain.stories)
        rest = [row for row in rows if row.id not in known]
        self.former.update((row.id, row.story_id) for row in rest)
        self.waiting += [(rank(row.tokens, row.text_hash), row.id) for row in rest]
        heapq.heapify(self.waiting)

    def _placed_at_once(self, found: Sequence[recluster_bulk.Story]) -> set[int]:
        """Write these stories down as they are told; gives their articles."""
        for story in found:
            self.heirs.update((key, story.rows[0].story_id) for key in story.was)
        rows = [row for story in found for row in story.rows]
        BulkLinks(self.db).place(rows, [key for story in found for key in story.findable])
        return {row.article_id for row in rows}

    def run(self, now: str) -> None:
        while self.waiting:
            block = [heapq.heappop(self.waiting) for _ in range(min(BLOCK, len(self.waiting)))]
            self._place_block(block, now)
        self._close()
        if self.led:
            merges.note(self.db, self.led, self.parted, self.why)

    def revealed(self) -> bool:
        """Can an article be found now that could not be found before?"""
        return any(Signatures(self.db).indexed(article_id) for article_id in self.hidden)

    def _place_block(self, block: list[tuple[Rank, int]], now: str) -> None:
        """What is read for many is read at once; what is displaced meanwhile may go before them."""
        read = _Read.of(self.db, [article_id for _, article_id in block])
        for i, (order, article_id) in enumerate(block):
            if self.waiting and self.waiting[0] < (order, article_id):
                for later in block[i:]:
                    heapq.heappush(self.waiting, later)
                return
            self._place(read.articles[article_id], read, now)

    def _displace(self, story_id: int, rows: list[signatures.Ranked], but: int | None) -> None:
        rows = [row for row in rows if row[0] != but]
        for article_id, wording, tokens in rows:
            if article_id not in self.former:
                if not Signatures(self.db).unindex(article_id):
                    self.hidden.add(article_id)
                Relations(self.db).unrelate(article_id)
                self.former[article_id] = story_id
                heapq.heappush(self.waiting, (rank(tokens, wording), article_id))

    def _place(self, article: Placed, read: "_Read", now: str) -> None:
        article_id = article.id
        placement = self._found(article, read)
        self.displace(placement.overtaken)
        story_id = self._story(article, placement, now)
        self.heirs.setdefault(self.former[article_id], story_id)
        Signatures(self.db).put(article_id, story_id)
        relation_rows.settle_in(self.db, article, story_id, placement, read.sketches[article_id])

    def _found(self, article: Placed, read: "_Read") -> Placement:
        twin = self.wordings.setdefault(article.text_hash, article.id)
        if twin != article.id and article.tokens:
            return as_twin(Signatures(self.db).placed([twin])[twin])
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
        story_id = Stories(self.db).create(now)
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
                Signatures(self.db).move(heir, oldest)
            for story_id in {heir, *gone} - {oldest}:
                Signatures(self.db).redirect(story_id, oldest)
                merges.note_taken_in(self.db, oldest, story_id, self.parted, self.why)
        while self.former and (pair := Decisions(self.db).torn(self.gone)):
            merges.merge(self.db, *pair)
            merges.note_taken_in(self.db, *pair, self.parted, self.why)
