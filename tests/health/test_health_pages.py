"""What is found of pages: why those that a source announces are not stored, and what became of texts."""

import pytest

from aggregator.health.sources import judge_source, rank_sources
from aggregator.results import HealthFinding, SourceFacts
from aggregator.results.health import SourcePeriod
from tests.health.facts import NOW, make_facts, unstored


def found(facts: SourceFacts) -> list[HealthFinding]:
    return judge_source(facts, NOW).findings


def only(facts: SourceFacts) -> HealthFinding:
    [finding] = found(facts)
    return finding


@pytest.mark.parametrize(
    ("cause", "code", "words"),
    [
        ("challenge", "pages_challenged", "challenge"),
        ("consent", "pages_walled", "consent"),
        ("empty", "layout_changed", "layout"),
        ("error_page", "pages_soft_404", "error page"),
        ("forbidden", "pages_forbidden", "HTTP 403"),
        ("login", "pages_walled", "login"),
        ("redirected", "pages_redirected", "redirect"),
        ("robots", "pages_robots", "robots.txt"),
        ("too_short", "layout_changed", "layout"),
        ("video", "pages_unstored", "a film"),
    ],
)
def test_three_pages_in_a_row_that_are_not_stored_need_a_person(
    cause: str, code: str, words: str
) -> None:
    finding = only(unstored(3, cause))
    assert (finding.code, finding.severity) == (code, "person")
    assert "none of the 3 pages announced since 2026-11-20 08:55 UTC is stored: 3 ×" in finding.says
    assert words in finding.says


def test_two_pages_need_a_person_when_the_first_look_was_long_ago() -> None:
    assert found(unstored(2, "forbidden")) == []
    assert only(unstored(2, "forbidden", "2026-11-19T12:00:00Z")).severity == "person"


def test_one_page_is_a_note_when_it_was_not_stored_for_most_of_a_day() -> None:
    assert found(unstored(1, "forbidden")) == []
    assert only(unstored(1, "forbidden", "2026-11-19T12:00:00Z")).severity == "note"


def test_a_source_half_of_whose_pages_are_no_articles_is_not_named_for_three_of_them() -> None:
    past = SourcePeriod(days=28, polls=600, announced=280, fetched=280, stored=140)
    facts = unstored(3, "video")
    assert found(make_facts(past=past, unstored=facts.unstored, causes=facts.causes)) == []


def test_one_page_of_a_source_that_stores_nine_of_ten_is_no_note() -> None:
    past = SourcePeriod(days=28, polls=600, announced=280, fetched=280, stored=248)
    facts = unstored(1, "forbidden", "2026-11-19T12:00:00Z")
    assert found(make_facts(past=past, unstored=facts.unstored, causes=facts.causes)) == []


def test_a_source_that_was_just_added_is_named_after_five_pages() -> None:
    for number, findings in ((4, 0), (5, 1)):
        facts = unstored(number, "forbidden")
        new = make_facts(past=SourcePeriod(), unstored=facts.unstored, causes=facts.causes)
        assert len(found(new)) == findings


def test_a_share_that_fell_is_said_with_both_shares_and_the_causes() -> None:
    recent = SourcePeriod(days=2, polls=20, announced=12, fetched=12, stored=4, text_length=12_000)
    finding = only(make_facts(recent=recent, causes={"challenge": 8, "video": 1}))
    assert (finding.code, finding.severity) == ("pages_challenged", "person")
    assert (
        "4 of 12 pages announced today and yesterday are stored, 276 of 280 before" in finding.says
    )
    assert "8 × a challenge for browsers in place of the page, 1 × a film" in finding.says


def test_pages_that_only_wait_are_no_fault() -> None:
    recent = SourcePeriod(days=2, polls=20, announced=12, fetched=4, stored=4, text_length=12_000)
    assert found(make_facts(recent=recent, causes={})) == []


def test_texts_that_got_much_shorter_are_a_changed_layout() -> None:
    recent = SourcePeriod(days=2, polls=20, announced=5, fetched=5, stored=5, text_length=2500)
    finding = only(make_facts(recent=recent))
    assert (finding.code, finding.severity) == ("layout_changed", "person")
    assert "its 5 newest articles have 500 characters on average, 3043 before" in finding.says


def test_a_source_that_turns_to_a_paywall_is_a_note() -> None:
    recent = SourcePeriod(
        days=2, polls=20, announced=5, fetched=5, stored=5, text_length=15_000, paywalled=4
    )
    finding = only(make_facts(recent=recent))
    assert (finding.code, finding.severity) == ("paywall", "note")
    assert "4 of its 5 newest articles are for subscribers, 0 of 276 before" in finding.says


def test_articles_that_come_much_later_than_before_are_a_note() -> None:
    hour = 3600
    recent = SourcePeriod(
        days=2, polls=20, announced=5, stored=5, text_length=15_000, delay_s=50 * hour, delays=5
    )
    past = SourcePeriod(
        days=28, announced=28, stored=28, text_length=84_000, delay_s=14 * hour, delays=28
    )
    finding = only(make_facts(recent=recent, past=past))
    assert finding.says == (
        "articles come late: articles are stored 10.0 h after their date on average, 0.5 h before"
    )


def test_numbers_are_those_of_two_days() -> None:
    recent = SourcePeriod(
        days=2, polls=9, announced=5, fetched=5, stored=4, text_length=12_000, delay_s=90, delays=4
    )
    health = judge_source(make_facts(recent=recent, causes={"video": 1}), NOW)
    assert (health.announced, health.fetched, health.stored, health.causes) == (
        5,
        5,
        4,
        {"video": 1},
    )
    assert (health.mean_delay_s, health.announced_per_day) == (22, 10.0)


def test_those_that_need_a_person_come_first_and_then_the_large_ones() -> None:
    small = SourcePeriod(days=28, announced=28, stored=28)
    facts = unstored(3, "forbidden")
    sources = [
        judge_source(make_facts(domain="note.example", moved_from="x", moved_at=NOW), NOW),
        judge_source(make_facts(domain="small.example", past=small, unstored=facts.unstored), NOW),
        judge_source(make_facts(domain="large.example", unstored=facts.unstored), NOW),
        judge_source(make_facts(domain="healthy.example"), NOW),
    ]
    assert [source.source for source in rank_sources(sources)] == [
        "large.example", "small.example", "note.example",
    ]  # fmt: skip
