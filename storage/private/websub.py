"""Subscriptions to the hubs of feeds (WebSub) in the private file, as their secrets are in them."""

from aggregator.results.base import Result
from aggregator.results.health import HubState
from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository

MOST_ERROR = 500  # characters of an error that are stored
ENDING = "asked to end"  # in the column of errors: the hub is to confirm it

_SUBSCRIPTION = """SELECT feed_id, hub, topic, token, secret, requested_at, verified_at, expires_at, last_push_at, error
  FROM websub_subscriptions"""


class Subscription(Result, frozen=True):
    """What was asked of a hub for one feed, and what it confirmed."""

    feed_id: int
    hub: str
    topic: str
    token: str  # the last part of the address that the hub calls
    secret: str  # signs its calls
    requested_at: str
    verified_at: str | None = None
    expires_at: str | None = None
    last_push_at: str | None = None
    error: str = ""

    @property
    def is_ending(self) -> bool:
        """Whether the hub was asked to end it."""
        return self.error == ENDING

    def state(self, now: str) -> HubState:
        """Returns what became of it, see `SubscribedFeed`."""
        if self.is_ending:
            return "ending"
        if self.error:
            return "failed"
        if self.holds(now):
            return "holds"
        return "expired" if self.verified_at else "asked"

    def holds(self, now: str) -> bool:
        """Returns whether the hub confirmed it for a time that has not passed."""
        return bool(self.verified_at and self.expires_at and now < self.expires_at)


class Subscriptions(Repository):
    """Rows of `websub_subscriptions`."""

    def list_all(self) -> list[Subscription]:
        """Returns every subscription, by feed."""
        return [Subscription(**row) for row in self._db.query(f"{_SUBSCRIPTION} ORDER BY feed_id")]

    def get(self, feed_id: int) -> Subscription | None:
        """Returns the subscription of a feed."""
        return self._find("feed_id = ?", feed_id)

    def find(self, token: str) -> Subscription | None:
        """Returns the subscription whose hub calls this token."""
        return self._find("token = ?", token)

    def request(self, wanted: Subscription) -> None:
        """Notes what is asked of a hub now. What another hub or topic confirmed before is forgotten."""
        with transaction(self._db):
            self._db.conn.execute(
                """INSERT INTO websub_subscriptions (feed_id, hub, topic, token, secret, requested_at)
                   VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT (feed_id) DO UPDATE SET
                     hub = excluded.hub, topic = excluded.topic, secret = excluded.secret,
                     requested_at = excluded.requested_at, error = '',
                     verified_at = CASE WHEN token = excluded.token THEN verified_at END,
                     expires_at = CASE WHEN token = excluded.token THEN expires_at END,
                     last_push_at = CASE WHEN token = excluded.token THEN last_push_at END,
                     token = excluded.token""",
                [
                    wanted.feed_id,
                    wanted.hub,
                    wanted.topic,
                    wanted.token,
                    wanted.secret,
                    wanted.requested_at,
                ],
            )

    def verify(self, feed_id: int, now: str, expires_at: str) -> None:
        """Notes that the hub confirmed a subscription, and until when it holds."""
        self._update(feed_id, "verified_at = ?, expires_at = ?, error = ''", now, expires_at)

    def end(self, feed_id: int, now: str) -> None:
        """Notes that the hub is asked to end a subscription, which holds no longer."""
        end = "requested_at = ?, verified_at = NULL, expires_at = NULL, error = ?"
        self._update(feed_id, end, now, ENDING)

    def deny(self, feed_id: int, reason: str) -> None:
        """Notes that the hub refused or ended a subscription."""
        denied = "verified_at = NULL, expires_at = NULL, error = ?"
        self._update(feed_id, denied, f"denied: {reason}"[:MOST_ERROR])

    def note_error(self, feed_id: int, error: str) -> None:
        """Notes why the hub did not take a request."""
        self._update(feed_id, "error = ?", error[:MOST_ERROR])

    def note_push(self, feed_id: int, now: str) -> None:
        """Notes that the hub announced something new."""
        self._update(feed_id, "last_push_at = ?", now)

    def forget_pushes(self, feed_id: int) -> None:
        """Notes that the hub left something out: it has to announce something again to be relied on."""
        self._update(feed_id, "last_push_at = NULL")

    def delete(self, feed_id: int) -> None:
        """Deletes a subscription."""
        with transaction(self._db):
            self._db.conn.execute("DELETE FROM websub_subscriptions WHERE feed_id = ?", [feed_id])

    def _find(self, where: str, value: int | str) -> Subscription | None:
        rows = self._db.query(f"{_SUBSCRIPTION} WHERE {where}", [value])
        return next((Subscription(**row) for row in rows), None)

    def _update(self, feed_id: int, changes: str, *values: str) -> None:
        with transaction(self._db):
            self._db.conn.execute(
                f"UPDATE websub_subscriptions SET {changes} WHERE feed_id = ?", [*values, feed_id]
            )
