"""Generated stories and the verdict, roles and credits that each must get."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from aggregator.attribution import attribute
from aggregator.model import (
    Attribution,
    Confidence,
    Credit,
    Member,
    Role,
    Source,
    Verdict,
)
from tests.attribution.members import (
    PAPER,
    TO_PAPER,
    WIRE,
    at,
    dateline,
    link,
    named,
    page,
    trace,
)


@dataclass(frozen=True)
class Case:
    """A story and what is expected. `origin` is a member's number, a name or an address."""

    members: tuple[Member, ...]
    verdict: Verdict
    confidence: Confidence
    origin: int | str | None = None
    roles: Mapping[int, tuple[Role | None, Credit]] = field(default_factory=dict)
    known: Mapping[str, Source] = field(default_factory=dict)


STORIES: dict[str, Case] = {
    # One page
    "a single page that names no source: the original as far as is known": Case(
        (PAPER,), "original_here", "low", 1, {1: ("original", "none")}
    ),
    "a single aggregator is never the original": Case(
        (page(1, "digest.example", source_kind="aggregator"),),
        "undetermined", "none", None, {1: (None, "none")},
    ),
    "the page of the seed: a link to an original that is not stored": Case(
        (page(1, "digest.example", link("https://www.ft.com/content/1", name="Financial Times")),),
        "original_outside", "medium", "https://www.ft.com/content/1", {1: ("credited_copy", "exact_link")},
    ),
    "a link to a front page credits the site only": Case(
        (page(1, "digest.example", link("https://www.ft.com/", "Source: FT", "FT")),),
        "original_outside", "medium", "FT", {1: ("credited_copy", "site_link")},
    ),
    "a name without a link, of an unknown party": Case(
        (page(1, "digest.example", named("Linden Weekly")),),
        "original_outside", "low", "Linden Weekly", {1: ("credited_copy", "named")},
    ),
    "a name without a link, of a registered source": Case(
        (page(1, "digest.example", named("the Linden Weekly")),),
        "original_outside", "medium", "https://weekly.example/", {1: ("credited_copy", "named")},
        {"lindenweekly": Source("weekly.example", "Linden Weekly", "https://weekly.example/")},
    ),
    "one agency copy, its agency not stored": Case(
        (page(1, "paper.example", dateline("Reuters")),),
        "original_outside", "medium", "Reuters", {1: ("credited_copy", "agency_only")},
    ),
    "a dateline confirmed by an item number": Case(
        (page(1, "paper.example", dateline("dpa"), trace("item_number", name="dpa", phrase="dpa:260301-99-55290/2")),),
        "original_outside", "high", "Deutsche Presse-Agentur",
    ),
    "a stripped dateline, the item number left behind": Case(
        (page(1, "paper.example", trace("item_number", name="dpa", phrase="dpa:260301-99-55290/2")),),
        "original_outside", "medium", "Deutsche Presse-Agentur", {1: ("credited_copy", "agency_only")},
    ),
    "a joint credit names both agencies": Case(
        (page(1, "paper.example", trace("byline", name="AFP/Reuters")),),
        "original_outside", "medium", "Agence France-Presse / Reuters",
    ),
    "an agency in another script": Case(
        (page(1, "paper.example", dateline("РИА Новости")),), "original_outside", "medium", "RIA Novosti"
    ),
    "what looks like a dateline but names a party is none": Case(
        (page(1, "paper.example", dateline("CDU")),), "original_here", "low", 1
    ),
    "a rights line of the parent company is no admission": Case(
        (page(1, "paper.example", trace("rights", name="Big Media Holdings Inc")),), "original_here", "low", 1
    ),
    "an unnamed feed: not this page's text, whose it is stays open": Case(
        (page(1, "portal.example", trace("syndicated_notice")),), "undetermined", "none", None, {1: (None, "none")},
    ),
    "a link within the site is no admission": Case(
        (page(1, "paper.example", link("https://paper.example/politics", "Source: Linden Paper", "Linden Paper")),),
        "original_here", "low", 1,
    ),
    "a WordPress footer that names the site itself is no admission": Case(
        (page(1, "dailycopy.example", named("Daily Copy")),), "original_here", "low", 1
    ),
    "a wire's own dateline is no admission": Case(
        (replace(WIRE, sources=(dateline("Northern Wire Agency"), dateline("NWA"))),), "original_here", "low", 1
    ),
    "Reuters on its own site is the original": Case(
        (page(1, "reuters.com", dateline("Reuters"), trace("byline", name="Reuters Staff")),), "original_here", "low", 1
    ),
    "a link in the prose is a citation, not an admission": Case(
        (page(1, "paper.example", trace("body_link", "https://other.example/study")),), "original_here", "low", 1
    ),
    "a canonical address at a proxy names no source": Case(
        (page(1, "paper.example", trace("canonical", "https://feedproxy.google.com/x/1", "google.com")),),
        "original_here", "low", 1,
    ),
    "a press release wire": Case(
        (page(1, "paper.example", dateline("PRNewswire")),), "original_outside", "medium", "PR Newswire"
    ),
    "several names below an article are its references": Case(
        (page(1, "blog.example", *(trace("link_phrase", name=name, phrase=f"Source: {name}") for name in ("Microsoft", "Python"))),),
        "original_here", "low", 1,
    ),
    "a canonical address at a technical host of the same site": Case(
        (page(1, "os-system.example", trace("canonical", "https://os-system-example-blog.cluster-1.org/x")),),
        "original_here", "low", 1,
    ),
    # An original that is stored
    "an exact link to a stored original": Case(
        (PAPER, page(2, "digest.example", TO_PAPER)),
        "original_here", "high", 1, {1: ("original", "none"), 2: ("credited_copy", "exact_link")},
    ),
    "an admission beats the clock: the copy claims and was seen earlier": Case(
        (replace(PAPER, first_seen=at(12), published=at(11)),
         page(2, "digest.example", TO_PAPER, first_seen=at(8), published=at(1))),
        "original_here", "high", 1,
    ),
    "an admission against our polls is less sure": Case(
        (replace(PAPER, first_seen=at(12), last_absent=at(11)), page(2, "digest.example", TO_PAPER, first_seen=at(8))),
        "original_here", "medium", 1,
    ),
    "another address of the same page is an exact link": Case(
        (PAPER, page(2, "digest.example", link("http://www.paper.example/1.html/"))), "original_here", "high", 1,
        {2: ("credited_copy", "exact_link")},
    ),
    "another page of that site credits the site": Case(
        (PAPER, page(2, "digest.example", link("https://paper.example/news"))), "original_here", "high", 1,
        {2: ("credited_copy", "site_link")},
    ),
    "a name is found among the members": Case(
        (PAPER, page(2, "digest.example", named("The Linden Paper"))), "original_here", "high", 1,
        {2: ("credited_copy", "named")},
    ),
    "a canonical address at another site": Case(
        (PAPER, page(2, "digest.example", trace("canonical", PAPER.url, "paper.example"))), "original_here", "high", 1,
        {2: ("credited_copy", "exact_link")},
    ),
    "a feed that names its source": Case(
        (PAPER, page(2, "digest.example", trace("feed_source", "https://paper.example/rss", "Linden Paper"))),
        "original_here", "high", 1, {2: ("credited_copy", "site_link")},
    ),
    "agency copy, the agency's page stored, its initials in the dateline": Case(
        (WIRE, page(2, "regional.example", dateline("NWA")), page(3, "cutter.example", relation="abridged")),
        "original_here", "high", 1,
        {1: ("original", "none"), 2: ("credited_copy", "agency_only"), 3: ("uncredited_copy", "none")},
    ),
    "the agency's page came later than its copy": Case(
        (page(1, "reuters.com", first_seen=at(12)), page(2, "regional.example", dateline("Reuters"), first_seen=at(8))),
        "original_here", "high", 1,
    ),
    "a chain of credits leads to its end": Case(
        (PAPER, page(2, "regional.example", TO_PAPER), page(3, "digest.example", link("https://regional.example/2.html"))),
        "original_here", "high", 1, {2: ("credited_copy", "exact_link"), 3: ("credited_copy", "exact_link")},
    ),
    "a chain that leaves the corpus": Case(
        (page(1, "regional.example", link("https://far.example/9")), page(2, "digest.example", link("https://regional.example/1.html"))),
        "original_outside", "medium", "https://far.example/9",
        {1: ("credited_copy", "exact_link"), 2: ("credited_copy", "exact_link")},
    ),
    "a copy credits a paper and keeps the wire's dateline": Case(
        (page(1, "digest.example", link("https://paper.example/1"), dateline("AP")),),
        "original_outside", "medium", "Associated Press", {1: ("credited_copy", "exact_link")},
    ),
    "a robots-closed paper credited, the wire stored and named in the dateline": Case(
        (WIRE, page(2, "digest.example", link("https://closed.example/1"), dateline("NWA"))),
        "original_here", "high", 1,
    ),
    "a share inside one owner's group is no copy": Case(
        (replace(PAPER, publisher_group="Linden Group", first_seen=at(6)), page(2, "sister.example", publisher_group="Linden Group", first_seen=at(7))),
        "original_here", "low", 1, {1: ("original", "none"), 2: ("same_owner", "none")},
    ),
    "two papers of one owner that came in the same minute": Case(
        (replace(PAPER, publisher_group="Linden Group"), page(2, "sister.example", publisher_group="Linden Group")),
        "undetermined", "none", None, {1: (None, "none"), 2: (None, "none")},
    ),
    "a sister paper that names the original": Case(
        (replace(PAPER, publisher_group="Linden Group"), page(2, "sister.example", TO_PAPER, publisher_group="Linden Group")),
        "original_here", "high", 1, {2: ("same_owner", "exact_link")},
    ),
    "part of the text, with a link": Case(
        (PAPER, page(2, "blog.example", TO_PAPER, relation="partial")),
        "original_here", "medium", 1, {2: ("partial", "exact_link")},
    ),
    "a copy that only an unnamed feed explains": Case(
        (PAPER, page(2, "portal.example", trace("syndicated_notice"))), "original_here", "low", 1, {2: (None, "none")},
    ),
    # An original that is not stored
    "two copies name an original elsewhere": Case(
        (page(1, "a.example", link("https://ft.com/x")), page(2, "b.example", link("https://www.ft.com/x"))),
        "original_outside", "high", "https://ft.com/x",
    ),
    "beside a copy that names an original elsewhere no silent page is the original": Case(
        (PAPER, page(2, "digest.example", link("https://ft.com/x"))), "original_outside", "medium", "https://ft.com/x",
        {1: ("uncredited_copy", "none"), 2: ("credited_copy", "exact_link")},
    ),
    "silence proves nothing where the origin is only an unknown name": Case(
        (PAPER, page(2, "digest.example", named("Ministry of Weather"))), "original_outside", "low",
        "Ministry of Weather", {1: (None, "none"), 2: ("credited_copy", "named")},
    ),
    # A common source
    "an agency's text in five papers, its own page not stored": Case(
        tuple(page(n, f"paper{n}.example", dateline("Reuters")) for n in range(1, 6)),
        "common_source", "high", "Reuters", dict.fromkeys(range(1, 6), ("credited_copy", "agency_only")),
    ),
    "the same, with one paper that cut the dateline off": Case(
        (*(page(n, f"paper{n}.example", dateline("dpa")) for n in (1, 2)), page(3, "paper3.example")),
        "common_source", "high", "Deutsche Presse-Agentur", {3: ("uncredited_copy", "none")},
    ),
    "two pages of one owner are not two papers": Case(
        tuple(page(n, f"paper{n}.example", dateline("AFP"), publisher_group="Linden Group") for n in (1, 2)),
        "original_outside", "medium", "Agence France-Presse",
    ),
    "an aggregator of an agency's customer is not a second customer": Case(
        (page(1, "paper.example", dateline("AFP")), page(2, "digest.example", TO_PAPER, dateline("AFP"))),
        "original_outside", "medium", "Agence France-Presse", {2: ("credited_copy", "exact_link")},
    ),
    "two marks of an agency outweigh a link to one of its customers": Case(
        (PAPER, page(2, "b.example", dateline("dpa")), page(3, "c.example", dateline("dpa")), page(4, "digest.example", TO_PAPER)),
        "common_source", "high", "Deutsche Presse-Agentur",
    ),
    # Disagreement
    "two pages that credit each other": Case(
        (page(1, "a.example", link("https://b.example/2.html")), page(2, "b.example", link("https://a.example/1.html"))),
        "contested", "none", None, {1: ("credited_copy", "exact_link"), 2: ("credited_copy", "exact_link")},
    ),
    "two that credit each other do not drown out five that agree": Case(
        (PAPER, *(page(n, f"d{n}.example", TO_PAPER) for n in range(2, 8)),
         page(8, "x.example", link("https://y.example/9.html")), page(9, "y.example", link("https://x.example/8.html"))),
        "original_here", "medium", 1,
    ),
    "two originals elsewhere": Case(
        (page(1, "a.example", link("https://x.example/1")), page(2, "b.example", link("https://y.example/1"))),
        "contested", "none",
    ),
    "one voice against four": Case(
        (PAPER, *(page(n, f"d{n}.example", TO_PAPER) for n in (2, 3, 4, 5)), page(6, "e.example", link("https://y.example/1"))),
        "original_here", "medium", 1,
    ),
    "ten pages of one owner have one voice": Case(
        (PAPER, page(2, "a.example", TO_PAPER),
         *(page(n, f"farm{n}.example", link("https://farm.example/1"), publisher_group="Farm") for n in range(3, 13))),
        "contested", "none",
    ),
    "two that credit each other, one of which our polls saw before the other": Case(
        (page(1, "a.example", link("https://b.example/2.html"), first_seen=at(6), last_absent=at(5)),
         page(2, "b.example", link("https://a.example/1.html"), first_seen=at(9), last_absent=at(8))),
        "original_here", "low", 1, {2: ("credited_copy", "exact_link")},
    ),
    "a lone label on a page that came after a silent one": Case(
        (replace(PAPER, first_seen=at(6)), page(2, "b.example", dateline("Reuters"), first_seen=at(9), last_absent=at(8))),
        "contested", "none", None, {1: (None, "none")},
    ),
    "a lone label on a page that came after the one others credit": Case(
        (replace(PAPER, first_seen=at(6)), page(2, "b.example", dateline("Reuters"), first_seen=at(9), last_absent=at(8)),
         page(3, "digest.example", TO_PAPER, first_seen=at(9), last_absent=at(8))),
        "original_here", "high", 1, {2: ("credited_copy", "agency_only")},
    ),
    "a page made of two, which links both: the credit that its text bears out": Case(
        (PAPER, page(2, "b.example", TO_PAPER, link("https://other.example/7", "Source: Other"), relation="edited")),
        "original_here", "medium", 1, {2: ("credited_copy", "exact_link")},
    ),
    # Copy traces
    "a person spoke to another paper": Case(
        (PAPER, page(2, "b.example", trace("told", name="Linden Paper"))), "original_here", "high", 1,
        {2: ("uncredited_copy", "none")},
    ),
    "a person spoke to an agency that has no page here: this proves nothing": Case(
        (PAPER, page(2, "b.example", trace("told", name="Reuters"))), "undetermined", "none",
    ),
    "a picture that another paper serves": Case(
        (PAPER, page(2, "b.example", trace("hotlink", "https://paper.example/media/1.jpg"))), "original_here", "high", 1,
        {2: ("uncredited_copy", "none")},
    ),
    "a partner that search engines are to pass over": Case(
        (PAPER, page(2, "b.example", trace("noindex"))), "original_here", "low", 1, {2: (None, "none")},
    ),
    "an aggregator by its own words is not taken for an original": Case(
        (page(1, "digest.example", trace("notice")),), "undetermined", "none",
    ),
    "its own words and a link to the very page": Case(
        (page(1, "digest.example", trace("notice"), link("https://www.ft.com/content/1")),), "original_outside", "high",
        "https://www.ft.com/content/1", {1: ("credited_copy", "exact_link")},
    ),
    # No member names a source
    "polls that overlap tell nothing: one is only looked at more often": Case(
        (replace(PAPER, first_seen=at(12), last_absent=at(6)), page(2, "b.example", first_seen=at(8), last_absent=at(7))),
        "undetermined", "none",
    ),
    "our polls saw one come before the other": Case(
        (replace(PAPER, first_seen=at(6)), page(2, "b.example", first_seen=at(9), last_absent=at(8))),
        "original_here", "medium", 1, {2: ("uncredited_copy", "none")},
    ),
    "a back-dated copy loses to our polls": Case(
        (replace(PAPER, first_seen=at(6), published=at(5)),
         page(2, "b.example", first_seen=at(9, 2), last_absent=at(8, 2), published="2026-01-01T00:00:00Z")),
        "original_here", "medium", 1,
    ),
    "a back-dated copy never wins by its date": Case(
        (replace(PAPER, published=at(5, 2)), page(2, "b.example", published=at(5))),
        "undetermined", "none", None, {1: (None, "none"), 2: (None, "none")},
    ),
    "a back-dated copy that was seen later is not believed, nor is the other": Case(
        (replace(PAPER, published=at(5, 2), first_seen=at(6, 2)), page(2, "b.example", published=at(5), first_seen=at(9, 2))),
        "undetermined", "none",
    ),
    "first sights hours apart and the claims agree": Case(
        (replace(PAPER, published=at(5), first_seen=at(6)), page(2, "b.example", published=at(7), first_seen=at(9))),
        "original_here", "low", 1,
    ),
    "first sights minutes apart tell nothing": Case(
        (replace(PAPER, first_seen=at(6)), page(2, "b.example", first_seen="2026-03-01T06:20:00Z")), "undetermined", "none",
    ),
    "one is cut from the other: length alone names no original": Case(
        (PAPER, page(2, "b.example", relation="abridged", containment=1.0, containment_of_original=0.6)),
        "undetermined", "none",
    ),
    "the short one is older: an extract, or a brief that grew": Case(
        (replace(PAPER, published=at(9)), page(2, "b.example", relation="abridged", published=at(5))), "undetermined", "none",
    ),
    "days without a time overlap": Case(
        (replace(PAPER, published="2026-03-01", published_precision="day", first_seen=at(6)),
         page(2, "b.example", published="2026-03-02", published_precision="day", first_seen=at(6))),
        "undetermined", "none",
    ),
    "one of two is an aggregator": Case(
        (page(1, "digest.example", source_kind="aggregator"), page(2, "paper.example")),
        "original_here", "low", 2, {1: (None, "none")},
    ),
    "one cites the other in its prose": Case(
        (PAPER, page(2, "b.example", trace("body_link", PAPER.url))), "original_here", "low", 1,
        {2: ("credited_copy", "exact_link")},
    ),
    "no rule separates them": Case(
        (PAPER, page(2, "b.example")), "undetermined", "none", None, {1: (None, "none"), 2: (None, "none")}
    ),
}  # fmt: skip


def origin(decided: Attribution) -> int | str | None:
    return decided.original.article_id or decided.original.url or decided.original.name or None


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_decided(story: str) -> None:
    case = STORIES[story]
    decided = attribute(case.members, case.known)
    assert (decided.verdict, decided.confidence) == (case.verdict, case.confidence)
    assert case.origin in (origin(decided), decided.original.name or None)
    given = {
        assessment.article_id: (assessment.role, assessment.credit)
        for assessment in decided.assessments
    }
    assert {number: given[number] for number in case.roles} == case.roles


@pytest.mark.parametrize("story", STORIES)
def test_every_verdict_says_why_with_an_address_and_accuses_nobody(story: str) -> None:
    decided = attribute(STORIES[story].members, STORIES[story].known)
    assert decided.evidence or len(STORIES[story].members) > 1
    for item in decided.evidence:
        assert item.says
        assert item.url.startswith("https://")
        assert not any(word in item.says for word in ("stole", "plagiar", "fake", "theft", "thief"))
        if item.cls in "ABE":
            assert item.quote


@pytest.mark.parametrize("story", STORIES)
def test_the_order_of_the_members_does_not_matter(story: str) -> None:
    case = STORIES[story]
    assert attribute(case.members[::-1], case.known) == attribute(case.members, case.known)


def test_a_story_is_decided_again_without_a_member_that_was_taken_down() -> None:
    copies = (page(2, "digest.example", TO_PAPER), page(3, "cutter.example"))
    before = attribute((PAPER, *copies))
    after = attribute(copies)
    assert origin(before) == 1
    assert (after.verdict, origin(after)) == ("original_outside", PAPER.url)


def test_a_date_that_our_polls_contradict_comes_first_whatever_the_verdict() -> None:
    early = replace(
        page(2, "digest.example", TO_PAPER), published="2025-01-01T00:00:00Z", last_absent=at(6)
    )
    stories = (
        (PAPER, early),
        (replace(PAPER, published="2025-01-01", last_absent=at(6)),),
        (early,),
    )
    for members in stories:
        assert "absent_after_claim" in [item.rule for item in attribute(members).evidence[:2]]


def test_a_story_without_members_has_no_verdict() -> None:
    assert attribute(()).verdict == "undetermined"


def test_a_story_of_ten_thousand_copies_is_decided_in_reasonable_time() -> None:
    copies = [page(n, f"d{n}.example", TO_PAPER, dateline("AP")) for n in range(2, 10_002)]
    decided = attribute([PAPER, *copies])
    assert origin(decided) == 1
    assert len(decided.assessments) == 10_001
    assert len(decided.evidence) == 100


def test_ten_thousand_different_credits_are_decided_in_reasonable_time() -> None:
    members = [page(n, f"d{n}.example", link(f"https://o{n}.example/1")) for n in range(1, 10_001)]
    assert attribute(members).verdict == "contested"
