"""How the likely origin compares with each other member: by our clock, by claims, by the text."""

from collections.abc import Collection, Iterator, Sequence

from aggregator import clock
from aggregator.attribution import timing
from aggregator.attribution.finding import publisher_name
from aggregator.model import Evidence, EvidenceClass, Member

ALARM = 1.0  # strength of what must be seen first
SHOWN = 20  # members compared; more would tell nobody more


def compare_with_others(
    first: Member, members: Sequence[Member], admitting: Collection[int] = ()
) -> tuple[Evidence, ...]:
    """Classes C, D and F for `first` beside the others, in the order they were seen.

    Of members that say themselves where the text comes from (`admitting`, by id) only what
    contradicts that is worth saying.
    """
    others = [m for m in timing.sort_by_first_seen(members) if m.article_id != first.article_id]
    found: list[Evidence] = []
    for member in others[:SHOWN]:
        silent = member.article_id not in admitting
        if silent or first.article_id in timing.ids_later_by_polls([first, member]):
            found += _observed(first, member)
        if silent:
            found += _claims(first, member)
        found += _text(first, member)
    return tuple(found)


def evidence_on(
    cls: EvidenceClass, rule: str, says: str, on: Member, strength: float, quote: str = ""
) -> Evidence:
    """One observation on a member."""
    return Evidence(
        cls, rule, says, quote, on.url, on.first_seen, on.article_id, str(on.article_id), strength
    )


def find_contradicted_dates(members: Sequence[Member]) -> Iterator[Evidence]:
    """Pages whose claimed date our own polls contradict, the first seen first; shown before all else."""
    for member in timing.sort_by_first_seen(members):
        if timing.claim_contradicts_polls(member) and member.published:
            says = f"{publisher_name(member)} claims {_claim(member)}, but its feed did not list this page yet at {clock.readable(member.last_absent or '')}"
            yield evidence_on("D", "absent_after_claim", says, member, ALARM, member.published)


def _claim(member: Member) -> str:
    return clock.claimed(member.published or "", member.published_offset)


def _observed(first: Member, other: Member) -> Iterator[Evidence]:
    if not (first.first_seen and other.first_seen) or first.first_seen == other.first_seen:
        return
    says = f"{publisher_name(first)} was first seen {timing.describe_first_seen(first)}, {publisher_name(other)} {timing.describe_first_seen(other)}"
    apart = timing.ids_later_by_polls([first, other])
    rule = "seen_between_polls" if apart else "first_seen"
    yield evidence_on("D", rule, says, first, 0.6 if apart else 0.2)


def _claims(first: Member, other: Member) -> Iterator[Evidence]:
    if first.published and other.published:
        says = f"{publisher_name(first)} claims {_claim(first)}, {publisher_name(other)} {_claim(other)}"
        yield evidence_on("F", "claimed", says, first, 0.1, first.published)


def _text(first: Member, other: Member) -> Iterator[Evidence]:
    """Shares are measured against the leader of a story, so one of the two has to be it."""
    copy = other if first.relation is None else first
    leader = first if first.relation is None else other
    if copy.relation is None or leader.relation is not None:
        return
    says = (
        f"{copy.containment:.0%} of the text at {publisher_name(copy)} is also at {publisher_name(leader)}; "
        f"{copy.containment_of_original:.0%} of the text at {publisher_name(leader)} is also at {publisher_name(copy)}"
    )
    yield evidence_on("C", "containment", says, copy, 0.3)
