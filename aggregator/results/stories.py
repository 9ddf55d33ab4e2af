"""Results about stories: members, evidence, corrections, and what became of a story."""

from typing import Any, Literal

import msgspec

from aggregator.model import Confidence, Credit, EvidenceClass, Relation, Role, Verdict
from aggregator.results.articles import NamedOriginal, StoryAbsence
from aggregator.results.base import Result, convert

DecisionKind = Literal["split", "merge", "pin", "part"]
CarriedState = Literal["carried", "unread", "followed", "gone"]


class CopyRow(Result, frozen=True):
    """An exported relation of an article to a story.

    `member` is false for versions, quotes, collections and series: these are relations between stories.
    `reason` is why it has its role, or none: a code of `labels.ROLE_REASONS`.
    """

    article_id: int
    external_id: str | None
    url: str
    story_id: int
    member: bool
    relation: Relation | None
    role: Role | None
    credit: Credit | None
    resemblance: float | None
    containment: float | None
    containment_of_original: float | None
    original_url: str | None
    original_name: str | None
    verdict: Verdict
    confidence: Confidence
    reason: str | None


class StoryRow(Result, frozen=True):
    """A story without its members. `set_by` is `operator` when a person set the original."""

    story_id: int
    verdict: Verdict
    confidence: Confidence
    attributed_at: str | None
    title: str
    articles: int
    sources: int
    first_seen: str
    last_seen: str
    original: NamedOriginal
    set_by: str | None


class StoryMember(Result, frozen=True):
    """One article of a story. `containment` is the share of its text found in the leader's text,
    `containment_of_original` the share of the leader's text found in it. `reason` is why it has its role, or
    none: a code of `labels.ROLE_REASONS`."""

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    role: Role | None
    credit: Credit | None
    relation: Relation | None
    resemblance: float | None
    containment: float | None
    containment_of_original: float | None
    first_seen: str
    published: str | None
    published_offset: int | None
    reason: str | None


class StoryInList(StoryRow, frozen=True):
    """A story of a list, newest first; `position` continues the list after it."""

    members: list[StoryMember]
    position: str


class StoryPage(Result, frozen=True):
    """The page of a story, for a list of pages: when its articles or its verdict last changed."""

    story_id: int
    changed_at: str


class TraceEvidence(Result, frozen=True):
    """One observation that bears on a verdict. `cls` (A to I, `class` in JSON) is its rank,
    `says` one sentence that describes it, `quote` the words it rests on."""

    cls: EvidenceClass = msgspec.field(name="class")
    rule: str
    says: str
    quote: str
    url: str
    observed_at: str


class EvidenceItem(TraceEvidence, frozen=True):
    """One observation that bears on the verdict on a story, with the member it was made on."""

    article_id: int | None


class NotChecked(Result, frozen=True):
    """What a verdict does not rest on, and why."""

    what: str
    why: str


class RelatedArticle(Result, frozen=True):
    """An article on the same event with little text in common; `alike` is the share of common
    headline words, `says` the reason in words."""

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    story_id: int
    first_seen: str
    published: str | None
    alike: float
    says: str


class RelatedText(Result, frozen=True):
    """An article of another story that is no copy: a collection, a text it carries, or one of a series.

    `of_article_id` is the article it was compared with, null for a text that is not stored.
    `containment` is the share of its text found in that one, `containment_of_original` the share of
    that one found in it. `role` is null where it is doubtful whether it is of a series or a copy.
    """

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    story_id: int
    relation: Relation
    role: Role | None
    credit: Credit | None
    of_article_id: int | None
    containment: float
    containment_of_original: float
    first_seen: str
    published: str | None
    published_offset: int | None


class RelatedTexts(Result, frozen=True):
    """What is related to a story by its text and no copy of it; never counted among its copies.

    `collections` carry it among other texts, `carries` are the texts that a collection among its own
    articles carries, `series` are other texts of the same form.
    """

    collections: list[RelatedText]
    carries: list[RelatedText]
    series: list[RelatedText]


class Publisher(Result, frozen=True):
    """Who changed a passage; `called` is its name in sentences."""

    article_id: int
    source: str
    source_name: str
    called: str


class Passage(Result, frozen=True):
    """A changed passage: `lead` + `was` + `tail` became `lead` + `now` + `tail`.

    It was changed between `observed_at` and `changed_at`. `at` is its position in the text. `withheld`: its
    publisher does not let it be quoted.
    """

    version_id: int
    at: int
    observed_at: str
    changed_at: str
    by: Publisher
    lead: str
    was: str
    now: str
    tail: str
    withheld: bool


class CorrectionCopy(Result, frozen=True):
    """What an article carries of a changed passage, as it was read at `read_at`."""

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    story_id: int
    read_at: str
    state: CarriedState


class Correction(Passage, frozen=True):
    """A changed passage with what the copies carry of it."""

    copies: list[CorrectionCopy]


class StoredStory(StoryRow, frozen=True):
    """A story as it is stored: the verdict, its members (the original first) and the evidence."""

    members: list[StoryMember]
    evidence: list[EvidenceItem]


class Story(StoredStory, frozen=True):
    """A story with texts that are no copies of it (see `RelatedTexts`), what was changed since, related
    articles, what the verdict does not rest on, and when its articles were gone from their addresses."""

    collections: list[RelatedText]
    carries: list[RelatedText]
    series: list[RelatedText]
    corrections: list[Correction]
    related: list[RelatedArticle]
    not_checked: list[NotChecked]
    absences: list[StoryAbsence] = msgspec.field(default_factory=list)


class VerdictRecord(Result, frozen=True):
    """A verdict on a story as it was decided at `decided_at`, on so many articles."""

    decided_at: str
    verdict: Verdict
    confidence: Confidence
    original_url: str | None
    original_name: str | None
    original_article_id: int | None
    set_by: str | None
    articles: int


# What became of a story


class VerdictEvent(Result, frozen=True, kw_only=True):
    """A story got another verdict."""

    at: str
    what: Literal["verdict"] = "verdict"
    decided_at: str
    verdict: Verdict
    confidence: Confidence
    original_url: str | None
    original_name: str | None
    original_article_id: int | None
    set_by: str | None
    articles: int


class StoryEvent(Result, frozen=True):
    """A story got another leader, took in another story, or came out of one."""

    at: str
    what: Literal["leader", "took_in", "came_from"]
    story_id: int
    article_id: int | None
    other_story_id: int | None
    reason: str


class DecisionEvent(Result, frozen=True, kw_only=True):
    """A decision of the operator on a story; `undone_at` is when a later one took it back.

    `address` is the one that a part took from the articles.
    """

    what: Literal["decision"] = "decision"
    decision: int
    kind: DecisionKind
    at: str
    decided_by: str
    reason: str
    undone_at: str | None
    articles: list[int]
    kept_apart_from: list[int]
    address: str | None = None


class AbsenceEvent(Result, frozen=True):
    """A member was gone from its address, as two looks found (`vanished`), or was there again (`restored`)."""

    at: str
    what: Literal["vanished", "restored"]
    story_id: int
    article_id: int
    url: str
    source: str
    source_name: str
    status: int


LogEntry = VerdictEvent | StoryEvent | DecisionEvent | AbsenceEvent


def make_log_entry(row: dict[str, Any]) -> LogEntry:
    """Return a row of the log of a story as the type that its `what` names."""
    if row["what"] == "verdict":
        return convert(row, VerdictEvent)
    if row["what"] == "decision":
        return convert(row, DecisionEvent)
    if row["what"] in ("vanished", "restored"):
        return convert(row, AbsenceEvent)
    return convert(row, StoryEvent)


class OperatorDecision(Result, frozen=True):
    """A decision just made, and the story it led to; `address` is that of a part."""

    story_id: int
    decision: int
    kind: DecisionKind
    at: str
    decided_by: str
    reason: str
    undone_at: str | None
    articles: list[int]
    kept_apart_from: list[int]
    address: str | None = None
