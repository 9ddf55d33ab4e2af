"""What was removed, as pages and feeds say it: `Aggregator.removals`."""

from msgspec.structs import replace

from aggregator import clock, results
from storage.store import Store

DELETION_DAYS = 30  # for which feeds say that a story is gone


class Removals:
    """What was removed: `Aggregator.removals`. It holds no title, no text and no name.

    >>> news.removals.find_article(1) is None
    True
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def find_article(self, article_id: int) -> results.RemovedArticle | None:
        """Return since when and in which case an article is removed; None when it is not."""
        found = self._store.tombstones.find_removed_article("article_id", article_id)
        return found and self._add_case(found)

    def find_story(self, story_id: int) -> results.RemovedArticle | None:
        """Return the last removal of an article of a story; None when there is none."""
        found = self._store.tombstones.find_removed_article("story_id", story_id)
        return found and self._add_case(found)

    def _add_case(self, found: results.RemovedArticle) -> results.RemovedArticle:
        """What only the private file says: the ground, and the address that may be linked."""
        from aggregator.takedown.rules import grades
        from aggregator.takedown.rules.source_links import choose_source_link

        if self._store.private is None:
            return found
        case = self._store.takedown_cases.get_by_number(found.case_number)
        if case is None:
            return found
        removed_url = next((i.url for i in case.items if i.article_id == found.article_id), "")
        proofs = self._store.takedown_proofs.list_of_case(case.id)
        domains = {proof.domain for proof in grades.list_counted(proofs) if proof.domain}
        link = choose_source_link(case.source_url, removed_url, domains)
        return replace(found, ground=case.ground, source_url=link)

    def list_stories(self) -> list[results.RemovedStory]:
        """Return the stories of which nothing is left, of the last 30 days, the newest first."""
        since = clock.add_seconds(clock.now(), -DELETION_DAYS * 24 * 3600)
        return self._store.tombstones.list_removed_stories(since)
