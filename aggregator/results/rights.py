"""What publishers said of the use of their articles, and what follows from it."""

from aggregator.permissions import Use
from aggregator.results.articles import UnstoredReason
from aggregator.results.base import Result
from aggregator.statements import Place


class StatementRecord(Result, frozen=True):
    """What a publisher said: a mark of the policy, its value, and where it was read.

    `url` is empty where it was the page itself. `until` is when it was no longer said; null: it still is.
    """

    mark: str
    value: str
    place: Place
    url: str
    since: str
    until: str | None


class UseDecision(Result, frozen=True):
    """Whether a use of an article is allowed, what the use is in words, and why it is not."""

    use: Use
    meaning: str
    allowed: bool
    reason: str


class ArticleRights(Result, frozen=True):
    """What its publisher said of the use of an article, and which uses follow.

    `licence` is the licence, or the operator's reason, that opens the text; empty: nothing does. `unstored` is why
    the text is not stored; null: it is.
    """

    article_id: int
    url: str
    source: str
    unstored: UnstoredReason | None
    licence: str
    uses: list[UseDecision]
    page: list[StatementRecord]
    site: list[StatementRecord]


class RightsOverride(Result, frozen=True):
    """The operator opened or withheld the texts of a source, for a reason; `undone_at`: until then."""

    source: str
    at: str
    decided_by: str
    reason: str
    opens: bool
    undone_at: str | None
