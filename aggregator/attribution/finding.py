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


def stored(member: Member) -> Original:
    """A member as the original."""
    return Original(member.url, who(member), member.title, member.article_id)


def who(member: Member) -> str:
    """What to call the publisher of a member."""
    return member.source_name or member.domain


def owner(member: Member) -> str:
    """Who has one vote: the owner group where it is known, else the site."""
    return f"owner {member.owner}" if member.owner else member.domain


def lower(confidence: Confidence, steps: int = 1) -> Confidence:
    """So many steps less sure, never less than low."""
    return LADDER[max(1, LADDER.index(confidence) - steps)]
