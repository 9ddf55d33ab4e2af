"""Statements of a publisher and choices of the operator → what may be done with an article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregator import clock
from aggregator.rights.licences import find_licence
from aggregator.rights.policy import DEFAULT, DEFAULT_REASON, RULES, Use
from aggregator.statements import PLACES, Statement

EXTRACT_WORDS = 40
NO_LIMIT = -1  # characters


@dataclass(frozen=True, slots=True)
class Choices:
    """What the operator chose for a source: `override` opens everything, for the reason it states."""

    override: str = ""  # a licence, an own site, a permission; empty: none
    extract_words: int = EXTRACT_WORDS


CHOICES = Choices()


@dataclass(frozen=True, slots=True)
class Permissions:
    """What may be done with an article: uses that are forbidden with their reasons, and the length of an extract.

    `characters` is the most that may be shown of the text at once, NO_LIMIT without a limit.
    """

    forbidden: Mapping[Use, str]
    extract_words: int = EXTRACT_WORDS
    characters: int = NO_LIMIT
    licence: str = ""

    def allows(self, use: Use) -> bool:
        """Returns whether a use is allowed."""
        return use not in self.forbidden


def decide(
    statements: Iterable[Statement], choices: Choices = CHOICES, now: str = ""
) -> Permissions:
    """Returns the permissions of an article at a time (RFC 3339 UTC; empty: now).

    The strictest statement counts. A licence opens what nothing else forbids, an override everything.
    """
    if choices.override:
        return Permissions({}, choices.extract_words, licence=choices.override)
    now = now or clock.now()
    said = [each for each in statements if _is_in_force(each, now)]
    forbidden = {use: explain(each) for each in reversed(said) for use in RULES[each.mark].forbids}
    limit, licence = _find_limit(said), _find_open_licence(said)
    if limit == 0:
        forbidden |= dict.fromkeys(RULES["nosnippet"].forbids - set(forbidden), "max-snippet is 0")
    if not licence:
        forbidden |= dict.fromkeys(DEFAULT.forbids - set(forbidden), DEFAULT_REASON)
    return Permissions(forbidden, choices.extract_words, limit, licence)


def explain(statement: Statement) -> str:
    """Returns a statement in words: what was said, and where."""
    value = f" {statement.value}" if statement.value else ""
    return f"{statement.mark}{value} ({PLACES[statement.place]})"


def _is_in_force(statement: Statement, now: str) -> bool:
    """Returns whether a statement is known and its date, if it has one, has come."""
    if statement.mark == "unavailable_after":
        return statement.value <= now
    return statement.mark in RULES


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
