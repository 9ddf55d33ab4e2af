"""Asks the hubs of feeds (WebSub) to say when something is new: subscribes, renews, and ends subscriptions.

A hub confirms each request by a call to `/websub/TOKEN` of `serve`, which is what makes a subscription hold.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urlencode, urlsplit

from msgspec.structs import replace

from aggregator import clock, urls
from aggregator.config import CrawlConfig
from aggregator.crawl.single_requests import request
from aggregator.errors import AggregatorError
from storage.frontier.feed_hubs import FeedHub, FeedHubs
from storage.private.websub import Subscription, Subscriptions

HOUR, DAY = 3600, 86400
LEASE = 10 * DAY  # seconds for which a hub is asked to announce
RENEWAL_PART = 0.25  # of the lease that is left when it is renewed
RENEWAL_PAUSE = HOUR  # seconds between requests while a subscription holds
REQUEST_PAUSE = DAY  # and while none holds: the hub failed, refused, or never called back
ANNOUNCEMENT = HOUR  # seconds that a push may come before the poll that finds what is new
MAX_REQUESTS = 30  # of one round
MAX_ANSWER = 64 * 1024  # bytes; nothing is read from it

Mode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True)
class SubscriptionRound:
    """How many requests hubs took in a round, and how many not."""

    asked: int
    ended: int
    failed: int


@dataclass(frozen=True, slots=True)
class HubRepositories:
    """Which feeds name a hub, and what hubs were asked."""

    feeds: FeedHubs
    subscriptions: Subscriptions


@dataclass(frozen=True, slots=True)
class HubRequest:
    """What is to be asked of a hub."""

    mode: Mode
    subscription: Subscription


def subscribe_due(
    stored: HubRepositories, config: CrawlConfig, base_url: str, now: str
) -> SubscriptionRound:
    """Sends the requests to hubs whose time has come. Blocks; nothing is locked while a hub is asked.

    `base_url` is the public address of `serve`; without https there, no hub is asked. A hub that did not answer is asked once in a round.
    """
    _delete_unconfirmed(stored, now)
    due = list_due(stored, config, base_url, now)
    errors: dict[str, str] = {}
    done: list[Mode] = []
    for wanted in due:
        hub, feed_id = wanted.subscription.hub, wanted.subscription.feed_id
        _note(stored, wanted, now)
        error = errors.get(hub) or _post(wanted, config, base_url)
        if not error:
            done.append(wanted.mode)
            continue
        errors[hub] = error
        if wanted.mode == "subscribe":
            stored.subscriptions.note_error(feed_id, error)
    asked = done.count("subscribe")
    return SubscriptionRound(asked, len(done) - asked, len(due) - len(done))


def list_due(
    stored: HubRepositories, config: CrawlConfig, base_url: str, now: str
) -> list[HubRequest]:
    """Returns what is to be asked of hubs now, at most `MAX_REQUESTS`."""
    if not _is_safe(base_url, config):
        return []
    return list(islice(_find_due(stored, config, now), MAX_REQUESTS))


def _find_due(stored: HubRepositories, config: CrawlConfig, now: str) -> Iterator[HubRequest]:
    known = {each.feed_id: each for each in stored.subscriptions.list_all()}
    for feed in stored.feeds.list_all():
        if not is_acceptable(feed, config):
            continue
        found = known.pop(feed.feed_id, None)
        if found is None or found.is_ending or (found.hub, found.topic) != (feed.hub, feed.topic):
            yield HubRequest("subscribe", _make_subscription(feed, now))
        elif is_renewal_due(found, now):
            yield HubRequest("subscribe", found)
    for left in known.values():
        if not left.is_ending:
            yield HubRequest("unsubscribe", left)


def _delete_unconfirmed(stored: HubRepositories, now: str) -> None:
    """Deletes subscriptions whose end no hub confirmed within a day."""
    for each in stored.subscriptions.list_all():
        if each.is_ending and clock.seconds_between(each.requested_at, now) >= DAY:
            stored.subscriptions.delete(each.feed_id)


def is_acceptable(feed: FeedHub, config: CrawlConfig) -> bool:
    """Returns whether a feed speaks for itself, and its hub can be given a secret."""
    return urls.site(feed.topic) == urls.site(feed.url) and _is_safe(feed.hub, config)


def is_renewal_due(subscription: Subscription, now: str) -> bool:
    """Returns whether a hub is to be asked again."""
    asked = clock.seconds_between(subscription.requested_at, now)
    if not subscription.holds(now):
        return asked >= REQUEST_PAUSE
    begin, end = subscription.verified_at or now, subscription.expires_at or now
    left = clock.seconds_between(now, end)
    return left < RENEWAL_PART * clock.seconds_between(begin, end) and asked >= RENEWAL_PAUSE


def judge_pushes(subscriptions: Subscriptions, feed_id: int, now: str, *, found_new: bool) -> bool:
    """Returns whether the hub of a feed can be relied on after a poll at `now`.

    It can while its lease holds and it announced what polls found. After a poll that found what the hub
    had left out, it has to announce something first.
    """
    found = subscriptions.get(feed_id)
    if found is None or found.last_push_at is None or not found.holds(now):
        return False
    if found_new and clock.seconds_between(found.last_push_at, now) > ANNOUNCEMENT:
        subscriptions.forget_pushes(feed_id)
        return False
    return True


def _is_safe(url: str, config: CrawlConfig) -> bool:
    """Returns whether an address is one of https, or an exception of the settings."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.netloc in config.allow_hosts
    )


def _make_subscription(feed: FeedHub, now: str) -> Subscription:
    token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    return Subscription(feed.feed_id, feed.hub, feed.topic, token, secret, now)


def _note(stored: HubRepositories, wanted: HubRequest, now: str) -> None:
    """Notes a request before it is sent: the hub may call back before it answers."""
    if wanted.mode == "subscribe":
        stored.subscriptions.request(replace(wanted.subscription, requested_at=now))
    else:
        stored.subscriptions.end(wanted.subscription.feed_id, now)


def _post(wanted: HubRequest, config: CrawlConfig, base_url: str) -> str:
    """Sends one request; returns why it was not taken, or nothing."""
    subscription = wanted.subscription
    fields = {
        "hub.mode": wanted.mode,
        "hub.topic": subscription.topic,
        "hub.callback": f"{base_url.rstrip('/')}/websub/{subscription.token}",
    }
    if wanted.mode == "subscribe":
        fields |= {"hub.secret": subscription.secret, "hub.lease_seconds": str(LEASE)}
    try:
        answer = request(
            "POST",
            subscription.hub,
            config,
            max_bytes=MAX_ANSWER,
            data=urlencode(fields).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    except AggregatorError as error:
        return str(error)
    return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
