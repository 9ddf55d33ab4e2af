"""Finds signed manifests in texts (C2PA 2.3 A.7, 2.4 A.8) and the passages that they may be of.

The specification hashes the text without the manifest, in NFC and UTF-8. A page shows that text in
elements, among other texts, and does not say how its paragraphs were separated when it was signed. The
manifest says how many bytes precede it. So every likely way to write the page's lines is tried: the
hash shows which one was signed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.reading.manifests.variation_selectors import MARK, SELECTORS, strip_selector_runs

MAX_MANIFEST_BYTES = 256 * 1024  # of one manifest; those of texts have some thousands
MAX_TEXT_BYTES = 256 * 1024  # of a signed passage
# The selectors of "C2PATXT\0", with which a manifest begins: a fast test that most pages fail.
START = MARK + "\U000e0133\U000e0122\U000e0140\U000e0131\U000e0144\U000e0148\U000e0144\ufe00"
# The same in references to characters, as some systems write what is not ASCII.
# Python finds a long string faster than a short one.
START_REFERENCES = (
    "&#65279;&#917811;&#917794;",
    "&#xfeff;&#xe0133;&#xe0122;",
    "&#xFEFF;&#xE0133;&#xE0122;",
)
SEPARATORS = ("\n\n", "\n", " ", "")  # between two lines
MAX_LEADS = 100  # lines of a page that may precede the paragraphs of a signed text
MAX_SKIPPED = 4  # lines, such as a byline, between them
MAX_PLACES = 4  # different manifests of one text that are looked at

_WRAPPER = re.compile(f"{START}[{SELECTORS}]*")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{4,6})|([0-9]{5,7}));")
_PLACEHOLDERS = tuple(map(chr, range(0xF8C0, 0xF8C0 + MAX_PLACES)))  # of the private use area
_PLACEHOLDER = re.compile(f"[{_PLACEHOLDERS[0]}-{_PLACEHOLDERS[-1]}]")


class UnreadableManifest(Exception):
    """A manifest that cannot be read, with its reason."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text in which one character takes the place of each manifest; other selector runs are gone."""

    text: str
    wrappers: tuple[str, ...]  # the manifests, as written; placeholder i takes the place of i


@dataclass(frozen=True, slots=True)
class SignedPassage:
    """A passage that may be the signed one: NFC in UTF-8, before and after the manifest."""

    before: bytes
    after: bytes


def may_hold_manifest(text: str) -> bool:
    """Whether a text or the source of a page may hold a manifest in its text; costs next to nothing."""
    return START in text or any(reference in text for reference in START_REFERENCES)


def mark_manifests(text: str) -> MarkedText:
    """Returns a text with its manifests replaced by placeholders. Takes linear time.

    The same manifest has the same placeholder wherever it is. Manifests beyond `MAX_PLACES` are left out.
    """
    numbers: dict[str, int] = {}

    def replace_wrapper(match: re.Match[str]) -> str:
        number = numbers.setdefault(match[0], len(numbers))
        return _PLACEHOLDERS[number] if number < MAX_PLACES else ""

    marked = _WRAPPER.sub(replace_wrapper, _PLACEHOLDER.sub("", text))
    return MarkedText(strip_selector_runs(marked), tuple(numbers))


def strip_manifests(html: str) -> str:
    """Returns the source of a page without the manifests in its text."""
    return strip_selector_runs(decode_references(html)) if may_hold_manifest(html) else html


def decode_references(html: str) -> str:
    """Returns the source of a page in which U+FEFF and selectors are characters, not references."""
    return _REFERENCE.sub(_decode_reference, html)


def _decode_reference(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    is_carrier = number == 0xFEFF or 0xFE00 <= number <= 0xFE0F or 0xE0100 <= number <= 0xE01EF
    return chr(number) if is_carrier else match[0]


def decode_wrapper(wrapper: str) -> bytes:
    """Returns the manifest store that selectors hold. Raises UnreadableManifest."""
    import c2pa_text

    if len(wrapper) > MAX_MANIFEST_BYTES:
        raise UnreadableManifest(f"it has more than {MAX_MANIFEST_BYTES >> 10} KiB")
    result = c2pa_text.validate_wrapper_bytes(c2pa_text.decode_wrapper_sequence(wrapper[1:]))
    if not result.valid or result.jumbf_bytes is None:
        issues = "; ".join(issue.message for issue in result.issues)
        raise UnreadableManifest(issues[:200] or "it is empty")
    return bytes(result.jumbf_bytes)


def get_placeholder(number: int) -> str:
    """Returns the character that takes the place of a manifest."""
    return _PLACEHOLDERS[number]


def remove_placeholders(text: str) -> str:
    """Returns a marked text without the places of its manifests."""
    return _PLACEHOLDER.sub("", text)


def list_placeholders(text: str) -> list[int]:
    """Returns the numbers of the manifests whose places are in a text, each once, in order."""
    return [_PLACEHOLDERS.index(each) for each in dict.fromkeys(_PLACEHOLDER.findall(text))]


def list_passages(
    lines: Sequence[str],
    number: int,
    start: int,
    separators: Sequence[str] = SEPARATORS,
    leads: Sequence[str] = (),
) -> Iterator[SignedPassage]:
    """Yields the passages of marked lines that manifest `number` may be of: `start` bytes precede it.

    One of `leads`, such as a headline or a summary, may precede the lines. Each passage costs linear
    time, and there are some dozens at most.
    """
    place = _PLACEHOLDERS[number]
    line_number = next((n for n, line in enumerate(lines) if place in line), None)
    if line_number is None or not 0 <= start <= MAX_TEXT_BYTES:
        return
    head, _, rest_of_line = lines[line_number].partition(place)
    lines_before = _keep_end([*lines[:line_number], head], start)
    lines_after = lines[line_number + 1 :]
    if sum(map(len, lines_after)) > MAX_TEXT_BYTES:
        lines_after = []
    for separator in separators:
        rest = _encode(rest_of_line), _encode(separator.join([rest_of_line, *lines_after]))
        for before in _list_beginnings(lines_before, start, separator, leads):
            for after in dict.fromkeys((b"", *rest)):
                if len(after) <= MAX_TEXT_BYTES:
                    yield SignedPassage(before, after)


def _keep_end(lines: Sequence[str], length: int) -> Sequence[str]:
    """Returns the last lines that have at least so many bytes together, and those that may be skipped."""
    total = 0
    for count, line in enumerate(reversed(lines)):
        if total > length:
            return lines[max(0, len(lines) - count - MAX_SKIPPED) :]
        total += len(line)
    return lines


def _list_beginnings(
    lines: Sequence[str], start: int, separator: str, leads: Sequence[str]
) -> Iterator[bytes]:
    """Yields the last `start` bytes of some lines; where they are fewer, with a lead of fitting length."""
    whole = _encode(separator.join(lines))
    for each in dict.fromkeys((whole, whole.rstrip())):
        if len(each) >= start:
            yield each[len(each) - start :]
    encoded_leads = [_encode(lead + separator) for lead in leads[:MAX_LEADS]]
    for skipped in range(min(MAX_SKIPPED, len(lines))) if leads else ():
        body = _encode(separator.join(lines[skipped:])).rstrip()
        yield from (lead + body for lead in encoded_leads if len(lead) + len(body) == start)


def _encode(text: str) -> bytes:
    return unicodedata.normalize("NFC", remove_placeholders(text)).encode("utf-8", "replace")
