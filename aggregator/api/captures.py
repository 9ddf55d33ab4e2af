"""When web archives first captured the pages of a story."""

from collections.abc import Iterable
from dataclasses import asdict

from aggregator import clock
from aggregator.model import Capture
from aggregator.results import WebCapture
from storage.sqlite.connection import explain_sqlite_errors
from storage.store import Store

PAUSE_SECONDS = 86_400.0  # between two questions to one archive about one address


class Captures:
    """First captures of an open database: `Aggregator.captures`. `aggregator captures` asks an archive."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list_due(self, story_id: int, archive: str) -> list[str]:
        """Return the addresses of a story that an archive (its host) was not asked about for a day.

        Raises NotStored, Tombstoned.
        """
        since = clock.add_seconds(clock.now(), -PAUSE_SECONDS)
        return [
            url
            for url, captures in self._store.captures.list_addresses(self._current(story_id))
            if not any(each.archive == archive and each.observed_at > since for each in captures)
        ]

    def list_found(self, story_id: int) -> list[WebCapture]:
        """Return the stored first captures of a story's pages, the earliest first.

        Raises NotStored, Tombstoned.
        """
        rows = self._store.captures.list_addresses(self._current(story_id))
        found = [each for _, captures in rows for each in captures if each.memento]
        found.sort(key=lambda each: (each.captured_at, each.url, each.archive))
        return [WebCapture(**asdict(each)) for each in found]

    def record(self, captures: Iterable[Capture]) -> int:
        """Store what archives answered and decide the stories that it changes; returns their number."""
        from aggregator.api.maintenance import Maintenance

        with explain_sqlite_errors(self._store.path), self._store.captures.transaction():
            changed = self._store.captures.record(captures)
        if changed:
            Maintenance(self._store).finalize()
        return changed

    def _current(self, story_id: int) -> int:
        from aggregator.trace.lookup import require_current_story_id

        return require_current_story_id(self._store.stories, self._store.tombstones, story_id)
