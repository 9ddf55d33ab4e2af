"""The shipped list of sources: facts only, in one form, in the right file."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from aggregator import urls
from aggregator.errors import UsageError
from aggregator.formats import source_lists

FILES = sorted(source_lists.seed_folder().glob("*.toml"))
COUNTRIES = [path for path in FILES if len(path.stem) == 2]
OF_FILE = {"name", "country", "language", "sources"}
OF_SOURCE = {"name", "site", "language", "kind", "publisher_group", "feeds", "sitemaps"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")

# Feeds that the countries with the most syndicated copies must have at least.
REGIONAL_PRESS = {
    "BR": 150, "DE": 300, "ES": 250, "FR": 200, "GB": 300, "IN": 250, "IT": 250, "RU": 150, "US": 1500,
}  # fmt: skip

# Domains that serve the feeds of other sites, of the same publisher or by order.
FEED_HOSTS = {
    "bbci.co.uk", "capi24.com", "dowjones.io", "img.com.ua", "impresa.pt", "iol.io", "jp.dk", "mcclatchy.com",
    "prachataienglish.com", "prod-qt-images.s3.amazonaws.com", "skynews.com", "sr.se", "tamedia.ch", "thelocal.com",
    "uecdn.es", "ukrinform.net", "unian.net",
}  # fmt: skip

# Sites that repeat others, or whose feeds nobody keeps up.
REPEATERS = (
    "blogspot.com", "facebook.com", "feedburner.com", "feedsportal.com", "fetchrss.com", "medium.com", "news.google.com",
    "reddit.com", "rss.app", "rsshub.app", "soundcloud.com", "substack.com", "twitter.com", "x.com", "youtube.com",
)  # fmt: skip

FEED_WORD = re.compile(r"atom|feed|rdf|rss|syndicat|xml|page=backend")
WITHOUT_FEED_WORD = {
    "abcnews.go.com", "chaski.huffpost.com", "www.correiodopovo.com.br", "www.haaretz.com", "www.oliberal.com",
    "www.rferl.org", "www.themarker.com",
}  # fmt: skip
NO_WHOLE_SITE = re.compile(r"/(tags?|authors?|search|comments|podcasts?)/|[?&](q|s|query)=")

# The feeds of one source: the whole site, or what is nearest to it. Networks of newsrooms have one for each region.
MAX_FEEDS = 5
REGIONAL_NETWORKS = {
    "actu.fr", "bbc.com", "estrepublicain.fr", "freiepresse.de", "globo.com", "hna.de", "ici.fr", "kreiszeitung.de",
    "ledauphine.com", "leparisien.fr", "leprogres.fr", "merkur.de", "midilibre.fr", "op-online.de", "rp-online.de",
    "sudouest.fr", "tagesschau.de", "thehindu.com",
}  # fmt: skip


def listed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def everything() -> list[dict[str, Any]]:
    return [row for path in COUNTRIES for row in listed(path)["sources"]]


def addresses(row: dict[str, Any]) -> list[str]:
    return [*row.get("feeds", []), *row.get("sitemaps", [])]


@pytest.mark.parametrize("path", COUNTRIES, ids=lambda path: path.stem)
def test_a_country_is_well_formed(path: Path) -> None:
    country = listed(path)
    assert set(country) == OF_FILE
    assert country["country"] == path.stem.upper()
    assert LANGUAGE.fullmatch(country["language"])
    for row in country["sources"]:
        assert set(row) <= OF_SOURCE, row
        assert row["name"] == row["name"].strip() != ""
        assert LANGUAGE.fullmatch(row.get("language", "en")), row
        assert row.get("language") != country["language"], f"said by the file already: {row}"
        assert row.get("kind", "agency") in ("agency", "aggregator"), row
        assert row.get("publisher_group", "x").strip(), (
            f"leave out a publisher group that is not known: {row}"
        )
        assert [urls.canonical(url) for url in addresses(row)] == addresses(row)
        assert urls.canonical(row["site"]) == row["site"]


def test_each_line_is_one_source_in_the_order_of_domains() -> None:
    for path in COUNTRIES:
        domains = [urls.site(row["site"]) for row in listed(path)["sources"]]
        assert domains == sorted(domains), path
        lines = path.read_text(encoding="utf-8").splitlines()
        entries = [line for line in lines if line.startswith("  { ") and line.endswith(" },")]
        assert len(entries) == len(domains), path


def test_no_source_and_no_address_is_listed_twice() -> None:
    for values in (
        [urls.site(row["site"]) for row in everything()],
        [url.removeprefix("https://") for row in everything() for url in addresses(row)],
    ):
        assert {value: n for value, n in Counter(values).items() if n > 1} == {}


def on_host(url: str, hosts: Iterable[str]) -> bool:
    name = urlsplit(url).hostname or ""
    return any(name == host or name.endswith(f".{host}") for host in hosts)


def test_no_feed_is_a_channel_of_a_platform_or_a_recording() -> None:
    for url in (url for row in everything() for url in addresses(row)):
        assert not on_host(url, REPEATERS), url
        assert "podcast" not in url, url


def test_a_feed_belongs_to_its_site() -> None:
    for row in everything():
        own = urls.site(row["site"])
        assert [
            url for url in row.get("feeds", []) if urls.site(url) not in {own, *FEED_HOSTS}
        ] == []


def test_no_host_of_feeds_is_excused_in_vain() -> None:
    found = {urls.site(url) for row in everything() for url in row.get("feeds", [])}
    assert found >= FEED_HOSTS
    domains = {
        urls.site(row["site"]) for row in everything() if len(row.get("feeds", [])) > MAX_FEEDS
    }
    assert domains == REGIONAL_NETWORKS


def test_an_address_looks_like_a_feed_of_news() -> None:
    for url in (url for row in everything() for url in row.get("feeds", [])):
        assert FEED_WORD.search(url.lower()) or on_host(url, WITHOUT_FEED_WORD), url
        # The feed of the whole site in BLOX, the system of many American papers, is a search for everything.
        assert not NO_WHOLE_SITE.search(url) or "f=rss" in url, url
        assert url.startswith(("https://", "http://")), url


def test_the_world_is_covered() -> None:
    found = list(source_lists.read_seeds())
    feeds = [feed for _, feeds in found for feed in feeds]
    covered = {source.country for source, feeds in found if feeds}
    assert sum(feed.kind == "feed" for feed in feeds) >= 6000
    assert len(covered) >= 150
    assert {source.kind for source, _ in found} == {"publisher", "agency", "aggregator"}
    assert {feed.kind for feed in feeds} == {"feed", "news_sitemap"}
    assert len({source.language for source, _ in found}) >= 50


def test_the_regional_press_is_listed_where_most_copies_are() -> None:
    found = Counter(
        source.country
        for source, feeds in source_lists.read_seeds([*REGIONAL_PRESS])
        for feed in feeds
        if feed.kind == "feed"
    )
    assert {
        code: found[code] for code, least in REGIONAL_PRESS.items() if found[code] < least
    } == {}


def test_the_great_agencies_are_known_as_agencies() -> None:
    kinds = {source.domain: source.kind for source, _ in source_lists.read_seeds()}
    for domain in ("apnews.com", "reuters.com", "afp.com", "efe.com", "ansa.it", "yna.co.kr"):
        assert kinds[domain] == "agency", domain


def test_countries_can_be_chosen_in_any_letter_case() -> None:
    found = list(source_lists.read_seeds(["ke", "FR"]))
    assert {source.country for source, _ in found} == {"KE", "FR"}
    assert "lemonde.fr" in {source.domain for source, _ in found}
    assert all(feed.source == source.domain for source, feeds in found for feed in feeds)


@pytest.mark.parametrize(
    ("code", "message"),
    [("UK", "did you mean GB?"), ("Kenya", "did you mean KE?"), ("QQ", "there are AD AE AF")],
)
def test_an_unknown_country_is_refused_with_the_known_ones(code: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        source_lists.read_seeds([code])
