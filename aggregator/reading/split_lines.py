"""Splits the lines of a body into a text for people, a text for comparing, and removed lines."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from aggregator.model import Removed
from aggregator.reading import author_names, disclaimers, phrases, titles
from aggregator.reading.phrases.patterns import CERTAIN_SIGNALS
from aggregator.reading.phrases.table.row import Signal
from aggregator.reading.traces import agency_marks


@dataclass(frozen=True, slots=True)
class SplitLines:
    """`text` for people, `link_text` for comparing, and the lines that the latter lacks, with reasons."""

    text: tuple[str, ...]
    link_text: tuple[str, ...]
    removed: tuple[Removed, ...]


# The reason for removal that each signal leads to.
REASON_OF_SIGNAL: dict[Signal, str] = {
    "reference": "source_line",
    "source": "source_line",
    "feed": "wire_line",
    "sign_off": "wire_line",
    "rights": "rights",
    "disclaimer": "disclaimer",
    "comment": "comment_prompt",
    "paywall": "paywall",
    "promo": "promo",
    "xref": "cross_reference",
    "caption": "caption",
    "label": "label",
}
REASONS_IN_TEXT = frozenset(["source_line", "wire_line", "dateline"])  # these lines stay in `text`
ENDING_REASONS = frozenset(
    ["disclaimer", "comment_prompt", "paywall"]
)  # the lines that follow are no article either
MAX_LINE = 600  # characters; a longer line is prose whatever it begins with
MAX_PROMO = 220  # the same for lines that are recognized by their first words only
MAX_OUTERMOST = phrases.MAX_UNCERTAIN_LINE  # the same for the first two and the last two lines
HEAD_LINES = 6  # first lines, which may repeat headline, byline and date
TAIL_LINES = 10  # last lines, which may hold a disclaimer
MAX_TAIL_SHARE = 0.25  # share of the text that may follow an ending line
MAX_LABEL_BYTES = (
    60  # of a last line that is a heading or a name: half as many letters beyond Latin
)
MAX_LABELS = 4  # in a row; more are a list
MIN_LINES = 6  # of a text whose last lines can be labels

_ENDS_LIKE_PROSE = re.compile(r"^\s*[-–—•*]|[.!?。！？…:;,\"”’»)\]\d]\s*$")
_DATE_WITHOUT_PRICE = re.compile(r"^[^$€£?]*(?:\b(?:19|20)\d\d\b|\d年|\b\d{1,2}:\d\d\b)[^$€£?]*$")


def split_body_lines(
    lines: Sequence[str], page_titles: Collection[str] = (), authors: Collection[str] = ()
) -> SplitLines:
    """Split the lines of a body. `page_titles` are the titles of the page, which some bodies repeat."""
    reasons = [
        _find_removal_reason_by_position(line, n, len(lines)) for n, line in enumerate(lines)
    ]
    _mark_headline(lines, reasons, page_titles)
    _mark_bylines(lines, reasons, authors)
    _mark_after_ending(lines, reasons)
    _mark_final_labels(lines, reasons)
    return _divide_lines(lines, reasons)


def _divide_lines(lines: Sequence[str], reasons: Sequence[str]) -> SplitLines:
    """Divide the lines by the reasons for their removal; cuts datelines off the first lines."""
    text: list[str] = []
    link_text: list[str] = []
    removed: list[Removed] = []
    for number, (line, reason) in enumerate(zip(lines, reasons, strict=True)):
        if not reason or reason in REASONS_IN_TEXT:
            text.append(line)
        if reason:
            removed.append(Removed(line, reason))
            continue
        dateline = agency_marks.match_dateline(line) if number < agency_marks.HEAD_LINES else None
        if dateline:
            removed.append(Removed(dateline.group().strip(), "dateline"))
            line = line[dateline.end() :].strip()
        if line:
            link_text.append(line)
    return SplitLines(tuple(text), tuple(link_text), tuple(removed))


def _find_removal_reason_by_position(line: str, number: int, count: int) -> str:
    """Returns why a line is no part of the compared text; first and last lines are judged more strictly."""
    if (number < 2 or number >= count - TAIL_LINES) and disclaimers.is_disclaimer(line):
        return "disclaimer"
    is_outermost = number < 2 or number >= count - 2
    return _find_removal_reason(line, MAX_OUTERMOST if is_outermost else MAX_PROMO)


def _find_removal_reason(line: str, max_length: int) -> str:
    """Returns why a line is no part of the compared text, judged by itself; "" if it is.

    In a line longer than `max_length` only signals count that prose does not match.
    """
    if len(line) > MAX_LINE:
        return ""
    signal = phrases.find_signal(line)
    if signal is None or (len(line) > max_length and signal[0] not in CERTAIN_SIGNALS):
        return ""
    return REASON_OF_SIGNAL[signal[0]]


def _mark_headline(lines: Sequence[str], reasons: list[str], page_titles: Collection[str]) -> None:
    """Mark the headline that begins a text, and the short lines above it."""
    folded_titles = {titles.fold_title(title) for title in page_titles if title}
    is_title = [titles.fold_title(line) in folded_titles for line in lines[:HEAD_LINES]]
    last_title_line = max(
        (number for number, matches in enumerate(is_title) if matches), default=-1
    )
    for number, line in enumerate(lines[: last_title_line + 1]):
        if is_title[number] or _is_short_heading(line):
            reasons[number] = "headline"


def _is_short_heading(line: str) -> bool:
    return len(line) <= MAX_PROMO // 2 and not line.endswith((".", "。", "!", "?"))


def _mark_bylines(lines: Sequence[str], reasons: list[str], authors: Collection[str]) -> None:
    """Mark bylines and dates among the first lines."""
    folded_authors = {titles.fold_title(name) for name in authors}
    for number, line in enumerate(lines[:HEAD_LINES]):
        if not reasons[number] and len(line) <= 80 and _is_byline(line, folded_authors):
            reasons[number] = "byline"


def _is_byline(line: str, folded_authors: set[str]) -> bool:
    folded = titles.fold_title(line)
    if (
        folded in folded_authors
        or titles.fold_title(author_names.strip_byline_prefix(line)) in folded_authors
    ):
        return True
    return (
        len(line) <= 60
        and bool(_DATE_WITHOUT_PRICE.search(line))
        and sum(map(str.isdigit, line)) * 4 >= len(line)
    )


def _mark_after_ending(lines: Sequence[str], reasons: list[str]) -> None:
    """Mark the lines that follow a disclaimer or a comment prompt near the end with its reason."""
    length = sum(map(len, lines))
    following = 0
    start = len(lines)
    for number in range(len(lines) - 1, 0, -1):
        if following > length * MAX_TAIL_SHARE:
            break
        if reasons[number] in ENDING_REASONS:
            start = number
        following += len(lines[number])
    for number in range(start, len(lines)):
        reasons[number] = reasons[number] or reasons[start]


def _mark_final_labels(lines: Sequence[str], reasons: list[str]) -> None:
    """Mark headings and names at the very end: what they belonged to was removed."""
    text_lines = [
        number for number, reason in enumerate(reasons) if not reason or reason in REASONS_IN_TEXT
    ]
    labels: list[int] = []
    for number in reversed(text_lines[MIN_LINES - 1 :]):
        if reasons[number] or not _is_label(lines[number]):
            break
        labels.append(number)
    if len(labels) <= MAX_LABELS:
        for number in labels:
            reasons[number] = "label"


def _is_label(line: str) -> bool:
    is_short = len(line.encode(errors="replace")) <= MAX_LABEL_BYTES
    return is_short and not _ENDS_LIKE_PROSE.search(line)
