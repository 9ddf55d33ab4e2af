"""The step that ends every crawl and ingest: links that a site's own text had muddled are verified
again, and stories whose members changed get their verdict."""

from collections.abc import Callable

from aggregator import attributing
from aggregator.stories import placing, signing
from storage.connection import Store, explained


def settle(store: Store, now: str, progress: Callable[[int], None] | None = None) -> int:
    """Make stories final; gives the number of verdicts decided. Safe to stop and run again."""
    with explained(store.path):
        if not signing.sign_again(store.main, now):
            placing.resettle(store.main, now, progress)
        return attributing.attribute_dirty(store.main, now, progress)
