"""Finds the phrases of the table in lines: where a text comes from, and lines that are no part of it."""

import re
from functools import lru_cache

from aggregator.reading.phrases import credit_dates, reference_names
from aggregator.reading.phrases.patterns import list_late_rows, select_pattern
from aggregator.reading.phrases.table.row import SIGNALS, Signal

MAX_LINE = 1_500  # characters of a line that is tested: a longer one is prose
MAX_UNCERTAIN_LINE = 450  # the same for signals that the first words of prose may match

# Brackets, quotation marks, bullets and pictographs, then "Editor's note:" or a date.
_LINE_START = re.compile(
    r"[\s(\[*•·\-–—>»→/\"“'‘„«（［【〔※＊▶■◆●\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]*"
    r"(?:(?:editor.s note|note|not|nota|hinweis|anmerkung|примечание)(?: \d)?\s*[:.]\s*|"
    r"(?:19|20)\d\d[年-]\d{1,2}[月-]\d{1,2}日?\s*(?:\d\d:\d\d(?::\d\d)?\s*)?(?=[^\W\d_]))?",
    re.IGNORECASE,
)
_AROUND_NAME = " .,;:)(\"“”'‘’„«»→›↗>][}{《》〈〉「」『』【】（）_*…"
# Within the prose these are found below pictures and figures, or cite a report for a part of the
# text: "Source: X", "[Source]", "Via X", "As X reported", "Read the full report".
_WEAK_SOURCE = re.compile(
    r"^\W*(?:[^\s:：]+ ){0,2}[^\s:：]+ ?[:：՝]|^\W*(?:source|출처)\W|^\W*source\W*$|"
    r"^\W*(?:via|courtesy|credits?|as|theo|story from|article from|h/t|hat tip|بشکریہ)\b|"
    r"^\W*(?:read|view) (?:the |this )?full\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"\w[.]\w")
_PICTURE_CREDIT = re.compile(r"^\W*(?:courtesy|credits?|photos?|images?)\b", re.IGNORECASE)


def may_concern_only_part(phrase: str, position: str) -> bool:
    """Whether a source phrase at a position of the text may be about less than the whole text.

    `position` is top, body or end: credit at the top is that of the picture there.
    """
    if position == "body":
        return bool(_WEAK_SOURCE.match(phrase))
    return position == "top" and bool(_PICTURE_CREDIT.match(phrase))


@lru_cache(maxsize=4096)  # a line is tested more than once, and on each page of its site
def find_signal(line: str) -> tuple[Signal, str] | None:
    """Returns the signal of a line and the name in it ("" without one); None for an ordinary line."""
    text = " ".join(line.split())
    if not 2 <= len(text) <= MAX_LINE:
        return None
    found = _match_rows(_lower_same_length(text), is_short=len(text) <= MAX_UNCERTAIN_LINE)
    return _judge_match(*found, text) if found else None


def _match_rows(lowered: str, *, is_short: bool) -> tuple[Signal, re.Match[str]] | None:
    """Returns the first signal that a row for it matches, and the match."""
    start = _end_of_opening_signs(lowered)
    match = select_pattern(lowered[start : start + 1], is_short=is_short).match(lowered, start)
    groups = match.groupdict() if match else {}
    signal = next((signal for signal in SIGNALS if groups.get(signal) is not None), None)
    for row in list_late_rows(is_short=is_short):
        if row.required in lowered and (
            signal is None or SIGNALS.index(row.signal) < SIGNALS.index(signal)
        ):
            late_match = row.pattern.match(lowered, start)
            if late_match:
                return row.signal, late_match
    return (signal, match) if signal and match else None


def _judge_match(signal: Signal, match: re.Match[str], text: str) -> tuple[Signal, str] | None:
    """Returns signal and name of a match in the lowered text; None where what is named is a date."""
    groups = match.groupdict()
    group = next((key for key, found in groups.items() if found and key not in SIGNALS), None)
    name = text[slice(*match.span(group))].strip(_AROUND_NAME) if group else ""
    if group and group.startswith("short") and not _looks_like_name(name):
        return None
    if signal == "source" and name:
        if credit_dates.is_date(name):
            return None
        if reference_names.is_reference(text, name):
            return "reference", name
    return signal, name


def _looks_like_name(name: str) -> bool:
    """Whether a name begins with a capital letter, or in a script without them, or holds a domain."""
    first = name.lstrip("@")[:1]
    is_sentence = ". " in name or "? " in name or not first.isalnum()
    return not is_sentence and (not first.islower() or bool(_DOMAIN.search(name)))


def lower_after_opening_signs(line: str) -> str:
    """Returns the words of a line in lower case, without brackets, quotation marks and dashes before."""
    lowered = _lower_same_length(" ".join(line.split()))
    return lowered[_end_of_opening_signs(lowered) :]


def _end_of_opening_signs(lowered: str) -> int:
    match = _LINE_START.match(lowered)
    return match.end() if match else 0


def _lower_same_length(text: str) -> str:
    """Returns the text in lower case, with the same length.

    Patterns that need not ignore case are twice as fast. Only "İ" would become two letters.
    """
    return text.replace("İ", "i").lower()
