"""What a counter-notice needs, and whether its item is put back without a person."""

from aggregator.results.takedowns import CounterStatement, Ground
from aggregator.takedown.types import CounterNotice

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


def find_reason_for_person(ground: Ground, *, is_by_owner: bool) -> str:
    """Returns why a person decides on a counter-notice when its time has come; empty when nobody has to.

    `is_by_owner`: a claimant has proven control of the page. Its owner may have it removed, whoever else says
    that this was a mistake.
    """
    if ground != "copyright":
        return "its case is not about copyright, and this procedure is"
    if is_by_owner:
        return "a claimant has proven control of the page's own domain"
    return ""
