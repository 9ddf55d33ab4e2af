"""Statements of a publisher and choices of the operator → what may be done with an article, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from aggregator.permissions import NO_LIMIT, Override, Permissions, Use, encode_uses
from aggregator.rights.licences import find_licence
from aggregator.rights.policy import DEFAULT, DEFAULT_REASON, KEPT, RULES
from aggregator.statements import PLACES, Statement

OPERATOR = "the operator: "  # begins the reason of what the operator withholds
SHOWN_MARKS = frozenset(
    ["copyright", "licence", "rsl", "tdm-policy"]
)  # beside those that forbid a use


@dataclass(frozen=True, slots=True)
class Decision:
    """The permissions of an article, the reason of each use that is forbidden, and the licence that opens the text."""

    permissions: Permissions
    reasons: dict[Use, str]
    licence: str = ""


def decide(
    statements: Iterable[Statement],
    now: str,
    override: Override | None = None,
    withheld: Sequence[str] = (),
) -> Decision:
    """Returns what may be done with an article at a time (RFC 3339 UTC).

    The strictest statement counts. A licence opens what nothing else forbids. An `override` of the operator
    opens everything, or withholds the text as a reservation does.
    """
    if override and override.opens:
        return Decision(Permissions(0), {}, override.reason)
    said = [*statements]
    in_force = [each for each in said if _is_in_force(each, now)]
    reasons = {
        use: explain(each) for each in reversed(in_force) for use in RULES[each.mark].forbids
    }
    limit, licence = _find_limit(in_force), _find_open_licence(in_force)
    if limit == 0:
        reasons |= dict.fromkeys(RULES["nosnippet"].forbids - set(reasons), "max-snippet 0")
    if override:
        licence = ""
        reasons = dict.fromkeys(KEPT, f"{OPERATOR}{override.reason}") | reasons
    if not licence:
        reasons |= dict.fromkeys(DEFAULT.forbids - set(reasons), DEFAULT_REASON)
    permissions = Permissions(
        encode_uses(reasons), limit, tuple(withheld), _find_next_date(said, now)
    )
    return Decision(permissions, reasons, licence)


def list_words(statements: Iterable[Statement]) -> str:
    """Returns what was said in the words that readers see, as a JSON list: what forbids a use, licences, holders."""
    said = (each for each in statements if each.mark in RULES)
    words = [
        f"{each.mark} {each.value}".strip()
        for each in said
        if RULES[each.mark].forbids or each.mark in SHOWN_MARKS
    ]
    return msgspec.json.encode([*dict.fromkeys(words)]).decode()


def explain(statement: Statement) -> str:
    """Returns a statement in words: what was said, and where."""
    value = f" {statement.value}" if statement.value else ""
    return f"{statement.mark}{value} ({PLACES[statement.place]})"


def _is_in_force(statement: Statement, now: str) -> bool:
    """Returns whether a statement is known and its date, if it has one, has come."""
    if statement.mark == "unavailable_after":
        return statement.value <= now
    return statement.mark in RULES


def _find_next_date(said: Iterable[Statement], now: str) -> str | None:
    """Returns the next date that a statement sets; None without one."""
    dates = (each.value for each in said if each.mark == "unavailable_after")
    return min((date for date in dates if date > now), default=None)


def _find_limit(said: Iterable[Statement]) -> int:
    """Returns the least number of characters that a max-snippet sets; NO_LIMIT without one."""
    values = [each.value for each in said if each.mark == "max-snippet"]
    limits = [int(value) for value in values if value.isdecimal()]
    return min(limits, default=NO_LIMIT)


def _find_open_licence(said: Iterable[Statement]) -> str:
    """Returns the name of a licence that opens a text; empty without one, or when another does not."""
    licences = [find_licence(each.value) for each in said if each.mark == "licence"]
    known = [licence for licence in licences if licence]
    return known[0].name if known and all(licence.is_open for licence in known) else ""
