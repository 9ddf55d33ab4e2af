"""Feeds that name a hub (WebSub), and feeds of which a hub says that something is new."""

from collections.abc import Iterator

from aggregator.results.base import Result
from storage.frontier.source_domains import SOURCE_OF_DOMAIN
from storage.sqlite.repository import Repository


class FeedHub(Result, frozen=True):
    """The hub that a feed names, and the address under which the hub knows the feed."""

    feed_id: int
    url: str  # of the feed
    hub: str
    topic: str


class FeedHubs(Repository):
    """Feeds and their hubs."""

    def list_all(self) -> Iterator[FeedHub]:
        """Yields the feeds with a hub that are read: neither paused nor retired."""
        rows = self._db.query(
            """SELECT f.id AS feed_id, f.url, json_extract(f.hints, '$.hub') AS hub,
                 json_extract(f.hints, '$.topic') AS topic
               FROM feeds f JOIN sources s ON s.id = f.source_id
               WHERE f.hints IS NOT NULL AND f.retired_at IS NULL AND s.paused = 0
                 AND json_extract(f.hints, '$.hub') != '' AND json_extract(f.hints, '$.topic') != ''
               ORDER BY f.id"""
        )
        return (FeedHub(**row) for row in rows)

    def list_feeds(self, domain: str) -> dict[int, str]:
        """Returns the addresses of the feeds of a source, by their ids."""
        rows = self._db.conn.execute(
            f"SELECT id, url FROM feeds WHERE source_id = {SOURCE_OF_DOMAIN} ORDER BY url",
            {"domain": domain},
        )
        return dict(rows.fetchall())

    def make_feed_due(self, feed_id: int, now: str) -> None:
        """Makes one feed due now, unless it was due before."""
        with self.transaction():
            self._db.conn.execute(
                "UPDATE feeds SET next_due = min(next_due, ?) WHERE id = ?", [now, feed_id]
            )
