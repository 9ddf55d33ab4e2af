"""Feeds, sitemaps and hosts that misbehave: four looks at all of them, by one crawl each."""

import gzip
from collections.abc import Callable, Iterator, Mapping

import pytest

from aggregator import clock
from aggregator.model import Entry
from storage.store import open_for_writing
from tests.crawling import World
from tests.site_server import Answer, Page, Sites, rss, serving, story

XML = "application/xml"
LOOKS = 4  # two days apart
HINTS: dict[str, tuple[str, dict[str, str]]] = {
    "expires": ("", {"Expires": "Sun, 01 Jan 2300 00:00:00 GMT"}),
    "max-age": ("", {"Cache-Control": "max-age=86400"}),
    "ttl": ("<ttl>1440</ttl>", {}),
    "period": (
        '<u:updatePeriod xmlns:u="http://purl.org/rss/1.0/modules/syndication/">daily</u:updatePeriod>',
        {},
    ),
}


def in_turn(*answers: Page) -> Callable[[Mapping[str, str]], Answer]:
    """A page that answers differently each time, and the last answer from then on."""
    waiting = list(answers)

    def answer(headers: Mapping[str, str]) -> Answer:
        page = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if callable(page):
            return page(headers)
        return page if isinstance(page, Answer) else Answer(str(page).encode())

    return answer


def with_headers(answer: Answer, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(answer.body, answer.kind, answer.status, named)


def unless_conditional(answer: Callable[[Mapping[str, str]], Answer]) -> Page:
    """A page that is unchanged for all that ask whether it is."""

    def ask(headers: Mapping[str, str]) -> Answer:
        is_conditional = {"If-None-Match", "If-Modified-Since"} & {*headers}
        return Answer(status=304) if is_conditional else answer(headers)

    return ask


def one(host: str) -> Answer:
    return rss(f"http://{host}/1")


def two(host: str) -> Answer:
    return rss(f"http://{host}/1", f"http://{host}/2")


def for_readers_of_feeds(headers: Mapping[str, str]) -> Answer:
    wanted = headers["Accept"].startswith("application/rss+xml")
    return one("accept.example") if wanted else Answer(b"<html><body>Read us</body></html>")


def sitemap(*urls: str, tag: str = "url", before: str = "") -> Answer:
    rows = "".join(f"<{tag}>{before}<loc>{url}</loc></{tag}>" for url in urls)
    root = "urlset" if tag == "url" else "sitemapindex"
    return Answer(f"<{root}>{rows}</{root}>".encode(), XML)


def make_feeds() -> dict[str, Page]:
    same, fixed = {"ETag": '"1"'}, {"Last_Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
    script = "<!doctype html><html><script>x = '<rss version>'</script><body>Hello</body></html>"
    packed = gzip.compress(b" " * 60_000_000)
    many = [f"http://oldest.example/old/{number}" for number in range(2499)]
    return {
        "accept": for_readers_of_feeds,
        "html": Answer(one("html.example").body, "text/html"),
        "script": script,
        "etag": in_turn(*(with_headers(f("etag.example"), **same) for f in (one, two))),
        "unasked": in_turn(Answer(status=304), one("unasked.example")),
        "stuck": unless_conditional(
            in_turn(*(with_headers(f("stuck.example"), **fixed) for f in (one, two)))
        ),
        "cdata": Answer(b"<rss><channel><item><title>" + b"<![CDATA[" * 20_000, XML),
        "bomb": Answer(packed, "application/rss+xml", headers={"Content-Encoding": "gzip"}),
        "oldest": rss(*many, "http://oldest.example/1"),
        "busy": Answer(status=429, headers={"Retry-After": "3600"}),
        "back": in_turn(Answer(status=503), Answer(status=410), one("back.example")),
        "moving": in_turn(
            *[Answer(status=301, headers={"Location": "/new"})] * 2, Answer(status=404)
        ),
        **{
            name: with_headers(
                Answer(
                    one(f"{name}.example").body.replace(b"<item>", f"{xml}<item>".encode(), 1), XML
                ),
                **headers,
            )
            for name, (xml, headers) in HINTS.items()
        },
    }


def make_sitemaps(sites: Sites) -> None:
    picture = "<image:image><image:loc>http://cdn.example/p.jpg</image:loc></image:image>"
    sites.pages |= {
        "deep.example/feed": sitemap("http://deep.example/a.xml", tag="sitemap"),
        "deep.example/a.xml": sitemap("http://deep.example/b.xml", tag="sitemap"),
        "deep.example/b.xml": sitemap("http://deep.example/1"),
        "loop.example/feed": sitemap(
            "http://loop.example/feed", "http://loop.example/a.xml", tag="sitemap"
        ),
        "loop.example/a.xml": sitemap("http://loop.example/feed", tag="sitemap"),
        "picture.example/feed": sitemap("http://picture.example/1", before=picture),
        "named.example/feed": Answer(one("named.example").body, XML),
    }


def make_home_pages(sites: Sites) -> None:
    """Sites of which only the home page is known."""
    head = '<link rel="alternate" type="text/xml" href="/all.php">'
    sites.pages |= {
        "typed.example/": f"<html><head>{head}</head><body>Home</body></html>",
        "typed.example/all.php": one("typed.example"),
    }


SITEMAPS = ("deep", "loop", "picture", "named")
HOMES = ("typed",)


def add_sources(world: World) -> None:
    for name in make_feeds():
        world.source(f"{name}.example", f"http://{name}.example/feed")
    for name in SITEMAPS:
        world.source(f"{name}.example", f"http://{name}.example/feed", kind="news_sitemap")
    for name in HOMES:
        world.source(f"{name}.example")
    for path in ("b", "c", "d"):
        world.source("busy.example", f"http://busy.example/{path}")
    with open_for_writing(world.path) as store:  # read long ago
        old = [Entry(f"http://oldest.example/old/{number}") for number in range(2499)]
        store.frontier.add_pages(
            old, feed_id=None, source_id=None, last_absent=None, now=clock.now(), is_due=False
        )


def let_two_days_pass(world: World) -> None:
    names = ("moved_since", "checked_whole_at", "last_polled")
    earlier = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, '-2 days')"
    changes = ", ".join(f"{name} = {earlier.format(name)}" for name in names)
    world.change(f"UPDATE feeds SET {changes}")
    world.make_due()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with serving() as sites:
        made = World(sites, tmp_path_factory.mktemp("feeds") / "aggregator.db")
        feeds = make_feeds()
        sites.pages |= {f"{name}.example/feed": page for name, page in feeds.items()}
        sites.pages["moving.example/new"] = one("moving.example")
        make_sitemaps(sites)
        make_home_pages(sites)
        for number, name in enumerate((*feeds, *SITEMAPS, *HOMES)):
            sites.pages[f"{name}.example/1"] = story(2 * number)
            sites.pages[f"{name}.example/2"] = story(2 * number + 1)
        add_sources(made)
        for _ in range(LOOKS):
            made.crawl()
            let_two_days_pass(made)
        yield made


def stored(world: World, name: str) -> set[str]:
    """The articles of a site, by their paths."""
    start = f"http://{name}.example"
    return {url.removeprefix(start) for url in world.stored() if url.startswith(f"{start}/")}


def get_feed(world: World, name: str, *columns: str) -> tuple[object, ...]:
    query = f"SELECT {', '.join(columns)} FROM feeds WHERE url LIKE ? ORDER BY id LIMIT 1"
    return world.rows(query, f"http://{name}.example/%")[0]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("accept", id="readers of feeds get the feed, browsers a page"),
        pytest.param("html", id="the feed is labelled as HTML"),
        pytest.param("unasked", id="304 for one who has nothing"),
        pytest.param("back", id="503 and 410, and then the feed"),
        pytest.param("oldest", id="2,500 items, the newest at the end"),
        pytest.param("deep", id="a sitemap three deep"),
        pytest.param("picture", id="a picture before the address"),
        pytest.param("named", id="a feed that is named as a sitemap"),
        pytest.param("typed", id="a feed that the home page calls text/xml"),
    ],
)
def test_what_a_feed_lists_is_stored(world: World, name: str) -> None:
    assert stored(world, name) == {"/1"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("etag", id="the answer changes under the same ETag"),
        pytest.param("stuck", id="never changed since Last-Modified"),
    ],
)
def test_what_is_new_is_found_although_validators_say_that_nothing_is(
    world: World, name: str
) -> None:
    assert stored(world, name) == {"/1", "/2"}
    assert get_feed(world, name, "validators_distrusted_at IS NOT NULL") == (1,)


@pytest.mark.parametrize(
    ("name", "error"), [("script", "is HTML, not RSS"), ("bomb", "larger than max_bytes")]
)
def test_what_is_no_feed_has_failed_at_each_look_with_the_reason(
    world: World, name: str, error: str
) -> None:
    failures, words = get_feed(world, name, "failures", "last_error")
    assert (failures, error in str(words)) == (LOOKS, True)


def test_a_title_that_never_ends_costs_no_worker(world: World) -> None:
    assert get_feed(world, "cdata", "failures", "last_status") == (0, "HTTP 200")


@pytest.mark.parametrize("name", HINTS)
def test_a_feed_that_says_how_long_it_holds_is_left_alone_for_as_long(
    world: World, name: str
) -> None:
    (plain,) = get_feed(world, "accept", "interval_s")
    (held,) = get_feed(world, name, "interval_s")
    assert (held, held == plain) == (86_400, False)


def test_a_loop_of_sitemaps_ends(world: World) -> None:
    assert world.one("SELECT count(*) FROM feeds WHERE url LIKE '%/loop.example/%'") == 2
    assert len(world.sites.paths("loop.example")) == 2 * LOOKS


def test_no_other_feed_of_a_host_is_asked_when_it_wants_a_break(world: World) -> None:
    assert len(world.sites.paths("busy.example")) == LOOKS


def test_a_feed_whose_old_address_ends_after_two_redirects_is_at_the_new_one(world: World) -> None:
    assert get_feed(world, "moving", "url", "former_url", "failures") == (
        "http://moving.example/new",
        "http://moving.example/feed",
        0,
    )
    assert "/new" in world.sites.paths("moving.example")[-2:]
    assert world.rows("SELECT detail FROM crawl_events WHERE kind = 'feed_moved'") == [
        ("from http://moving.example/feed to http://moving.example/new",)
    ]
