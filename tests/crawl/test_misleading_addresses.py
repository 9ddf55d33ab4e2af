"""Sites whose pages are at other addresses than they or their feeds say: two looks at all of them, by one crawl each."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

import aggregator
from tests import corpus
from tests.crawl.test_site_moves import BRIDGE, MUSEUM
from tests.crawling import World
from tests.site_server import Answer, Sites, rss, serving, story

THREE = {"storm": corpus.STORM, "bees": corpus.BEES, "bridge": BRIDGE}
DECLARED = {
    "section": '<link rel="canonical" href="/news/">',
    "pattern": '<link rel="canonical" href="/news/[slug]">',
    "first": '<link rel="canonical" href="/news/storm">',
    "og-section": '<meta property="og:url" content="/news/">',
    "front": '<link rel="canonical" href="/">',
    "elsewhere": '<link rel="canonical" href="http://cms.example/template">',
}
ADDRESSES = ("/a/1", "/a/1/", "/amp/a/1", "/a/1?amp=1", "/a/1?print=1", "/a/1;jsessionid=7F3A")
LD = '<script type="application/ld+json">{"@type": "NewsArticle", "url": "http://ld.example/a/1"}</script>'


def at_head(page: str, head: str) -> str:
    return page.replace("</head>", f"{head}</head>")


def declare(sites: Sites) -> None:
    """Sites of three articles each that declare one address."""
    for name, head in DECLARED.items():
        host = f"{name}.example"
        for slug, text in THREE.items():
            sites.pages[f"{host}/news/{slug}"] = at_head(corpus.page(slug.title(), text), head)
        sites.pages[f"{host}/feed"] = rss(*(f"http://{host}/news/{slug}" for slug in THREE))


def name_twice(sites: Sites) -> None:
    """Sites whose one article is at several addresses."""
    for path in ADDRESSES:
        sites.pages[f"many-paper.co.uk{path}"] = story(1)
    for host in ("www.many-paper.co.uk", "m.many-paper.co.uk"):
        sites.pages[f"{host}/a/1"] = story(1)
    listed = [f"http://many-paper.co.uk{path}" for path in ADDRESSES]
    more = ["http://www.many-paper.co.uk/a/1", "http://m.many-paper.co.uk/a/1"]
    sites.pages["many-paper.co.uk/feed"] = rss(*listed, *more)
    for path in ("/a/1", "/b/1", "/c?id=1"):
        sites.pages[f"ld.example{path}"] = story(2, head=LD)
    sites.pages["ld.example/feed"] = rss(
        *(f"http://ld.example{p}" for p in ("/a/1", "/b/1", "/c?id=1"))
    )
    twin = '<link rel="canonical" href="http://mobile-paper.co.uk/a/1">'
    for host in ("mobile-paper.co.uk", "m.mobile-paper.co.uk"):
        sites.pages[f"{host}/a/1"] = story(3, head=twin)
        sites.pages[f"{host}/feed"] = rss(f"http://{host}/a/1")


def list_at_look(sites: Sites, look: int) -> None:
    """Feeds that list the same articles at other addresses at each look."""
    twins = '<link rel="canonical" href="/a/1"><link rel="amphtml" href="/amp/a/1">'
    for host, number in (("amp.example", 4), ("plain.example", 10)):
        path = ("/amp/a/1", "/a/1")[look if host == "amp.example" else 1 - look]
        sites.pages[f"{host}{path}"] = story(number, head=twins)
        sites.pages[f"{host}/feed"] = rss(f"http://{host}{path}")
    for host, link in {
        "session.example": f"/a/1;jsessionid={look}F3A55",
        "php.example": f"/a?id=1&PHPSESSID={look}0c29fb1e9a1",
        "utm.example": f"/a/1?utm_campaign={look}&fbclid={look}",
    }.items():
        sites.pages[f"{host}{link}"] = story(5)
        sites.pages[f"{host}/feed"] = rss(f"http://{host}{link}")
    slug = ("beetle", "beetle-again")[look]
    sites.pages[f"again.example/{slug}"] = corpus.page("Beetle", MUSEUM)
    sites.pages["again.example/feed"] = rss(f"http://again.example/{slug}")


def write_oddly(sites: Sites) -> None:
    """Links and redirects that are no valid addresses."""
    sites.pages["blank.example/feed"] = rss("http://blank.example/my article.html")
    sites.pages["blank.example/my%20article.html"] = story(6)
    link = "/2026/03/02/council speaks of its old bridge.html"
    sites.pages["city.example/city"] = f'<a href="{link}">Council speaks of its bridge again</a>'
    sites.pages[f"city.example{quote(link)}"] = story(9)
    raw = "/über uns".encode().decode("latin-1")  # as bytes in a header
    sites.pages["location.example/feed"] = rss("http://location.example/1")
    sites.pages["location.example/1"] = Answer(status=302, headers={"Location": raw})
    sites.pages[f"location.example{quote('/über uns')}"] = story(7)
    sites.pages["relative.example/f/feed"] = rss("../a/1")
    sites.pages["relative.example/a/1"] = story(8)
    sites.pages["metadata.example/feed"] = rss("http://metadata.example/1")
    to_metadata = {"Location": "http://169.254.169.254/latest/"}
    sites.pages["metadata.example/1"] = Answer(status=302, headers=to_metadata)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with serving() as sites:
        made = World(sites, tmp_path_factory.mktemp("addresses") / "aggregator.db")
        for build in (declare, name_twice, write_oddly):
            build(sites)
        list_at_look(sites, 0)
        for feed in [page for page in sites.pages if page.endswith("/feed")]:
            made.source(feed.split("/")[0].removeprefix("m."), f"http://{feed}")
        made.source("city.example", "http://city.example/city", kind="section")
        made.crawl()
        list_at_look(sites, 1)
        made.make_due()
        made.crawl()
        yield made


def at_site(world: World, domain: str) -> set[str]:
    """The addresses of the articles of a source, without scheme."""
    query = "SELECT a.url FROM articles a JOIN sources s ON s.id = a.source_id WHERE s.domain = ?"
    return {url.removeprefix("http://") for (url,) in world.rows(query, domain)}


def asked_pages(world: World, host: str) -> list[str]:
    return [path for path in world.sites.paths(host) if not path.endswith("/feed")]


# Several articles that say that they are one


@pytest.mark.parametrize("name", DECLARED)
def test_three_articles_that_declare_one_address_stay_three(world: World, name: str) -> None:
    host = f"{name}.example"
    assert at_site(world, host) == {f"{host}/news/{slug}" for slug in THREE}


def test_none_of_them_is_a_former_wording_of_another(world: World) -> None:
    assert world.one("SELECT count(*) FROM article_versions") == 0


# One article at several addresses


@pytest.mark.parametrize("domain", ["many-paper.co.uk", "ld.example", "mobile-paper.co.uk"])
def test_one_article_at_several_addresses_is_one_article(world: World, domain: str) -> None:
    assert len(at_site(world, domain)) == 1


def test_a_page_for_mobiles_is_no_source_of_its_own(world: World) -> None:
    domains = {domain for (domain,) in world.rows("SELECT domain FROM sources")}
    assert not {domain for domain in domains if domain.startswith(("m.", "www."))}


@pytest.mark.parametrize("host", ["session.example", "php.example", "utm.example"])
def test_a_link_that_changes_in_what_means_nothing_is_one_article_at_one_address(
    world: World, host: str
) -> None:
    assert len(at_site(world, host)) == 1
    assert world.one("SELECT count(*) FROM frontier WHERE url LIKE ?", f"%{host}%") == 1


@pytest.mark.parametrize(("host", "path"), [("amp.example", "/amp/a/1"), ("plain.example", "/a/1")])
def test_an_amp_page_and_its_plain_page_that_name_each_other_cost_one_request(
    world: World, host: str, path: str
) -> None:
    assert at_site(world, host) == {host + path}
    assert set(asked_pages(world, host)) == {path}


def test_an_article_that_is_published_again_at_a_new_address_is_the_same_article(
    world: World,
) -> None:
    assert at_site(world, "again.example") == {"again.example/beetle"}
    with aggregator.connect(world.path, write=False) as news:
        article = news.article("http://again.example/beetle-again")
    assert article.url == "http://again.example/beetle"


# Addresses that are none


def test_blanks_in_a_link_are_escaped(world: World) -> None:
    assert at_site(world, "blank.example") == {"blank.example/my%20article.html"}
    assert len(at_site(world, "city.example")) == 1


def test_a_redirect_to_letters_that_are_not_escaped_is_followed(world: World) -> None:
    assert at_site(world, "location.example") == {"location.example/%C3%BCber%20uns"}


def test_a_link_is_relative_to_the_feed(world: World) -> None:
    assert at_site(world, "relative.example") == {"relative.example/a/1"}


def test_a_redirect_to_a_service_of_the_own_network_is_said_to_be_the_sites_doing(
    world: World,
) -> None:
    state, outcome = world.rows(
        "SELECT state, outcome FROM frontier WHERE url LIKE '%metadata.example%'"
    )[0]
    assert (state, outcome.partition(":")[0]) == (
        "refused",
        "the site sent us to a private address",
    )
    assert "allow-host" not in outcome
