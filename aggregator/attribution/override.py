"""An original that the operator set: the verdict follows it, and says what the evidence alone would say."""

from collections.abc import Sequence

from aggregator import clock
from aggregator.attribution.finding import Finding, original_from, publisher_name
from aggregator.model import Evidence, Member, OriginalOverride


def chosen(members: Sequence[Member], pinned: OriginalOverride | None) -> Member | None:
    """The member that was set as the original, if it is one."""
    key = pinned.article_id if pinned else None
    return next((member for member in members if member.article_id == key), None)


def decide(member: Member, pinned: OriginalOverride, found: Finding) -> Finding:
    """The finding with `member` as the original."""
    said = f"{publisher_name(member)} was set as the original by {pinned.by} at {clock.readable(pinned.at)}"
    why = f"{said}: {pinned.reason}" if pinned.reason else said
    key = member.article_id
    first = Evidence("H", "set_by_operator", why, "", member.url, pinned.at, key, str(key), 1.0)
    return Finding(
        "original_here",
        "high",
        original_from(member),
        (first, _alone(found, member, pinned), *found.evidence),
    )


def _alone(found: Finding, member: Member, pinned: OriginalOverride) -> Evidence:
    named = found.original.name or found.original.url
    verdict = f"{found.verdict}{f', {named}' if named else ''}, confidence {found.confidence}"
    says = f"without that decision the verdict would be: {verdict}"
    return Evidence("H", "without_decision", says, "", member.url, pinned.at, None, "", 0.99)
