"""Two texts out of the lines of a body: one for people, one for comparing; the rest is kept as removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.model import Removed
from aggregator.reading import phrases, titles


@dataclass(frozen=True, slots=True)
class Sorted:
    """`text` for people, `link_text` for comparing, and what the latter lacks, with reasons."""

    text: tuple[str, ...]
    link_text: tuple[str, ...]
    removed: tuple[Removed, ...]


# What each signal is called as a reason, and whether the line still belongs to the article.
REASONS: dict[phrases.Signal, tuple[str, bool]] = {
    "source": ("source_line", True),
    "feed": ("wire_line", True),
    "sign_off": ("wire_line", True),
    "rights": ("rights", True),
    "disclaimer": ("disclaimer", False),
    "comment": ("comment_prompt", False),
    "promo": ("promo", False),
    "xref": ("cross_reference", True),
}
MAX_LINE = 600  # characters: a longer line is prose whatever it begins with, unless a disclaimer


def sort(lines: Sequence[str], title: str) -> Sorted:
    """Which line goes where. The headline repeated on top goes out of both texts."""
    text: list[str] = []
    link_text: list[str] = []
    removed: list[Removed] = []
    for number, line in enumerate(lines):
        reason, stays = _judged(line, number, title)
        if reason:
            removed.append(Removed(line, reason))
        else:
            link_text.append(line)
        if stays:
            text.append(line)
    return Sorted(tuple(text), tuple(link_text), tuple(removed))


def _judged(line: str, number: int, title: str) -> tuple[str, bool]:
    """The reason why a line is no part of the compared text ("" for none); whether people get it."""
    if number < 2 and title and titles.fold(line) == titles.fold(title):
        return "headline", False
    found = phrases.signal(line) if len(line) <= MAX_LINE else None
    return REASONS[found[0]] if found else ("", True)
