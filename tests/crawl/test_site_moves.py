"""A site that moves to another domain is crawled over HTTP: it stays one publisher and is never accused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import aggregator
from aggregator import clock
from tests import corpus
from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

OLD, NEW = "old-paper.example", "new-paper.example"
BRIDGE = (
    (
        "The council of Harlow Ferry has bought back the iron bridge that it sold to a scrap dealer in May. "
        "Mayor Petra Lund said the town would pay nine hundred crowns more than it had received, and that "
        "nobody in the building office had noticed that the only road to the cemetery leads across it."
    ),
    (
        "The dealer, who had already taken off both railings, will put them up again before the first "
        "snow. Schoolchildren painted the boards that close the gap until then, and the bus stops on the "
        "far bank, from where passengers walk the last two hundred metres on a pontoon of the fire brigade."
    ),
)
MUSEUM = (
    (
        "A cleaner at the museum of natural history in Ostby found a beetle that had been thought extinct "
        "since the great fire of 1911. It sat on the sleeve of a stuffed bear, alive, and had probably "
        "come in with the hay on which the animals of the winter exhibition stand, the curator supposes."
    ),
    (
        "Three experts were called in from the university, and each of them identified it within a minute. "
        "The beetle now lives in a jam jar on the window sill of the cashier, who feeds it elm bark, while "
        "the foresters search every stack of hay between the lake and the border for relatives of his."
    ),
)
LIBRARY = (
    (
        "The travelling library of the northern islands lends out tools from this autumn on. Librarian Aase "
        "Holm got the idea when a reader returned a novel with the drill he had borrowed from her privately, "
        "and asked whether there was a waiting list for the spirit level as well."
    ),
    (
        "Forty-one tools have been given so far, among them a cider press that nobody can lift. Whoever is "
        "late pays nothing but has to explain on the notice board of the ship what he has built, and the "
        "first such note, about a hen house with a balcony, has become the most read text of the summer."
    ),
)
TEXTS = {
    "/2026/03/storm": corpus.STORM,
    "/2026/03/bees": corpus.BEES,
    "/2026/03/bridge": BRIDGE,
    "/2026/03/museum": MUSEUM,
    "/2026/04/library": LIBRARY,
}
PATHS = tuple(TEXTS)[:4]
LATER = "/2026/04/library"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Sites, and a clock that shows noon of the day `world.day`."""
    with serving() as sites:
        made = World(sites, tmp_path / "aggregator.db")
        made.settings = replace(made.settings, revisit_days=0)  # which follow redirects, too
        monkeypatch.setattr(clock, "now", lambda: f"2026-03-{made.day:02}T12:00:00Z")
        yield made


def address(domain: str, path: str) -> str:
    return f"http://{domain}{path}"


def publish(world: World, domain: str, *paths: str) -> None:
    """The site has these articles, and a feed that lists them."""
    for path in paths:
        title = path.rpartition("/")[2].title()
        world.sites.pages[domain + path] = corpus.page(f"What happened: {title}", TEXTS[path])
    world.sites.pages[f"{domain}/feed"] = rss(*(address(domain, path) for path in paths))


def redirect(world: World, old: str, new: str, *paths: str) -> None:
    for path in paths:
        headers = {"Location": address(new, path)}
        world.sites.pages[old + path] = Answer(status=301, headers=headers)


def crawl_next_day(world: World) -> None:
    world.day += 1
    world.make_due()
    world.crawl()


def publishers(world: World) -> set[str]:
    return {domain for (domain,) in world.rows("SELECT domain FROM sources")}


def roles(world: World, domain: str) -> set[str | None]:
    """The roles of the articles at a domain in their stories."""
    with aggregator.connect(world.path, write=False) as news:
        return {row.role for row in news.export("copies") if f"//{domain}/" in row.url}


@pytest.fixture
def published(world: World) -> World:
    """The old site was crawled with its articles."""
    publish(world, OLD, *PATHS)
    world.source(OLD, address(OLD, "/feed"))
    world.crawl()
    assert world.stored() == {address(OLD, path) for path in PATHS}
    return world


def copy_at_new_site(world: World) -> None:
    """The new site has an article of its own, and a day later the articles of the old one too."""
    publish(world, NEW, LATER)
    world.source(NEW, address(NEW, "/feed"))
    crawl_next_day(world)
    publish(world, NEW, LATER, *PATHS)
    crawl_next_day(world)


def test_a_copier_is_called_one_in_this_world(published: World) -> None:
    """What the other tests say of a moved site could be said of it too."""
    world = published
    copy_at_new_site(world)
    assert "uncredited_copy" in roles(world, NEW)


def test_a_site_whose_feed_and_articles_redirect_is_one_publisher_from_the_next_crawl_on(
    published: World,
) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS)
    crawl_next_day(world)
    assert publishers(world) == {NEW}
    with aggregator.connect(world.path, write=False) as news:
        found = news.sources.get(OLD)
        assert (found.domain, found.site) == (NEW, f"http://{NEW}/")
        [former] = found.domains
        assert (former.domain, former.kind, former.basis) == (OLD, "former", "redirects")
        assert former.detail == f"the feed and 4 articles of {OLD} redirect to {NEW}"
        assert [(row.domain, row.source) for row in news.status().moves] == [(OLD, NEW)]
        [run, _] = news.status().runs
        assert run.counts["moved"] == 1
        assert {news.article(address(NEW, path)).url for path in PATHS} == world.stored()
    assert world.stored() == {address(OLD, path) for path in PATHS}


def test_after_a_move_the_feed_of_the_new_site_is_found(published: World) -> None:
    """The old domain may be given up one day."""
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS)
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    world.sites.pages[f"{NEW}/"] = f"<html><head>{link}</head><body></body></html>"
    crawl_next_day(world)
    crawl_next_day(world)
    with aggregator.connect(world.path, write=False) as news:
        feeds = {feed.url for feed in news.sources.get(NEW).feeds}
    assert feeds == {address(OLD, "/feed"), address(NEW, "/feed")}


def test_a_crawl_of_a_source_that_is_named_by_its_former_domain_fetches_what_it_has_now(
    published: World,
) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS)
    world.day += 1
    world.make_due()
    assert world.crawl(source=OLD).failed == {}  # it moves in this crawl
    assert publishers(world) == {NEW}
    publish(world, NEW, *PATHS, LATER)
    world.day += 1
    world.make_due()
    report = world.crawl(source=OLD)
    assert (report.failed, report.counts["new"]) == ({}, 1)
    assert (
        world.crawl(source="nobody.example").failed["nobody.example"].startswith("no such source")
    )


def test_what_is_published_after_the_move_at_both_domains_is_one_article(published: World) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS)
    crawl_next_day(world)
    publish(world, OLD, LATER)
    redirect(world, OLD, NEW, "/feed")
    publish(world, NEW, *PATHS, LATER)
    crawl_next_day(world)
    before = world.stored()
    assert address(NEW, LATER) in before
    world.crawl(address(OLD, LATER))
    assert world.stored() == before


def test_an_article_that_no_feed_lists_any_more_keeps_its_identity_at_the_new_domain(
    published: World,
) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS[:3])
    world.sites.pages[f"{NEW}/feed"] = rss(*(address(NEW, path) for path in PATHS[:3]))
    world.sites.pages[OLD + PATHS[3]] = Answer(b"gone", "text/plain", 404)
    crawl_next_day(world)
    assert publishers(world) == {NEW}
    world.crawl(address(NEW, PATHS[3]))
    assert address(NEW, PATHS[3]) not in world.stored()
    with aggregator.connect(world.path, write=False) as news:
        assert news.article(address(NEW, PATHS[3])).url == address(OLD, PATHS[3])


def test_the_check_fetches_a_few_articles_and_not_again_while_the_site_answers_itself(
    published: World,
) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed")
    world.sites.asked.clear()
    crawl_next_day(world)
    assert sorted(world.sites.paths(OLD)) == sorted(("/feed", *PATHS))
    assert publishers(world) == {OLD, NEW}
    world.sites.asked.clear()
    crawl_next_day(world)
    assert world.sites.paths(OLD) == ["/feed"]


def test_one_article_that_answers_at_the_old_site_shows_that_it_did_not_move(
    published: World,
) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS[:3])
    crawl_next_day(world)
    assert publishers(world) == {OLD, NEW}


def test_redirected_articles_without_the_feed_are_no_move_and_yet_not_accused(
    published: World,
) -> None:
    world = published
    copy_at_new_site(world)
    redirect(world, OLD, NEW, *PATHS)
    assert "uncredited_copy" in roles(world, NEW)
    world.crawl(*(address(OLD, path) for path in PATHS))
    crawl_next_day(world)
    assert publishers(world) == {OLD, NEW}
    assert "uncredited_copy" not in roles(world, OLD) | roles(world, NEW)


@pytest.mark.parametrize("prefix", ["", "/news"])
def test_a_site_that_falls_silent_is_asked_where_its_articles_are_before_anyone_is_accused(
    published: World, prefix: str
) -> None:
    """Its feed is gone; the new site lists the articles at the same paths or at others."""
    world = published
    publish(world, NEW, LATER)
    world.source(NEW, address(NEW, "/feed"))
    world.sites.pages[f"{OLD}/feed"] = Answer(b"gone", "text/plain", 410)
    crawl_next_day(world)
    for path in PATHS:
        world.sites.pages[NEW + prefix + path] = world.sites.pages[OLD + path]
        headers = {"Location": address(NEW, prefix + path)}
        world.sites.pages[OLD + path] = Answer(status=301, headers=headers)
    listed = (address(NEW, prefix + path) for path in PATHS)
    world.sites.pages[f"{NEW}/feed"] = rss(address(NEW, LATER), *listed)
    crawl_next_day(world)
    assert publishers(world) == {OLD, NEW}
    assert len(world.stored()) == 2 * len(PATHS) + 1
    assert "uncredited_copy" not in roles(world, OLD) | roles(world, NEW)
    with aggregator.connect(world.path, write=False) as news:
        [suggested] = news.sources.suggest_owners()
    assert (suggested.looks_like, suggested.command) == (
        "moved",
        f"aggregator source move {OLD} {NEW}",
    )
    assert suggested.reasons == [f"4 articles of {OLD} redirected to {NEW}"]


def test_a_copier_that_declares_the_addresses_of_another_site_and_copies_its_feed_gets_nothing(
    published: World,
) -> None:
    """It has the same texts at the same paths and names the original canonical: its word alone."""
    world = published
    publish(world, NEW, *PATHS)
    for path in PATHS:
        head = f'<link rel="canonical" href="{address(OLD, path)}">'
        page = str(world.sites.pages[NEW + path])
        world.sites.pages[NEW + path] = page.replace("</head>", f"{head}</head>")
    world.sites.pages[f"{NEW}/feed"] = world.sites.pages[f"{OLD}/feed"]
    world.source(NEW, address(NEW, "/feed"))
    crawl_next_day(world)
    world.crawl(*(address(NEW, path) for path in PATHS))
    crawl_next_day(world)
    assert publishers(world) == {OLD, NEW}


def test_a_copier_that_redirects_everything_to_a_publisher_does_not_join_it(world: World) -> None:
    """The publisher has articles of its own: the redirects are the copier's word alone."""
    own = tuple(f"/own/{number}" for number in range(3))
    for number, path in enumerate(own):
        world.sites.pages[NEW + path] = story(number)
    publish(world, NEW, *PATHS)
    listed = (address(NEW, path) for path in (*PATHS, *own))
    world.sites.pages[f"{NEW}/feed"] = rss(*listed)
    publish(world, OLD, *PATHS)
    world.source(NEW, address(NEW, "/feed"))
    world.source(OLD, address(OLD, "/feed"))
    world.crawl()
    redirect(world, OLD, NEW, "/feed", *PATHS)
    crawl_next_day(world)
    crawl_next_day(world)
    assert publishers(world) == {OLD, NEW}


def test_a_move_by_way_of_a_third_site_is_not_proven(published: World) -> None:
    world = published
    publish(world, NEW, *PATHS)
    third = "third.example"
    redirect(world, OLD, third, "/feed", *PATHS)
    redirect(world, third, NEW, "/feed", *PATHS)
    crawl_next_day(world)
    assert publishers(world) == {OLD, NEW}


def test_a_site_that_moves_on_and_back_stays_one_publisher(published: World) -> None:
    world = published
    publish(world, NEW, *PATHS)
    redirect(world, OLD, NEW, "/feed", *PATHS)
    crawl_next_day(world)
    with aggregator.connect(world.path) as news:
        moved = news.sources.move(NEW, OLD)
    assert (moved.source, moved.domain) == (OLD, NEW)
    assert publishers(world) == {OLD}
    crawl_next_day(world)
    assert publishers(world) == {OLD}
