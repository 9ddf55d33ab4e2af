"""What a claimant has proven of an item, as a grade, and what each grade may do.

V0 nothing; V1 a mailbox; V2 a mail that the domain of the item signed (DKIM), and its mailbox was confirmed by
the link; V3 control of that domain; V4 a person decided. A proof counts for the domain that it was found at: of a domain on which many
authors have their own space (blog platforms), only for the same space, see `urls.author_space`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.results.takedowns import Grade, ProofMethod, TakedownProof
from aggregator.takedown.rules.free_mailboxes import FREE_MAILBOX_DOMAINS

Permission = Literal[
    "erase",  # hidden, and erased when it is time
    "hide",  # hidden for a limited time, where no risk is seen and its owner is written to
    "ask",  # a person decides first
]


@dataclass(frozen=True, slots=True)
class GradeRow:
    """What a grade may do without a person, by whose the item is."""

    grade: Grade
    own_page: Permission  # at the proven domain, and nothing else is asked for
    own_pages: Permission  # at the proven domain, among others: a text, an author, a domain
    copies: Permission  # at other domains, where evidence names the claimant's page as the origin
    others: Permission  # at other domains, without that evidence


GRADES: tuple[GradeRow, ...] = (
    GradeRow("V0", "ask", "ask", "ask", "ask"),
    GradeRow("V1", "ask", "ask", "ask", "hide"),
    GradeRow("V2", "erase", "ask", "ask", "hide"),
    GradeRow("V3", "erase", "erase", "erase", "hide"),
    GradeRow("V4", "erase", "erase", "erase", "erase"),
)
_ROWS = {row.grade: row for row in GRADES}

GRADES_OF_METHODS: dict[ProofMethod, Grade] = {
    "dkim": "V2",
    "dns": "V3",
    "file": "V3",
    "mailbox": "V1",
    "meta": "V3",
    "person": "V4",
}


def row_of(grade: Grade) -> GradeRow:
    """Returns what a grade may do."""
    return _ROWS[grade]


def grade_at(proofs: Iterable[TakedownProof], url: str, source: str) -> Grade:
    """Returns the grade that proven proofs give at an item, by its address and the domain of its source.

    `source` is the present domain. An item at a former or further domain of its source counts as at the
    present one: a former domain may have another owner by now. A proof of another domain counts as V1.
    """
    counted = list_counted(proofs)
    return max((_grade_of_proof(proof, url, source) for proof in counted), default="V0")


def highest_grade(proofs: Iterable[TakedownProof]) -> Grade:
    """Returns the highest grade of proven proofs, at whatever domain they hold."""
    grades: list[Grade] = [
        GRADES_OF_METHODS[proof.method] if _is_of_a_domain(proof) else "V1"
        for proof in list_counted(proofs)
    ]
    return max(grades, default="V0")


def list_counted(proofs: Iterable[TakedownProof]) -> list[TakedownProof]:
    """Returns the proofs that were found and count: a signed mail only with the mailbox of the same request.

    Anybody can have a publisher's server send a signed mail ("recommend this article", a helpdesk's copy);
    only who reads the mailbox gets the link that confirms it.
    """
    proven = [proof for proof in proofs if proof.proven_at is not None]
    confirmed = {proof.request_id for proof in proven if proof.method == "mailbox"}
    return [proof for proof in proven if proof.method != "dkim" or proof.request_id in confirmed]


def covers(domain: str, url: str, source: str) -> bool:
    """Does control of a domain (or an author's space on one) include the page at an address?"""
    domain = fold_domain(domain)
    try:
        site, space, host = urls.site(url), urls.author_space(url), urls.host(url)
    except AddressError:
        return False
    if not domain:
        return False
    if site != source:
        return domain == source and "/" not in space and source not in _shared_sites()
    return domain == space or _is_within(host, domain, space)


def fold_domain(text: str) -> str:
    """Returns a domain, or an author's space on one, as `covers` compares it."""
    return text.strip().lower().rstrip("./").removeprefix("www.")


def domain_to_prove(url: str, source: str) -> str:
    """Returns the domain (or the author's space on one) whose control proves that a page is one's own.

    Raises AddressError.
    """
    return urls.author_space(url) if urls.site(url) == source else source


def is_free_mailbox(domain: str) -> bool:
    """Can anybody have a mailbox at a domain?"""
    return _registrable(domain) in FREE_MAILBOX_DOMAINS


def _is_within(host: str, domain: str, space: str) -> bool:
    """Is a host at or below a proven one, which is itself below the author's space?"""
    host = host.removeprefix("www.")
    return "/" not in space and domain.endswith(f".{space}") and f".{host}".endswith(f".{domain}")


def _grade_of_proof(proof: TakedownProof, url: str, source: str) -> Grade:
    if proof.method == "person":
        return "V4"
    if _is_of_a_domain(proof) and covers(proof.domain, url, source):
        return GRADES_OF_METHODS[proof.method]
    return "V1"


def _is_of_a_domain(proof: TakedownProof) -> bool:
    """Is a proof one of a domain? A signed mail of a provider or platform is one of a mailbox only."""
    if proof.method != "dkim":
        return proof.method != "mailbox"
    return not (is_free_mailbox(proof.domain) or _registrable(proof.domain) in _shared_sites())


def _registrable(domain: str) -> str:
    try:
        return urls.site(f"https://{domain}")
    except AddressError:
        return domain


def _shared_sites() -> frozenset[str]:
    """Returns the sites on which many authors have their own space."""
    hosts = (_registrable(host) for host in urls.HOSTS_OF_PATH_AUTHORS)
    return urls.SITES_OF_SUBDOMAIN_AUTHORS.union(hosts)
