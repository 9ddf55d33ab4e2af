"""Two texts out of the lines of a body: one for people, one for comparing; the rest is kept as removed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from aggregator.model import Removed
from aggregator.reading import agency_marks, author_names, disclaimers, phrases, titles


@dataclass(frozen=True, slots=True)
class Sorted:
    """`text` for people, `link_text` for comparing, and what the latter lacks, with reasons."""

    text: tuple[str, ...]
    link_text: tuple[str, ...]
    removed: tuple[Removed, ...]


# What each signal is called as a reason.
REASONS: dict[phrases.Signal, str] = {
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
IN_TEXT = frozenset(["source_line", "wire_line", "dateline"])  # people still get these
ENDING = frozenset(["disclaimer", "comment_prompt", "paywall"])  # what follows is no article either
MAX_LINE = 600  # characters: a longer line is prose whatever it begins with
MAX_PROMO = 220  # the same for lines that are told by their first words only
MAX_OUTER = phrases.MAX_PLAIN  # the same for the first and the last lines
HEAD = 6  # lines in which headline, byline and date are repeated
TAIL = 10  # lines among which a disclaimer stands
MAX_TAIL = 0.25  # share of the text that may follow an ending line
LOOSE = 60  # bytes of a last line that is a heading or a name: half as many letters beyond Latin
MAX_LOOSE = 4  # of them in a row; more are a list
MIN_LINES = 6  # of a text that can have such an end

_ENDED = re.compile(r"^\s*[-–—•*]|[.!?。！？…:;,\"”’»)\]\d]\s*$")
_DAY = re.compile(r"^[^$€£?]*(?:\b(?:19|20)\d\d\b|\d年|\b\d{1,2}:\d\d\b)[^$€£?]*$")


def sort(
    lines: Sequence[str], heads: Collection[str] = (), authors: Collection[str] = ()
) -> Sorted:
    """Which line goes where. `heads` are the titles of the page, which some bodies repeat."""
    edge = {*range(2), *range(len(lines) - TAIL, len(lines))}
    outer = {0, 1, len(lines) - 2, len(lines) - 1}
    reasons = [
        "disclaimer"
        if number in edge and disclaimers.is_one(line)
        else _reason(line, MAX_OUTER if number in outer else MAX_PROMO)
        for number, line in enumerate(lines)
    ]
    _mark_top(lines, reasons, heads, authors)
    _mark_end(lines, reasons)
    _mark_loose_ends(lines, reasons)
    text: list[str] = []
    link_text: list[str] = []
    removed: list[Removed] = []
    for number, (line, reason) in enumerate(zip(lines, reasons, strict=True)):
        if not reason or reason in IN_TEXT:
            text.append(line)
        if reason:
            removed.append(Removed(line, reason))
            continue
        found = agency_marks.dateline(line) if number < agency_marks.HEAD else None
        if found:
            removed.append(Removed(found.group().strip(), "dateline"))
            line = line[found.end() :].strip()
        if line:
            link_text.append(line)
    return Sorted(tuple(text), tuple(link_text), tuple(removed))


def _reason(line: str, longest: int) -> str:
    """Why a line is no part of the compared text, judged by itself; "" when it is.

    Beyond `longest` only those signals are believed that prose cannot give by its first words.
    """
    if len(line) > MAX_LINE:
        return ""
    found = phrases.signal(line)
    if found is None or (len(line) > longest and found[0] not in phrases.CERTAIN):
        return ""
    return REASONS[found[0]]


def _mark_top(
    lines: Sequence[str], reasons: list[str], heads: Collection[str], authors: Collection[str]
) -> None:
    """The headline that opens a text, what stands above it, and byline and date below it."""
    folded = {titles.fold(head) for head in heads if head}
    signers = {titles.fold(name) for name in authors}
    top = [number for number, line in enumerate(lines[:HEAD]) if titles.fold(line) in folded]
    last = top[-1] if top else -1
    for number, line in enumerate(lines[: last + 1]):
        if number in top or (
            len(line) <= MAX_PROMO // 2 and not line.endswith((".", "。", "!", "?"))
        ):
            reasons[number] = "headline"
    for number, line in enumerate(lines[:HEAD]):
        if not reasons[number] and len(line) <= 80 and _is_byline(line, signers):
            reasons[number] = "byline"


def _is_byline(line: str, signers: set[str]) -> bool:
    folded = titles.fold(line)
    if folded in signers or titles.fold(author_names.without_by(line)) in signers:
        return True
    return (
        len(line) <= 60 and bool(_DAY.search(line)) and sum(map(str.isdigit, line)) * 4 >= len(line)
    )


def _mark_end(lines: Sequence[str], reasons: list[str]) -> None:
    """What follows a disclaimer or a comment prompt near the end goes with it."""
    size = sum(map(len, lines))
    left = 0
    start = len(lines)
    for number in range(len(lines) - 1, 0, -1):
        if left > size * MAX_TAIL:
            break
        if reasons[number] in ENDING:
            start = number
        left += len(lines[number])
    for number in range(start, len(lines)):
        reasons[number] = reasons[number] or reasons[start]


def _mark_loose_ends(lines: Sequence[str], reasons: list[str]) -> None:
    """Headings and names that are left at the very end: what they headed is no part of the text."""
    kept = [number for number, reason in enumerate(reasons) if not reason or reason in IN_TEXT]
    loose: list[int] = []
    for number in reversed(kept[MIN_LINES - 1 :]):
        if reasons[number] or not _is_loose(lines[number]):
            break
        loose.append(number)
    if len(loose) <= MAX_LOOSE:
        for number in loose:
            reasons[number] = "label"


def _is_loose(line: str) -> bool:
    return len(line.encode(errors="replace")) <= LOOSE and not _ENDED.search(line)
