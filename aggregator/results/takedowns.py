"""Results about takedowns: what a request affects, cases, and the proof of erasure."""

from collections.abc import Mapping
from typing import Literal

from aggregator.results.base import Result

State = Literal[
    "received", "hidden", "erased", "closed", "rejected", "expired", "rescinded", "restored"
]
Grade = Literal[
    "V0", "V1", "V2", "V3", "V4"
]  # how well a claimant is known, see takedown/rules/grades.py
ProofMethod = Literal["mailbox", "dkim", "dns", "meta", "file", "person"]
Channel = Literal["form", "mail", "command"]
Capacity = Literal["", "owner", "author", "agent", "person"]  # for whom the claimant speaks
Statement = Literal["good_faith", "accurate", "authorised"]
CounterStatement = Literal["mistake", "jurisdiction"]  # removed by mistake; consents to a court
Ground = Literal["copyright", "personal_data", "court_order", "other"]
Language = Literal["de", "en", "es", "fr"]
Decision = Literal["", "accepted", "partly_accepted", "rejected"]
ScopeKind = Literal[
    "page",  # this page
    "text",  # this text wherever it is copied
    "copies",  # the copies of this text, and not the page itself
    "author",  # what an author published at a domain
    "domain",  # everything of a domain
    "span",  # everything of a domain within a time span
]
Action = Literal[
    "hide",  # hidden now, erased later
    "ask",  # a person decides first
    "list",  # for a person to look at: it may show words of the work
    "keep",  # it stays: the request leaves it out
]
ItemState = Literal["pending", "hidden", "erased", "listed", "kept", "restored"]
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
    reason: str = ""  # why this action: a code of `labels.TAKEDOWN_REASONS`


class TakedownScope(Result, frozen=True):
    """What a case is about. `url` is the address of the work, `asked` what the request named.

    `keep` are addresses and domains that stay; `author`, `domain`, `since` and `until` belong to the
    kinds that need them, with days or instants as bounds of `first_seen`.
    """

    url: str
    asked: str
    kind: ScopeKind = "text"
    keep: tuple[str, ...] = ()
    author: str = ""
    domain: str = ""
    since: str = ""
    until: str = ""


class SearchProof(Result, frozen=True):
    """A search of the rows of one file for the strings of a work: how many of each kind, how many are left.

    `kept` are strings that stay in rows, by the reason. `dead` are the bytes of the file that are in no
    row; they are zeros.
    """

    searched_at: str
    bytes: int
    windows: int  # phrases of eight words
    words: int
    names: int  # titles and bylines
    found: int
    kept: Mapping[str, int] = {}
    dead: int = 0


class MainFileProof(SearchProof, frozen=True):
    """The search of the main file, where other articles may use the same words."""

    said_by_others: int = (
        0  # words and names that were not searched for, as articles say them that stay
    )


class HashProof(Result, frozen=True):
    """A search of the private file by the keyed shingle hashes of the tombstones, as made before version 4."""

    searched_at: str
    bytes: int
    runs: int  # shingle hashes searched for
    found: int


FileProof = SearchProof | HashProof


class TakedownProof(Result, frozen=True):
    """What a claimant has proven, or is asked to prove: control of a mailbox or of a domain."""

    id: int
    request_id: int
    method: ProofMethod
    domain: str  # that it proves control of; empty for a mailbox and for a person's decision
    token: str  # what has to be found there
    created_at: str
    checked_at: str | None
    proven_at: str | None
    detail: str


class TakedownRequestRecord(Result, frozen=True):
    """One request of a case: who asks, how, and for what reason."""

    id: int
    received_at: str
    channel: Channel
    claimant: str
    email: str
    postal_address: str
    phone: str
    capacity: Capacity
    reason: str
    work_url: str  # the claimant's own publication
    statements: tuple[Statement, ...]
    signature: str
    scope: TakedownScope  # what it asks for
    at_once: bool  # to be erased as soon as it is hidden


class TakedownCase(Result, frozen=True):
    """A request to take something down, and how far it has come.

    `claimant`, `email`, `reason` and `work_url` are those of its first request; empty once personal data
    was deleted.
    """

    id: int
    number: str
    received_at: str
    deadline: str
    state: State
    grade: Grade  # the highest that its requests reached
    claimant: str
    email: str
    reason: str
    work_url: str  # the claimant's own publication
    waits_for: str  # why a person has to look at it first
    scope: TakedownScope
    ground: Ground
    language: Language
    source_url: str  # primary source that the page of a removed article may link
    decision: Decision
    decision_reason: str
    erase_at: str | None  # when what is hidden is erased
    hidden_at: str | None
    erased_at: str | None
    closed_at: str | None
    proof: Mapping[str, FileProof] | None  # by file: `main`, `private`
    personal_until: str | None  # when names and addresses of persons are deleted

    @property
    def confirmed(self) -> bool:
        """Did a person accept it?"""
        return self.grade == "V4"


class TakedownItem(Result, frozen=True):
    """One article of a case."""

    article_id: int
    url: str
    relation: str
    action: Action
    state: ItemState
    domain: str = ""  # of its source
    reason: str = ""  # why this action: a code of `labels.TAKEDOWN_REASONS`


class TakedownCaseItems(TakedownCase, frozen=True):
    """A case with the articles that it affects.

    `undecided` are the ids of listed articles that are still stored: they may show words of the work,
    until a person decides on each.
    """

    items: tuple[TakedownItem, ...]
    undecided: tuple[int, ...] = ()


class RemovedArticle(Result, frozen=True):
    """What the page of a removed article says: nothing of the article itself.

    `ground` is empty, and so is `case_number`, where the private file that has them is missing.
    """

    article_id: int
    case_number: str
    since: str
    ground: Ground | Literal[""]
    source_url: str  # primary source that its owner lets us link


class RemovedStory(Result, frozen=True):
    """A story of which nothing is left, and since when."""

    story_id: int
    since: str


WrittenFileKind = Literal["backup", "export", "evidence"]


class WrittenFile(Result, frozen=True):
    """A file that was written from the database: what was taken down later may be in it."""

    path: str
    kind: WrittenFileKind
    written_at: str
    what: str


MailKind = Literal[
    "acknowledgement",  # case number, items matched, what is missing, deadline, status link
    "alarm",  # to the operator: a deadline, or a case that waits for a person
    "confirmation",  # the link that confirms a mailbox
    "counter_notice",  # to the claimant: what the owner of a removed item says
    "decision",  # what was decided, and why (DSA Article 17)
    "missing",  # what a request lacks
    "owner_notice",  # to the publisher of an item that somebody else asks to remove
    "receipt",  # erased and proven
    "restored",  # put back, or free to be fetched again
]


ReceivedKind = Literal[
    "request",  # of a person, to take something down
    "reply",  # of a person, in a case
    "auto_reply",
    "bounce",
    "list",  # of a mailing list
    "own",  # sent by us
    "unreadable",
    "duplicate",  # received before
]


MailState = Literal["received", "ignored", "queued", "sent", "failed"]


class TakedownMail(Result, frozen=True):
    """A mail that was received or is sent; `details` is what its draft needs, or what our server reported."""

    id: int
    case_id: int | None
    direction: Literal["in", "out"]
    kind: MailKind | ReceivedKind
    message_id: str
    address: str  # of the sender or the recipient
    subject: str
    body: str
    details: Mapping[str, str]
    state: MailState
    at: str  # when it was received or queued
    attempts: int
    next_attempt: str | None
    error: str


class PolledMail(Result, frozen=True):
    """What became of a mail in the mailbox; `says` is one line on it."""

    uid: str  # number of the mailbox and number of the mail in it
    kind: ReceivedKind
    cases: tuple[str, ...]  # numbers
    says: str
    failed: bool = False  # it is tried again by the next poll


class SentMails(Result, frozen=True):
    """How many mails were sent, will be tried again, and were given up."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    problem: str = ""  # why nothing can be sent


class TakedownLogEntry(Result, frozen=True):
    """One thing that was done in a case: counts and states, never words of the work.

    `hash` is over the entry and the hash of the entry before it. `number` is that of its case; empty
    in the log of one case.
    """

    at: str
    actor: Actor
    event: str
    detail: str
    hash: str
    number: str = ""


class TakedownWarning(Result, frozen=True):
    """A case that is not closed, and the hours until its deadline; `waits_for` is what a person is to decide."""

    number: str
    state: State
    deadline: str
    hours_left: float
    says: str
    waits_for: str = ""


class TakedownNote(Result, frozen=True):
    """What the operator noted on a case."""

    at: str
    body: str


class TakedownCaseRecord(TakedownCaseItems, frozen=True):
    """A case with everything that is kept of it: who asks, what they proved, notes and mails."""

    requests: tuple[TakedownRequestRecord, ...] = ()
    proofs: tuple[TakedownProof, ...] = ()
    notes: tuple[TakedownNote, ...] = ()
    mails: tuple[TakedownMail, ...] = ()
