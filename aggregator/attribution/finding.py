"""The result of a decision, before roles are assigned."""

from dataclasses import dataclass

from aggregator.model import Confidence, Evidence, Member, Original, Verdict

NO_ORIGINAL = Original()
CONFIDENCE_LEVELS: tuple[Confidence, ...] = ("none", "low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the evidence that is not a source claim."""

    verdict: Verdict
    confidence: Confidence
    original: Original = NO_ORIGINAL
    evidence: tuple[Evidence, ...] = ()


def make_original(member: Member) -> Original:
    """Returns a member as the original."""
    return Original(member.url, publisher_name(member), member.title, member.article_id)


def publisher_name(member: Member) -> str:
    """Returns the name of a member's publisher, or its domain where no name is known."""
    return member.source_name or member.domain


def publisher_key(member: Member) -> str:
    """Returns what identifies a publisher when votes are counted: its group where known, else its site."""
    return f"group {member.publisher_group}" if member.publisher_group else member.domain


def lower_confidence(confidence: Confidence, steps: int = 1) -> Confidence:
    """Lowers a confidence by some steps, never below "low"."""
    return CONFIDENCE_LEVELS[max(1, CONFIDENCE_LEVELS.index(confidence) - steps)]
