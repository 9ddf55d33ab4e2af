"""The types of takedown: public ones from `aggregator.results`, and those of storage and the rules."""

from dataclasses import dataclass

from aggregator.model import Removed, Row, SourceTrace
from aggregator.results.takedowns import Action as Action
from aggregator.results.takedowns import Actor as Actor
from aggregator.results.takedowns import FileProof as FileProof
from aggregator.results.takedowns import HashProof as HashProof
from aggregator.results.takedowns import ItemState as ItemState
from aggregator.results.takedowns import MainFileProof as MainFileProof
from aggregator.results.takedowns import SearchProof as SearchProof
from aggregator.results.takedowns import State as State
from aggregator.results.takedowns import TakedownCase as TakedownCase
from aggregator.results.takedowns import TakedownCaseItems as TakedownCaseItems
from aggregator.results.takedowns import TakedownItem as TakedownItem
from aggregator.results.takedowns import TakedownLogEntry as TakedownLogEntry
from aggregator.results.takedowns import TakedownPreview as TakedownPreview
from aggregator.results.takedowns import TakedownScope as TakedownScope
from aggregator.results.takedowns import TakedownWarning as TakedownWarning

# What storage and the rules exchange


@dataclass(frozen=True, slots=True)
class TakedownRequest:
    """What a claimant asks for; names either the address of an article or the id of a story."""

    claimant: str
    reason: str
    url: str | None = None
    story: int | None = None
    email: str = ""
    work_url: str = ""  # the claimant's own publication
    confirmed: bool = True  # the operator filed it: hide at once


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it is filed."""

    received_at: str
    deadline: str
    claimant: str
    email: str
    reason: str
    work_url: str
    confirmed: bool
    scope: TakedownScope


@dataclass(frozen=True, slots=True)
class HiddenArticle:
    """What only an article's own rows say; everything else is derived from it."""

    row: Row  # every column of `articles`
    versions: tuple[Row, ...]  # rows of `article_versions`, with every column
    aliases: tuple[str, ...]  # other addresses it is known by


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is kept of a deleted article, beside keyed hashes: numbers only."""

    case_id: int
    article_id: int
    story_id: int
    since: str
    shingles: int  # shingle hashes that are kept
    sampled_shingles: int  # of these, those that the sketch of any text would keep
    is_complete: bool  # a short text: all of its shingles are kept


@dataclass(frozen=True, slots=True)
class ArticleClaims:
    """The columns of an article that may quote another article or name its address."""

    article_id: int
    story_id: int
    url: str
    canonical_url: str
    removed: tuple[Removed, ...]
    sources: tuple[SourceTrace, ...]
    provenance: str  # JSON
