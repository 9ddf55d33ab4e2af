"""The shipped list of sources: facts only, in one form, in the right file."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from aggregator import urls
from aggregator.errors import UsageError
from aggregator.formats import source_lists

FILES = sorted(source_lists.seed_folder().glob("*.toml"))
COUNTRIES = [path for path in FILES if len(path.stem) == 2]
OF_FILE = {"name", "country", "language", "sources"}
OF_SOURCE = {"name", "site", "language", "kind", "publisher_group", "feeds", "sitemaps"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


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


def test_no_feed_is_a_channel_of_a_platform_or_a_recording() -> None:
    hosts = ("youtube.com", "blogspot.com", "soundcloud.com", "medium.com", "twitter.com")
    for url in (url for row in everything() for url in addresses(row)):
        assert not any(host in url for host in hosts), url
        assert "podcast" not in url, url


def test_the_world_is_covered() -> None:
    found = list(source_lists.read_seeds())
    feeds = [feed for _, feeds in found for feed in feeds]
    covered = {source.country for source, feeds in found if feeds}
    assert len(feeds) >= 1000
    assert len(covered) >= 150
    assert {source.kind for source, _ in found} == {"publisher", "agency", "aggregator"}
    assert {feed.kind for feed in feeds} == {"feed", "news_sitemap"}
    assert len({source.language for source, _ in found}) >= 50


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
