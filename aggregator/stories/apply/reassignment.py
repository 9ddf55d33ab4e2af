"""Assigns articles again that lost their leader, or whose texts count differently now."""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from aggregator.model import ArticleKey, MemberRow, StoredText
from aggregator.stories.apply import archiving, kept_matches, merges, relation_rows
from aggregator.stories.lookup import assign_similar_text, read_distinctive_hashes
from aggregator.stories.plan.batch import concatenate
from aggregator.stories.plan.match import Assignment, Hashes, Query, assign_exact_duplicate
from aggregator.stories.plan.rank import Rank, rank
from aggregator.stories.repositories import StoryRepositories
from storage.links.sketch_index import Prefetched

BLOCK = 64  # articles read at once
ARCHIVED_AFTER = 32  # blocks, after which others may have to be archived
MIN_PREFETCHED = 8  # of fewer articles the candidates are looked up one by one


@dataclass(frozen=True, slots=True)
class _Block:
    """What was read of the articles that are assigned next."""

    texts: dict[int, StoredText]
    sketches: dict[int, Hashes]
    minhashes: dict[int, bytes]  # empty when the archive is not asked
    prefetched: Prefetched | None  # None: too few


@dataclass(slots=True)
class Reassignment:
    """Articles that wait to be assigned again, the one of the lowest rank key first, so that the order
    in which they came does not matter. Holds no texts: a whole corpus may wait here.

    The id of a story goes where the first of its articles goes; of several ids the oldest stays.
    """

    repositories: StoryRepositories
    reason: str  # goes into the log of what changes
    removed_id: int | None = None  # an article that is to be deleted
    waiting: list[tuple[Rank, int]] = field(default_factory=list)  # a heap
    queued: set[int] = field(default_factory=set)  # the articles that wait
    former: dict[int, int] = field(default_factory=dict)  # article -> the story it was in
    heirs: dict[int, int] = field(default_factory=dict)  # story -> the story its articles went to
    wordings: dict[str, int] = field(default_factory=dict)  # text hash -> first article assigned
    leaders: dict[int, int | None] = field(default_factory=dict)  # story -> its leader before
    parted: dict[int, int] = field(default_factory=dict)  # story -> what it was, or is, a part of
    kept: dict[int, MemberRow] = field(default_factory=dict)  # of articles, see `kept_matches`
    unindexed: set[int] = field(default_factory=set)  # articles that were not in the index

    has_unstored: bool = field(init=False)  # there are articles whose texts are not stored

    def __post_init__(self) -> None:
        self.has_unstored = self.repositories.relations.has_unstored_texts()

    def queue_with_dependents(
        self, articles: Iterable[StoredText], except_article_id: int | None = None
    ) -> None:
        """Let leaders wait with their whole stories, other articles with those of their wording."""
        membership = self.repositories.membership
        for article in articles:
            if article.leads:
                self.queue_story(article.story_id, except_article_id)
            elif article.id not in self.queued:
                self.heirs.setdefault(article.story_id, article.story_id)
                same = membership.member_keys(article.story_id, article.text_hash)
                leaders = merges.read_leader_and_merged_leaders(membership, article.story_id)
                if leaders.isdisjoint(key.id for key in same):
                    self._unlink_and_queue(same, except_article_id)

    def queue_story(self, story_id: int, except_article_id: int | None = None) -> None:
        """Let all members of a story wait."""
        membership = self.repositories.membership
        self.heirs.pop(story_id, None)
        if self.has_unstored:
            self.repositories.separations.keep_relations_of_unstored(story_id)
        self.leaders.setdefault(story_id, membership.get_leader_id(story_id))
        membership.set_leader(story_id, None)
        self._unmerge_stories(story_id, except_article_id)
        self._unlink_and_queue(membership.member_keys(story_id), except_article_id)

    def assign_queued(self, now: str) -> None:
        """Assign all that wait, and log which stories have another leader then."""
        blocks = 0
        while self.waiting:
            block = [heapq.heappop(self.waiting) for _ in range(min(BLOCK, len(self.waiting)))]
            self._assign_block(block, now)
            blocks += 1
            if blocks % ARCHIVED_AFTER == 0:
                archiving.archive_older_articles(self.repositories)
        self._redirect_stories()
        self._merge_bound_stories()
        if self.leaders:
            merges.log_leader_changes(self.repositories, self.leaders, self.parted, self.reason)

    def has_new_index_entries(self) -> bool:
        """Returns whether an article is in the sketch index now that was not in it before."""
        return any(map(self.repositories.candidates.contains, self.unindexed))

    def _unmerge_stories(self, story_id: int, except_article_id: int | None) -> None:
        """Give merged stories their own ids again, until `_merge_bound_stories`."""
        membership = self.repositories.membership
        merged = membership.merged_leaders(story_id)
        if merged:
            membership.delete_merged_leaders(story_id)
        for leader, former_id in merged.items():
            if leader != except_article_id:
                self._restore_merged_story(leader, story_id, former_id)
                self._unlink_and_queue(membership.member_keys(former_id), except_article_id)

    def _restore_merged_story(self, leader: int, story_id: int, former_id: int) -> None:
        self.parted[former_id] = story_id
        self.repositories.membership.set_leader(former_id, None)
        self.repositories.membership.move_article_to_story(leader, former_id)

    def _unlink_and_queue(self, keys: Iterable[ArticleKey], except_article_id: int | None) -> None:
        """Take these articles, but one, out of the index and their relations, and let them wait."""
        left_out = {except_article_id, self.removed_id}
        waiting = [key for key in keys if key.id not in left_out and key.id not in self.queued]
        if self.has_unstored:
            self._keep_rows(key.id for key in waiting)
        for key in waiting:
            if key.id not in self.queued:
                if not self.repositories.candidates.remove(key.id):
                    self.unindexed.add(key.id)
                self.repositories.relations.delete_recomputable(key.id)
                self.former.setdefault(key.id, key.story_id)
                self.queued.add(key.id)
                heapq.heappush(self.waiting, (rank(key.tokens, key.text_hash), key.id))

    def keep_matches(self, article: StoredText, assignment: Assignment) -> None:
        """Keep how those relate to an article from which it takes the lead, and which were let wait."""
        self.kept.update(
            (row.article_id, row) for row in kept_matches.make_rows(article, assignment)
        )

    def _keep_rows(self, article_ids: Iterable[int]) -> None:
        rows = self.repositories.relations.list_member_rows_of_unstored([*article_ids])
        self.kept.update(
            (row.article_id, row) for row in rows if row.of_article_id != self.removed_id
        )

    def _assign_block(self, block: list[tuple[Rank, int]], now: str) -> None:
        """Assign a block; articles that are released meanwhile may come before the rest of it."""
        read = self._read_texts_and_candidates([article_id for _, article_id in block])
        for i, entry in enumerate(block):
            if self.waiting and self.waiting[0] < entry:
                for later in block[i:]:
                    heapq.heappush(self.waiting, later)
                return
            self._assign_article(read.texts[entry[1]], read, now)

    def _read_texts_and_candidates(self, article_ids: list[int]) -> _Block:
        texts = self.repositories.membership.get_texts(article_ids)
        sketches = self.repositories.signatures.sketches(article_ids)
        minhashes = self._read_minhashes(article_ids)
        if len(article_ids) < MIN_PREFETCHED:
            return _Block(texts, sketches, minhashes, None)
        pairs = [(texts[key].source_id, sketches[key]) for key in article_ids]
        hashes = concatenate(read_distinctive_hashes(self.repositories, pairs))
        prefetched = self.repositories.candidates.prefetch(hashes)
        return _Block(texts, sketches, minhashes, prefetched)

    def _read_minhashes(self, article_ids: list[int]) -> dict[int, bytes]:
        """The MinHashes of articles, if the archive is to be asked."""
        if self.repositories.uses_archive and not self.repositories.archive.is_empty():
            return self.repositories.signatures.minhashes(article_ids)
        return {}

    def _assign_article(self, article: StoredText, read: _Block, now: str) -> None:
        """Match an article, release what it overtakes, and write where it belongs."""
        assignment = self._match_article(article, read)
        row = self.kept.get(article.id)
        if row and row.of_article_id not in self.queued:
            assignment = kept_matches.keep(self.repositories, article, assignment, row)
        relation_rows.write_separations(self.repositories, article.id, assignment)
        self.queue_with_dependents(assignment.overtaken)
        self.keep_matches(article, assignment)
        story_id = self._choose_story(article, assignment, now)
        self.heirs.setdefault(self.former[article.id], story_id)
        self.repositories.membership.move_article_to_story(article.id, story_id)
        sketch = read.sketches[article.id]
        relation_rows.write_leader_or_member(
            self.repositories, article, story_id, assignment, sketch
        )
        self.queued.discard(article.id)

    def _match_article(self, article: StoredText, read: _Block) -> Assignment:
        first = self.wordings.setdefault(article.text_hash, article.id)
        if first != article.id and article.tokens:
            return assign_exact_duplicate(self.repositories.membership.get_text(first))
        query = Query(
            article.source_id,
            article.text,
            article.text_hash,
            article.tokens,
            read.sketches[article.id],
            read.minhashes.get(article.id, b""),
            article.fingerprints,
        )
        return assign_similar_text(self.repositories, query, read.prefetched)

    def _choose_story(self, article: StoredText, assignment: Assignment, now: str) -> int:
        """The story it becomes a member of, or the oldest one that is free for it to lead."""
        if not assignment.leads and assignment.story_id is not None:
            return assignment.story_id
        led = [other.story_id for other in assignment.overtaken if other.leads]
        free = {key for key in (self.former[article.id], *led) if key not in self.heirs}
        story_id = min(free) if free else self._create_story(self.former[article.id], now)
        self.heirs[story_id] = story_id
        return story_id

    def _create_story(self, former: int, now: str) -> int:
        story_id = self.repositories.stories.create(now)
        self.parted[story_id] = former
        return story_id

    def _redirect_stories(self) -> None:
        """Let stories without articles lead to where these went; of several ids the oldest stays."""
        for (
            former_id,
            story_id,
        ) in self.parted.items():  # where nothing else is left, that is its heir
            if former_id in self.heirs:
                self.heirs.setdefault(story_id, self.heirs[former_id])
        emptied: defaultdict[int, list[int]] = defaultdict(list)
        for story_id, heir in self.heirs.items():
            if heir != story_id:
                emptied[heir].append(story_id)
        for heir, story_ids in emptied.items():
            oldest = min(heir, *story_ids)
            if oldest != heir:
                self.repositories.membership.move_story_into(heir, oldest)
            for story_id in {heir, *story_ids} - {oldest}:
                self.repositories.membership.redirect_story(story_id, oldest)
                self._log_merge(oldest, story_id)

    def _merge_bound_stories(self) -> None:
        """Merge stories again that an operator's decisions bind together."""
        while self.former and (
            pair := self.repositories.decisions.find_stories_to_merge(self.removed_id)
        ):
            merges.merge_stories(self.repositories, *pair)
            self._log_merge(*pair)

    def _log_merge(self, story_id: int, other: int) -> None:
        merges.log_merge(self.repositories, story_id, other, self.parted, self.reason)
