"""Times that a page claims: where they are, how exact they are, and their zone."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aggregator
from aggregator import clock, reading
from aggregator.api import Aggregator
from aggregator.attribution import pair_evidence
from aggregator.cli.text_output import _format_claimed_date
from aggregator.formats import evidence_bundle
from aggregator.ingest import IngestRepositories, prepare, store_article
from aggregator.model import Article, Member, Page, Record
from aggregator.reading import dates
from aggregator.web.rendering import format_instant
from tests import corpus
from tests.conftest import Ask

PROSE = "".join(f"<p>{line}</p>" for line in corpus.BEES)
LATE = "2026-11-03T23:30:00-05:00"  # the fourth of November in UTC


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(tmp_path / "aggregator.db") as item:
        yield item


def read(head: str = "", body: str = "<h1>Bees come back</h1>") -> Article:
    html = f"<html lang=en><head><title>Bees</title>{head}</head><body>{body}{PROSE}</body></html>"
    article = reading.read(Page("https://paper.example/bees", html.encode()))
    assert isinstance(article, Article)
    return article


def ld(**node: str) -> str:
    result = json.dumps({"@type": "NewsArticle", "headline": "Bees come back", **node})
    return f'<script type="application/ld+json">{result}</script>'


def meta(**properties: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">'
        for name, value in properties.items()
    )


def test_a_claimed_time_is_kept_in_utc_beside_the_zone_it_was_written_in() -> None:
    article = read(ld(datePublished=LATE))
    assert (article.published, article.published_precision) == ("2026-11-04T04:30:00Z", "instant")
    assert article.published_offset == -300
    assert clock.in_claimed_zone(article.published or "", article.published_offset) == LATE


@pytest.mark.parametrize(
    ("value", "offset"),
    [
        ("2026-11-03T23:30:00+05:30", 330),
        ("2026-11-03T23:30:00Z", 0),
        ("Tue, 03 Nov 2026 23:30:00 EST", -300),
        ("2026-11-03T23:30:00", None),
        ("2026-11-03", None),
    ],
)
def test_a_missing_zone_is_none_and_utc_is_zero(value: str, offset: int | None) -> None:
    assert read(ld(datePublished=value)).published_offset == offset


def test_a_date_in_utc_takes_the_zone_of_the_same_moment_elsewhere() -> None:
    head = meta(article__published_time="2026-11-04T04:30:00+00:00")
    shown = f'<h1>Bees come back</h1><time datetime="{LATE}">3 November</time>'
    article = read(head, shown)
    assert (article.published, article.published_offset) == ("2026-11-04T04:30:00Z", -300)
    other = shown.replace("23:30", "22:30")
    assert read(head, other).published_offset == 0


@given(st.integers(10**9, 7 * 10**9), st.integers(-14 * 60, 14 * 60))
def test_a_claim_with_a_zone_is_shown_as_it_was_written(second: int, offset: int) -> None:
    result = datetime.fromtimestamp(second, timezone(timedelta(minutes=offset))).isoformat()
    claim = dates.parse_date(result)
    assert claim is not None
    assert claim.offset == offset
    assert clock.in_claimed_zone(claim.value, offset) == (result if offset else claim.value)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("March 27, 2026", "2026-03-27"),
        ("Thursday, December 18, 2025", "2025-12-18"),
        ("18 décembre 2025", "2025-12-18"),
        ("23 November 2026 10:00 PM", "2026-11-23"),
        ("2026-11-23 10:00 PM", "2026-11-23"),
    ],
)
def test_a_date_in_words_or_by_a_clock_of_twelve_hours_is_a_day(value: str, day: str) -> None:
    assert reading.parse_date_and_precision(value) == (day, "day")


@pytest.mark.parametrize("value", ["July 22", "May 2025", "03/10/2025", "a day in May, 2025"])
def test_an_ambiguous_date_is_ignored(value: str) -> None:
    assert reading.parse_date_and_precision(value) == (None, None)


def test_a_date_in_words_counts_in_a_meta_tag_and_not_in_json_ld() -> None:
    assert read(meta(published="March 27, 2026")).published == "2026-03-27"
    shown = "<h1>Bees come back</h1><p>2 March 2026</p>"
    assert read(ld(datePublished="March 27, 2026"), shown).published == "2026-03-02"


def test_the_page_node_is_used_where_no_other_date_exists() -> None:
    page = ld().replace("NewsArticle", "WebPage").replace("}<", ', "datePublished": "2026-03-01"}<')
    article = read(page)
    assert (article.published, article.field_origins["published"]) == ("2026-03-01", "json-ld page")
    both = read(page + meta(article__published_time="2026-02-28"))
    assert (both.published, both.field_origins["published"]) == (
        "2026-02-28",
        "meta article:published_time",
    )


def test_the_time_on_the_card_of_another_article_is_ignored() -> None:
    card = "<article><h3>Wasps</h3><time datetime='2020-01-01'>1 January 2020</time></article>"
    article = read("", f"<main><h1>Bees come back</h1><p>9 March 2026</p></main>{PROSE}{card}")
    assert (article.published, article.published_precision) == ("2026-03-09", "day")


def test_the_offset_is_stored_and_shown_and_a_later_version_keeps_the_first(
    opened: Aggregator,
) -> None:
    def record(published: str, more: str = "") -> Record:
        text = "\n".join(corpus.BEES) + more
        return Record(Page("https://paper.example/bees", b""), text=text, published=published)

    repositories = IngestRepositories.of(opened.store)
    kept = store_article(repositories, prepare(record(LATE)), "2026-11-05T00:00:00Z")
    later = record("2026-11-06T10:00:00+02:00", "\nOne more line.")
    assert store_article(repositories, prepare(later), "2026-11-06T00:00:00Z").status == "changed"
    row = opened.article(kept.article_id or 0)
    assert (row.published, row.published_offset) == ("2026-11-04T04:30:00Z", -300)
    assert (
        _format_claimed_date(row.published, row.published_offset)
        == "claims 2026-11-03 23:30 (-05:00)"
    )
    assert format_instant(row.published, row.published_offset) == "3 Nov 2026, 23:30 (-05:00)"


def test_a_date_in_utc_or_without_a_zone_is_shown_unchanged() -> None:
    assert clock.claimed_for_people("2026-11-04T04:30:00Z", 0) == "2026-11-04 04:30 UTC"
    assert clock.claimed_for_people("2026-11-04", None) == "2026-11-04"
    assert format_instant("2026-11-04T04:30:00Z", 0) == "4 Nov 2026, 04:30 UTC"
    assert format_instant("2026-11-04", 60) == "2026-11-04"


def test_evidence_compares_claims_with_the_zones_they_were_written_in() -> None:
    here = Member(1, "https://a.example/1", "", "a.example", published="2026-11-04T04:30:00Z",
                  published_offset=-300)  # fmt: skip
    there = Member(2, "https://b.example/1", "", "b.example", published="2026-11-04T06:00:00Z",
                   published_offset=120)  # fmt: skip
    [item] = [
        e for e in pair_evidence.compare_with_others(here, [here, there]) if e.rule == "claimed"
    ]
    assert "2026-11-03 23:30 (-05:00)" in item.says
    assert "2026-11-04 08:00 (+02:00)" in item.says


def test_the_command_writes_the_offset_of_an_article(ask: Ask, tmp_path: Path) -> None:
    given = {**corpus.ROWS[0], "published": LATE}
    ask("ingest", corpus.write(tmp_path / "c.jsonl", given))
    data = json.loads(ask("article", "1", "--json").stdout)
    assert (data["published"], data["published_offset"]) == ("2026-11-04T04:30:00Z", -300)
    assert "claims 2026-11-03 23:30 (-05:00)" in ask("article", "1").stdout


def test_an_evidence_page_shows_the_claim_in_its_zone(opened: Aggregator) -> None:
    record = Record(
        Page("https://paper.example/b", b""), text="\n".join(corpus.BEES), published=LATE
    )
    opened.ingest([record])
    opened.maintenance.create_signing_key()
    bundle = opened.evidence(1)
    assert "2026-11-03 23:30 (-05:00)" in evidence_bundle.render_page(bundle)
