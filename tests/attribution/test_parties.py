"""The party that a trace points to: a member, an agency, a registered source, or a name."""

from dataclasses import replace

import pytest

from aggregator.attribution.parties import Parties, Target, bare_address
from aggregator.model import Member, Source, SourceTrace
from tests.attribution.members import PAPER, at, link, named, page, trace

COPY = page(2, "digest.example")
WEEKLY = Source("weekly.example", "Linden Weekly", "https://weekly.example/")
WIRE = Source("wire.example", "Northern Wire", "https://wire.example/", kind="agency")
KNOWN = {"weekly.example": WEEKLY, "lindenweekly": WEEKLY, "wire.example": WIRE}


def targets(member: Member, found: SourceTrace, *others: Member) -> list[Target]:
    return Parties.from_members([PAPER, member, *others], KNOWN).find_targets(member, found)


def test_links_to_one_page_are_compared_without_scheme_and_host_prefix() -> None:
    same = ("https://www.a.example/x/", "http://a.example/x", "https://amp.a.example/x/amp")
    assert {bare_address(url) for url in same} == {"a.example/x"}
    assert bare_address("https://a.example/x?id=1") != bare_address("https://a.example/x?id=2")


@pytest.mark.parametrize(
    ("found", "key", "name", "credit"),
    [
        (link(PAPER.url), "#1", "Linden Paper", "exact_link"),
        (link("https://paper.example/other"), "#1", "Linden Paper", "site_link"),
        (named("Linden Paper"), "#1", "Linden Paper", "named"),
        (named("paper.example"), "#1", "Linden Paper", "named"),
        (named("LP"), "#1", "Linden Paper", "named"),
        (link("https://reuters.com/x"), "agency Reuters", "Reuters", "exact_link"),
        (named("Reuters"), "agency Reuters", "Reuters", "agency_only"),
        (link("https://weekly.example/"), "weekly.example", "Linden Weekly", "site_link"),
        (link("https://weekly.example"), "weekly.example", "Linden Weekly", "site_link"),
        (named("The Linden Weekly"), "weekly.example", "Linden Weekly", "named"),
        (link("https://wire.example/9"), "wire.example", "Northern Wire", "exact_link"),
        (named("wire.example"), "wire.example", "Northern Wire", "agency_only"),
        (link("https://far.example/9", name="Far Away"), "far.example", "Far Away", "exact_link"),
        (link("https://far.example/9", name="far.example"), "far.example", "far.example", "exact_link"),
        (named("Far Away"), "name faraway", "Far Away", "named"),
        (named("far.example"), "far.example", "far.example", "named"),
        (named("¿?"), "name ¿?", "¿?", "named"),
    ],
)  # fmt: skip
def test_a_trace_points_to_one_party(found: SourceTrace, key: str, name: str, credit: str) -> None:
    [target] = targets(COPY, found)
    assert (target.party.key, target.party.name, target.credit) == (key, name, credit)


def test_a_link_leads_to_the_page_at_its_address_and_not_to_one_that_declares_it() -> None:
    claims = replace(page(5, "paper.example"), canonical_url=PAPER.url, relation=None)
    original = replace(PAPER, relation="syndicated")
    members = [claims, original, COPY]
    [target] = Parties.from_members(members, KNOWN).find_targets(COPY, link(PAPER.url))
    assert target.party.key == f"#{PAPER.article_id}"


def test_a_page_is_not_found_by_an_address_of_another_author_that_it_declares() -> None:
    address = "https://medium.com/@victim/storm"
    claims = replace(
        page(5, "medium.com"), url="https://medium.com/@other/storm", canonical_url=address
    )
    [target] = targets(COPY, link(address), claims)
    assert target.credit == "site_link"


@pytest.mark.parametrize(
    ("found", "is_agency", "is_known", "is_unknown_name"),
    [
        (link(PAPER.url), False, True, False),
        (named("Reuters"), True, True, False),
        (link("https://reuters.com/x"), True, True, False),
        (link("https://wire.example/9"), True, True, False),
        (link("https://weekly.example/9"), False, True, False),
        (link("https://far.example/9"), False, False, False),
        (named("Far Away"), False, False, True),
    ],
)
def test_a_party_is_known_when_it_is_a_member_an_agency_or_a_registered_source(
    found: SourceTrace, is_agency: bool, is_known: bool, is_unknown_name: bool
) -> None:
    [target] = targets(COPY, found)
    party = target.party
    assert (party.agency, party.known, party.is_unknown_name) == (
        is_agency,
        is_known,
        is_unknown_name,
    )


@pytest.mark.parametrize(
    "found",
    [
        link("https://digest.example/other"),
        link(COPY.url),
        named("digest.example"),
        named("Digest"),
        link("https://t.co/1", name="t.co"),
        named("t.co"),
        link("", name=""),
    ],
)
def test_a_page_s_own_site_and_relay_sites_are_no_source(found: SourceTrace) -> None:
    assert targets(COPY, found) == []


def test_a_joint_name_points_to_its_known_parts() -> None:
    names = [target.party.name for target in targets(COPY, named("AFP/Reuters/Nobody"))]
    assert names == ["Agence France-Presse", "Reuters"]


def test_a_joint_name_that_is_one_party_s_is_not_split() -> None:
    joint = replace(PAPER, source_name="Linden and Reuters")
    parties = Parties.from_members([joint, COPY], {})
    [target] = parties.find_targets(COPY, named("Linden and Reuters"))
    assert target.party.article_id == 1


def test_of_two_pages_of_one_site_the_leader_is_chosen_then_the_first_seen() -> None:
    later = page(3, "b.example", first_seen=at(9))
    earlier = page(4, "b.example", first_seen=at(6))
    [target] = targets(COPY, named("b.example"), later, earlier)
    assert target.party.article_id == 4
    leader = replace(later, relation=None)
    [target] = targets(COPY, named("b.example"), leader, earlier)
    assert target.party.article_id == 3


def test_a_page_of_another_publisher_on_the_same_site_is_a_source() -> None:
    guest = replace(page(3, "guest.example"), url="https://digest.example/guest/3")
    parties = Parties.from_members([PAPER, COPY, guest], {})
    [target] = parties.find_targets(COPY, link("https://digest.example/guest/3"))
    assert (target.party.article_id, target.credit) == (3, "exact_link")


@pytest.mark.parametrize(
    ("domain", "host", "is_own"),
    [
        ("paper.example", "paper-blog.cluster.org", True),
        ("news.example", "news-blog.cluster.org", False),  # a label of four letters may be chance
        ("linden.example", "other-blog.cluster.org", False),
    ],
)
def test_a_canonical_address_at_a_host_with_the_site_s_name_is_its_own(
    domain: str, host: str, is_own: bool
) -> None:
    member = page(2, domain)
    parties = Parties.from_members([member], {})
    found = parties.find_targets(member, trace("canonical", f"https://{host}/x"))
    assert (found == []) == is_own
    assert parties.find_targets(member, link(f"https://{host}/x")) != []


def test_a_stored_page_of_an_agency_is_the_party_that_its_marks_name() -> None:
    agency = page(3, "apnews.com", source_name="AP News")
    for found, credit in ((named("AP"), "agency_only"), (link("https://ap.org/1"), "site_link")):
        [target] = targets(COPY, found, agency)
        assert (target.party.article_id, target.party.agency, target.credit) == (3, True, credit)
