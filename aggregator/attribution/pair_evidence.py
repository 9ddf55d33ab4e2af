"""How the likely origin compares with each other member: by our clock, by claims, by the text."""

from collections.abc import Collection, Iterator, Sequence

from aggregator import clock
from aggregator.attribution import timing
from aggregator.attribution.finding import who
from aggregator.model import Evidence, EvidenceClass, Member

ALARM = 1.0  # strength of what must be seen first
SHOWN = 20  # members compared; more would tell nobody more


def with_others(
    first: Member, members: Sequence[Member], admitting: Collection[int] = ()
) -> tuple[Evidence, ...]:
    """Classes C, D and F for `first` beside the others, in the order they were seen.

    Of members that say themselves where the text comes from (`admitting`, by id) only what
    contradicts that is worth saying.
    """
    others = [m for m in timing.earliest_first(members) if m.article_id != first.article_id]
    found: list[Evidence] = []
    for member in others[:SHOWN]:
        silent = member.article_id not in admitting
        if silent or first.article_id in timing.seen_after([first, member]):
            found += _observed(first, member)
        if silent:
            found += _claims(first, member)
        found += _text(first, member)
    return tuple(found)


def item(
    cls: EvidenceClass, rule: str, says: str, on: Member, strength: float, quote: str = ""
) -> Evidence:
    """One observation on a member."""
    return Evidence(
        cls, rule, says, quote, on.url, on.first_seen, on.article_id, str(on.article_id), strength
    )


def alarms(members: Sequence[Member]) -> Iterator[Evidence]:
    """Pages whose claimed date our own polls contradict, the first seen first; shown before all else."""
    for member in timing.earliest_first(members):
        if timing.contradicts_itself(member) and member.published:
            says = f"{who(member)} claims {_claim(member)}, but its feed did not list this page yet at {clock.readable(member.last_absent or '')}"
            yield item("D", "absent_after_claim", says, member, ALARM, member.published)


def _claim(member: Member) -> str:
    return clock.claimed(member.published or "", member.published_offset)


def _observed(first: Member, other: Member) -> Iterator[Evidence]:
    if not (first.first_seen and other.first_seen) or first.first_seen == other.first_seen:
        return
    says = f"{who(first)} was first seen {timing.interval(first)}, {who(other)} {timing.interval(other)}"
    apart = timing.seen_after([first, other])
    rule = "seen_between_polls" if apart else "first_seen"
    yield item("D", rule, says, first, 0.6 if apart else 0.2)


def _claims(first: Member, other: Member) -> Iterator[Evidence]:
    if first.published and other.published:
        says = f"{who(first)} claims {_claim(first)}, {who(other)} {_claim(other)}"
        yield item("F", "claimed", says, first, 0.1, first.published)


def _text(first: Member, other: Member) -> Iterator[Evidence]:
    """Shares are measured against the leader of a story, so one of the two has to be it."""
    copy = other if first.relation is None else first
    leader = first if first.relation is None else other
    if copy.relation is None or leader.relation is not None:
        return
    says = (
        f"{copy.containment:.0%} of the text at {who(copy)} is also at {who(leader)}; "
        f"{copy.containment_of_original:.0%} of the text at {who(leader)} is also at {who(copy)}"
    )
    yield item("C", "containment", says, copy, 0.3)
