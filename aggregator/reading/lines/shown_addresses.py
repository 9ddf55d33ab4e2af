"""Finds addresses that a text shows without a link, and shortens the words of pages for keeping."""

import re
from collections.abc import Iterator, Sequence

from aggregator import urls
from aggregator.model import PageLine
from aggregator.reading.lines import article_span
from aggregator.reading.traces import source_links

MAX_ADDRESSES = 10  # in the lines of a text
MAX_LINE = 300  # characters that are kept of a line with an address
MAX_ANCHOR = 120  # characters of an address as written, or of the words of a link
MAX_SEARCHED = 4_000  # characters of a line that are searched

_BARE_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"'“”„«»()\[\]{}，。；、）】」』]{4,600}", re.IGNORECASE
)
# Control, direction and zero-width characters, variation selectors, tags.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)


def find_in_lines(lines: Sequence[str], page_url: str, own_site: str) -> Iterator[PageLine]:
    """Yields the addresses of other sites that the lines of a text hold, the first ones."""
    holding = [n for n, line in enumerate(lines) if "://" in line or "www." in line]
    if not holding:
        return
    long = [n for n, line in enumerate(lines) if is_long(line)]
    first, last = (long[0], long[-1]) if long else (len(lines), -1)
    left = MAX_ADDRESSES
    for number in holding:
        place = "end" if number > last else "top" if number < first else "body"
        for found in find_in_line(lines[number], place, page_url, own_site):
            if left <= 0:
                return
            left -= 1
            yield found


def find_in_line(text: str, place: str, page_url: str, own_site: str) -> Iterator[PageLine]:
    """Yields the addresses of other sites in a text."""
    for match in _BARE_ADDRESS.finditer(text[:MAX_SEARCHED]):
        written = match.group().rstrip(".,;:!?…")
        address = written if "://" in written else f"https://{written}"
        url = urls.join(page_url, address)
        if url and source_links.is_other_site(source_links.host_of_link(url), own_site):
            yield PageLine(cut_around(text, written, MAX_LINE), url, written[:MAX_ANCHOR], place)


def is_long(line: str) -> bool:
    return article_span.measure_shown_length(line) >= article_span.MIN_LONG


def cut_around(text: str, anchor: str, length: int) -> str:
    """Returns the part of a text around a link, of at most this many characters."""
    if len(text) <= length:
        return clean_text(text, length)
    position = max(0, text.find(anchor))
    start = max(0, min(position - length // 2, len(text) - length))
    return clean_text(text[start : start + length], length)


def clean_text(text: str, length: int) -> str:
    """Returns a text without control and direction characters, shortened."""
    return _CONTROL.sub(" ", text[: 2 * length]).strip()[:length]
