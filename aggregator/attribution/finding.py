"""What a decision comes to, before roles are given out."""

from dataclasses import dataclass

from aggregator.model import Confidence, Evidence, Member, Original, Verdict

NOBODY = Original()
LADDER: tuple[Confidence, ...] = ("none", "low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with what it rests on beside the admissions."""

    verdict: Verdict
    confidence: Confidence
    original: Original = NOBODY
    evidence: tuple[Evidence, ...] = ()


def original_from(member: Member) -> Original:
    """A member as the original."""
    return Original(member.url, publisher_name(member), member.title, member.article_id)


def publisher_name(member: Member) -> str:
    """What to call the publisher of a member."""
    return member.source_name or member.domain


def publisher_key(member: Member) -> str:
    """The unit that has one vote: the publisher group where it is known, else the site."""
    return f"group {member.publisher_group}" if member.publisher_group else member.domain


def lower(confidence: Confidence, steps: int = 1) -> Confidence:
    """So many steps less sure, never less than low."""
    return LADDER[max(1, LADDER.index(confidence) - steps)]
