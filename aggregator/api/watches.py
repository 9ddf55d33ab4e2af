"""Watches: what is new of a story, a source or a query since the last report."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aggregator import clock
from aggregator.api.gate import Gate
from aggregator.errors import NotStored
from aggregator.results import FeedItem, PendingCount, Report, Watch, WatchFeed
from aggregator.results.watching import WatchKind
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.watching.repositories import MainRepositories, PrivateRepositories


class Watches:
    """Watches of an open database: `Aggregator.watches`. Without a private file there are none.

    >>> watch = news.watches.add("source", "wire.example")
    >>> [report.items for report in news.watches.pending_reports()]
    [[]]
    """

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def add(self, kind: WatchKind, value: str, *, name: str = "") -> Watch:
        """Watch a `story` (its id), a `source` (its domain) or a `query` (words) from now on.

        Raises NotStored, Tombstoned, UsageError, StorageError.
        """
        from aggregator.watching import reports

        now = clock.now()
        return reports.add_watch(self._main, self._private, kind, value, name=name, now=now)

    def normalize(self, kind: WatchKind, value: str) -> str:
        """Return the value under which `add` would store a watch; stores nothing.

        Raises NotStored, Tombstoned, UsageError.
        """
        from aggregator.watching import reports

        return reports.normalize_value(self._main, kind, value)

    def all(self) -> list[Watch]:
        """Return every watch, oldest first."""
        from aggregator.watching import reports

        return [] if self._store.private is None else reports.list_watches(self._private)

    def get(self, watch_id: int) -> Watch:
        """Return one watch. Raises NotStored."""
        from aggregator.watching import reports

        if self._store.private is None:
            raise reports.make_watch_not_stored_error(watch_id)
        return reports.get_watch(self._private, watch_id)

    def remove(self, watch_ids: Sequence[int]) -> None:
        """Remove watches and their feeds. Raises NotStored, before any is removed."""
        for watch_id in watch_ids:
            self.get(watch_id)
        for watch_id in watch_ids:
            self._store.watches.delete(watch_id)

    def pending_reports(
        self, watch_ids: Sequence[int] = (), *, mark: bool = True
    ) -> Iterator[Report]:
        """Return what is new of each watch, or of these.

        With `mark`, a report counts as delivered when the next one is requested: the next report of
        that watch begins where it ended. Raises NotStored.
        """
        from aggregator.watching import reports

        watches = [self.get(watch_id) for watch_id in watch_ids] or self.all()
        for watch in watches:
            pending = reports.make_report(self._main, self._private, watch, clock.now())
            yield pending.report
            if mark:
                reports.mark_reported(self._private, pending)

    def count_pending(self) -> PendingCount:
        """Return how many watches have news, and how many there are."""
        from aggregator.watching import reports

        if self._store.private is None:
            return PendingCount(0, 0)
        return reports.count_pending(self._main, self._private, clock.now())

    def feed(self, watch_id: int, path: str) -> WatchFeed:
        """Return the latest items of a watch, newest first, reported or not.

        `path` is the secret path of its feed. Raises NotStored for another path.
        """
        from aggregator.watching import reports

        watch = self.get(watch_id)
        if not reports.is_feed_path(watch, path):
            raise NotStored(f"no feed of watch {watch_id} at this path")
        feed = self._gate.hide_unlisted(reports.make_feed(self._main, watch, clock.now()))
        return replace(feed, items=[self._hide_story_title(item) for item in feed.items])

    def _hide_story_title(self, item: FeedItem) -> FeedItem:
        """An item about a verdict names no article: it has the headline of its story's, and the original's address."""
        if item.article_id is not None or item.story_id is None:
            return item
        members = self._store.membership.member_keys(item.story_id)
        if not self._gate.find_hidden(member.id for member in members):
            return item
        return replace(item, title="A story with an article that is not listed", url=None)

    def pages_to_refetch(self) -> list[str]:
        """Return the addresses of watched pages that are due to be read again, longest ago first."""
        from aggregator.watching import reports

        return reports.list_pages_to_refetch(self._main, self.all(), clock.now())

    @property
    def _main(self) -> "MainRepositories":
        from aggregator.watching.repositories import MainRepositories

        return MainRepositories.of(self._store)

    @property
    def _private(self) -> "PrivateRepositories":
        from aggregator.watching.repositories import PrivateRepositories

        return PrivateRepositories.of(self._store)
