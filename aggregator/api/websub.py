"""What hubs (WebSub) call: they confirm subscriptions, and announce that a feed has something new."""

import hashlib
import hmac
from collections.abc import Mapping

from aggregator import clock
from storage.private.websub import Subscription
from storage.store import Store

ALGORITHMS = frozenset(["sha1", "sha256", "sha384", "sha512"])  # of signatures, in the W3C's WebSub
ASSUMED_LEASE = 86400  # seconds, where a hub names none
MAX_LEASE = 90 * 86400  # seconds that a hub is believed
MAX_DIGITS = 12  # of a lease that is read
PUSH_PAUSE = 60  # seconds in which a feed is made due once


class HubCalls:
    """Calls of hubs to the address of a subscription: `Aggregator.hub_calls`.

    >>> news.hub_calls.knows("a token that nobody has")
    False
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def knows(self, token: str) -> bool:
        """Return whether a subscription has this token."""
        return self._store.subscriptions.find(token) is not None

    def confirm(self, token: str, asked: Mapping[str, str]) -> str | None:
        """Return what a hub is to be answered that asks whether a request came from here; None: it did not.

        `asked` are the parameters of the hub. A subscription that the hub denies holds no longer.
        """
        found = self._store.subscriptions.find(token)
        if found is None or asked.get("hub.topic") != found.topic:
            return None
        mode, challenge = asked.get("hub.mode"), asked.get("hub.challenge", "")
        if mode == "denied":
            self._store.subscriptions.deny(found.feed_id, asked.get("hub.reason", ""))
            return ""
        if not challenge or (mode, found.is_ending) not in (
            ("subscribe", False),
            ("unsubscribe", True),
        ):
            return None
        if found.is_ending:
            self._store.subscriptions.delete(found.feed_id)
        else:
            now, lease = clock.now(), _read_lease(asked.get("hub.lease_seconds", ""))
            self._store.subscriptions.verify(found.feed_id, now, clock.add_seconds(now, lease))
        return challenge

    def receive(self, token: str, body: bytes, signature: str) -> bool:
        """Make the feed due of which a hub announces something new; return whether the call was believed.

        It is when its signature is that of the subscription. Nothing of the body is kept.
        """
        found = self._store.subscriptions.find(token)
        now = clock.now()
        if found is None or not found.holds(now) or not is_signed(body, found.secret, signature):
            return False
        if _is_pause_over(found, now):
            self._store.feed_hubs.make_feed_due(found.feed_id, now)
            self._store.subscriptions.note_push(found.feed_id, now)
        return True


def is_signed(body: bytes, secret: str, signature: str) -> bool:
    """Return whether a header `X-Hub-Signature`, `algorithm=hexadecimal`, is that of a body."""
    algorithm, _, digest = signature.strip().partition("=")
    if algorithm.lower() not in ALGORITHMS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, algorithm.lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode("utf-8", "replace"))


def _read_lease(text: str) -> int:
    """Return for how many seconds a hub says that it will announce, within what is believed."""
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        return ASSUMED_LEASE
    return min(int(text), MAX_LEASE)


def _is_pause_over(subscription: Subscription, now: str) -> bool:
    last = subscription.last_push_at
    return last is None or abs(clock.seconds_between(last, now)) >= PUSH_PAUSE
