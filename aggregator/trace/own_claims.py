"""What a text that is asked about says of its own source, and the verdict with it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from aggregator import urls
from aggregator.model import Article, Attribution, Evidence, Member, Original
from aggregator.results import NamedOriginal, TraceCopy, TraceEvidence, TraceResult
from aggregator.trace.lookup import LARGEST_ID
from aggregator.trace.repositories import TraceRepositories

if TYPE_CHECKING:
    from aggregator.stories.plan.match import Assignment

ASKED = LARGEST_ID  # the id of the text asked about among the members of a story
YOUR_TEXT = "Your text"  # its name in sentences


def list_lost_links(asked: Article, now: str) -> Iterator[TraceEvidence]:
    """Yield lines that mention an original without its address, which copying a page can lose."""
    for trace in asked.sources:
        if trace.kind == "link_phrase" and not (trace.url or trace.name):
            says = "Your text speaks of an original, without an address of another site"
            url = asked.url or asked.canonical_url
            yield TraceEvidence("A", "source_line", says, trace.phrase, url, now)


def apply_own_claims(
    repositories: TraceRepositories,
    answer: TraceResult,
    asked: Article,
    assignment: "Assignment",
    now: str,
) -> TraceResult:
    """Decide again, for this answer only, when the text asked about names its source itself."""
    decided = _attribute_with_text(repositories, asked, assignment)
    claims = [
        item
        for item in decided.evidence
        if item.article_id == ASKED and (item.cls in "AB" or item.rule == "manifest")
    ]
    if not claims or decided.original.article_id == ASKED:
        return answer
    return msgspec.structs.replace(
        answer,
        verdict=decided.verdict,
        confidence=decided.confidence,
        original=_name_original(decided.original),
        evidence=[*(_as_trace_evidence(item, now) for item in claims), *answer.evidence],
        copies=_update_copy_roles(answer.copies, decided),
    )


def _attribute_with_text(
    repositories: TraceRepositories, asked: Article, assignment: "Assignment"
) -> Attribution:
    """Return the verdict on a story that the text asked about is a member of."""
    from aggregator import attribution
    from aggregator.jobs import attribute

    story_id = assignment.story_id
    members = repositories.verdicts.members(story_id) if story_id is not None else []
    pinned = repositories.decisions.get_pinned_original(story_id) if story_id is not None else None
    sources = attribute.read_sources_by_domain_and_name(repositories.sources)
    return attribution.attribute(
        [*members, _make_member_of_text(asked, assignment)], sources, pinned
    )


def _name_original(original: Original) -> NamedOriginal:
    url, name, title = (part or None for part in (original.url, original.name, original.title))
    return NamedOriginal(url, name, title, original.article_id)


def _update_copy_roles(copies: list[TraceCopy], decided: Attribution) -> list[TraceCopy]:
    """Return the copies with the roles and credits of this attribution."""
    assessed = {each.article_id: each for each in decided.assessments}
    return [
        msgspec.structs.replace(
            copy,
            role=assessment.role,
            credit=assessment.credit,
            reason=assessment.reason or None,
        )
        if (assessment := assessed.get(copy.article_id))
        else copy
        for copy in copies
    ]


def _make_member_of_text(asked: Article, assignment: "Assignment") -> Member:
    """Return the text asked about as a member of its story; it is never taken for the origin."""
    url = asked.url or asked.canonical_url
    site = urls.site(url) if url else ""
    return Member(
        ASKED,
        url,
        url,
        site,
        source_name=asked.publisher or site or YOUR_TEXT,
        source_kind="aggregator",
        title=asked.title,
        relation=assignment.relation or "identical",
        sources=asked.sources,
        lines=asked.lines,
        manifests=asked.manifests,
    )


def _as_trace_evidence(item: Evidence, now: str) -> TraceEvidence:
    says = item.says.replace(f"The text at {YOUR_TEXT}", YOUR_TEXT)
    return TraceEvidence(item.cls, item.rule, says, item.quote, item.url, now)
