"""How many requests of one sender are handled by themselves, and the steps against senders of unfounded ones.

Above a limit a request is kept, without a case and a mail of its own: it waits for a person in a case that
its sender has. Limits count by the identity of a sender: nobody uses up those of another.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.takedown.rules.grades import is_free_mailbox

Identity = Literal["sender", "sender_domain", "client", "anybody"]

HOUR, DAY = 3600, 86_400
HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class Limit:
    """How many requests one identity may make within a number of seconds; for `anybody`, how many cases open."""

    identity: Identity
    seconds: int
    most: int


LIMITS: tuple[Limit, ...] = (
    Limit("anybody", HOUR, 200),
    Limit("client", HOUR, 10),
    Limit("client", DAY, 40),
    Limit("sender", HOUR, 10),
    Limit("sender", DAY, 30),
    Limit("sender_domain", HOUR, 30),
    Limit("sender_domain", DAY, 100),
)
MAX_MAILS_PER_DAY = 10  # to one mailbox that nobody confirmed
MAX_ACKNOWLEDGEMENTS_PER_HOUR = 300  # in all
HIDINGS_PER_DAY = 3  # of pages of one publisher, for claimants of whom only a mailbox is known

DOTLESS_DOMAINS = frozenset(["gmail.com", "googlemail.com"])  # dots before the @ do not count there


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from a number of requests that a person called manifestly unfounded (DSA Art. 23)."""

    unfounded: int  # requests within WINDOW_DAYS
    name: Literal["warned", "person_only", "suspended"]
    days: int  # how long it holds after the last of them


WINDOW_DAYS = 365
LADDER: tuple[Step, ...] = (
    Step(1, "warned", 180),
    Step(2, "person_only", 180),
    Step(4, "suspended", 90),
)


def fold_address(email: str) -> str:
    """Returns the mailbox that a mail address leads to: without case, `+anything`, and dots that do not count."""
    name, _, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in DOTLESS_DOMAINS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}" if name else ""


def domain_of_address(email: str) -> str:
    """Returns the registrable domain of a mail address; empty for that of a free mailbox."""
    domain = email.strip().lower().rpartition("@")[2]
    try:
        return "" if not domain or is_free_mailbox(domain) else urls.site(f"https://{domain}")
    except AddressError:
        return ""


def hash_identity(key: bytes, text: str) -> str:
    """Returns a keyed hash of a sender; empty for an empty text."""
    if not text:
        return ""
    return hashlib.blake2b(text.encode(), key=key[:64], digest_size=HASH_BYTES).hexdigest()


def find_step(unfounded: int, days_since_last: int) -> str:
    """Returns the name of the step that a sender is on; empty for none.

    `unfounded` is the number of requests within WINDOW_DAYS that a person called manifestly unfounded.
    """
    steps = (
        step.name
        for step in reversed(LADDER)
        if unfounded >= step.unfounded and days_since_last < step.days
    )
    return next(steps, "")
