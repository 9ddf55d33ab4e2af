"""The gate: what of an article may leave, given its permissions. Every door asks it."""

import re
from collections.abc import Iterable

from aggregator.permissions import NO_LIMIT, Permissions, Use

EXTRACT_WORDS = 40
ELLIPSIS = " …"
# A token of a text: two characters of a script without spaces, else a word with what follows it.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{1,2}|[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


def show_text(
    permissions: Permissions, text: str, use: Use = "extract", words: int = EXTRACT_WORDS
) -> str:
    """Returns what may be shown of a text: all of it, an extract of so many words, or nothing."""
    if not permissions.allows(use):
        return ""
    shown = leave_out(text, permissions.withheld)
    limit = None if permissions.allows("full_text") else words
    return shorten(shown, limit, permissions.max_characters)


def leave_out(text: str, withheld: Iterable[str]) -> str:
    """Returns a text without these lines."""
    lines = {line.strip() for line in withheld}
    if not lines:
        return text
    return "\n".join(line for line in text.split("\n") if line.strip() not in lines)


def shorten(text: str, words: int | None, characters: int = NO_LIMIT) -> str:
    """Returns the first `words` of a text, and no more `characters` than the limit; marked where it is cut."""
    end = len(text.rstrip())
    cut = end
    if words is not None:
        cut = _end_of_words(text, words)
    if characters != NO_LIMIT and cut > characters:
        cut = _end_before(text, max(0, characters - len(ELLIPSIS)))
    if cut >= end:
        return text[:end]
    return text[:cut].rstrip() + ELLIPSIS if cut else ""


def _end_of_words(text: str, words: int) -> int:
    """Returns where the first so many tokens of a text end."""
    end = 0
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number == words:
            return end
        end = match.end()
    return end


def _end_before(text: str, limit: int) -> int:
    """Returns the end of the last token that lies before a limit."""
    end = 0
    for match in _TOKEN.finditer(text, 0, limit + 1):
        if match.end() > limit:
            break
        end = match.end()
    return end
