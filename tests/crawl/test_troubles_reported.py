"""What misbehaves is named in words that an operator can act on: three looks at real servers, and what is found then."""

from collections.abc import Iterator, Mapping

import pytest

import aggregator
from aggregator import clock
from aggregator.model import Entry
from aggregator.results import HealthFinding
from storage.frontier.source_days import DayCounts
from storage.store import Store, open_for_writing
from tests.crawling import World
from tests.site_server import Answer, Page, Sites, rss, serving, story

LOOKS = 3
PAGES = 6  # that a site has
DAY = 86_400


def cut_connection(_headers: Mapping[str, str]) -> Answer:
    raise ConnectionAbortedError


FEEDS: dict[str, tuple[Page, str, str]] = {
    "missing": (Answer(status=404), "feed_missing", "HTTP 404"),
    "gone": (Answer(status=410), "feed_gone", "HTTP 410"),
    "forbidden": (Answer(status=403), "feed_forbidden", "HTTP 403"),
    "html": ("<!doctype html><html><body>Our feed has ended</body></html>", "feed_unreadable", "is HTML"),
    "loop": (Answer(status=302, headers={"Location": "/feed"}), "feed_redirected", "redirects without end"),
    "broken": (Answer(status=500), "feed_unreachable", "HTTP 500"),
    "busy": (Answer(status=429), "feed_paused", "HTTP 429"),
    "cut": (cut_connection, "feed_unreachable", "connection closed without an answer"),
    "late": (Answer(b"late", wait=6.0), "feed_unreachable", "no answer within 3 s"),
}  # fmt: skip
SOFT = "<html><head><title>404 - Page not found</title></head><body><h1>Page not found</h1><p>Sorry, this page does not exist any more. Use the search to find it.</p></body></html>"
SCRIPT = '<html><head><title>Council</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'
CHALLENGE = '<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before you access the site</h1><div id="cf-challenge-running"></div></body></html>'
LOGIN = '<html><head><title>Log in</title></head><body><form><h1>Log in</h1><input type="email"><input type="password"><button>Log in</button></form></body></html>'
SITES: dict[str, tuple[Page, str, str]] = {
    "soft": (SOFT, "pages_soft_404", "6 × an error page"),
    "script": (SCRIPT, "layout_changed", "6 × "),
    "shut": (Answer(status=403), "pages_forbidden", "HTTP 403"),
    "challenge": (CHALLENGE, "pages_challenged", "6 × a challenge"),
    "login": (LOGIN, "pages_walled", "6 × "),
    "home": (Answer(status=302, headers={"Location": "/"}), "pages_redirected", "6 × "),
    "lost": (Answer(status=404), "pages_gone", "HTTP 404"),
    "cookie": (Answer(status=302, headers={"Location": "?", "Set-Cookie": "a=b"}), "pages_redirected", "6 × "),
}  # fmt: skip


def add_feeds(sites: Sites) -> list[str]:
    for name, (page, _, _) in FEEDS.items():
        sites.pages[f"{name}.example/feed"] = page
    sites.pages["robots.example/robots.txt"] = "User-agent: *\nDisallow: /\n"
    sites.pages["robots-broken.example/robots.txt"] = Answer(status=500)
    sites.pages["empty.example/feed"] = rss()
    sites.pages["silent.example/feed"] = rss("http://silent.example/0")
    return [*FEEDS, "robots", "robots-broken", "empty", "silent"]


def add_sites(sites: Sites) -> list[str]:
    for name, (page, _, _) in SITES.items():
        links = [f"http://{name}.example/{number}" for number in range(PAGES)]
        sites.pages[f"{name}.example/feed"] = rss(*links)
        for link in links:
            sites.pages[link.removeprefix("http://")] = page
    sites.pages["home.example/"] = story(1)
    return [*SITES]


def add_past(store: Store, source_id: int) -> None:
    """As if a source had announced and stored two articles a day for four weeks, until a week ago."""
    numbers = DayCounts(polls=24, announced=2, fetched=2, stored=2, text_length=6000)
    for day in range(7, 35):
        store.source_days.add(source_id, clock.add_seconds(clock.now(), -day * DAY), numbers)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[HealthFinding]]]:
    """What is found of each source, by the first label of its domain."""
    with serving() as sites:
        world = World(sites, tmp_path_factory.mktemp("troubles") / "aggregator.db")
        for name in [*add_feeds(sites), *add_sites(sites)]:
            world.source(f"{name}.example", f"http://{name}.example/feed")
        long_ago = clock.add_seconds(clock.now(), -40 * DAY)
        world.change("UPDATE sources SET added_at = ?", long_ago)
        source_id = world.one("SELECT id FROM sources WHERE domain = 'silent.example'")
        with open_for_writing(world.path) as store, store.sources.transaction():
            add_past(store, source_id)
            known = [Entry("http://silent.example/0")]
            store.frontier.add_pages(
                known, feed_id=None, source_id=None, last_absent=None, now=long_ago, is_due=False
            )
        for _ in range(LOOKS):
            world.make_due()
            world.crawl(timeout=3.0)
        with aggregator.connect(world.path, write=False) as news:
            sources = news.health.check().sources
        yield {one.source.partition(".")[0]: one.findings for one in sources}


def only(findings: list[HealthFinding]) -> HealthFinding:
    [finding] = findings
    return finding


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_that_fails_at_three_polls_is_named_with_the_reason(
    findings: dict[str, list[HealthFinding]], name: str
) -> None:
    _, code, words = FEEDS[name]
    [finding] = [each for each in findings[name] if each.code != "host_paused"]
    assert finding.code == code
    assert f"at the last 3 polls: {words}" in finding.says.replace(
        f"http://{name}.example/feed is", "is"
    )


def test_a_feed_that_robots_txt_forbids_is_named(findings: dict[str, list[HealthFinding]]) -> None:
    assert only(findings["robots"]).code == "feed_robots"


def test_a_robots_txt_that_cannot_be_fetched_is_not_said_to_forbid(
    findings: dict[str, list[HealthFinding]],
) -> None:
    finding = only(findings["robots-broken"])
    assert finding.code == "feed_unreachable"
    assert "robots.txt cannot be fetched (HTTP 500)" in finding.says


@pytest.mark.parametrize("name", SITES)
def test_a_site_none_of_whose_pages_is_an_article_is_named_with_the_reason(
    findings: dict[str, list[HealthFinding]], name: str
) -> None:
    _, code, words = SITES[name]
    finding = only(findings[name])
    assert (finding.code, finding.severity) == (code, "person")
    assert "none of the 6 pages" in finding.says
    assert words in finding.says


def test_a_feed_that_goes_on_answering_and_lists_nothing_new_is_named(
    findings: dict[str, list[HealthFinding]],
) -> None:
    finding = only(findings["silent"])
    assert (finding.code, finding.severity) == ("silent", "person")
    assert "at 2.0 entries a day before" in finding.says


def test_a_feed_that_has_been_empty_for_ever_is_named(
    findings: dict[str, list[HealthFinding]],
) -> None:
    finding = only(findings["empty"])
    assert (finding.code, finding.severity) == ("nothing_listed", "person")


def test_what_ends_by_itself_is_a_note_on_the_first_day(
    findings: dict[str, list[HealthFinding]],
) -> None:
    names = ("broken", "busy", "cut", "late")
    severities = {each.severity for name in names for each in findings[name]}
    assert severities == {"note"}
