"""What sites say of the use of their pages in files: read over real HTTP before their first page, once a day."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.reading.rights.path_rules import find_statements
from aggregator.statements import Statement
from storage.frontier.site_rules import SiteFact
from storage.store import open_for_reading
from tests.bombs import make_gzip_bomb
from tests.crawling import World
from tests.site_server import Answer, Page, rss, serving, story

HOST = "paper.example"
SITE = f"http://{HOST}"
PAGE = f"{SITE}/1.html"
ROBOTS, TDM, AI = f"{HOST}/robots.txt", f"{HOST}/.well-known/tdmrep.json", f"{HOST}/ai.txt"
RESERVED = json.dumps([{"location": "/", "tdm-reservation": 1, "tdm-policy": f"{SITE}/terms.json"}])
KEPT_OUT = "User-agent: *\nDisallow: /\n"
PROHIBITED = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="/">'
    '<license><prohibits type="usage">all</prohibits></license></content></rsl>'
)
BOTH = ["/.well-known/tdmrep.json", "/ai.txt"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        made = World(sites, tmp_path / "aggregator.db")
        sites.pages[f"{HOST}/feed"] = rss(PAGE)
        sites.pages[f"{HOST}/1.html"] = story(1)
        made.source(HOST, f"{SITE}/feed")
        yield made


def look(world: World, files: dict[str, Page] | None = None) -> list[str]:
    """Crawl when another day has come, with these files at the site; returns the marks for the page."""
    for path in (ROBOTS, TDM, AI):
        world.sites.pages.pop(path, None)
    world.sites.pages |= files or {}
    world.change("UPDATE site_rules SET checked_at = '2001-01-01T00:00:00Z'")
    world.change("UPDATE articles SET first_seen = '2001-01-01T00:00:00Z'")
    world.crawl(PAGE)
    return [said.mark for said in list_said(world)]


def list_said(world: World, url: str = PAGE, site: str = HOST) -> list[Statement]:
    """Returns what the files of a site say of a page, as stored."""
    with open_for_reading(world.path) as store:
        return [
            said
            for rules in store.site_rules.get_rules(site)
            for said in find_statements(rules, url)
        ]


def list_history(world: World) -> list[SiteFact]:
    with open_for_reading(world.path) as store:
        return [fact for fact in store.site_rules.list_history(HOST) if fact.rules]


def list_order(world: World) -> list[str]:
    return [asked.path for asked in world.sites.asked if asked.host == HOST]


def count_asked(world: World, path: str) -> int:
    return sum(asked.host + asked.path == path for asked in world.sites.asked)


# Each file


def test_what_robots_txt_says_is_stored(world: World) -> None:
    text = "User-agent: *\nContent-Signal: search=yes, ai-train=no\n\nUser-agent: GPTBot\nDisallow: /\n"
    assert set(look(world, {ROBOTS: text})) == {
        "content-signal search=yes",
        "content-signal ai-train=no",
        "ai-agents disallowed",
    }


def test_what_tdmrep_json_says_is_stored_and_its_policy_is_not_fetched(world: World) -> None:
    assert look(world, {TDM: RESERVED}) == ["tdm-reservation", "tdm-policy"]
    assert list_said(world)[1].value == f"{SITE}/terms.json"
    assert count_asked(world, f"{HOST}/terms.json") == 0


def test_what_ai_txt_says_is_stored(world: World) -> None:
    assert look(world, {AI: KEPT_OUT}) == ["ai-txt disallowed"]


def test_a_licence_file_that_robots_txt_names_is_read(world: World) -> None:
    world.sites.pages[f"{HOST}/rsl.xml"] = PROHIBITED
    marks = look(world, {ROBOTS: "License: /rsl.xml\n"})
    assert marks == ["rsl", "rsl prohibits all", "rsl prohibits search"]


def test_a_licence_file_that_a_page_names_is_read_before_the_page_is_stored(world: World) -> None:
    link = '<link rel="license" type="application/rsl+xml" href="/own.xml">'
    world.sites.pages |= {f"{HOST}/1.html": story(1, head=link), f"{HOST}/own.xml": PROHIBITED}
    assert "rsl prohibits all" in look(world)
    known = world.one("SELECT since FROM site_rules WHERE place = 'licence_file'")
    assert known <= world.one("SELECT since FROM unstored_texts")


def test_a_licence_file_on_another_host_is_read_as_its_robots_txt_allows(world: World) -> None:
    world.sites.pages["terms.example/rsl.xml"] = PROHIBITED
    named = {ROBOTS: "License: http://terms.example/rsl.xml\n"}
    assert "rsl prohibits all" in look(world, named)
    world.sites.pages["terms.example/robots.txt"] = KEPT_OUT
    before = count_asked(world, "terms.example/rsl.xml")
    assert "rsl prohibits all" in look(world, named)  # what is known stays
    assert count_asked(world, "terms.example/rsl.xml") == before


# When


def test_the_files_are_read_before_the_first_page_of_a_host(world: World) -> None:
    world.crawl()
    assert list_order(world) == ["/robots.txt", "/feed", *BOTH, "/1.html"]


def test_they_are_read_once_a_day_and_not_in_each_crawl(world: World) -> None:
    for _ in range(3):
        world.crawl(PAGE)
    assert [path for path in list_order(world) if path in BOTH] == BOTH
    look(world)
    assert [path for path in list_order(world) if path in BOTH] == BOTH * 2


def test_a_host_that_has_feeds_only_is_not_asked_for_them(world: World) -> None:
    world.sites.pages["feeds.example/feed"] = rss(PAGE)
    world.source("feeds.example", "http://feeds.example/feed")
    world.crawl()
    assert {asked.path for asked in world.sites.asked if asked.host == "feeds.example"} == {
        "/robots.txt",
        "/feed",
    }


def test_a_page_at_another_host_of_the_site_has_the_files_of_that_host(world: World) -> None:
    world.sites.pages[f"{HOST}/1.html"] = Answer(
        status=301, headers={"Location": f"http://www.{HOST}/1.html"}
    )
    world.sites.pages |= {f"www.{HOST}/1.html": story(1), f"www.{HOST}/ai.txt": KEPT_OUT}
    world.crawl(PAGE)
    said = list_said(world, f"http://www.{HOST}/1.html", f"www.{HOST}")
    assert [each.mark for each in said] == ["ai-txt disallowed"]


# Changes


def test_a_change_is_a_dated_fact(world: World) -> None:
    look(world, {AI: KEPT_OUT})
    assert look(world, {AI: "User-agent: *\nAllow: /\n"}) == []
    [fact] = list_history(world)
    assert fact.until


def test_the_same_text_is_no_change(world: World) -> None:
    look(world, {AI: KEPT_OUT, TDM: RESERVED})
    look(world, {AI: KEPT_OUT, TDM: RESERVED})
    assert [fact.until for fact in list_history(world)] == [None, None]


def test_a_file_that_is_gone_says_nothing(world: World) -> None:
    look(world, {TDM: RESERVED})
    assert look(world) == []


def test_a_licence_file_that_robots_txt_names_no_more_does_not_count(world: World) -> None:
    world.sites.pages[f"{HOST}/rsl.xml"] = PROHIBITED
    look(world, {ROBOTS: "License: /rsl.xml\n"})
    assert look(world, {ROBOTS: "User-agent: *\nAllow: /\n"}) == []


# Answers that are none, and worse ones


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=500),
        Answer(status=403),
        Answer(RESERVED.encode()[:-5], "application/json"),
        Answer(b"[" * 100_000, "application/json"),
        Answer(b" " * 300_000 + RESERVED.encode(), "application/json"),
        Answer(status=302, headers={"Location": "http://10.0.0.1/secret"}),
        Answer(status=302, headers={"Location": f"http://{TDM}"}),
        Answer(make_gzip_bomb(b"[", b" ", 100_000_000, b"]"), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["error", "forbidden", "cut", "deep", "huge", "private address", "loop", "bomb"],
)
def test_what_is_known_stays_when_a_file_cannot_be_read(world: World, answer: Answer) -> None:
    look(world, {TDM: RESERVED})
    assert look(world, {TDM: answer}) == ["tdm-reservation", "tdm-policy"]
    assert world.stored() == {PAGE}


def test_a_file_that_failed_is_asked_for_in_the_next_crawl(world: World) -> None:
    look(world, {TDM: Answer(status=500)})
    world.sites.pages[TDM] = RESERVED
    world.crawl(PAGE)
    assert [said.mark for said in list_said(world)] == ["tdm-reservation", "tdm-policy"]


def test_a_page_in_the_place_of_a_file_says_nothing(world: World) -> None:
    page = Answer(b"<!doctype html>\nUser-agent: *\nDisallow: /\n")
    assert look(world, {AI: page, TDM: page}) == []


def test_a_licence_file_that_is_no_xml_says_nothing(world: World) -> None:
    world.sites.pages[f"{HOST}/rsl.xml"] = Answer(b"\x00\xff{}", "text/xml")
    assert look(world, {ROBOTS: "License: /rsl.xml\n"}) == ["rsl"]


def test_an_xml_bomb_in_a_licence_file_costs_nothing(world: World) -> None:
    entities = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10)
    )
    bomb = f'<!DOCTYPE rsl [<!ENTITY e0 "x">{entities}]>' + PROHIBITED.replace("all<", "&e9;all<")
    world.sites.pages[f"{HOST}/rsl.xml"] = bomb
    assert look(world, {ROBOTS: "License: /rsl.xml\n"})[0] == "rsl"
    assert world.stored() == {PAGE}


def test_what_robots_txt_forbids_is_not_asked_for(world: World) -> None:
    robots = "User-agent: *\nDisallow: /ai.txt\nDisallow: /.well-known/\n"
    look(world, {ROBOTS: robots, AI: KEPT_OUT})
    assert [path for path in list_order(world) if path in BOTH] == []
    assert world.stored() == {PAGE}


def test_licence_files_in_private_networks_are_not_fetched(world: World) -> None:
    text = "License: http://10.0.0.1/rsl.xml\nLicense: file:///etc/passwd\n"
    assert look(world, {ROBOTS: text}) == ["rsl"]
    assert world.stored() == {PAGE}


def test_only_a_few_licence_files_of_a_site_are_read(world: World) -> None:
    links = "".join(
        f'<link rel="license" type="application/rsl+xml" href="/{number}.xml">'
        for number in range(20)
    )
    world.sites.pages[f"{HOST}/1.html"] = story(1, head=links)
    look(world, {ROBOTS: "License: /a.xml\nLicense: /b.xml\n"})
    assert sum(path.endswith(".xml") for path in list_order(world)) == 4


# Feeds and pages


def list_of_page(world: World) -> dict[str, str]:
    """Returns the marks of the stored article with their places."""
    with open_for_reading(world.path) as store:
        said = store.statements.get(world.one("SELECT id FROM articles"))
    return {each.mark: each.place for each in said}


def announce(world: World, said: str) -> None:
    item = f"<item><title>A council speaks</title><link>{PAGE}</link>{said}</item>"
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    text = f'<rss version="2.0" {space}><channel><title>P</title>{item}</channel></rss>'
    world.sites.pages[f"{HOST}/feed"] = Answer(text.encode(), "application/rss+xml")


def test_what_a_feed_says_of_an_article_is_stored_with_it(world: World) -> None:
    announce(world, "<dc:rights>Agency X</dc:rights>")
    world.sites.pages[f"{HOST}/1.html"] = story(1, head='<meta name="robots" content="nosnippet">')
    world.crawl()
    assert list_of_page(world) == {"nosnippet": "meta", "copyright": "feed"}


def test_what_a_page_says_when_it_is_fetched_again_is_stored(world: World) -> None:
    announce(world, "<dc:rights>Agency X</dc:rights>")
    world.crawl()
    world.sites.pages[f"{HOST}/1.html"] = story(1, head='<meta name="robots" content="noindex">')
    world.crawl(PAGE)
    assert list_of_page(world) == {"noindex": "meta", "copyright": "feed"}
    world.sites.pages[f"{HOST}/1.html"] = story(1)
    world.crawl(PAGE)
    assert list_of_page(world) == {"copyright": "feed"}


def test_what_a_feed_said_stays_when_a_page_is_read_without_it(world: World) -> None:
    announce(world, "<dc:rights>Agency X</dc:rights>")
    world.crawl()
    world.change("UPDATE frontier SET entry = NULL")
    world.sites.pages[f"{HOST}/1.html"] = story(1, head='<meta name="robots" content="noindex">')
    world.crawl(PAGE)
    assert list_of_page(world) == {"noindex": "meta", "copyright": "feed"}


def test_a_site_that_reserves_its_rights_has_no_text_stored_of_its_first_page(world: World) -> None:
    world.sites.pages[TDM] = RESERVED
    world.crawl()
    assert world.one("SELECT text FROM articles") == ""
    assert world.rows("SELECT reason FROM unstored_texts") == [("reserved",)]


def test_a_licence_file_of_a_page_keeps_its_text_from_being_stored(world: World) -> None:
    link = '<link rel="license" type="application/rsl+xml" href="/own.xml">'
    world.sites.pages |= {f"{HOST}/1.html": story(1, head=link), f"{HOST}/own.xml": PROHIBITED}
    world.crawl()
    assert world.rows("SELECT reason FROM unstored_texts") == [("reserved",)]


def test_a_text_is_deleted_when_its_site_reserves_its_rights_later(world: World) -> None:
    look(world)
    assert world.one("SELECT text FROM articles")
    look(world, {TDM: RESERVED})
    assert world.one("SELECT text FROM articles") == ""
