"""Evidence that compares the origin with each other member: times, claimed dates, shares of the text."""

from dataclasses import replace

from aggregator.attribution.pair_evidence import (
    MAX_COMPARED,
    compare_with_others,
    find_contradicted_dates,
)
from aggregator.model import Evidence
from tests.attribution.members import PAPER, at, page

FIRST = replace(PAPER, first_seen=at(6), published=at(5))
COPY = page(2, "b.example", first_seen=at(9), last_absent=at(8), published=at(7))


def by_rule(evidence: tuple[Evidence, ...]) -> dict[str, Evidence]:
    return {item.rule: item for item in evidence}


def test_times_between_polls_are_stronger_than_mere_first_sights() -> None:
    ordered = by_rule(compare_with_others(FIRST, [FIRST, COPY]))["seen_between_polls"]
    assert ordered.says == (
        "Linden Paper was first seen at 2026-03-01 06:00 UTC, "
        "b.example between 2026-03-01 08:00 UTC and 2026-03-01 09:00 UTC"
    )
    assert (ordered.cls, ordered.strength, ordered.article_id) == ("D", 0.6, 1)
    unpolled = replace(COPY, last_absent=None)
    mere = by_rule(compare_with_others(FIRST, [FIRST, unpolled]))["first_seen"]
    assert mere.strength == 0.2


def test_pages_seen_at_the_same_time_or_never_have_no_order() -> None:
    for first_seen in (at(6), ""):
        other = replace(COPY, first_seen=first_seen)
        assert not {"first_seen", "seen_between_polls"} & set(
            by_rule(compare_with_others(FIRST, [FIRST, other]))
        )


def test_claimed_dates_are_compared_where_both_claim_one() -> None:
    item = by_rule(compare_with_others(FIRST, [FIRST, COPY]))["claimed"]
    assert item.says.startswith("Linden Paper claims 2026-03-01 05:00")
    assert (item.cls, item.strength, item.quote) == ("F", 0.1, at(5))
    silent = replace(COPY, published=None)
    assert "claimed" not in by_rule(compare_with_others(FIRST, [FIRST, silent]))


def test_shares_are_those_of_a_copy_and_the_leader() -> None:
    copy = replace(COPY, relation="abridged", containment=0.92, containment_of_original=0.6)
    says = (
        "92% of the text at b.example is also at Linden Paper; "
        "60% of the text at Linden Paper is also at b.example"
    )
    for origin, other in ((FIRST, copy), (copy, FIRST)):
        item = by_rule(compare_with_others(origin, [origin, other]))["containment"]
        assert (item.says, item.cls, item.article_id, item.strength) == (says, "C", 2, 0.3)
    both_copies = [copy, replace(copy, article_id=3)]
    assert "containment" not in by_rule(compare_with_others(copy, both_copies))
    both_lead = [FIRST, replace(FIRST, article_id=3)]
    assert "containment" not in by_rule(compare_with_others(FIRST, both_lead))


def test_for_a_member_that_names_its_source_only_contradicting_times_are_evidence() -> None:
    assert set(by_rule(compare_with_others(FIRST, [FIRST, COPY], {2}))) == {"containment"}
    late = replace(FIRST, first_seen=at(12), last_absent=at(11))
    rules = set(by_rule(compare_with_others(late, [late, COPY], {2})))
    assert rules == {"containment", "seen_between_polls"}


def test_only_a_limited_number_of_first_seen_members_is_compared() -> None:
    copies = [page(n, f"d{n}.example", first_seen=at(9, minute=n)) for n in range(2, 40)]
    evidence = compare_with_others(FIRST, [FIRST, *reversed(copies)])
    compared = [item.article_id for item in evidence if item.rule == "containment"]
    assert compared == list(range(2, 2 + MAX_COMPARED))


def test_a_date_before_which_the_feed_was_read_without_the_page_is_contradicted() -> None:
    late = replace(COPY, published="2026-02-01T00:00:00Z")
    [item] = find_contradicted_dates([FIRST, late])
    assert item.says == (
        "b.example claims 2026-02-01 00:00 UTC, "
        "but its feed did not list this page yet at 2026-03-01 08:00 UTC"
    )
    assert (item.rule, item.cls, item.strength, item.quote) == (
        "absent_after_claim",
        "D",
        1.0,
        "2026-02-01T00:00:00Z",
    )
