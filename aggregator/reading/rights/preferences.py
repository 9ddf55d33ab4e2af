"""Preferences of publishers by category of use: the header and robots.txt lines of two vocabularies.

Content-Usage: IETF drafts aipref-attach-04 and aipref-vocab (labels of versions 01 to 08); a dictionary of
structured fields (RFC 9651), read with tolerance. Content-Signal: contentsignals.org.
"""

import re
from collections.abc import Iterator

from aggregator.statements import Place, Statement

MAX_VALUE = 2_000  # characters of a header or a line
# Labels that a version of the vocabulary has or had, sorted.
USAGES = ("ai-output", "ai-use", "bots", "search", "tdm", "train-ai", "train-genai")
SIGNALS = ("ai-input", "ai-train", "search")
LEVELS = ("full", "immediate", "reference")  # of the signal `use`
# A member of a dictionary: its key, and its value as a token, a boolean or a string.
_MEMBER = re.compile(
    r"([a-z*][a-z0-9_.*-]*)[ \t]*(?:=[ \t]*(?:\"([^\"]{0,20})\"|\??([\w.*-]{1,20})))?"
)
_SPOKEN = {"0": "n", "1": "y", "n": "n", "no": "n", "y": "y", "yes": "y"}


def read_content_usage(value: str, place: Place, url: str = "") -> tuple[Statement, ...]:
    """Returns what a Content-Usage header or the preference of a rule says.

    Of a key that is there twice the last one counts (RFC 9651 §3.2). Unknown keys and values say nothing.
    """
    said = {key: _SPOKEN.get(word, "") for key, word in _list_members(value)}
    marks = (f"content-usage {key}={said[key]}" for key in USAGES if said.get(key))
    return tuple(Statement(mark, place=place, url=url) for mark in marks)


def read_content_signal(value: str, place: Place, url: str = "") -> tuple[Statement, ...]:
    """Returns what a Content-Signal header or line says; unknown signals and values say nothing."""
    marks = []
    for key, word in _list_members(value):
        if key in SIGNALS and word in _SPOKEN:
            marks.append(f"content-signal {key}={'no' if _SPOKEN[word] == 'n' else 'yes'}")
        elif key == "use" and word in LEVELS:
            marks.append(f"content-signal use={word}")
    return tuple(Statement(mark, place=place, url=url) for mark in sorted(set(marks)))


def split_path(value: str) -> tuple[str, str]:
    """Returns the path with which a line of robots.txt may begin, and the rest; the path `/` without one."""
    if not value.startswith("/"):
        return "/", value
    path, _, rest = value.replace("\t", " ").partition(" ")
    return path, rest.strip()


def _list_members(value: str) -> Iterator[tuple[str, str]]:
    """Yields key and value of each member of a dictionary, in lower case; parameters are left out."""
    for member in value[:MAX_VALUE].lower().split(","):
        match = _MEMBER.match(member.strip())
        if match:
            yield match[1], match[2] or match[3] or ""
