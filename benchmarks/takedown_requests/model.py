"""The parts of the world: pages as they were stored, who has a right to what, and what is asked for."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from benchmarks.origin.model import Page

Grade: TypeAlias = Literal["V0", "V1", "V2", "V3"]
Channel: TypeAlias = Literal["form", "mail"]
Way: TypeAlias = Literal["none", "mailbox", "dkim", "dns", "meta", "well_known"]
Scope: TypeAlias = Literal["page", "text", "copies", "author", "domain", "span"]
Side: TypeAlias = Literal["fake", "stranger", "owner"]
Service: TypeAlias = Literal["must", "report", "never"]
State: TypeAlias = Literal["shown", "hidden", "erased"]

GRADES: tuple[Grade, ...] = ("V0", "V1", "V2", "V3")
# Who was first by polls with what is not theirs, and nothing in the pages says so: figures without a limit.
UNKNOWABLE = frozenset(["release_first"])
# Relations to a text that are no copy of it: its owner has no right to these pages.
NO_COPIES = frozenset(
    ["collection", "common_source", "independent", "quote", "series", "translation"]
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as a crawl or an import stored it. Minutes are counted from `origin.model.START`."""

    page: Page
    seen: int
    absent: int | None = None  # the last poll of its feed without it; None: no poll shows that
    html: str = ""  # when the page is not made by its look alone (signed pages)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who may ask, and what is theirs: addresses that begin so, texts by their ids."""

    name: str
    mailbox: str
    spaces: tuple[str, ...] = ()  # beginnings of addresses, without scheme: `host/` or `host/@me/`
    texts: tuple[str, ...] = ()

    def controls(self, page: Page) -> bool:
        """Returns whether the page is on a site, or a part of one, that is theirs."""
        address = page.url.partition("://")[2]
        return any(address.startswith(space) for space in self.spaces)

    def has_right_to(self, page: Page) -> bool:
        """Returns whether they may have the page removed: it is theirs, or a copy of their text.

        A page that credits theirs admits to be a copy, whoever wrote the text.
        """
        admits = page.credits.partition("://")[2].startswith(self.spaces) and bool(page.credits)
        is_copy = page.text in self.texts and page.role not in NO_COPIES
        return self.controls(page) or is_copy or admits


@dataclass(frozen=True, slots=True)
class Proof:
    """What a claimant can really show: the grade, by which way, for which domain.

    `page` is the address that carries a meta tag which is not on the home page of the domain.
    """

    grade: Grade = "V0"
    way: Way = "none"
    domain: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One form post or mail."""

    channel: Channel
    name: str
    mailbox: str
    urls: tuple[str, ...]
    scope: Scope = "page"
    proof: Proof = Proof()
    author: str = ""
    domain: str = ""  # of the scopes `author`, `domain`, `span`
    since: str = ""  # of the scope `span`
    until: str = ""
    except_sites: tuple[str, ...] = ()
    work_url: str = ""
    reason: str = "This is my work and I did not license it."
    ground: Literal["copyright", "privacy", "other"] = "copyright"
    has_authority: bool = False  # states that they act for the owner
    minute: float = 0.0  # after the first request of the trial


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together, the owner of their text, and somebody who wants it gone."""

    kind: str
    stored: tuple[Stored, ...]
    owner: Party
    original: Page
    other: Party | None = None
    fake: Page | None = None
    proof_domain: str = ""  # what the other party can prove at most
    proof_page: str = ""  # the page where it can put a meta tag, when it is not the home page
    most: Grade = "V3"  # the best grade that it can have for `proof_domain`
    knowable: bool = True  # whether polls or the copies' own credits show who was first
    later: tuple[Stored, ...] = ()  # pages that are fetched when the requests were carried out
    id: str = ""

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, each once."""
        return tuple({stored.page.url: stored.page for stored in self.stored}.values())


@dataclass(frozen=True, slots=True)
class Trial:
    """Requests made on a fresh copy of the database, without any person deciding.

    `serve` says whether it must be served without a person: what of `wanted` is not gone in time is a
    fault (`must`), a figure (`report`), or right (`never`: nothing may be erased at all).
    """

    id: str
    side: Side
    kind: str
    group: str
    ask: str
    party: Party
    grade: Grade
    requests: tuple[Request, ...]
    serve: Service
    wanted: frozenset[str] = frozenset()  # addresses that they asked for and have a right to
    stays: tuple[Stored, ...] = ()  # fetched afterwards: must be shown
    gone: tuple[Stored, ...] = ()  # fetched afterwards: must be refused where `wanted` was erased
    day: int = 4  # of the first request, after `origin.model.START`
