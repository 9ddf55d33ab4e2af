"""The uses of an article, and what may be done with it, in the form in which it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Use = Literal[
    "store",
    "compare",
    "headline",
    "extract",
    "full_text",
    "search",
    "snippet",
    "export",
    "publish",
    "feed_summary",
    "quote",
    "image",
]
USES: dict[Use, str] = {
    "store": "store the text",
    "compare": "link and compare",
    "headline": "show headline and link",
    "extract": "show an extract",
    "full_text": "show the full text",
    "search": "find it by words of its text",
    "snippet": "show a snippet around what was searched for",
    "export": "export the text",
    "publish": "have text in the published file",
    "feed_summary": "have a summary in feeds",
    "quote": "quote passages as evidence",
    "image": "show its picture",
}


@dataclass(frozen=True, slots=True)
class Override:
    """What the operator chose for a source, and why: all uses of its articles, or none of their texts."""

    reason: str
    opens: bool = True


NO_LIMIT = -1  # characters
# Of an article of which nothing was said, see rights/policy.py: DEFAULT.
DEFAULT_FORBIDDEN: frozenset[Use] = frozenset(["full_text"])
# What ends when the date comes that a publisher set for its page, see rights/policy.py: unavailable_after.
ENDING: frozenset[Use] = frozenset(
    ["extract", "feed_summary", "full_text", "headline", "publish", "quote", "search", "snippet"]
)
_BITS: dict[Use, int] = {use: 1 << number for number, use in enumerate(USES)}


@dataclass(frozen=True, slots=True)
class Permissions:
    """The uses of an article that are forbidden, and limits of what is shown of its text.

    `forbidden` has bit n for the use with number n of `USES`. `max_characters` may be shown of the text at
    once, NO_LIMIT without a limit. `withheld` are lines that no extract may show. At `until` (RFC 3339 UTC) a date
    comes that the publisher set, and the permissions are decided again.
    """

    forbidden: int
    max_characters: int = NO_LIMIT
    withheld: tuple[str, ...] = ()
    until: str | None = None

    def allows(self, use: Use) -> bool:
        """Returns whether a use is allowed."""
        return not self.forbidden & _BITS[use]

    def find_at(self, now: str) -> "Permissions":
        """Returns the permissions at a time: once a date has come, what ends is forbidden before it is decided again."""
        if self.until is None or self.until > now:
            return self
        return replace(self, forbidden=self.forbidden | encode_uses(ENDING))


def encode_uses(uses: Iterable[Use]) -> int:
    """Returns the bits of these uses."""
    return sum(_BITS[use] for use in set(uses))


DEFAULT_PERMISSIONS = Permissions(encode_uses(DEFAULT_FORBIDDEN))
