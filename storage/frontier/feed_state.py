"""How feeds were fetched last, and when they are due again; home pages that are to name feeds."""

from dataclasses import asdict, fields

from aggregator.model import Row
from aggregator.results import FeedHealth, convert
from storage.frontier.interface import FeedPolling
from storage.frontier.leases import Leases
from storage.frontier.source_domains import SOURCE_OF_DOMAIN

MOST_ERROR = 500  # characters of an error that are stored
WORST_FEEDS = 20  # listed by `health`
_SET_POLLING = ", ".join(f"{field.name} = :{field.name}" for field in fields(FeedPolling))


class FeedState(Leases):
    """Writes the outcomes of feeds, and sums them up."""

    def finish_feed(
        self,
        feed_id: int,
        validators: Row,
        *,
        changed: bool,
        interval_s: int,
        next_due: str,
        status: str,
        now: str,
        state: FeedPolling | None = None,
    ) -> None:
        """Writes that a feed was fetched, when it is due again, and what is known of its polling."""
        self._forget("feeds", feed_id)
        empty = {"title": "", "body_hash": None, "etag": None, "last_modified": None}
        outcome = {"interval_s": interval_s, "next_due": next_due, "status": status, "now": now}
        with self.transaction():
            self._db.conn.execute(
                """UPDATE feeds SET etag = :etag, last_modified = :last_modified,
                     body_hash = coalesce(:body_hash, body_hash),
                     title = coalesce(nullif(:title, ''), title),
                     interval_s = :interval_s, next_due = :next_due, failures = 0,
                     last_status = :status, last_error = NULL, last_polled = :now,
                     last_changed = CASE WHEN :changed THEN :now ELSE last_changed END WHERE id = :id""",
                {**empty, **validators, **outcome, "changed": changed, "id": feed_id},
            )
            self._write_polling(feed_id, state)

    def fail_feed(
        self,
        feed_id: int,
        error: str,
        next_due: str,
        status: str = "",
        state: FeedPolling | None = None,
    ) -> None:
        """Writes that a feed could not be fetched or parsed, and when it is due again."""
        self._forget("feeds", feed_id)
        with self.transaction():
            self._db.conn.execute(
                """UPDATE feeds SET failures = failures + 1, last_error = ?, last_status = ?,
                     next_due = ? WHERE id = ?""",
                [error[:MOST_ERROR], status, next_due, feed_id],
            )
            self._write_polling(feed_id, state)

    def _write_polling(self, feed_id: int, state: FeedPolling | None) -> None:
        if state:  # of a feed that was removed meanwhile nothing is written
            self._db.conn.execute(
                f"UPDATE feeds SET {_SET_POLLING} WHERE id = :id", {**asdict(state), "id": feed_id}
            )

    def move_feed(self, feed_id: int, url: str) -> bool:
        """Changes the address of a feed and keeps the former one.

        Returns False when another feed has the address, or had it before.
        """
        known = "SELECT 1 FROM feeds WHERE url = :url OR former_url = :url"
        with self.transaction():
            host_id = self.find_or_add_host(url)
            cursor = self._db.conn.execute(
                f"""UPDATE feeds SET former_url = url, url = :url, address = NULL, host_id = :host
                    WHERE id = :id AND NOT EXISTS ({known})""",
                {"url": url, "host": host_id, "id": feed_id},
            )
        return cursor.rowcount == 1

    def schedule_discovery(self, source_id: int, when: str | None) -> None:
        """Makes the home page of a source due at `when`, or never (None)."""
        self.write_one("UPDATE sources SET discovery_due = ? WHERE id = ?", [when, source_id])

    def make_source_due(self, domain: str, now: str) -> int:
        """Makes all feeds of a source due now, or its home page when it has none.

        Returns the number of feeds.
        """
        with self.transaction():
            cursor = self._db.conn.execute(
                f"""UPDATE feeds SET next_due = min(next_due, :now)
                    WHERE source_id = {SOURCE_OF_DOMAIN}""",
                {"now": now, "domain": domain},
            )
            if cursor.rowcount == 0:
                self._db.conn.execute(
                    f"UPDATE sources SET discovery_due = :now WHERE id = {SOURCE_OF_DOMAIN}",
                    {"now": now, "domain": domain},
                )
        return cursor.rowcount

    def get_health(self, now: str) -> FeedHealth:
        """Returns how many feeds are known, due and failing, how many pages wait, and the worst feeds."""
        feeds = next(
            self._db.query(
                """SELECT count(*) AS known, coalesce(sum(f.next_due <= ?), 0) AS due,
                     coalesce(sum(f.failures > 0), 0) AS failing
                   FROM feeds f JOIN sources s ON s.id = f.source_id WHERE s.paused = 0""",
                [now],
            )
        )
        worst = self._db.table("feeds").rows_where(
            "failures > 0",
            select="url, failures, last_error, next_due",
            order_by="failures DESC, url",
            limit=WORST_FEEDS,
        )
        waiting = self._db.table("frontier").count_where("next_due IS NOT NULL AND state != 'done'")
        return convert({**feeds, "pages_waiting": waiting, "worst": list(worst)}, FeedHealth)
