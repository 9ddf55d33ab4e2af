"""Crawls of well-meaning, broken and hostile sites: real requests to a real server."""

import gzip
import itertools
import json
import socket
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from aggregator.errors import UsageError
from tests.conftest import HANGS
from tests.crawling import World
from tests.site_server import Answer, holding_answers, rss, serving, story

FEED = "http://paper.example/feed"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        yield World(sites, tmp_path / "aggregator.db")


def paper(world: World, pages: int = 3) -> list[str]:
    """A site with a feed and so many articles; returns their addresses."""
    links = [f"http://paper.example/{number}.html" for number in range(pages)]
    for number, link in enumerate(links):
        world.sites.pages[link.removeprefix("http://")] = story(number)
    world.sites.pages["paper.example/feed"] = rss(*links)
    world.source("paper.example", FEED)
    return links


def outcome(world: World, url: str) -> str:
    return str(world.one("SELECT state || ': ' || outcome FROM frontier WHERE url = ?", url))


# From feed to story


def test_articles_of_a_feed_are_stored_and_not_fetched_again(world: World) -> None:
    links = paper(world)
    report = world.crawl(revisit_days=0)
    assert world.stored() == set(links)
    assert (report.counts["found"], report.counts["new"]) == (3, 3)
    world.make_due()
    again = world.crawl(revisit_days=0)
    assert (again.counts["feeds"], again.counts.get("fetched", 0)) == (1, 0)
    assert world.sites.paths("paper.example") == ["/feed", "/0.html", "/1.html", "/2.html", "/feed"]


def test_the_provenance_of_a_page_is_stored(world: World) -> None:
    paper(world, 0)
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/short")
    world.sites.pages["paper.example/short"] = Answer(
        status=301, headers={"Location": "/long.html"}
    )
    world.sites.pages["paper.example/long.html"] = Answer(
        story(1).encode(), headers={"Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
    )
    world.crawl()
    [(url, feed, first_seen, fetched_at, provenance)] = world.rows(
        """SELECT a.url, f.url, first_seen, fetched_at, unpack(provenance) FROM articles a
           JOIN feeds f ON f.id = a.feed_id"""
    )
    origin = json.loads(provenance)
    assert (url, feed, origin["feed"]) == ("http://paper.example/long.html", FEED, FEED)
    assert (origin["asked"], origin["final"]) == ("http://paper.example/short", url)
    assert origin["redirects"] == ["http://paper.example/short"]
    assert origin["headers"]["last-modified"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    assert first_seen <= fetched_at


def test_the_time_a_feed_was_last_seen_without_an_article_is_stored(world: World) -> None:
    links = paper(world)
    world.crawl()
    polled = world.one("SELECT last_polled FROM feeds")
    world.sites.pages["paper.example/new.html"] = story(9)
    world.sites.pages["paper.example/feed"] = rss(*links, "http://paper.example/new.html")
    world.make_due()
    world.crawl()
    absent = dict(world.rows("SELECT url, last_absent FROM articles"))
    assert absent["http://paper.example/new.html"] == polled
    assert absent[links[0]] is None


def test_the_hashes_of_a_page_and_of_its_feed_without_and_with_it_are_stored(world: World) -> None:
    links = paper(world, 1)
    first = rss(*links)
    world.sites.pages["paper.example/feed"] = first
    world.crawl()
    world.sites.pages["paper.example/new.html"] = story(9)
    second = rss(*links, "http://paper.example/new.html")
    world.sites.pages["paper.example/feed"] = second
    world.make_due()
    world.crawl()
    stored = {
        url: json.loads(text)
        for url, text in world.rows("SELECT url, unpack(provenance) FROM articles")
    }
    new = stored["http://paper.example/new.html"]
    assert new["page_sha256"] == sha256(story(9).encode()).hexdigest()
    assert new["feed_absent_sha256"] == sha256(first.body).hexdigest()
    assert new["feed_found_sha256"] == sha256(second.body).hexdigest()
    assert stored[links[0]]["feed_absent_sha256"] is None
    assert stored[links[0]]["feed_found_sha256"] == sha256(first.body).hexdigest()


def test_a_page_known_by_its_canonical_address_is_not_fetched_again(world: World) -> None:
    """Two feeds name one article differently: tracker parameters at once, a canonical once read."""
    head = '<link rel="canonical" href="http://paper.example/a.html">'
    world.sites.pages["paper.example/amp/a.html"] = story(1, head=head)
    world.sites.pages["paper.example/a.html"] = story(1, head=head)
    first = "http://paper.example/amp/a.html"
    world.sites.pages["paper.example/feed"] = rss(first, f"{first}?utm_source=feed#top")
    world.sites.pages["paper.example/second"] = lambda _: rss("http://paper.example/a.html")
    world.source("paper.example", FEED)
    world.crawl()
    world.source("paper.example", "http://paper.example/second")
    report = world.crawl()
    assert world.sites.paths("paper.example") == ["/feed", "/amp/a.html", "/second"]
    assert report.counts.get("fetched", 0) == 0


def test_a_page_that_declares_the_address_of_another_does_not_keep_it_from_being_read(
    world: World,
) -> None:
    head = '<link rel="canonical" href="http://paper.example/b.html">'
    world.sites.pages["paper.example/a.html"] = story(1, head=head)
    world.sites.pages["paper.example/b.html"] = story(2, head=head)
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/a.html")
    world.sites.pages["paper.example/second"] = lambda _: rss("http://paper.example/b.html")
    world.source("paper.example", FEED)
    world.crawl()
    world.source("paper.example", "http://paper.example/second")
    assert world.crawl().counts["new"] == 1


def test_news_sitemaps_their_index_and_sections_are_read(world: World) -> None:
    pages = world.sites.pages
    pages["map.example/index.xml"] = Answer(
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>http://map.example/news.xml.gz</loc></sitemap>"
        b"<sitemap><loc>http://elsewhere.example/news.xml</loc></sitemap></sitemapindex>",
        "application/xml",
    )
    urlset = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc>http://map.example/a.html</loc></url></urlset>"
    )
    pages["map.example/news.xml.gz"] = Answer(gzip.compress(urlset), "application/gzip")
    pages["map.example/a.html"] = story(1)
    link = "/2026/03/02/council-speaks-of-its-old-bridge.html"
    pages["list.example/city"] = f'<a href="{link}">Council speaks of its old bridge again</a>'
    pages[f"list.example{link}"] = story(2)
    world.source("map.example", "http://map.example/index.xml", kind="news_sitemap")
    world.source("list.example", "http://list.example/city", kind="section")
    world.crawl()
    assert world.stored() == {"http://map.example/a.html", f"http://list.example{link}"}
    assert world.sites.paths("elsewhere.example") == []


def test_a_feed_is_looked_for_on_the_home_page_of_a_source_without_one(world: World) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    world.sites.pages["paper.example/"] = f"<html><head>{head}</head><body>Home</body></html>"
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/1.html")
    world.sites.pages["paper.example/1.html"] = story(1)
    world.source("paper.example")
    world.crawl()
    assert world.stored() == {"http://paper.example/1.html"}
    assert world.one("SELECT discovery_due FROM sources WHERE domain = 'paper.example'") is None


def test_a_feed_that_is_found_is_fetched_as_it_was_written(world: World) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed?z=1&amp;a=2">'
    world.sites.pages["paper.example/"] = f"<html><head>{head}</head><body>Home</body></html>"
    world.sites.pages["paper.example/feed?z=1&a=2"] = rss("http://paper.example/1.html")
    world.sites.pages["paper.example/1.html"] = story(1)
    world.source("paper.example")
    world.crawl()
    assert world.stored() == {"http://paper.example/1.html"}


# Feeds


def test_an_unchanged_feed_is_requested_conditionally(
    world: World,
) -> None:
    paper(world, 1)
    feed = rss("http://paper.example/0.html")
    tagged = Answer(
        feed.body,
        feed.kind,
        headers={"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"},
    )

    def conditional(headers: Mapping[str, str]) -> Answer:
        unchanged = headers.get("If-None-Match") == '"v1"' and "If-Modified-Since" in headers
        return Answer(status=304) if unchanged else tagged

    world.sites.pages["paper.example/feed"] = conditional
    world.crawl()
    world.make_due()
    world.crawl()
    assert world.rows("SELECT last_status, failures FROM feeds") == [("HTTP 304", 0)]


def test_a_feed_with_the_same_bytes_is_not_read_again(world: World) -> None:
    paper(world, 1)
    world.crawl()
    with_the_same = world.one("SELECT body_hash FROM feeds")
    long_ago = "2001-01-01T00:00:00Z"
    world.change("UPDATE feeds SET last_changed = ?, last_polled = ?", long_ago, long_ago)
    world.make_due()
    world.crawl()
    row = world.rows("SELECT last_changed, body_hash, last_polled > last_changed FROM feeds")[0]
    assert row == (long_ago, with_the_same, 1)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(b"<!doctype html><html><body>Not here</body></html>"), "is HTML, not RSS"),
        (Answer(b"gone", "text/plain", 410), "HTTP 410"),
        (Answer(b"\x00" * 11_000_000, "application/rss+xml"), "larger than max_bytes"),
        (Answer(status=302, headers={"Location": "/feed"}), "redirects without end"),
        (Answer(status=302, headers={"Location": "ftp://paper.example/feed"}), "HTTP 302"),
    ],
)
def test_a_response_that_is_no_feed_fails_and_is_retried_later(
    world: World, answer: Answer, says: str
) -> None:
    links = paper(world, 1)
    good = world.sites.pages["paper.example/feed"]
    world.sites.pages["paper.example/feed"] = answer
    assert world.crawl().counts["feeds_failed"] == 1
    error, failures = world.rows("SELECT last_error, failures FROM feeds")[0]
    assert (says in error, failures) == (True, 1)
    assert world.crawl().counts.get("feeds_failed", 0) == 0  # not due yet
    world.sites.pages["paper.example/feed"] = good
    world.make_due()
    world.crawl()
    assert world.rows("SELECT failures, last_error FROM feeds") == [(0, None)]
    assert world.stored() == set(links)


def test_a_site_that_sends_retry_after_is_not_fetched_until_then(world: World) -> None:
    links = paper(world, 12)
    busy = Answer(status=503, headers={"Retry-After": "7200"})
    for link in links:
        world.sites.pages[link.removeprefix("http://")] = busy
    world.crawl()
    asked = world.sites.paths("paper.example")
    assert len(asked) < 12
    pause = "(julianday(paused_until) - julianday(max(tried_at))) * 86400"
    assert 7200 - HANGS < world.one(f"SELECT {pause} FROM hosts, frontier") < 7200 + HANGS
    assert world.one("SELECT count(*) FROM frontier WHERE next_due IS NOT NULL") == 12


# Politeness


def test_robots_txt_is_obeyed_and_the_refusal_listed(world: World) -> None:
    paper(world, 2)
    world.sites.pages["paper.example/robots.txt"] = "User-agent: *\nDisallow: /1.html\n"
    report = world.crawl()
    assert world.stored() == {"http://paper.example/0.html"}
    assert "/1.html" not in world.sites.paths("paper.example")
    assert outcome(world, "http://paper.example/1.html").startswith("refused: ")
    assert report.counts["refused"] == 1


def test_robots_txt_of_a_redirect_target_is_obeyed(world: World) -> None:
    world.sites.pages["paper.example/a"] = Answer(
        status=302, headers={"Location": "http://shy.example/b"}
    )
    world.sites.pages["shy.example/robots.txt"] = "User-agent: aggregator\nDisallow: /\n"
    report = world.crawl("http://paper.example/a")
    assert world.sites.paths("shy.example") == []
    assert report.refused == {"http://paper.example/a"}


def test_while_robots_txt_fails_nothing_is_fetched(world: World) -> None:
    """RFC 9309: server error is complete disallow; missing is complete allow."""
    paper(world, 1)
    world.sites.pages["paper.example/robots.txt"] = Answer(status=500)
    world.crawl()
    assert world.sites.paths("paper.example") == []
    assert "robots.txt cannot be fetched (HTTP 500)" in world.one("SELECT last_error FROM feeds")
    world.sites.pages["paper.example/robots.txt"] = Answer(b"never was", "text/html", 404)
    world.make_due()
    world.crawl()
    assert len(world.stored()) == 1


def test_an_unknown_host_is_explained_in_words(world: World) -> None:
    """The explanation is our own, not a library's with the address of an object."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        spot = f"127.0.0.1:{deaf.getsockname()[1]}"
        nowhere = {"resolve": (f"*={spot}",), "allow_hosts": (spot,)}
        report = world.crawl("http://gone.example/a", **nowhere)
    assert report.failed["http://gone.example/a"] == (
        "http://gone.example/robots.txt cannot be fetched (no connection: no server answers there): "
        "nothing is fetched until it answers"
    )


@pytest.mark.parametrize("location", ["javascript:alert(1)", "http://[::1", "mailto:a@b.example"])
def test_a_redirect_to_no_web_address_is_given_up(world: World, location: str) -> None:
    world.sites.pages["paper.example/a"] = Answer(status=302, headers={"Location": location})
    world.crawl("http://paper.example/a")
    assert outcome(world, "http://paper.example/a").startswith("failed: ")
    assert "Error" not in outcome(world, "http://paper.example/a")


def test_the_user_agent_is_honest_and_names_the_contact(world: World) -> None:
    paper(world, 1)
    world.crawl(contact="ops@paper.example")
    agents = {asked.headers["User-Agent"] for asked in world.sites.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("aggregator/")
    assert all("ops@paper.example" in asked.headers["User-Agent"] for asked in world.sites.asked)


def test_one_host_receives_one_request_at_a_time_with_a_pause_between(world: World) -> None:
    links = paper(world, 4)
    for link in links:
        page = Answer(story(links.index(link)).encode(), wait=0.1)
        world.sites.pages[link.removeprefix("http://")] = page
    world.crawl(delay=0.2)
    asked = sorted(world.sites.asked, key=lambda request: request.begun)
    assert len(asked) == 8  # two files of the site among them
    for before, after in itertools.pairwise(asked):
        assert after.begun >= before.ended
    assert asked[-1].begun - asked[0].begun >= 7 * 0.2 - 0.1  # a busy machine notes the first late


def test_a_crawl_delay_in_robots_txt_makes_the_pause_longer(world: World) -> None:
    paper(world, 2)
    world.sites.pages["paper.example/robots.txt"] = "User-agent: *\nCrawl-delay: 0.6\n"
    world.crawl()
    begun = sorted(asked.begun for asked in world.sites.asked)[1:]
    assert begun[-1] - begun[0] >= 2 * 0.6 - 0.1


def test_a_slow_host_delays_no_other_host(world: World) -> None:
    slow = [f"http://slow.example/{number}.html" for number in range(20)]
    for number, link in enumerate(slow):
        world.sites.pages[link.removeprefix("http://")] = Answer(story(number).encode(), wait=0.1)
    world.sites.pages["slow.example/feed"] = rss(*slow)
    world.source("slow.example", "http://slow.example/feed")
    paper(world, 3)
    world.crawl()
    order = [asked.host for asked in world.sites.asked if asked.path.endswith(".html")]
    assert "paper.example" not in order[-10:]


# Bad answers


def test_a_page_over_the_size_limit_is_not_read(world: World) -> None:
    world.sites.pages["paper.example/big"] = b"x" * 300_000
    assert world.crawl("http://paper.example/big", max_bytes=200_000).failed == {
        "http://paper.example/big": "larger than max_bytes"
    }


def test_a_page_that_never_ends_is_cut_off_by_the_time_out(world: World) -> None:
    with holding_answers() as held:
        world.sites.pages["paper.example/slow"] = held
        report = world.crawl("http://paper.example/slow", timeout=3.0)
    assert report.failed == {"http://paper.example/slow": "no answer within 3 s"}
    assert world.one("SELECT next_due > tried_at FROM frontier")  # it is fetched again later


def test_a_redirect_loop_ends(world: World) -> None:
    world.sites.pages["paper.example/a"] = Answer(status=302, headers={"Location": "/b"})
    world.sites.pages["paper.example/b"] = Answer(status=302, headers={"Location": "/a"})
    report = world.crawl("http://paper.example/a")
    assert report.failed == {"http://paper.example/a": "redirects without end"}
    assert len(world.sites.paths("paper.example")) <= 7


def test_a_page_that_is_no_article_is_a_result_and_no_failure(world: World) -> None:
    world.sites.pages["paper.example/empty"] = b""
    report = world.crawl("http://paper.example/empty")
    assert report.failed == {}
    assert outcome(world, "http://paper.example/empty").startswith("rejected: ")


def test_a_private_address_is_refused_also_behind_a_redirect(world: World) -> None:
    with serving() as inside:
        inside.pages["127.0.0.1/secret"] = story(1)
        secret = f"http://127.0.0.1:{inside.port}/secret"
        world.sites.pages["paper.example/a"] = Answer(status=302, headers={"Location": secret})
        report = world.crawl("http://paper.example/a", secret)
        assert report.refused == {"http://paper.example/a", secret}
        assert inside.asked == []
        assert "private or loopback" in report.failed[secret]


def test_a_public_host_is_not_fetched_without_a_contact(world: World) -> None:
    with pytest.raises(UsageError, match="aggregator init --contact"):
        world.crawl("http://198.41.0.4/page", "http://paper.example/0.html")


# By name


def test_why_a_named_source_failed_is_reported(world: World) -> None:
    paper(world, 1)
    world.source("dead.example", "http://dead.example/feed")
    assert world.crawl(source="paper.example").failed == {}
    assert world.crawl(source="dead.example").failed == {"dead.example": "HTTP 404"}
    assert "source add" in world.crawl(source="nobody.example").failed["nobody.example"]


def test_crawling_a_named_source_fetches_no_other(world: World) -> None:
    paper(world, 1)
    world.source("other.example", "http://other.example/feed")
    world.crawl(source="paper.example")
    assert world.sites.paths("other.example") == []
    assert len(world.stored()) == 1


def test_a_named_page_is_fetched_again_and_its_change_stored_as_a_version(world: World) -> None:
    url = "http://paper.example/a.html"
    world.sites.pages["paper.example/a.html"] = story(1)
    world.crawl(url)
    world.sites.pages["paper.example/a.html"] = story(2)
    assert world.crawl(url).counts["changed"] == 1
    assert world.one("SELECT count(*) FROM article_versions") == 1


def test_shards_divide_the_sites_among_them(world: World) -> None:
    from dataclasses import replace

    from aggregator import crawl

    for number in range(6):
        host = f"paper{number}.example"
        world.sites.pages[f"{host}/a.html"] = story(number)
        world.sites.pages[f"{host}/feed"] = rss(f"http://{host}/a.html")
        world.source(host, f"http://{host}/feed")
    parts = [
        crawl.run(world.path, replace(world.settings), due=True, shard=(part, 2)) for part in (1, 2)
    ]
    fetched = [part.counts.get("fetched", 0) for part in parts]
    assert sum(fetched) == 6
    assert all(fetched)


def test_a_run_is_logged_with_its_counts_and_no_address(world: World) -> None:
    paper(world, 2)
    world.crawl("http://paper.example/0.html")
    what, counts, ended = world.rows("SELECT what, counts, ended_at FROM crawl_runs")[0]
    assert (what, ended is None) == ("1 addresses", False)
    logged = json.loads(counts)
    assert logged["new"] == 1
    assert set(logged["cpu"]) >= {"read", "sign", "store", "finalize"}
    assert "paper" not in counts
