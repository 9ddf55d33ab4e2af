"""Compares the probable origin with each other member: by our clock, by claimed dates, by the text."""

from collections.abc import Collection, Iterator, Sequence

from aggregator import clock
from aggregator.attribution import timing
from aggregator.attribution.finding import publisher_name
from aggregator.model import Evidence, EvidenceClass, Member

MOST_STRENGTH = 1.0  # of evidence that is shown before all other
MAX_COMPARED = 20  # members compared with the origin


def compare_with_others(
    origin: Member, members: Sequence[Member], claiming: Collection[int] = ()
) -> tuple[Evidence, ...]:
    """Returns evidence of classes C, D and F for `origin` and each other member, first seen first.

    `claiming` are ids of members that name their source themselves: of their times, only what
    contradicts that is returned.
    """
    others = [m for m in timing.sort_by_first_seen(members) if m.article_id != origin.article_id]
    evidence: list[Evidence] = []
    for member in others[:MAX_COMPARED]:
        is_silent = member.article_id not in claiming
        if is_silent or origin.article_id in timing.find_later_by_polls([origin, member]):
            evidence += _compare_first_seen(origin, member)
        if is_silent:
            evidence += _compare_claimed_dates(origin, member)
        evidence += _compare_texts(origin, member)
    return tuple(evidence)


def make_evidence(
    cls: EvidenceClass, rule: str, says: str, member: Member, strength: float, quote: str = ""
) -> Evidence:
    """Returns one observation on a member that points to this member."""
    key = member.article_id
    return Evidence(cls, rule, says, quote, member.url, member.first_seen, key, str(key), strength)


def find_contradicted_dates(members: Sequence[Member]) -> Iterator[Evidence]:
    """Yields members whose claimed date our own polls contradict, first seen first."""
    for member in timing.sort_by_first_seen(members):
        if timing.claim_contradicts_polls(member) and member.published:
            absent = clock.for_people(member.last_absent or "")
            says = (
                f"{publisher_name(member)} claims {_readable_claim(member)}, "
                f"but its feed did not list this page yet at {absent}"
            )
            yield make_evidence(
                "D", "absent_after_claim", says, member, MOST_STRENGTH, member.published
            )


def describe_captures(members: Sequence[Member]) -> Iterator[Evidence]:
    """Yields the first capture of each page by each archive. It shows the address, not the text."""
    for member in members:
        for capture in member.captures:
            says = (
                f"{capture.archive} captured the page of {publisher_name(member)} "
                f"at {clock.for_people(capture.captured_at)}"
            )
            key = member.article_id
            yield Evidence(
                "D", "captured", says, "", capture.memento, capture.observed_at, key, str(key), 0.3
            )


def _readable_claim(member: Member) -> str:
    return clock.claimed_for_people(member.published or "", member.published_offset)


def _compare_first_seen(origin: Member, other: Member) -> Iterator[Evidence]:
    if not (origin.first_seen and other.first_seen) or origin.first_seen == other.first_seen:
        return
    says = (
        f"{publisher_name(origin)} was first seen {timing.describe_first_seen(origin)}, "
        f"{publisher_name(other)} {timing.describe_first_seen(other)}"
    )
    ordered = timing.find_later_by_polls([origin, other])
    rule = "seen_between_polls" if ordered else "first_seen"
    yield make_evidence("D", rule, says, origin, 0.6 if ordered else 0.2)


def _compare_claimed_dates(origin: Member, other: Member) -> Iterator[Evidence]:
    if origin.published and other.published:
        says = (
            f"{publisher_name(origin)} claims {_readable_claim(origin)}, "
            f"{publisher_name(other)} {_readable_claim(other)}"
        )
        yield make_evidence("F", "claimed", says, origin, 0.1, origin.published)


def _compare_texts(origin: Member, other: Member) -> Iterator[Evidence]:
    """Yields the shares of a copy and the leader of the story; shares of other pairs are not known."""
    copy = other if origin.relation is None else origin
    leader = origin if origin.relation is None else other
    if copy.relation is None or leader.relation is not None:
        return
    names = publisher_name(copy), publisher_name(leader)
    says = (
        f"{copy.containment:.0%} of the text at {names[0]} is also at {names[1]}; "
        f"{copy.containment_of_original:.0%} of the text at {names[1]} is also at {names[0]}"
    )
    yield make_evidence("C", "containment", says, copy, 0.3)
