"""Rules that hold for any story, and the tables that attribution reads."""

import unicodedata
from collections.abc import Sequence
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.attribution import attribute, fold_name, timing
from aggregator.attribution.agencies import AGENCIES, find_by_domain, find_by_name
from aggregator.attribution.naming import domain_in_name, domain_label, initials, split_joint_name
from aggregator.attribution.parties import RELAY_SITES, bare_address
from aggregator.attribution.source_claims import CLAIM_KINDS
from aggregator.model import Member, Precision, Relation, SourceKind, SourceTrace

DOMAINS = ("a.example", "b.example", "wire.example", "reuters.com", "shelf 3", "c.localhost:8080")
NAMES = (
    "",
    "Daily A",
    "Northern Wire",
    "NW",
    "dpa",
    "AFP/Reuters",
    "b.example",
    "Nobody We Know",
    "¿?",
)
ADDRESSES = (
    *("", "https://a.example/1", "https://b.example/2", "https://wire.example/", "https://far.example/x"),
    *("https://www.reuters.com/world/1", "http://c.localhost:8080/5", "https://t.co/9", "not an address"),
)  # fmt: skip
TIMES = (None, "", "2026-03-01T06:00:00Z", "2026-03-01T09:00:00Z", "2026-03-02", "2026-03-01T07:30:00",
         "1970-01-01T00:00:00Z", "9999-12-31", "yesterday", "2026-03-01T06:00:00+14:00")  # fmt: skip

traces = st.builds(
    SourceTrace,
    st.sampled_from([*sorted(CLAIM_KINDS), "something_new"]),
    st.text(max_size=20),
    st.sampled_from(ADDRESSES),
    st.sampled_from(NAMES) | st.text(max_size=12),
)


@st.composite
def stories(draw: st.DrawFn) -> list[Member]:
    """Members with any traces, times and relations; some of their links lead to each other."""
    count = draw(st.integers(1, 6))
    return [draw(_member(number)) for number in range(1, count + 1)]


def _member(number: int) -> st.SearchStrategy[Member]:
    return st.builds(
        lambda domain, **more: Member(
            number, f"https://{domain.replace(' ', '-')}/{number}", "", domain, **more
        ),
        st.sampled_from(DOMAINS),
        source_name=st.sampled_from(NAMES),
        source_kind=st.sampled_from(get_args(SourceKind)),
        publisher_group=st.sampled_from(["", "", "Group"]),
        published=st.sampled_from(TIMES),
        published_precision=st.sampled_from([None, *get_args(Precision)]),
        first_seen=st.sampled_from(["2026-03-01T06:00:00Z", "2026-03-01T09:00:00Z", ""]),
        last_absent=st.sampled_from([None, "2026-03-01T05:00:00Z", "2026-03-01T08:00:00Z"]),
        relation=st.sampled_from([None, *get_args(Relation)]),
        sources=st.lists(traces, max_size=4).map(tuple),
    )


@given(stories())
@settings(max_examples=150)
def test_any_story_gets_a_verdict_that_holds_together(members: list[Member]) -> None:
    decided = attribute(members)
    ids = {member.article_id for member in members}
    original = decided.original.article_id
    assert (original in ids) == (decided.verdict == "original_here")
    if decided.verdict in ("contested", "undetermined"):
        assert (decided.confidence, decided.original.name) == ("none", "")
    else:
        assert decided.confidence in ("low", "medium", "high")
        assert decided.original.name or decided.original.url
    assert [assessment.article_id for assessment in decided.assessments] == sorted(ids)
    called_original = {r.article_id for r in decided.assessments if r.role == "original"}
    assert called_original == ({original} if original else set())
    assert {item.article_id for item in decided.evidence} <= ids
    for assessment in decided.assessments:
        assert assessment.role != "credited_copy" or assessment.credit != "none"
        assert assessment.role != "uncredited_copy" or assessment.credit == "none"


@given(stories(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_members_never_matters(members: list[Member], chance: object) -> None:
    shuffled = list(members)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert attribute(shuffled) == attribute(members)


@given(stories())
@settings(max_examples=50)
def test_claimed_dates_alone_never_name_an_original(members: list[Member]) -> None:
    """Whoever claims the earliest date gains nothing by it: back-dating is what forgers do."""
    bare_members = [
        Member(
            m.article_id, f"https://s{m.article_id}.example/x", "", f"s{m.article_id}.example",
            published=m.published, published_precision=m.published_precision,
            first_seen="2026-03-01T06:00:00Z", relation="identical",
        )
        for m in members
    ]  # fmt: skip
    assert len(members) == 1 or attribute(bare_members).verdict == "undetermined"


@given(st.text(max_size=60))
def test_names_of_any_kind_can_be_folded_and_taken_apart(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(fold_name(fold_name(name)))
    assert all(split_joint_name(name)) or not name.strip()
    assert isinstance(domain_in_name(name) + initials(name) + domain_label(name), str)
    assert find_by_name(name) is None or find_by_name(name) in AGENCIES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Guardian", "guardian"),
        ("Le Monde", "LE MONDE"),
        ("El País", "el  país"),
        ("ＡＦＰ", "AFP"),
        ("dpa-AFX", "DPA AFX"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_names_written_as_domains_are_sites() -> None:
    assert [domain_in_name(name) for name in ("www.ft.com", "https://news.bbc.co.uk/", "U.S. News", "c.localhost:8080")] == [
        "ft.com", "bbc.co.uk", "", "c.localhost:8080",
    ]  # fmt: skip


def test_addresses_of_one_page_are_one() -> None:
    same = ("https://www.a.example/x/", "http://a.example/x", "https://amp.a.example/x/amp")
    assert {bare_address(url) for url in same} == {"a.example/x"}
    assert bare_address("https://a.example/x?id=1") != bare_address("https://a.example/x?id=2")


def test_the_tables_are_in_order_and_name_each_thing_once() -> None:
    def in_order(names: Sequence[str]) -> bool:
        return list(names) == sorted(names)

    assert in_order([_plain(agency.name) for agency in AGENCIES])
    assert in_order(list(CLAIM_KINDS))
    domains = [domain for agency in AGENCIES for domain in agency.domains]
    assert len(domains) == len(set(domains))
    assert not RELAY_SITES.intersection(domains)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_a_mark_is_one_agency_s_only() -> None:
    owner: dict[str, str] = {}
    for agency in AGENCIES:
        for mark in (agency.name, *agency.marks):
            assert owner.setdefault(fold_name(mark), agency.name) == agency.name, mark


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("AP", "Associated Press"),
        ("The Associated Press", "Associated Press"),
        ("dpa/lno", "Deutsche Presse-Agentur"),
        ("新华社", "Xinhua"),
        ("共同", "Kyodo News"),
        ("연합뉴스", "Yonhap"),
        ("ТАСС", "TASS"),
        ("رويترز", "Reuters"),
        ("पीटीआई", "Press Trust of India"),
        ("EUROPA PRESS", "Europa Press"),
        ("BUSINESS WIRE", "Business Wire"),
    ],
)
def test_agencies_are_known_by_their_marks(mark: str, name: str) -> None:
    found = find_by_name(mark)
    assert found is not None
    assert found.name == name


def test_agencies_are_known_by_their_sites() -> None:
    found = find_by_domain("apnews.com")
    assert found is not None
    assert found.name == "Associated Press"
    assert find_by_domain("example.com") is None


def test_a_claimed_day_or_a_time_without_zone_is_a_span() -> None:
    def span(published: str, precision: Precision) -> str:
        member = Member(1, "", "", "", published=published, published_precision=precision)
        return " ".join(f"{moment:%dT%H}" for moment in timing.claimed_span(member) or ())

    assert span("2026-03-02T06:00:00Z", "instant") == "02T06 02T06"
    assert span("2026-03-02T06:00:00", "local") == "01T16 02T18"
    assert span("2026-03-02", "day") == "01T10 03T12"


def test_a_date_that_our_polls_refute_is_no_claim() -> None:
    member = Member(
        1, "", "", "", published="2026-03-01T06:00:00Z", last_absent="2026-03-05T06:00:00Z"
    )
    assert timing.claim_contradicts_polls(member)
    assert timing.claimed_span(member) is None


def test_a_feed_may_lag_behind_its_pages_by_hours() -> None:
    member = Member(
        1, "", "", "", published="2026-03-01T06:00:00Z", last_absent="2026-03-01T12:00:00Z"
    )
    assert not timing.claim_contradicts_polls(member)
