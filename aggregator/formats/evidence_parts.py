"""The parts of an evidence file, put together from what is stored about a story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version

from aggregator import __version__, labels, linking
from aggregator.attribution import timing
from aggregator.attribution.weights import STRENGTHS
from aggregator.formats import evidence_format as fields
from aggregator.formats.evidence_texts import LocatedText, describe_comparison, describe_texts
from aggregator.linking import passages
from aggregator.model import SIGNATURE_VERSION, Capture, Manifest, Member, Row
from aggregator.results import (
    Comparison,
    EvidenceItem,
    NamedOriginal,
    RelatedText,
    Story,
    StoryMember,
    VerdictRecord,
)

KINDS = {
    "collections": "a collection that carries this text",
    "carries": "carried by a page with this text, which is a collection",
    "series": labels.RELATIONS["series"],
}


@dataclass(frozen=True, slots=True)
class ObservedPage:
    """A member with what was kept when its page was fetched. `shown`: words of it may be shown."""

    member: Member
    provenance: Row
    shown: bool


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """What is stored about a story. Pages by the id of their article, texts by address."""

    story: Story
    history: Sequence[VerdictRecord]
    pages: Mapping[int, ObservedPage]
    texts: Mapping[str, LocatedText]
    comparisons: Sequence[tuple[Comparison, bool]]  # and whether words of both may be shown
    related: Sequence[tuple[str, RelatedText, str | None]]  # kind, text, compared with


def describe_evidence(stored: StoredEvidence, fingerprint: str, now: str) -> dict[str, object]:
    """Return every part of the evidence on a story, by name. `fingerprint`: of the key that will sign it."""
    story = stored.story
    return {
        "about": fields.About(
            format=fields.FORMAT,
            software=f"aggregator {__version__}",
            settings=list_settings(),
            as_of=now,
            story_id=story.story_id,
            title=story.title,
            signed_by=fingerprint,
        ),
        "verdict": _describe_verdict(story),
        "members": [
            _describe_member(row, stored.pages[row.article_id], story.original.name)
            for row in story.members
        ],
        "texts": describe_texts(stored.texts.values()),
        "comparisons": [
            describe_comparison(each, stored.texts, with_wordings=shown)
            for each, shown in stored.comparisons
        ],
        "no_copies": [_describe_related_text(*each) for each in stored.related],
        "evidence": [_describe_item(item) for item in story.evidence],
        "not_checked": [fields.NotCheckedPart(each.what, each.why) for each in story.not_checked],
        "would_change": list(
            labels.OPERATOR_VERDICT_CHANGES
            if story.set_by
            else labels.VERDICT_CHANGES[story.verdict]
        ),
        "history": [_describe_former_verdict(row) for row in stored.history],
    }


def list_settings() -> list[fields.Setting]:
    """Return the versions and settings on which texts, shares and verdicts depend."""
    return [
        fields.Setting("trafilatura", version("trafilatura")),
        fields.Setting("signatures", SIGNATURE_VERSION),
        fields.Setting("folding", linking.FOLDING),
        fields.Setting("shingle_words", passages.SHINGLE_WORDS),
        fields.Setting("min_run_shingles", passages.MIN_RUN_SHINGLES),
        fields.Setting("min_run_shingles_without_spaces", passages.MIN_OVERLAPPING_SHINGLES),
        fields.Setting("max_bridged_shingles", passages.MAX_BRIDGED),
        fields.Setting("strengths", _hash_strengths()),
    ]


def _hash_strengths() -> str:
    """Return the SHA-256 of the table of strengths of evidence, one `rule=strength` in each line."""
    lines = "".join(f"{rule}={strength}\n" for rule, strength in sorted(STRENGTHS.items()))
    return sha256(lines.encode()).hexdigest()


def _describe_verdict(story: Story) -> fields.VerdictPart:
    return fields.VerdictPart(
        verdict=story.verdict,
        confidence=story.confidence,
        says=_describe_certainty(story.verdict, story.confidence, story.set_by),
        original=_describe_original(story.original),
        set_by=story.set_by,
        decided_at=story.attributed_at,
    )


def _describe_certainty(verdict: str, confidence: str, set_by: str | None) -> str:
    certainty = f"set by the {set_by}" if set_by else labels.CONFIDENCES[confidence]
    return f"{labels.VERDICTS[verdict]}, {certainty}"


def _describe_original(original: NamedOriginal) -> fields.Original:
    return fields.Original(original.url, original.name, original.title)


def _describe_member(
    row: StoryMember, page: ObservedPage, original_name: str | None
) -> fields.MemberPart:
    member = page.member
    return fields.MemberPart(
        url=row.url,
        addresses=list(member.addresses),
        title=row.title,
        source=row.source,
        source_name=row.source_name,
        domains=list(member.domains),
        relation=row.relation,
        role=row.role,
        credit=row.credit,
        says=labels.describe_member(row.role, row.credit),
        reason=row.reason,
        why=labels.describe_reason(row.reason, original_name),
        first_seen=fields.Interval(member.last_absent, member.first_seen),
        feed=_describe_feed(page.provenance),
        claimed=row.published,
        claimed_offset=row.published_offset,
        claim_contradicts_observation=timing.claim_contradicts_polls(member),
        page=_describe_page(page.provenance),
        lines=_describe_lines(page),
        manifests=[_describe_manifest(each) for each in member.manifests],
        captures=[_describe_capture(each) for each in member.captures],
    )


def _describe_manifest(each: Manifest) -> fields.SignedManifest:
    return fields.SignedManifest(
        says=labels.describe_manifest(
            each.place, each.state, each.signer, each.issuer, each.detail
        ),
        place=each.place,
        state=each.state,
        signer=each.signer,
        issuer=each.issuer,
        fingerprint=each.fingerprint,
        signed_at=each.signed_at,
        trust_list=each.trust_list,
        title=each.title,
        detail=each.detail,
    )


def _describe_capture(each: Capture) -> fields.ArchivedCapture:
    return fields.ArchivedCapture(
        says=labels.describe_capture(each.archive, each.captured_at),
        archive=each.archive,
        url=each.url,
        memento=each.memento,
        captured_at=each.captured_at,
        observed_at=each.observed_at,
    )


def _describe_feed(provenance: Row) -> fields.FeedPolls | None:
    if not provenance.get("feed"):
        return None
    hashes = (provenance.get(f"feed_{when}_sha256") for when in ("absent", "found"))
    return fields.FeedPolls(provenance["feed"], *hashes)


def _describe_page(provenance: Row) -> fields.FetchedPage | None:
    if not provenance.get("page_sha256"):
        return None
    return fields.FetchedPage(provenance["page_sha256"], provenance["page_fetched_at"])


def _describe_lines(page: ObservedPage) -> list[fields.Line] | None:
    lines = page.member.lines
    if lines is None or not page.shown:
        return None
    return [fields.Line(line.text, line.url, line.anchor, line.place) for line in lines]


def _describe_related_text(kind: str, row: RelatedText, of_url: str | None) -> fields.RelatedPart:
    says = labels.UNCERTAIN_SERIES if row.role is None else KINDS[kind]
    return fields.RelatedPart(
        kind=kind,
        says=f"{says}; {labels.CREDITS[row.credit]}" if row.credit else says,
        url=row.url,
        of_url=of_url,
        title=row.title,
        source=row.source,
        source_name=row.source_name,
        story_id=row.story_id,
        relation=row.relation,
        role=row.role,
        credit=row.credit,
    )


def _describe_item(item: EvidenceItem) -> fields.EvidenceItemPart:
    return fields.EvidenceItemPart(
        cls=item.cls,
        kind=labels.EVIDENCE_CLASSES[item.cls],
        rule=item.rule,
        says=item.says,
        quote=item.quote,
        url=item.url,
        observed_at=item.observed_at,
    )


def _describe_former_verdict(row: VerdictRecord) -> fields.FormerVerdictPart:
    return fields.FormerVerdictPart(
        decided_at=row.decided_at,
        verdict=row.verdict,
        confidence=row.confidence,
        says=_describe_certainty(row.verdict, row.confidence, row.set_by),
        original_url=row.original_url,
        original_name=row.original_name,
        set_by=row.set_by,
        articles=row.articles,
    )
