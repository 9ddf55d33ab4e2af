"""What the web pages, the command and Python users call: one object, every method a delegation."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, Unpack, overload

from msgspec.structs import replace

from aggregator import clock, results
from aggregator.api.captures import Captures
from aggregator.api.case_records import CaseRecords
from aggregator.api.claimants import Claimants
from aggregator.api.comments import Comments
from aggregator.api.decisions import Decisions
from aggregator.api.gate import Audience, Gate
from aggregator.api.health import HealthReports
from aggregator.api.mails import Mails
from aggregator.api.maintenance import Maintenance
from aggregator.api.removals import Removals
from aggregator.api.rights import Rights
from aggregator.api.sources import Sources
from aggregator.api.takedowns import Takedowns
from aggregator.api.watches import Watches
from aggregator.api.websub import HubCalls
from aggregator.config import DEFAULT_RIGHTS, DEFAULT_TAKEDOWN, RightsConfig, TakedownConfig
from aggregator.errors import NotStored, ReadingError, Refused
from aggregator.model import NO_TRUST, Article, Page, Record, TrustList
from aggregator.results.stories import make_log_entry
from aggregator.rights.shown_results import show_article, show_comparison, show_version
from storage.store import Store, open_for_reading, open_for_writing

Progress = Callable[[int], None]

STORIES_PER_PART = 10_000  # a sitemap may have 50,000 addresses


class Aggregator:
    """An open database; `aggregator.connect` returns one. Close it, or use it in a `with` block.

    Results are the frozen types of `aggregator.results`; iterators are lazy. `sources`, `watches`, `captures`,
    `comments`, `decisions`, `takedowns`, `case_records`, `claimants`, `removals`, `rights`, `hub_calls`, `health`
    and `maintenance` hold the methods of these subjects. Results are for the operator; `for_public` is for others.

    >>> import aggregator
    >>> with aggregator.connect("aggregator.db", write=False) as reader:
    ...     answer = reader.trace("https://digest.example/posts/storm")
    >>> answer.verdict, answer.confidence
    ('original_here', 'high')
    >>> answer.original.url
    'https://wire.example/storm'
    >>> [(copy.source, copy.role, copy.credit) for copy in answer.copies]
    [('digest.example', 'credited_copy', 'exact_link')]
    """

    def __init__(
        self,
        store: Store,
        trust: TrustList = NO_TRUST,
        takedown: TakedownConfig = DEFAULT_TAKEDOWN,
        rights: RightsConfig = DEFAULT_RIGHTS,
        audience: Audience = "operator",
    ) -> None:
        self.store = store
        self._trust = trust
        self._takedown_config = takedown
        self._rights_config = rights
        self._gate = gate = Gate(store, audience, rights.extract_words)
        self.sources = Sources(store)
        self.watches = Watches(store, gate)
        self.captures = Captures(store)
        self.comments = Comments(store, gate)
        self.rights = Rights(store)
        self.decisions = Decisions(store)
        self.maintenance = Maintenance(store, rights.extract_words)
        self.takedowns = Takedowns(store, takedown, gate)
        self.mails = Mails(store, takedown)
        self.health = HealthReports(store, self.sources, self.takedowns)
        self.case_records = CaseRecords(store, self.takedowns)
        self.claimants = Claimants(store)
        self.removals = Removals(store)
        self.hub_calls = HubCalls(store)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        write: bool = True,
        create: bool = True,
        archive: bool = True,
        trust: TrustList = NO_TRUST,
        takedown: TakedownConfig = DEFAULT_TAKEDOWN,
        rights: RightsConfig = DEFAULT_RIGHTS,
    ) -> "Aggregator":
        """Open the database; with `write`, create or migrate it first.

        Without `archive`, linking does not use the archive. `trust` says whose signed manifests are
        trusted, `takedown` when what is hidden is erased, `rights` what the public sees. Raises NotStored without a database, unless it is created (for writing only),
        OlderDatabase for one that is to be migrated, StorageError.
        """
        if write:
            store = open_for_writing(path, create=create, uses_archive=archive)
            if not store.knows_all_erasures():
                from aggregator.takedown.replay import replay_erasures
                from aggregator.takedown.repositories import TakedownStore

                replay_erasures(TakedownStore.of(store, takedown), clock.now())
            return cls(store, trust, takedown, rights)
        return cls(open_for_reading(path), trust, takedown, rights)

    def for_public(self) -> "Aggregator":
        """Return the same database for readers other than the operator: publishers decide what is shown of articles.

        >>> len(news.for_public().article(1).text) < len(news.article(1).text)
        True
        """
        return Aggregator(
            self.store, self._trust, self._takedown_config, self._rights_config, "public"
        )

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> "Aggregator":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Articles in

    def ingest(
        self,
        records: Iterable[Record | Page | ReadingError],
        *,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> results.IngestResult:
        """Read, link and store records; a record that cannot be read is counted, never fatal.

        Starts worker processes: a script that calls this keeps its own work under
        `if __name__ == "__main__":`, as with any use of multiprocessing.
        """
        from aggregator import ingest

        repositories = ingest.IngestRepositories.of(self.store)
        report = ingest.ingest(
            repositories, records, workers=workers, progress=progress, trust=self._trust
        )
        return results.IngestResult(
            **{name: getattr(report, name) for name in results.IngestResult.__struct_fields__}
        )

    def finalize(self) -> int:
        """Decide the verdicts of all changed stories; returns their number."""
        return self.maintenance.finalize()

    # Questions

    def article_id(self, key: int | str) -> int:
        """Return the id of a stored article by id or address. Raises AddressError, NotStored, Tombstoned."""
        from aggregator.trace.lookup import require_article_id
        from aggregator.trace.repositories import LookupRepositories

        return require_article_id(LookupRepositories.of(self.store), key)

    def article(self, key: int | str) -> results.StoredArticle:
        """Return one article by id or address. Raises AddressError, NotStored, Tombstoned.

        The text is what the audience may see of it. `removed` includes what its site repeats, as far as that is known today.
        """
        from aggregator.stories.boilerplate import list_boilerplate_passages

        store, article = self.store, self.store.articles.get(self.article_id(key))
        if article is None:  # taken down between two reads
            raise NotStored(f"no article {key}: `aggregator search` finds what is stored")
        permissions = self._gate.require_listed(article.id)
        texts = list_boilerplate_passages(store.membership, store.site_boilerplate, article.id)
        repeated = (results.RemovedLine(text, "repeated") for text in texts)
        removed = [*article.removed, *repeated]
        absences = store.absences.list_confirmed(article.id)
        whole = replace(article, removed=removed, absences=absences)
        shown = show_article(whole, permissions, self._gate.extract_words)
        return self._gate.hide_unlisted(shown)

    def versions(self, article_id: int) -> list[results.ArticleVersion]:
        """Return the former wordings of an article, oldest first."""
        permissions, words = self._gate.require_listed(article_id), self._gate.extract_words
        versions = self.store.articles.list_former_versions(article_id)
        return [show_version(each, permissions, words) for each in versions]

    def story(self, story_id: int) -> results.Story:
        """Return a story; the id of a merged story returns the story it was merged into.

        Raises NotStored, Tombstoned.

        >>> story = news.story(1)
        >>> story.verdict, [member.source for member in story.members]
        ('original_here', ['wire.example', 'digest.example'])
        """
        from aggregator.api.stories import read_story

        return self._gate.show_story(read_story(self.store, self._current_story_id(story_id)))

    def related_texts(self, story_id: int) -> results.RelatedTexts:
        """Return the collections that carry a story, what it carries itself, and texts of its series.

        Raises NotStored, Tombstoned.
        """
        found = self.store.relations.list_related_texts(self._current_story_id(story_id))
        return self._gate.hide_unlisted(found)

    def history(self, story_id: int) -> list[results.VerdictRecord]:
        """Return every verdict on a story that differed from the one before, oldest first.

        Raises NotStored, Tombstoned.
        """
        history = self.store.verdicts.list_history(self._current_story_id(story_id))
        return [self._gate.hide_unlisted(each) for each in history]

    def log(self, story_id: int) -> list[results.LogEntry]:
        """Return what became of a story, oldest first: verdicts, leaders, merges, decisions, members that were gone.

        `what` is verdict, leader, took_in, came_from, decision, vanished or restored. Raises NotStored, Tombstoned.
        """
        from aggregator.stories.apply import operator_actions

        current = self._current_story_id(story_id)
        store = self.store
        rows = operator_actions.read_story_log(
            store.decisions, store.verdicts, store.absences, current
        )
        return [self._gate.hide_unlisted(make_log_entry(row)) for row in rows]

    def _current_story_id(self, story_id: int) -> int:
        from aggregator.trace import lookup

        return lookup.require_current_story_id(self.store.stories, self.store.tombstones, story_id)

    def evidence(self, story_id: int) -> results.EvidenceBundle:
        """Return the signed evidence on a story. Raises NotStored, Tombstoned; StorageError without a key.

        Raises Refused for the public: the operator decides whom evidence is given.
        """
        if self._gate.is_public:
            raise Refused("evidence is the operator's: `aggregator export evidence` writes it")
        from aggregator.api.evidence import make_evidence

        return make_evidence(self.store, self._current_story_id(story_id))

    def stories(
        self, *, limit: int = 30, before: str | None = None, copies_only: bool = False
    ) -> Iterator[results.StoryInList]:
        """Return stories with their members, newest first.

        `before` is an instant or the `position` of a story: the list continues after it. With
        `copies_only`, stories of a single article are left out.
        """
        newest = self.store.stories.list_newest(before=before, copies_only=copies_only)
        return islice(self._gate.show_list(newest, limit), limit)

    def count_story_parts(self) -> int:
        """Return into how many parts `story_pages` divides the stories; at least one."""
        return self.store.stories.highest_id() // STORIES_PER_PART + 1

    def story_pages(self, part: int) -> list[results.StoryPage]:
        """Return the stories of one part of 10,000 ids, as lists of pages name them; parts count from 0."""
        first = part * STORIES_PER_PART
        last = first + STORIES_PER_PART - 1
        return self.store.stories.list_pages(first, last, listed_at=self._gate.listed_at)

    def search(self, query: str, *, limit: int = 20) -> Iterator[results.SearchHit]:
        """Return the articles that contain every word of the query, best first.

        `"a phrase"` in quotation marks stays together, `-word` excludes.

        >>> [hit.title for hit in news.search("acacia harvest")]
        ['A rich harvest for beekeepers']
        """
        hits = self.store.search.search(query, limit, listed_at=self._gate.listed_at)
        return iter(self._gate.show_hits(hits))

    def trace(self, query: str | int, *, text: str | Article | None = None) -> results.TraceResult:
        """Return where a stored article or a text comes from.

        The query is an id, `story 17`, an address in any form, a headline or a text. With `text`, that is
        asked about, and the query only names it. Raises AddressError, NotStored, Tombstoned.
        """
        from aggregator.api import questions

        return self._gate.show_trace(questions.trace(self.store, query, text, self._trust))

    def compare(
        self, a: int | str, b: int | str, *, min_words: int = 5, quotes: bool = True
    ) -> results.Comparison:
        """Return how much two stored articles share, with the passages of `min_words` or more.

        Without `quotes`, passages in quotation marks of `a` are left out. Raises NotStored.
        """
        from aggregator.api import questions

        ids = self.article_id(a), self.article_id(b)
        own, theirs = (self._gate.require_listed(each) for each in ids)
        comparison = questions.compare(self.store, ids, min_words, quotes=quotes)
        return show_comparison(comparison, own, theirs, self._gate.extract_words)

    @overload
    def export(
        self, what: Literal["articles"], **filters: Unpack[results.ExportFilters]
    ) -> Iterator[results.ArticleRow]: ...
    @overload
    def export(
        self, what: Literal["copies"], **filters: Unpack[results.ExportFilters]
    ) -> Iterator[results.CopyRow]: ...
    @overload
    def export(
        self, what: Literal["sources"], **filters: Unpack[results.ExportFilters]
    ) -> Iterator[results.SourceRow]: ...
    @overload
    def export(
        self, what: Literal["stories"], **filters: Unpack[results.ExportFilters]
    ) -> Iterator[results.StoryRow]: ...
    def export(
        self, what: results.ExportKind, **filters: Unpack[results.ExportFilters]
    ) -> Iterator[results.ExportRow]:
        """Return the rows of one kind: articles, stories, copies or sources; texts that may not leave are empty.

        `since`, `until` (days or times), `source`, `country`, `language`, `story` and `rights` (a use that is allowed)
        select articles, and what belongs to them. Raises NotStored, UsageError; Refused for the public.

        >>> [(copy.url, copy.relation) for copy in news.export("copies")]
        [('https://wire.example/storm', None), ('https://digest.example/posts/storm', 'identical')]
        >>> [article.title for article in news.export("articles", since="2026-03-02")]
        ['A rich harvest for beekeepers']
        """
        from aggregator.api.exports import read_rows

        if "story" in filters:
            filters["story"] = self._current_story_id(filters["story"])
        return read_rows(self.store, self._gate, what, filters)

    def status(self) -> results.Status:
        """Return counts, the last crawl runs and events, takedowns that are due, and what needs a person."""
        from aggregator.api.status import read_status

        return read_status(self.store, self.takedowns, self.health)
