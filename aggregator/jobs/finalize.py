"""The step that ends every crawl and ingest: links that a site's own text had muddled are verified
again, and stories whose members changed get their verdict."""

from collections.abc import Callable

from aggregator.jobs import attribute, resign
from aggregator.stories.apply import assignment
from storage.sqlite.connection import explained
from storage.store import Store


def settle(store: Store, now: str, progress: Callable[[int], None] | None = None) -> int:
    """Make stories final; gives the number of verdicts decided. Safe to stop and run again."""
    with explained(store.path):
        if not resign.sign_again(store.main, now):
            assignment.resettle(store.main, now, progress)
        return attribute.attribute_dirty(store.main, now, progress)
