"""Addresses of pages in the text of a mail, in whatever form mail programs and people leave them.

Broken over lines, between angle brackets, in quotations, without scheme, or written so that nobody clicks
them (`hxxps://wire[.]example/1`). What follows a break may or may not belong to an address: all readings
are returned, the longest first, and what is stored decides.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, islice

from aggregator import address_forms

MAX_ADDRESSES = 100  # of one mail that are returned
MAX_CANDIDATES = 1_000  # strings that may be addresses, of one mail
MAX_READINGS = 4  # of one address: with up to this many lines less one after it
MAX_PIECE = 2_048  # characters of an address on one line

_QUOTE_MARKS = re.compile(r"^[ \t]{0,10}(?:[>|][ \t]{0,3})+", re.MULTILINE)
# Unicode 15, Default_Ignorable_Code_Point; and marks of what was embedded (U+FFF9 to U+FFFC)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Links that run a program or hold their own content: what they name is not what the mail asks for.
_NO_PAGE = re.compile(
    r"<[ \t]{0,4}(?:javascript|vbscript|data):[^<>]{0,4000}>"
    r"|(?<!\w)(?:javascript|vbscript):[^\s<>]{1,4000}"
    r"|(?<!\w)data:(?:[\w.+-]{1,60}/[\w.+-]{1,60})?(?:;[\w.+=-]{1,80}){0,5},[^\s<>]{0,4000}",
    re.IGNORECASE,
)
# Written so that nobody clicks it: the sign that is meant, and how it is written.
_DISGUISES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("http", re.compile(r"\bh(?:xx|\*\*|__|\+\+)p(?=s?\b|s?_)", re.IGNORECASE)),
    (
        "://",
        re.compile(
            r"(?:(?<=\bhttp)|(?<=\bhttps))(?:[ ]?[\[({]\s?:(?:\s?//)?\s?[\])}](?://)?|:\\\\)",
            re.IGNORECASE,
        ),
    ),
    (".", re.compile(r"[ ]?[\[({]\s?(?:\.|dot|punkt|punto|point)\s?[\])}][ ]?", re.IGNORECASE)),
    (".", re.compile(r"(?<=\w) (?:dot|DOT|\.) (?=\w)")),
    ("://", re.compile(r"(?:(?<=\bhttp)|(?<=\bhttps)) ?: ?/ ?/ ?", re.IGNORECASE)),
    (
        "/",
        re.compile(
            r"[ ]?[\[({]\s?(?:/|slash)\s?[\])}][ ]?|(?<=\w) (?:slash|/) (?=\w)", re.IGNORECASE
        ),
    ),
)
_END_IN_LIST = r"(?![,;|)\]]{1,3}\s?https?://)"  # addresses that follow one another without a blank
_ADDRESS = re.compile(
    rf"https?(?::/{{1,3}}|%3A%2F%2F)(?:{_END_IN_LIST}[^\s<>\"“”«»]){{1,{MAX_PIECE}}}"
    rf"|(?<![\w@./:-])(?:[\w-]{{1,63}}\.){{1,5}}[^\W\d_]{{2,24}}(?::\d{{1,5}})?/(?:{_END_IN_LIST}[^\s<>\"“”«»]){{0,{MAX_PIECE}}}",
    re.IGNORECASE,
)
_MARKUP = "*_`|~"  # of Markdown, after an address
_CASE_ENDING = re.compile(r"(?<=[\w/])['’ʼ][^\W\d_]{1,6}[.,;:!?)]{0,3}\Z")  # of Turkish: `…/1'deki`
_NEXT_PIECE = re.compile(r"[ \t]{0,4}\n[ \t]{0,8}([^\s<>\"“”«»]{1,2048})(?=[\s<>\"“”«»]|\Z)")
_IN_BRACKETS = re.compile(
    r"<[ \t]{0,4}((?:https?:/|[\w-]{1,63}\.[\w-])[^<>]{1,4000})>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An address in a mail, as canonical addresses: its readings, the longest first."""

    readings: tuple[str, ...]
    place: int = 0  # where in the text it begins, in characters

    @property
    def url(self) -> str:
        """The reading that ends where the line ends."""
        return self.readings[-1]


def find_addresses(text: str) -> list[MailAddress]:
    """Returns the addresses of a text in their order, without repetition; at most `MAX_ADDRESSES`.

    Takes linear time.
    """
    listed = islice(_list_addresses(make_plain(text)), MAX_CANDIDATES)
    found: dict[str, MailAddress] = {}
    for address in sorted(filter(None, listed), key=lambda each: each.place):
        if not any(reading in found for reading in address.readings):
            found[address.url] = address
    return list(found.values())[:MAX_ADDRESSES]


def make_plain(text: str) -> str:
    """Returns a text without quotation marks of replies and with the signs that its addresses mean."""
    text = _QUOTE_MARKS.sub("", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _NO_PAGE.sub(" ", text)
    for sign, written in _DISGUISES:
        text = written.sub(sign, text)
    return text


def _list_addresses(text: str) -> Iterator[MailAddress | None]:
    """Yields those in angle brackets, which may be broken anywhere, then all others; None for what is none."""
    bracketed: list[tuple[int, int]] = []
    for found in islice(_IN_BRACKETS.finditer(text), MAX_CANDIDATES // 2):
        url = _make_canonical("".join(found[1].split()))
        if url:
            bracketed.append(found.span())
        yield MailAddress((url,), found.start()) if url else None
    rest = _blank_out(text, bracketed)
    for found in _ADDRESS.finditer(rest):
        pieces = accumulate([found.group(), *_list_next_pieces(rest, found.end())])
        spellings = (
            spelling for piece in pieces for spelling in _list_spellings(piece, found.group())
        )
        readings = [url for spelling in spellings if (url := _make_canonical(spelling))]
        yield (
            MailAddress(tuple(dict.fromkeys(reversed(readings))), found.start())
            if readings
            else None
        )


def _blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    parts, end = [], 0
    for start, stop in spans:
        parts += [text[end:start], " " * (stop - start)]
        end = stop
    return "".join([*parts, text[end:]])


def _list_spellings(piece: str, first: str) -> Iterator[str]:
    """Yields an address without what may follow it, and as it is; with a soft line break (`=`) left out."""
    if (stem := _CASE_ENDING.sub("", piece)) != piece:
        yield stem
    if (bare := piece.rstrip(_MARKUP)) != piece:
        yield bare
    yield piece
    if first.endswith("=") and piece != first:
        yield first[:-1] + piece[len(first) :]


def _list_next_pieces(text: str, end: int) -> Iterator[str]:
    """Yields what begins the next lines, where an address that reaches the end of its line may go on."""
    for _ in range(MAX_READINGS - 1):
        found = _NEXT_PIECE.match(text, end)
        if not found or _ADDRESS.match(found[1]):
            return
        yield found[1]
        end = found.end()


def _make_canonical(written: str) -> str:
    """Returns the canonical address of a written one; empty when it is none."""
    plain = unescape(unicodedata.normalize("NFKC", written[:MAX_PIECE]))
    forms = address_forms.list_forms(plain)
    exact = [form.url for form in forms if form.form == "exact"]
    return exact[-1] if exact else ""
