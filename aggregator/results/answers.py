"""Answers to `trace` and `compare`, and what `export` returns."""

from typing import Literal, TypedDict

from msgspec import field

from aggregator.address_services import Form as AddressForm
from aggregator.model import Confidence, Credit, Relation, Role, Verdict
from aggregator.permissions import Use
from aggregator.results.articles import ArticleRow, NamedOriginal, StoryAbsence, UnstoredReason
from aggregator.results.base import Result
from aggregator.results.sources import SourceRow
from aggregator.results.stories import (
    CopyRow,
    NotChecked,
    RelatedArticle,
    RelatedText,
    StoryRow,
    TraceEvidence,
)


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
    source_name: str
    title: str
    reason: str | None


QuestionForm = Literal["id", "story", "address", "headline", "text"]
FoundAs = AddressForm | Literal["claim", "headline", "near_headline", "text", "none"]


class FoundHeadline(Result, frozen=True):
    """An article by its headline; `alike` is 1 for the same words as those asked about, less for others."""

    article_id: int
    story_id: int
    title: str
    url: str
    source: str
    source_name: str
    first_seen: str
    alike: float


class Asked(Result, frozen=True):
    """What a question was taken for, and what was found.

    Of an address, `found_as` is the form in which it is stored (see `aggregator.address_services`), or `claim`
    where an article only declares it, and `url` the address. `article_id` is null for a text or a story.
    `others` are articles of other stories with the same headline, or the nearest ones.
    """

    form: QuestionForm = "text"
    found_as: FoundAs = "none"
    url: str | None = None
    article_id: int | None = None
    story_id: int | None = None
    title: str | None = None
    others: list[FoundHeadline] = field(default_factory=list)


class FirstSeen(Result, frozen=True):
    """The article of a story that we saw first."""

    article_id: int
    url: str
    source: str
    source_name: str
    first_seen: str


class AlteredPassage(Result, frozen=True):
    """Words of a text that is asked about beside those of a stored article, where they differ.

    `parts` are both wordings in one: of `a` is the stored article, of `b` the text that is asked about.
    """

    article_id: int
    url: str
    source: str
    source_name: str
    title: str
    first_seen: str
    changed: int
    parts: list["PassagePart"]


class TraceResult(Result, frozen=True):
    """Where a stored article or a text comes from, on what evidence, and who copied it.

    `collections`, `carries` and `series` are texts that are no copies (see `RelatedTexts`). `altered` are
    the words in which a text differs from the stored one. `answers` has one answer for each text where
    several were asked about at once; then the verdict is that on the whole, mostly undetermined.
    `absences` are the times in which articles of the story were gone from their addresses.
    """

    query: str
    verdict: Verdict
    confidence: Confidence
    original: NamedOriginal
    evidence: list[TraceEvidence]
    copies: list[TraceCopy]
    collections: list[RelatedText]
    carries: list[RelatedText]
    series: list[RelatedText]
    not_checked: list[NotChecked]
    related: list[RelatedArticle]
    asked: Asked = Asked()
    first_seen: FirstSeen | None = None
    altered: list[AlteredPassage] = field(default_factory=list)
    answers: list["TraceResult"] = field(default_factory=list)
    absences: list[StoryAbsence] = field(default_factory=list)


class ComparedArticle(Result, frozen=True):
    """One side of a comparison; `words` counts its linking tokens. `unstored` is why its text is
    not stored: then shares are estimates, and no passages are listed."""

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
    unstored: UnstoredReason | None = None


class BoilerplateLines(Result, frozen=True):
    """Text that the sites of `a` and `b` repeat, which the shares leave out."""

    a: list[str]
    b: list[str]


PartPlace = Literal["both", "a", "b"]
Form = Literal["different", "doubtful", "same"]


class PassagePart(Result, frozen=True):
    """Words of a passage that both texts have, or only one of them; of both, as a has them."""

    place: PartPlace
    text: str


class EqualRun(Result, frozen=True):
    """Words in a row that are equal in both texts: the index of the first in each, and how many."""

    at_a: int
    at_b: int
    words: int


class CommonPassage(Result, frozen=True):
    """A stretch that both texts share, small edits bridged.

    It goes from word `at_a` to before word `end_a` of a, counted without what its site repeats, and
    likewise in b. `words` and `shingles` (three words in a row) are equal in both. `other_text` is the
    wording of b where its words differ, `parts` are both wordings in one.
    """

    words: int
    shingles: int
    at_a: int
    end_a: int
    at_b: int
    end_b: int
    quoted: bool
    text: str
    other_text: str | None
    parts: list[PassagePart]
    runs: list[EqualRun]


class Comparison(Result, frozen=True):
    """How much two stored articles share: `a_in_b` is the share of a that is also in b.

    A share counts the shingles in the runs of all passages (of a run of n words n - 2, each place of
    the text once) and divides by `a_shingles` or `b_shingles`. `form` says whether both are instances
    of one form.
    """

    a: ComparedArticle
    b: ComparedArticle
    relation: Relation | None
    form: Form
    a_in_b: float
    b_in_a: float
    resemblance: float
    a_shingles: int
    b_shingles: int
    masked: BoilerplateLines
    passages: list[CommonPassage]


ExportKind = Literal["articles", "copies", "sources", "stories"]
ExportRow = ArticleRow | CopyRow | SourceRow | StoryRow


class ExportFilters(TypedDict, total=False):
    """What exported rows have in common; all that are given hold.

    `since` and `until`: first seen then or later, or earlier; a day (UTC, with its end for `until`) or a time
    (RFC 3339 UTC). `source`: its domain. `country` and `language`: codes; `en` has `en-GB` too. `story`: its id. `rights`: a use
    that publishers allow, such as `export` or `full_text`.
    """

    since: str
    until: str
    source: str
    country: str
    language: str
    story: int
    rights: Use
