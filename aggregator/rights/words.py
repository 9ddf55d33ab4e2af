"""What was said of an article in the words in which it is stored: which of them forbids a use."""

from collections.abc import Iterable

from aggregator.permissions import Use
from aggregator.rights.policy import RULES

RESERVED = "reserved by its publisher, or withheld by the operator"


def find_reason(words: Iterable[str], use: Use) -> str:
    """Returns the words that forbid a use: a mark, with its value after a space; RESERVED where none is known."""
    for said in words:
        mark = max(
            (mark for mark in RULES if said == mark or said.startswith(f"{mark} ")),
            key=len,
            default="",
        )
        if mark and use in RULES[mark].forbids:
            return said
    return RESERVED
