"""What is posted, cleaned: hostile until then."""

from collections.abc import Mapping
from unicodedata import category

MAX_LINE = 500  # characters
_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"  # joiners, which some scripts need within words
_REMOVED_CATEGORIES = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])


def clean_line(text: str) -> str:
    """Return text as one line.

    Control characters go, and those that turn the direction of a line: none may reach the header of
    a mail, a terminal or a table.
    """
    return " ".join(_remove_controls(" ".join(text.split())).split())


def clean_text(text: str) -> str:
    """Return text of several lines without control characters and empty lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_remove_controls(line.replace("\t", " ")).rstrip() for line in lines).strip()


def find_too_long(values: Mapping[str, str], limits: Mapping[str, int]) -> dict[str, str]:
    """Return a problem for each field that has more characters than its limit."""
    return {
        name: f"Please be shorter: at most {limit} characters."
        for name, limit in limits.items()
        if len(values[name]) > limit
    }


def _remove_controls(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in _KEPT_FORMAT_CHARACTERS or category(character) not in _REMOVED_CATEGORIES
    )
