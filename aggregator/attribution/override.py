"""Applies the operator's decision on which member is the original."""

from collections.abc import Sequence

from aggregator import clock
from aggregator.attribution.finding import Finding, make_original, publisher_name
from aggregator.model import Evidence, Member, OriginalOverride


def find_member(members: Sequence[Member], override: OriginalOverride | None) -> Member | None:
    """Returns the member that the operator set as the original; None where it is not in the story."""
    key = override.article_id if override else None
    return next((member for member in members if member.article_id == key), None)


def apply_override(finding: Finding, override: OriginalOverride, member: Member) -> Finding:
    """Returns the finding with `member` as the original, and what it was without the decision."""
    return Finding(
        "original_here",
        "high",
        make_original(member),
        (
            _decision_evidence(override, member),
            _former_verdict_evidence(finding, override, member),
            *finding.evidence,
        ),
        is_set=True,
    )


def _decision_evidence(override: OriginalOverride, member: Member) -> Evidence:
    decision = (
        f"{publisher_name(member)} was set as the original by {override.by} "
        f"at {clock.for_people(override.at)}"
    )
    says = f"{decision}: {override.reason}" if override.reason else decision
    key = member.article_id
    return Evidence("H", "set_by_operator", says, "", member.url, override.at, key, str(key), 1.0)


def _former_verdict_evidence(
    finding: Finding, override: OriginalOverride, member: Member
) -> Evidence:
    name = finding.original.name or finding.original.url
    verdict = f"{finding.verdict}{f', {name}' if name else ''}, confidence {finding.confidence}"
    says = f"without that decision the verdict would be: {verdict}"
    return Evidence("H", "without_decision", says, "", member.url, override.at, None, "", 0.99)
