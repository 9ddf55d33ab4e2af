"""Answers to `trace` and `compare`, and what `export` returns."""

from typing import Literal

from aggregator.model import Confidence, Credit, Relation, Role, Verdict
from aggregator.results.articles import ArticleRow, NamedOriginal
from aggregator.results.base import Result
from aggregator.results.sources import SourceRow
from aggregator.results.stories import CopyRow, NotChecked, RelatedArticle, StoryRow, TraceEvidence


class TraceCopy(Result, frozen=True):
    """A copy in the answer to `trace`; the fields mean what they mean in `StoryMember`."""

    article_id: int
    url: str
    source: str
    relation: Relation | None
    role: Role | None
    credit: Credit | None
    containment: float | None
    containment_of_original: float | None
    first_seen: str
    published: str | None


class TraceResult(Result, frozen=True):
    """Where a stored article or a text comes from, on what evidence, and who copied it."""

    query: str
    verdict: Verdict
    confidence: Confidence
    original: NamedOriginal
    evidence: list[TraceEvidence]
    copies: list[TraceCopy]
    not_checked: list[NotChecked]
    related: list[RelatedArticle]


class ComparedArticle(Result, frozen=True):
    """One side of a comparison; `words` counts its linking tokens."""

    id: int
    url: str
    title: str
    source: str
    source_name: str
    first_seen: str
    published: str | None
    published_offset: int | None
    story_id: int
    words: int


class BoilerplateLines(Result, frozen=True):
    """Text that the sites of `a` and `b` repeat, which the shares leave out."""

    a: list[str]
    b: list[str]


class CommonPassage(Result, frozen=True):
    """A passage that both texts contain, with the index of its first word in each."""

    words: int
    text: str
    at_a: int
    at_b: int
    quoted: bool


class Comparison(Result, frozen=True):
    """How much two stored articles share: `a_in_b` is the share of a that is also in b."""

    a: ComparedArticle
    b: ComparedArticle
    relation: Relation | None
    a_in_b: float
    b_in_a: float
    resemblance: float
    masked: BoilerplateLines
    passages: list[CommonPassage]


ExportKind = Literal["articles", "copies", "sources", "stories"]
ExportRow = ArticleRow | CopyRow | SourceRow | StoryRow
