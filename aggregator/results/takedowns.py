"""Results about takedowns: what a request affects, cases, and the proof of erasure."""

from collections.abc import Mapping
from typing import Literal

from aggregator.results.base import Result

State = Literal["received", "hidden", "erased", "closed", "rejected"]
Action = Literal["hide", "list"]  # list: for a person to look at
ItemState = Literal["pending", "hidden", "erased", "listed", "restored"]
Actor = Literal["claimant", "operator", "rule", "system"]


class TakedownPreview(Result, frozen=True):
    """One article that a request would affect; `relation` is to the requested article.

    `containment` is the share of it found in the requested article, `containment_of_original` the share
    of that found in it.
    """

    article_id: int
    url: str
    title: str
    source: str
    story_id: int
    role: str | None
    relation: str
    action: Action
    containment: float
    containment_of_original: float


class TakedownScope(Result, frozen=True):
    """What a case is about: the address of the work, and what the request named."""

    url: str
    asked: str


class SearchProof(Result, frozen=True):
    """A search of one file for the strings of a work: how many of each kind, and how many are left."""

    searched_at: str
    bytes: int
    windows: int  # phrases of eight words
    words: int
    names: int  # titles and bylines
    found: int


class MainFileProof(SearchProof, frozen=True):
    """The search of the main file, where other articles may use the same words."""

    said_by_others: int  # strings of the work that were not searched for, as others use them too


class HashProof(Result, frozen=True):
    """A search of the private file by the keyed shingle hashes of the tombstones."""

    searched_at: str
    bytes: int
    runs: int  # shingle hashes searched for
    found: int


FileProof = SearchProof | HashProof


class TakedownCase(Result, frozen=True):
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


class TakedownItem(Result, frozen=True):
    """One article of a case."""

    article_id: int
    url: str
    relation: str
    action: Action
    state: ItemState


class TakedownCaseItems(TakedownCase, frozen=True):
    """A case with the articles that it affects.

    `undecided` are the ids of listed articles that are still stored: they may show words of the work,
    until a person decides on each.
    """

    items: tuple[TakedownItem, ...]
    undecided: tuple[int, ...] = ()


class TakedownLogEntry(Result, frozen=True):
    """One thing that was done in a case: counts and states, never words of the work."""

    at: str
    actor: Actor
    event: str
    detail: str


class TakedownWarning(Result, frozen=True):
    """A case that is not closed, and the hours until its deadline."""

    number: str
    state: State
    deadline: str
    hours_left: float
    says: str
