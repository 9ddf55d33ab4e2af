"""Formats 1 and 2 of evidence files, which nothing writes any more: their fields, and their page.

They have no signature. Everything here is frozen: a file that was written years ago is checked
against the same page, so labels and dates are copies of those of that time.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from aggregator.formats.evidence_pages import (
    TEMPLATES,
    format_claimed_time,
    format_time,
    render,
    shorten,
)
from aggregator.results.base import Result

Part = Mapping[str, Any]

LABELS: dict[str, dict[str, str]] = json.loads((TEMPLATES / "labels-2.json").read_bytes())
UNCERTAIN_SERIES = "a text of the same form or a copy: neither is certain"


class Original(Result, frozen=True):
    """The original as a verdict names it."""

    url: str | None
    name: str | None
    title: str | None
    article_id: int | None


class About(Result, frozen=True):
    """What the file is about."""

    format: str
    software: str
    as_of: str
    story_id: int
    title: str


class FormerVerdict(Result, frozen=True):
    """The verdict."""

    verdict: str
    confidence: str
    original: Original
    set_by: str | None
    decided_at: str | None


class Interval(Result, frozen=True):
    """When a page was first seen."""

    not_before: str | None
    not_after: str


class FormerMember(Result, frozen=True):
    """A page of the story."""

    url: str
    title: str
    source: str
    source_name: str
    relation: str | None
    role: str | None
    credit: str | None
    share_of_original_text: float | None
    share_of_leader_taken: float | None
    first_seen: Interval
    claimed: str | None
    claimed_offset: int | None
    claim_contradicts_observation: bool


class FormerEvidence(Result, frozen=True):
    """An observation."""

    cls: str = msgspec.field(name="class")
    rule: str
    says: str
    quote: str
    url: str
    observed_at: str
    article_id: int | None


class FormerNotChecked(Result, frozen=True):
    """What was not checked."""

    what: str
    why: str


class FormerRecord(Result, frozen=True):
    """A verdict of the history."""

    decided_at: str
    verdict: str
    confidence: str
    original_url: str | None
    original_name: str | None
    original_article_id: int | None
    set_by: str | None
    articles: int


class FormerPart(Result, frozen=True):
    """Words of a passage that both texts have, or only one."""

    place: str
    text: str


class FormerRun(Result, frozen=True):
    """Words in a row that are equal in both."""

    at_a: int
    at_b: int
    words: int


class FormerPassage(Result, frozen=True):
    """A passage that two texts share."""

    words: int
    shingles: int
    at_a: int
    end_a: int
    at_b: int
    end_b: int
    quoted: bool
    text: str | None
    other_text: str | None
    parts: list[FormerPart]
    runs: list[FormerRun]


class FormerComparison(Result, frozen=True):
    """What a page shares with the original."""

    url: str
    of_url: str
    relation: str | None
    share_of_its_text: float
    share_of_the_other_text: float
    shingles: int
    shingles_of_the_other: int
    passages: list[FormerPassage]


class FormerRelatedText(Result, frozen=True):
    """A text that is related and no copy."""

    kind: str
    url: str
    title: str
    source: str
    source_name: str
    story_id: int
    relation: str
    role: str | None
    credit: str | None
    share_of_its_text: float
    share_of_the_other_text: float


_FIRST_PARTS: dict[str, Any] = {
    "about": About,
    "verdict": FormerVerdict,
    "members": list[FormerMember],
    "evidence": list[FormerEvidence],
    "not_checked": list[FormerNotChecked],
    "would_change": list[str],
    "history": list[FormerRecord],
}
# The parts of each format and their fields
FORMER_PARTS: dict[str, dict[str, Any]] = {
    "aggregator-evidence-1": _FIRST_PARTS,
    "aggregator-evidence-2": {
        **_FIRST_PARTS,
        "passages": list[FormerComparison],
        "no_copies": list[FormerRelatedText],
    },
}


def render_former_page(parts: Mapping[str, Any], head: str, data: str) -> str:
    """Return the page of a file of format 1 or 2. `data`: its JSON, in which no tag can begin."""
    not_checked = [f"{item['what']}: {item['why']}" for item in parts["not_checked"]]
    verdict = parts["verdict"]
    return render(
        "evidence-2.html",
        data,
        about=parts["about"],
        verdict=verdict,
        verdict_label=_label("verdicts", verdict["verdict"]),
        certainty=f"set by the {verdict['set_by']}"
        if verdict["set_by"]
        else _label("confidences", verdict["confidence"]),
        members=[_format_member_cells(member) for member in parts["members"]],
        evidence=parts["evidence"],
        comparisons=map(_format_comparison, parts.get("passages", ())),
        lists=(
            (
                "Related texts that are not copies",
                list(map(_format_related_text, parts.get("no_copies", ()))),
            ),
            ("What was not checked", not_checked),
            ("What would change this", parts["would_change"]),
            ("What was said before", list(_format_former_verdicts(parts["history"]))),
        ),
        head=head,
    )


def _label(table: str, value: str | None) -> str:
    """Return the words for a value. Raises KeyError for one that the format does not know."""
    return LABELS[table][value or ""]


def _format_member_cells(member: Part) -> tuple[str, ...]:
    """Return the cells of a member's row in the table of the page."""
    seen = member["first_seen"]
    since = f"between {seen['not_before']} and " if seen["not_before"] else ""
    alarm = " (our polls contradict this)" if member["claim_contradicts_observation"] else ""
    share = member["share_of_original_text"]
    claimed = format_claimed_time(member["claimed"] or "nothing", member["claimed_offset"])
    return (
        f"{member['source_name'] or member['source']}: {member['title']} {member['url']}",
        f"{share:.0%}" if share is not None else "–",
        f"{since}{seen['not_after']}",
        f"{claimed}{alarm}",
        _describe_member(member["role"], member["credit"] or "none"),
    )


def _describe_member(role: str | None, credit: str) -> str:
    label = _label("roles", role)
    if role in ("original", "uncredited_copy") or (credit == "none" and role != "partial"):
        return label
    return f"{label}; {_label('credits', credit)}"


def _format_former_verdicts(history: list[Part]) -> Iterator[str]:
    """Yield the verdicts before the present one, each as a line."""
    for row in history[:-1]:
        named = row["original_name"] or row["original_url"] or "nobody"
        verdict, confidence = (_label(f"{name}s", row[name]) for name in ("verdict", "confidence"))
        yield f"{format_time(row['decided_at'])}: {verdict}, {confidence}, {named}"


def _format_comparison(row: Part) -> tuple[str, list[str]]:
    """Return a comparison for the page: a sentence, and a line for each passage."""
    says = (
        f"{row['url']}: {row['share_of_its_text']:.0%} of its {row['shingles']} three-word sequences "
        f"are in passages that it shares with {row['of_url']}, "
        f"{row['share_of_the_other_text']:.0%} of the {row['shingles_of_the_other']} there"
    )
    return says, [_format_passage(passage) for passage in row["passages"]]


def _format_related_text(row: Part) -> str:
    kind = UNCERTAIN_SERIES if row["role"] is None else _label("kinds", row["kind"])
    credit = f"; {_label('credits', row['credit'])}" if row["credit"] else ""
    return (
        f"{row['source_name'] or row['source']}: {row['title']} {row['url']}: {kind}{credit}; "
        f"{row['share_of_its_text']:.0%} of its text is shared, "
        f"{row['share_of_the_other_text']:.0%} of the other"
    )


def _format_passage(passage: Part) -> str:
    places = (
        f"words {passage['at_a'] + 1} to {passage['end_a']}, there {passage['at_b'] + 1} "
        f"to {passage['end_b']}; {passage['words']} equal words"
    )
    marks = {"both": "{}", "a": "[-{}-]", "b": "{{+{}+}}"}
    parts = [marks[part["place"]].format(shorten(part["text"])) for part in passage["parts"]]
    return f"{places}: {' '.join(parts)}" if parts else places
