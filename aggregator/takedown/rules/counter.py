"""What a counter-notice needs, and whether its item is put back without a person."""

from aggregator.results.takedowns import CounterStatement, Ground
from aggregator.takedown.rules.grades import is_free_mailbox
from aggregator.takedown.types import CounterChannel, CounterNotice

# What 17 USC 512(g)(3) asks for, by field of a counter-notice
REQUIRED = (
    ("url", "the address of what was removed"),
    ("name", "a name"),
    ("email", "a mail address"),
    ("postal_address", "a postal address"),
    ("phone", "a telephone number"),
    ("signature", "a signature"),
)
STATEMENTS: tuple[tuple[CounterStatement, str], ...] = (
    ("mistake", "the statement under penalty of perjury that it was removed by mistake"),
    ("jurisdiction", "the consent to the jurisdiction of a court, and to be served there"),
)


def list_missing(notice: CounterNotice) -> list[str]:
    """Returns what a counter-notice lacks, in words."""
    missing = [says for field, says in REQUIRED if not getattr(notice, field).strip()]
    return missing + [says for code, says in STATEMENTS if code not in notice.statements]


def is_of_publisher(channel: CounterChannel) -> bool:
    """Does a counter-notice come from the publisher of the page, as far as its channel shows?

    Anybody can fill in the form, with any name.
    """
    return channel in ("link", "command")


def may_get_link(email: str, domain: str) -> bool:
    """Is an address at the page's own domain, so that whoever reads its mailbox may object by a link?"""
    host = email.strip().lower().rpartition("@")[2]
    return host == domain and not is_free_mailbox(host)


def find_reason_for_person(ground: Ground, *, is_by_owner: bool, is_forwarded: bool) -> str:
    """Returns why a person decides on a counter-notice when its time has come; empty when nobody has to.

    `is_forwarded`: it came from the publisher of the page, or the operator has vouched for it; and a claimant got it.
    `is_by_owner`: a claimant has proven control of the page. Its owner may have it removed, whoever else says
    that this was a mistake.
    """
    if ground != "copyright":
        return "its case is not about copyright, and this procedure is"
    if not is_forwarded:
        return "nothing shows that the publisher sent it, or no claimant has a confirmed address"
    if is_by_owner:
        return "a claimant has proven control of the page's own domain"
    return ""
