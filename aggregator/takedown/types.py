"""The types of takedown: cases, what they affect, proofs, and what is kept of an article.

The fields of public types are the keys of their JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aggregator.model import Removed, Row, SourceTrace

State = Literal["received", "hidden", "erased", "closed", "rejected"]
Action = Literal["hide", "list"]  # list: for a person to look at
ItemState = Literal["pending", "hidden", "erased", "listed", "restored"]
Actor = Literal["claimant", "operator", "rule", "system"]


@dataclass(frozen=True, slots=True)
class TakedownPreview:
    """One article that a request would affect; `relation` is to the requested article."""

    article_id: int
    url: str
    title: str
    source: str
    story_id: int
    role: str | None
    relation: str
    action: Action


@dataclass(frozen=True, slots=True)
class TakedownScope:
    """What a case is about: the address of the work, and what the request named."""

    url: str
    asked: str


@dataclass(frozen=True, slots=True)
class SearchProof:
    """A search of one file for the strings of a work: how many of each kind, and how many are left."""

    searched_at: str
    bytes: int
    windows: int  # phrases of eight words
    words: int
    names: int  # titles and bylines
    found: int


@dataclass(frozen=True, slots=True)
class MainFileProof(SearchProof):
    """The search of the main file, where other articles may use the same words."""

    said_by_others: int  # strings of the work that were not searched for, as others use them too


@dataclass(frozen=True, slots=True)
class HashProof:
    """A search of the private file by the keyed shingle hashes of the tombstones."""

    searched_at: str
    bytes: int
    runs: int  # shingle hashes searched for
    found: int


FileProof = SearchProof | HashProof


@dataclass(frozen=True, slots=True)
class TakedownCase:
    """A request to take an article down, and how far it has come."""

    id: int
    number: str
    received_at: str
    deadline: str
    state: State
    claimant: str
    email: str
    reason: str
    work_url: str  # the claimant's own publication
    confirmed: bool  # a person or the rule accepted it: what it affects may be hidden
    waits_for: str  # why a person has to look at it first
    scope: TakedownScope
    hidden_at: str | None
    erased_at: str | None
    closed_at: str | None
    proof: Mapping[str, FileProof] | None  # by file: `main`, `private`


@dataclass(frozen=True, slots=True)
class TakedownItem:
    """One article of a case."""

    article_id: int
    url: str
    relation: str
    action: Action
    state: ItemState


@dataclass(frozen=True, slots=True)
class TakedownCaseItems(TakedownCase):
    """A case with the articles that it affects."""

    items: tuple[TakedownItem, ...]


@dataclass(frozen=True, slots=True)
class TakedownLogEntry:
    """One thing that was done in a case: counts and states, never words of the work."""

    at: str
    actor: Actor
    event: str
    detail: str


@dataclass(frozen=True, slots=True)
class TakedownWarning:
    """A case that is not closed, and the hours until its deadline."""

    number: str
    state: State
    deadline: str
    hours_left: float
    says: str


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
