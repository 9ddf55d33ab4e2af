"""Compiles the table of phrases, so that a line is tested with few of its rows.

Most rows can begin with few letters only: a line is tested with those of its first letter. The others
hold a text that the line has to hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from aggregator.reading.phrases.pattern_letters import find_required_text, list_first_letters
from aggregator.reading.phrases.table import PHRASES
from aggregator.reading.phrases.table.row import SIGNALS, PhraseRow, Signal

MAX_BEFORE = 120  # characters that `…` matches at most
# Signals that prose does not match, in the order of `SIGNALS`
CERTAIN_SIGNALS = SIGNALS[: SIGNALS.index("disclaimer") + 1]

# What follows a name: the end of a clause, or a word that begins the next one.
_NAME_TO_END = (
    r"(?:(?P<name{}>\S.{{0,120}}?)(?=$|(?<![.]\w)[.](?:\s|$)|[,;)\]。،，；、）］】」』》]|\s[—–|]\s|\s[(（]|"
    r"\s+(?:on|under|and|with|here|sur|auf|by|as|in|dengan|vào|sous|erschienen|veröffentlicht)\b))"
)
_NAME_BEFORE_WORDS = r"(?P<name{}>\S.{{0,80}}?)"
_SHORT_NAME = r"(?P<short{}>\S{{1,60}}(?: \S{{1,60}}){{0,6}}?)(?=[\s.:)\]»→›↗…]*$)"
_NAME_SIGN = re.compile("[§¤]")


@dataclass(frozen=True, slots=True)
class LateRow:
    """A row that may begin with any letter, and a text that each line with it holds."""

    signal: Signal
    required: str
    pattern: re.Pattern[str]


def select_pattern(letter: str, *, is_short: bool) -> re.Pattern[str]:
    """Returns the pattern for lines with a first letter: a group for each signal, the first wins.

    For a line that is not short only the signals that prose does not match.
    """
    return _compile_rows(letter if letter in _list_rows_by_letter() else "", is_short)


@cache
def list_late_rows(*, is_short: bool) -> tuple[LateRow, ...]:
    """Returns the rows that may begin with any letter, in the order of the signals."""
    rows = [row for row in PHRASES if is_short or row[1] in CERTAIN_SIGNALS]
    rows = [row for row in rows if _list_letters_of_row(row) is None]
    return tuple(
        LateRow(
            row[1], find_required_text(row[2]), re.compile(name_groups(_join_patterns([row[2]])))
        )
        for row in sorted(rows, key=lambda row: SIGNALS.index(row[1]))
    )


def _list_letters_of_row(row: PhraseRow) -> frozenset[str] | None:
    return None if row[2][0] == "…" else list_first_letters(row[2])


@cache
def _list_rows_by_letter() -> dict[str, list[PhraseRow]]:
    """Returns the rows of each first letter; none for the letter ""."""
    rows_by_letter: dict[str, list[PhraseRow]] = {"": []}
    for row in PHRASES:
        for letter in _list_letters_of_row(row) or ():
            rows_by_letter.setdefault(letter, []).append(row)
    return rows_by_letter


@cache
def _compile_rows(letter: str, is_short: bool) -> re.Pattern[str]:
    rows = _list_rows_by_letter()[letter]
    allowed = SIGNALS if is_short else CERTAIN_SIGNALS
    groups = [
        f"(?P<{signal}>{_join_patterns([row[2] for row in rows if row[1] == signal])})"
        for signal in allowed
    ]
    return re.compile(name_groups("|".join(groups)))


def _join_patterns(patterns: Sequence[str]) -> str:
    """Returns one pattern for all; one that never matches for none."""
    parts = (
        rf".{{0,{MAX_BEFORE}}}?\b(?:{pattern[1:]})" if pattern[0] == "…" else f"(?:{pattern})"
        for pattern in patterns
    )
    return "|".join(parts) or "(?!)"


def name_groups(pattern: str) -> str:
    """Returns a pattern in which each sign for a name is a group of its own."""
    number = count()
    return _NAME_SIGN.sub(lambda sign: _make_name_group(sign, next(number)), pattern)


def _make_name_group(sign: re.Match[str], number: int) -> str:
    if sign.group() == "¤":
        return _SHORT_NAME.format(number)
    is_at_end = sign.end() == len(sign.string) or sign.string[sign.end()] in ")|?$"
    return (_NAME_TO_END if is_at_end else _NAME_BEFORE_WORDS).format(number)
