"""The result of a decision, before roles are assigned."""

from dataclasses import dataclass

from aggregator.attribution.naming import bare_domain
from aggregator.model import Confidence, Evidence, Member, Original, Verdict

NO_ORIGINAL = Original()
WHOLE_RELATIONS = ("abridged", "identical", "syndicated", "wrapped")  # the same text
CONFIDENCE_LEVELS: tuple[Confidence, ...] = ("none", "low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with the evidence that is not a source claim."""

    verdict: Verdict
    confidence: Confidence
    original: Original = NO_ORIGINAL
    evidence: tuple[Evidence, ...] = ()
    is_set: bool = False  # by the operator


def make_original(member: Member) -> Original:
    """Returns a member as the original."""
    return Original(member.url, publisher_name(member), member.title, member.article_id)


def publisher_name(member: Member) -> str:
    """Returns the name of a member's publisher, or its domain where no name is known."""
    return member.source_name or member.domain


def publisher_key(member: Member) -> str:
    """Returns what identifies a publisher when votes are counted: its group where known, else its site."""
    return f"group {member.publisher_group}" if member.publisher_group else member.domain


def have_one_publisher(one: Member, other: Member) -> bool:
    """Whether two pages are of one publisher or one owner, also under a former or a further domain."""
    return publisher_key(one) == publisher_key(other) or share_domain(one, other)


def share_domain(one: Member, other: Member) -> bool:
    """Whether a domain is of the sources of both pages."""
    return not domains_of(one).isdisjoint(domains_of(other))


def domains_of(member: Member) -> frozenset[str]:
    """Returns the domains of a member's source, without `www.`: the present one and further ones."""
    return frozenset(bare_domain(domain) for domain in (member.domain, *member.domains))


def are_nested_hosts(one: Member, other: Member) -> bool:
    """Whether the host of one page is within that of the other: blog.paper.example, paper.example."""
    hosts = [
        bare_domain(member.url.partition("://")[2].partition("/")[0]) for member in (one, other)
    ]
    return bool(hosts[0] and hosts[1]) and (
        hosts[0].endswith(f".{hosts[1]}") or hosts[1].endswith(f".{hosts[0]}")
    )


def has_whole_text(member: Member) -> bool:
    """Whether a member leads the story or has the whole text of the leader, or the leader its."""
    return member.relation is None or member.relation in WHOLE_RELATIONS


def lower_confidence(confidence: Confidence, steps: int = 1) -> Confidence:
    """Lowers a confidence by some steps, never below "low"."""
    return CONFIDENCE_LEVELS[max(1, CONFIDENCE_LEVELS.index(confidence) - steps)]
