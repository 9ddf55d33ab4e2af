"""Whatever is asked: below V2 nothing is erased, and pages of others only by our clock or their own word."""

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from aggregator import labels
from aggregator.model import Confidence, Verdict
from aggregator.results.takedowns import (
    Action,
    Capacity,
    ProofMethod,
    ScopeKind,
    TakedownPreview,
    TakedownProof,
    TakedownScope,
)
from aggregator.takedown.rules import grades, risks, standing
from aggregator.takedown.rules.risks import RequestFacts
from aggregator.takedown.rules.standing import Claim
from aggregator.takedown.types import PageFacts

NOW = "2026-03-10T06:00:00Z"
DOMAINS = ("paper.example", "fake.example", "medium.com", "copier.example")
URLS = {
    1: "https://paper.example/1",
    2: "https://fake.example/1",
    3: "https://medium.com/@ada/1",
    4: "https://copier.example/1",
}
times = st.sampled_from(
    [f"2026-03-0{day}T0{hour}:00:00Z" for day in range(1, 5) for hour in (1, 6)]
)


def choose(values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(values))


@st.composite
def pages(draw: st.DrawFn) -> dict[int, PageFacts]:
    return {key: draw(facts(key)) for key in URLS}


def facts(key: int) -> st.SearchStrategy[PageFacts]:
    return st.builds(
        PageFacts,
        article_id=st.just(key),
        url=st.just(URLS[key]),
        source=st.just(DOMAINS[key - 1]),
        source_since=times,
        contact=st.sampled_from(["", "desk@paper.example"]),
        first_seen=times,
        last_absent=st.none() | times,
        text_since=times,
        published=st.none() | times,
        published_precision=st.sampled_from([None, "day", "instant"]),
        story_id=st.sampled_from([1, 1, 2]),
        others_first_seen=st.just("") | times,
        publishers=st.integers(1, 4),
        verdict=choose(Verdict),
        confidence=choose(Confidence),
        original_id=st.none() | st.sampled_from(list(URLS)),
        is_set=st.booleans(),
        is_settled=st.booleans(),
        names_pages=st.frozensets(st.sampled_from(list(URLS)), max_size=2),
        alarms=st.frozensets(st.sampled_from(risks.ALARMS), max_size=1),
    )


proofs = st.builds(
    TakedownProof,
    id=st.just(1),
    request_id=st.just(1),
    method=choose(ProofMethod).filter(lambda method: method != "person"),
    domain=st.sampled_from([*DOMAINS, "medium.com/@ada", "gmail.com"]),
    token=st.just(""),
    created_at=st.just(NOW),
    checked_at=st.none(),
    proven_at=st.none() | st.just(NOW),
    detail=st.just(""),
)
claims = st.builds(
    Claim,
    scope=st.builds(TakedownScope, st.just(URLS[1]), st.just(""), choose(ScopeKind)),
    proofs=st.lists(proofs, max_size=3).map(tuple),
    facts=st.builds(
        RequestFacts, st.booleans(), choose(Capacity), st.integers(0, 20), st.integers(0, 9)
    ),
    is_suspended=st.booleans(),
)


def make_item(key: int, action: Action) -> TakedownPreview:
    relation = "requested" if key == 1 else "identical"
    source = DOMAINS[key - 1]
    return TakedownPreview(key, URLS[key], "", source, 1, None, relation, action, 1.0, 1.0)


def decide(claim: Claim, known: dict[int, PageFacts]) -> list[standing.ItemDecision]:
    items = [make_item(key, "hide") for key in URLS]
    return standing.decide_items(claim, items, known, 1000, frozenset(), NOW)


@given(claims, pages())
def test_below_a_proof_of_a_domain_nothing_is_erased(
    claim: Claim, known: dict[int, PageFacts]
) -> None:
    if grades.highest_grade(claim.proofs) >= "V2":
        return
    for each in decide(claim, known):
        assert each.action != "hide" or each.is_temporary


@given(claims, pages())
def test_a_page_of_another_is_erased_by_our_clock_its_own_word_or_the_operator_only(
    claim: Claim, known: dict[int, PageFacts]
) -> None:
    for each in decide(claim, known):
        page = known[each.item.article_id]
        at_item = grades.grade_at(claim.proofs, page.url, page.source)
        if each.action != "hide" or each.is_temporary or at_item >= "V2":
            continue
        works = [
            known[key]
            for key in URLS
            if grades.grade_at(claim.proofs, known[key].url, known[key].source) == "V3"
        ]
        assert any(
            work.is_set
            or (
                page.article_id != work.article_id
                and (
                    (page.last_absent is not None and work.text_since <= page.last_absent)
                    or work.article_id in page.names_pages
                )
            )
            for work in works
        )


@given(claims, pages())
def test_each_decision_has_words(claim: Claim, known: dict[int, PageFacts]) -> None:
    assert all(each.reason in labels.TAKEDOWN_REASONS for each in decide(claim, known))


def test_each_risk_has_words() -> None:
    assert all(risk.code in labels.TAKEDOWN_REASONS for risk in risks.RISKS)


def test_each_grade_may_do_at_least_what_a_lower_one_may() -> None:
    order = ("ask", "hide", "erase")
    for lower, higher in zip(grades.GRADES, grades.GRADES[1:], strict=False):
        for name in ("own_page", "own_pages", "copies", "others"):
            assert order.index(getattr(lower, name)) <= order.index(getattr(higher, name))
