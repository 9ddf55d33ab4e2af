"""Hubs (WebSub): a real hub and the real pages on loopback, from the feed that names it to the article."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import aggregator
from aggregator import clock
from aggregator.api.websub import is_signed
from aggregator.cli import hubs
from aggregator.cli.session import Session
from aggregator.config import ServeConfig
from aggregator.crawl.polling.decisions import PUSHED_CHECK
from aggregator.crawl.websub import (
    DAY,
    HOUR,
    LEASE,
    HubRepositories,
    SubscriptionRound,
    is_renewal_due,
    subscribe_due,
)
from aggregator.results import SubscribedFeed
from aggregator.web import server
from aggregator.web.app import create_app
from storage.private.websub import Subscription
from storage.store import open_for_writing
from tests.conftest import Ask, wait_until
from tests.crawling import World
from tests.hub_server import Hub, call, running_hub, sign
from tests.site_server import Answer, serving

FEED = "http://news.example/feed"
LATER = "2099-01-01T00:00:00Z"


@dataclass
class Installation:
    """A crawl, its pages, and a hub."""

    world: World
    hub: Hub
    base: str

    def read_feed(self, hub: str = "", topic: str = "") -> None:
        """Crawl the feed, which names a hub."""
        self.world.sites.pages["news.example/feed"] = make_feed(
            hub or self.hub.url, topic=topic or FEED
        )
        self.world.source("news.example", FEED)
        self.world.crawl()

    def subscribe(self, now: str = "") -> SubscriptionRound:
        """One round, at a time."""
        allowed = (self.hub.host, self.base.removeprefix("http://"))
        config = replace(self.world.settings, allow_hosts=allowed, resolve=())
        with open_for_writing(self.world.path) as store:
            stored = HubRepositories(store.feed_hubs, store.subscriptions)
            return subscribe_due(stored, config, self.base, now or clock.now())

    def subscription(self) -> Subscription | None:
        with open_for_writing(self.world.path) as store:
            return next(iter(store.subscriptions.list_all()), None)

    def wait_for_poll(self) -> None:
        """As if the feed were due in a long time."""
        self.world.change("UPDATE feeds SET next_due = ?", LATER)

    @property
    def is_due(self) -> bool:
        return bool(self.world.one("SELECT next_due FROM feeds") != LATER)

    @property
    def callback(self) -> str:
        found = self.subscription()
        assert found
        return f"{self.base}/websub/{found.token}"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Installation]:
    with serving() as sites, running_hub() as hub:
        world = World(sites, tmp_path / "aggregator.db")
        with aggregator.connect(world.path) as news:
            config = ServeConfig(port=0)
            sock = server.open_socket(config)
            running = server.make_server(news, config)
            thread = threading.Thread(target=running.run, kwargs={"sockets": [sock]})
            thread.start()
            yield Installation(world, hub, f"http://127.0.0.1:{sock.getsockname()[1]}")
            running.should_exit = True
            thread.join()
            sock.close()


@pytest.fixture
def subscribed(pages: Installation) -> Installation:
    """An installation whose crawl found the hub, and which the hub calls."""
    pages.read_feed()
    assert pages.subscribe() == SubscriptionRound(asked=1, ended=0, failed=0)
    pages.wait_for_poll()
    return pages


def make_feed(hub: str, *paths: str, topic: str = FEED) -> Answer:
    """A feed that names a hub, with an article a day until today."""
    now = clock.from_text(clock.now())
    items = "".join(
        f"<item><title>News of the harbour</title><link>http://news.example{path}</link>"
        f"<pubDate>{format_datetime(now - timedelta(days=age))}</pubDate></item>"
        for age, path in enumerate(paths)
    )
    text = (
        '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>News</title>'
        f'<a:link rel="hub" href="{hub}"/><a:link rel="self" href="{topic}"/>{items}</channel></rss>'
    )
    return Answer(text.encode(), "application/rss+xml")


def make_page() -> str:
    words = " ".join(
        f"The harbour has {n} ships that wait for the tide of today." for n in range(40)
    )
    return f"<html><head><title>News of the harbour</title></head><body><article><h1>News of the harbour</h1><p>{words}</p></article></body></html>"


def test_what_a_hub_announces_is_fetched_at_once(subscribed: Installation) -> None:
    sites = subscribed.world.sites
    sites.pages["news.example/feed"] = make_feed(subscribed.hub.url, "/storm")
    sites.pages["news.example/storm"] = make_page()
    subscribed.world.crawl()
    assert subscribed.world.stored() == set()  # the feed is not due
    assert subscribed.hub.publish(b"<rss/>") == [202]
    subscribed.world.crawl()
    assert subscribed.world.stored() == {"http://news.example/storm"}


def test_a_feed_whose_hub_announces_what_is_new_is_polled_less(subscribed: Installation) -> None:
    world, paths = subscribed.world, [f"/{n}" for n in range(30)]
    world.sites.pages["news.example/feed"] = make_feed(subscribed.hub.url, *paths)
    subscribed.hub.publish(b"news")
    world.crawl()
    pushed = world.one("SELECT interval_s FROM feeds")
    world.change("UPDATE feeds SET rhythm = NULL")
    world.change("DELETE FROM frontier")
    with open_for_writing(world.path) as store:
        store.subscriptions.forget_pushes(world.one("SELECT id FROM feeds"))
    world.make_due()
    world.crawl()
    assert world.one("SELECT interval_s FROM feeds") < PUSHED_CHECK <= pushed


def test_a_hub_that_left_something_out_is_not_relied_on(subscribed: Installation) -> None:
    world = subscribed.world
    subscribed.hub.publish(b"news")
    found = subscribed.subscription()
    assert found
    with open_for_writing(world.path) as store:
        store.subscriptions.note_push(found.feed_id, clock.add_seconds(clock.now(), -2 * HOUR))
    world.sites.pages["news.example/feed"] = make_feed(subscribed.hub.url, "/storm")
    world.make_due()
    world.crawl()
    assert world.one("SELECT interval_s FROM feeds") < PUSHED_CHECK
    found = subscribed.subscription()
    assert found
    assert found.last_push_at is None


def test_a_hub_confirms_a_subscription_for_a_time(subscribed: Installation) -> None:
    [asked] = subscribed.hub.asked
    assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", FEED)
    assert asked["hub.callback"] == subscribed.callback
    found = subscribed.subscription()
    assert found
    assert found.holds(clock.now())
    assert clock.seconds_between(found.verified_at or "", found.expires_at or "") == LEASE
    assert subscribed.subscribe() == SubscriptionRound(0, 0, 0)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_each_algorithm_of_the_specification_signs(
    subscribed: Installation, algorithm: str
) -> None:
    assert subscribed.hub.publish(b"news", algorithm) == [202]
    assert subscribed.is_due


def test_a_wrong_signature_gets_the_same_answer_and_does_nothing(subscribed: Installation) -> None:
    assert subscribed.hub.publish(b"news", secret="guessed") == [202]
    assert call(subscribed.callback, b"news")[0] == 202
    assert not subscribed.is_due


@pytest.mark.parametrize(
    "signature",
    ["", "sha256", "sha256=", "md5=aa", "new=aa", "=", "sha256=\u00e9", "sha256=\udcff"],
)
def test_what_is_no_signature_is_none(signature: str) -> None:
    assert not is_signed(b"news", "secret", signature)


def test_a_feed_is_made_due_once_a_minute(subscribed: Installation) -> None:
    subscribed.hub.publish(b"news")
    subscribed.wait_for_poll()
    assert subscribed.hub.publish(b"news") == [202]
    assert not subscribed.is_due


def test_a_long_body_is_refused_also_when_its_length_is_not_said(subscribed: Installation) -> None:
    body = bytes(1024 * 1024 + 1)
    found = subscribed.subscription()
    assert found
    signature = sign(body, found.secret)
    with aggregator.connect(subscribed.world.path) as news:
        client = TestClient(create_app(news, ServeConfig()))
        path = f"/websub/{found.token}"
        assert client.post(path, content=body, headers=signature).status_code == 413
        parts = iter([body[:1000], body[1000:]])  # sent in chunks
        assert client.post(path, content=parts, headers=signature).status_code == 413
    assert not subscribed.is_due


def test_a_push_whose_length_is_not_said_is_taken(subscribed: Installation) -> None:
    found = subscribed.subscription()
    assert found
    with aggregator.connect(subscribed.world.path) as news:
        client = TestClient(create_app(news, ServeConfig()))
        signature = sign(b"news", found.secret)
        parts = iter([b"ne", b"ws"])
        answer = client.post(f"/websub/{found.token}", content=parts, headers=signature)
    assert answer.status_code == 202
    assert subscribed.is_due


def test_a_body_of_a_megabyte_is_taken(subscribed: Installation) -> None:
    assert subscribed.hub.publish(bytes(1024 * 1024)) == [202]
    assert subscribed.is_due


def test_nobody_but_the_hub_knows_an_address(subscribed: Installation) -> None:
    assert call(f"{subscribed.base}/websub/guessed", b"news", sign(b"news", "x"))[0] == 404
    question = "hub.mode=subscribe&hub.challenge=abc&hub.topic="
    assert call(f"{subscribed.base}/websub/guessed?{question}{FEED}")[0] == 404
    assert call(f"{subscribed.callback}?{question}http://else.example/feed")[0] == 404


def test_nobody_ends_a_subscription_that_is_wanted(subscribed: Installation) -> None:
    question = f"hub.mode=unsubscribe&hub.challenge=abc&hub.topic={FEED}"
    assert call(f"{subscribed.callback}?{question}")[0] == 404
    assert subscribed.subscription()


def test_what_a_hub_denies_holds_no_longer(subscribed: Installation) -> None:
    denied = f"hub.mode=denied&hub.topic={FEED}&hub.reason=no+room"
    assert call(f"{subscribed.callback}?{denied}")[0] == 200
    found = subscribed.subscription()
    assert found
    assert (found.holds(clock.now()), found.error) == (False, "denied: no room")
    subscribed.hub.publish(b"news")
    assert not subscribed.is_due


def test_a_lease_is_renewed_before_it_ends(subscribed: Installation) -> None:
    begin, callback = clock.now(), subscribed.callback
    assert subscribed.subscribe(clock.add_seconds(begin, 0.7 * LEASE)).asked == 0
    assert subscribed.subscribe(clock.add_seconds(begin, 0.8 * LEASE)).asked == 1
    assert subscribed.hub.subscribed.keys() == {callback}
    assert subscribed.hub.publish(b"news") == [202]
    assert subscribed.is_due


def test_a_short_lease_is_renewed_once_an_hour() -> None:
    begin = "2026-11-28T12:00:00Z"
    short = Subscription(1, "h", FEED, "t", "s", begin, begin, clock.add_seconds(begin, 3000))
    assert not is_renewal_due(short, clock.add_seconds(begin, 2900))
    assert not is_renewal_due(short, clock.add_seconds(begin, 3600))  # it ended: after a day
    assert is_renewal_due(short, clock.add_seconds(begin, DAY))


def test_the_subscription_of_a_paused_source_ends(subscribed: Installation) -> None:
    subscribed.world.change("UPDATE sources SET paused = 1")
    assert subscribed.subscribe() == SubscriptionRound(asked=0, ended=1, failed=0)
    assert subscribed.hub.subscribed == {}
    assert subscribed.subscription() is None


def test_an_end_that_no_hub_confirms_is_forgotten_after_a_day(subscribed: Installation) -> None:
    subscribed.world.change("DELETE FROM feeds")
    subscribed.hub.status = 500
    begin = clock.now()
    assert subscribed.subscribe(begin).failed == 1
    assert subscribed.hub.publish(b"news") == [202]  # and ignored
    assert subscribed.subscribe(clock.add_seconds(begin, DAY)) == SubscriptionRound(0, 0, 0)
    assert subscribed.subscription() is None


def test_a_hub_that_fails_is_asked_again_after_a_day(pages: Installation) -> None:
    pages.read_feed()
    pages.hub.status, begin = 503, clock.now()
    assert pages.subscribe(begin) == SubscriptionRound(asked=0, ended=0, failed=1)
    found = pages.subscription()
    assert found
    assert found.error == "HTTP 503"
    pages.hub.status = 202
    assert pages.subscribe(clock.add_seconds(begin, DAY - 1)).asked == 0
    assert pages.subscribe(clock.add_seconds(begin, DAY)).asked == 1
    assert pages.hub.publish(b"news") == [202]


def test_a_feed_speaks_for_its_own_site_only(pages: Installation) -> None:
    pages.read_feed(topic="http://else.example/feed")
    assert pages.subscribe() == SubscriptionRound(0, 0, 0)


def test_a_secret_goes_to_no_hub_without_tls(pages: Installation) -> None:
    pages.read_feed("http://hub.example/")
    assert pages.subscribe() == SubscriptionRound(0, 0, 0)


def test_a_verb_asks_the_hubs(pages: Installation, ask: Ask, tmp_path: Path) -> None:
    pages.read_feed()
    wrong = ask("source", "subscribe")
    assert (wrong.exit_code, "set base_url in [serve]" in wrong.stderr) == (2, True)
    (tmp_path / "aggregator.toml").write_text(f'[serve]\nbase_url = "{pages.base}"\n')
    hosts = ("--allow-host", pages.hub.host, "--allow-host", pages.base.removeprefix("http://"))
    planned = ask("source", "subscribe", "--dry-run", *hosts)
    assert planned.stderr == f"would subscribe: {FEED} at {pages.hub.url}\n"
    assert pages.hub.asked == []
    done = ask("source", "subscribe", *hosts)
    assert done.stderr == "1 subscriptions asked for, 0 ended, 0 not taken\n"
    assert len(pages.hub.subscribed) == 1


def test_hubs_are_asked_beside_a_crawl_that_goes_on(
    pages: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pages.read_feed()
    settings = tmp_path / "own.toml"
    settings.write_text(f'[serve]\nbase_url = "{pages.base}"\n')
    monkeypatch.setattr(hubs, "ROUND_SECONDS", 0.05)
    allowed = (pages.hub.host, pages.base.removeprefix("http://"))
    crawl = replace(pages.world.settings, allow_hosts=allowed, resolve=())
    with hubs.asking_hubs(Session(str(pages.world.path), settings), crawl):
        wait_until(lambda: pages.hub.subscribed, "the hub is asked")
    assert len(pages.hub.asked) == 1


def test_a_source_is_shown_with_what_became_of_its_subscription(pages: Installation) -> None:
    path = pages.world.path

    def shown() -> list[SubscribedFeed]:
        with aggregator.connect(path, write=False) as news:
            return news.health.report_source("news.example").hubs

    pages.read_feed()
    assert shown() == []
    with open_for_writing(path) as store:
        feed_id, subscriptions = pages.world.one("SELECT id FROM feeds"), store.subscriptions
        past = clock.add_seconds(clock.now(), -HOUR)
        wanted = Subscription(feed_id, pages.hub.url, FEED, "token", "secret", past)
        subscriptions.request(wanted)
        assert [(each.feed, each.hub, each.state) for each in shown()] == [
            (FEED, pages.hub.url, "asked")
        ]
        subscriptions.verify(feed_id, past, LATER)
        [holding] = shown()
        assert (holding.state, holding.expires_at) == ("holds", LATER)
        subscriptions.verify(feed_id, past, past)
        assert shown()[0].state == "expired"
        subscriptions.deny(feed_id, "no such topic")
        assert (shown()[0].state, shown()[0].error) == ("failed", "denied: no such topic")
        subscriptions.end(feed_id, clock.now())
        assert shown()[0].state == "ending"


def test_source_show_prints_subscriptions_without_their_secrets(
    subscribed: Installation, ask: Ask
) -> None:
    result = ask("--db", str(subscribed.world.path), "source", "show", "news.example")
    found = subscribed.subscription()
    assert found
    assert result.exit_code == 0, result.output
    assert subscribed.hub.url in result.stdout
    assert found.secret not in result.stdout
    assert found.token not in result.stdout
