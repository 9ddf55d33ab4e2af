"""Rules for any story: generated members with any traces, times and relations."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.attribution import attribute
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
def test_any_story_gets_a_consistent_verdict(members: list[Member]) -> None:
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
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis passes a Random
    assert attribute(shuffled) == attribute(members)


@given(stories())
@settings(max_examples=50)
def test_claimed_dates_by_themselves_never_name_an_original(members: list[Member]) -> None:
    """The earliest claimed date has no advantage, since forgers back-date."""
    bare_members = [
        Member(
            m.article_id, f"https://s{m.article_id}.example/x", "", f"s{m.article_id}.example",
            published=m.published, published_precision=m.published_precision,
            first_seen="2026-03-01T06:00:00Z", relation="identical",
        )
        for m in members
    ]  # fmt: skip
    assert len(members) == 1 or attribute(bare_members).verdict == "undetermined"
