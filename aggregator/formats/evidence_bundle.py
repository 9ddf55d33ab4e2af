"""A verdict as a file to cite: an HTML page that contains the same as JSON, verified offline.

The parts of a bundle are chained: the hash of each covers its content and the hash before it, so the
last one, `head`, covers the whole. Who notes or publishes `head` can show later that nothing was
changed; the file alone only shows that it is whole.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aggregator import __version__, clock, labels
from aggregator.attribution import timing
from aggregator.errors import EvidenceError
from aggregator.formats import evidence_passages
from aggregator.model import Member
from aggregator.results import (
    EvidenceBundle,
    EvidencePart,
    RelatedTexts,
    Story,
    StoryMember,
    VerdictRecord,
    VerifiedEvidence,
    convert,
    to_json_value,
)
from storage.corpus.verdicts import Verdicts

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"
FORMAT = "aggregator-evidence-2"
_FIRST_PARTS = ("about", "verdict", "members", "evidence", "not_checked", "would_change", "history")
# The parts of each format that can be verified
PARTS = {
    "aggregator-evidence-1": _FIRST_PARTS,
    FORMAT: (*_FIRST_PARTS, "passages", "no_copies"),
}
_EMBEDDED = re.compile(
    r'<script type="application/json" id="evidence">(.*?)</script>', re.DOTALL | re.ASCII
)


def make_bundle(
    verdicts: Verdicts,
    story: Story,
    history: Sequence[VerdictRecord],
    passages: Sequence[Mapping[str, object]],
    now: str,
) -> EvidenceBundle:
    """Return everything that the verdict on a story says and rests on, chained.

    `passages` has what each copy shares with the original, as `describe_comparison` returns it.
    """
    observed = {member.article_id: member for member in verdicts.members(story.story_id)}
    parts: dict[str, object] = {
        "about": {
            "format": FORMAT,
            "software": f"aggregator {__version__}",
            "as_of": now,
            "story_id": story.story_id,
            "title": story.title,
        },
        "verdict": {
            "verdict": story.verdict,
            "confidence": story.confidence,
            "original": story.original,
            "set_by": story.set_by,
            "decided_at": story.attributed_at,
        },
        "members": [_describe_member(row, observed[row.article_id]) for row in story.members],
        "evidence": story.evidence,
        "not_checked": story.not_checked,
        "would_change": _list_what_would_change_verdict(story),
        "history": history,
        "passages": passages,
        "no_copies": evidence_passages.describe_related_texts(
            RelatedTexts(story.collections, story.carries, story.series)
        ),
    }
    chain, before = [], ""
    for name in PARTS[FORMAT]:
        content = to_json_value(parts[name])
        before = _hash_part(before, name, content)
        chain.append(EvidencePart(name, content, before))
    return EvidenceBundle(FORMAT, chain, before)


def _list_what_would_change_verdict(story: Story) -> tuple[str, ...]:
    """Return what would change the verdict on a story."""
    if story.set_by:
        return labels.OPERATOR_VERDICT_CHANGES
    return labels.VERDICT_CHANGES[story.verdict]


def _describe_member(row: StoryMember, member: Member) -> dict[str, object]:
    names = ("url", "title", "source", "source_name", "relation", "role", "credit")
    return {
        **{name: getattr(row, name) for name in names},
        "share_of_original_text": row.containment,
        "share_of_leader_taken": row.containment_of_original,
        "first_seen": {"not_before": member.last_absent, "not_after": member.first_seen},
        "claimed": row.published,
        "claimed_offset": row.published_offset,
        "claim_contradicts_observation": timing.claim_contradicts_polls(member),
    }


def _hash_part(before: str, name: str, content: object) -> str:
    """Return the SHA-256 of a part's name and content and the hash before it, in hexadecimal."""
    plain = json.dumps([before, name, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def render_page(bundle: EvidenceBundle) -> str:
    """Return a bundle as one HTML page that loads nothing, with its JSON inside."""
    from markupsafe import Markup

    parts: dict[str, Any] = {part.part: part.content for part in bundle.chain}
    data = json.dumps(to_json_value(bundle)).replace("<", "\\u003c")
    not_checked = [f"{item['what']}: {item['why']}" for item in parts["not_checked"]]
    return _load_page_template().render(
        about=parts["about"],
        verdict=parts["verdict"],
        verdict_label=labels.VERDICTS[parts["verdict"]["verdict"]],
        certainty=_describe_certainty(parts["verdict"]),
        members=[_format_member_cells(member) for member in parts["members"]],
        evidence=parts["evidence"],
        comparisons=map(evidence_passages.format_comparison, parts.get("passages", ())),
        lists=(
            (
                "Related texts that are not copies",
                list(evidence_passages.format_related_texts(parts.get("no_copies", ()))),
            ),
            ("What was not checked", not_checked),
            ("What would change this", parts["would_change"]),
            ("What was said before", list(_format_former_verdicts(parts["history"]))),
        ),
        head=bundle.head,
        data=Markup(data),  # noqa: S704  # JSON in which no tag can begin
    )


@lru_cache(maxsize=1)
def _load_page_template() -> "Template":
    """Return the template of the page; values are escaped as `html.escape` does."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def escape(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(html.escape(str(value)))  # noqa: S704

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=escape,
        keep_trailing_newline=True,
    )
    environment.filters["readable"] = clock.for_people
    return environment.get_template("evidence.html")


def _describe_certainty(verdict: Mapping[str, Any]) -> str:
    if verdict["set_by"]:
        return f"set by the {verdict['set_by']}"
    return labels.CONFIDENCES[verdict["confidence"]]


def _format_member_cells(member: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the cells of a member's row in the table of the page."""
    seen = member["first_seen"]
    since = f"between {seen['not_before']} and " if seen["not_before"] else ""
    alarm = " (our polls contradict this)" if member["claim_contradicts_observation"] else ""
    share = member["share_of_original_text"]
    return (
        f"{member['source_name'] or member['source']}: {member['title']} {member['url']}",
        f"{share:.0%}" if share is not None else "–",
        f"{since}{seen['not_after']}",
        f"{clock.claimed_for_people(member['claimed'] or 'nothing', member['claimed_offset'])}{alarm}",
        labels.describe_member(member["role"], member["credit"]),
    )


def _format_former_verdicts(history: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the verdicts before the present one, each as a line."""
    for row in history[:-1]:
        named = row["original_name"] or row["original_url"] or "nobody"
        verdict = f"{labels.VERDICTS[row['verdict']]}, {labels.CONFIDENCES[row['confidence']]}"
        yield f"{clock.for_people(row['decided_at'])}: {verdict}, {named}"


def verify_bundle(text: str) -> VerifiedEvidence:
    """Verify a bundle, HTML or JSON, without network or database; returns what it is about.

    Raises EvidenceError, which says what does not match.
    """
    embedded = _EMBEDDED.search(text)
    bundle = _read_bundle(embedded.group(1) if embedded else text)
    before = ""
    for link in bundle.chain:
        before = _hash_part(before, link.part, link.content)
        if before != link.hash:
            raise EvidenceError(f"the part “{link.part}” was changed, or one before it")
    if before != bundle.head:
        raise EvidenceError("the hash of the whole does not match its parts")
    about = bundle.chain[0].content
    if not isinstance(about, dict):
        raise EvidenceError("this is no evidence file")
    checkable = bool(embedded) and about.get("software") == f"aggregator {__version__}"
    if checkable and text != render_page(bundle):
        raise EvidenceError("what the page shows is not what its data says")
    return convert({**about, "head": bundle.head, "page_checked": checkable}, VerifiedEvidence)


def _read_bundle(text: str) -> EvidenceBundle:
    """Return the JSON of a bundle with all its parts. Raises EvidenceError."""
    try:
        bundle = convert(json.loads(text), EvidenceBundle)
    except (ValueError, msgspec.ValidationError) as error:
        raise EvidenceError("this is no evidence file") from error
    if tuple(link.part for link in bundle.chain) != PARTS.get(bundle.format):
        raise EvidenceError(f"this is no evidence file of the format {' or '.join(PARTS)}")
    return bundle
