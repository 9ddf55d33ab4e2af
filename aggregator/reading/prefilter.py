"""Rejects pages before they are parsed: bytes that hold no HTML, and markup that would cost too much."""

import re

from aggregator.model import Page
from aggregator.reading.header_fields import join_headers

MANY_TAGS = 30_000  # a page with fewer is not checked: its depth costs a second at most
MAX_DEPTH = 5_000  # of elements within each other; browsers stop at 512
MAX_ATTRIBUTES = 250  # of one tag; real ones have some dozens
TAG_STEP = 750  # characters; a tag is examined if it is at least twice as long
MAX_TAG_LENGTH = 100_000  # characters of a tag that are examined
MAX_OPTIONS = 20_000  # `option` elements
MAX_CELLS = 5_000  # of one row of a table

_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|t[dhr]|"
    r"track|wbr)\b)[a-z]",
    re.IGNORECASE,
)
# The attributes of a tag, as the HTML standard divides them.
_OPENING_TAG = re.compile(r"<[a-zA-Z]")
_MANY_ATTRIBUTES = re.compile(
    r"""<[^\s/>]++(?:[\s/]*+=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+)"""
    rf"{{{MAX_ATTRIBUTES}}}"
)
_OPTION_OR_CELL = re.compile(r"<(?:(option)|(t[dh])|tr)\b", re.IGNORECASE)
_NON_HTML_TYPES = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?:json|pdf|zip|gzip|octet-stream|javascript|"
    r"ld\+json|rss\+xml|atom\+xml|feed\+json|msword|vnd\.)|^text/(?:css|csv|javascript|calendar)",
    re.IGNORECASE,
)
_NON_HTML_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"{",
    b"[",
)
_FEED_START = re.compile(
    rb"^(?:<\?xml[^>]{0,200}>)?\s*(?:<!--.{0,500}?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
_TAG = re.compile(rb"<[a-zA-Z!/?]")
_LETTERS_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)


def find_bytes_rejection(page: Page) -> str | None:
    """Returns why these bytes hold no page of HTML (a `Rejected.reason`), without parsing; None if they may."""
    if page.status >= 400:
        return "error_page"
    start = page.body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00 \t\r\n\f\v")
    if not start and not page.body.strip(b"\x00 \t\r\n\f\v"):
        return "empty"
    content_type = join_headers(page.headers).get("content-type", "").strip()
    if (
        _NON_HTML_TYPES.match(content_type)
        or start.startswith(_NON_HTML_STARTS)
        or _FEED_START.match(start)
    ):
        return "not_html"
    return None if _TAG.search(page.body[: 64 * 1024].replace(b"\x00", b"")) else "not_html"


def find_markup_rejection(html: str) -> str | None:
    """Returns why a page is not parsed (a `Rejected.reason`), or None.

    Parsers take quadratic time in depth, attributes, options and cells.
    """
    if _has_crowded_tag(html):
        return "unsound"
    if html.count("<") < MANY_TAGS:
        return None
    if _is_too_deep(html):
        return "too_deep"
    return "unsound" if _has_too_many_options_or_cells(html) else None


def _has_crowded_tag(html: str) -> bool:
    """Whether some tag has more than `MAX_ATTRIBUTES` attributes.

    Examines only places where no tag ends for long. A page can evade this with `>` in its values;
    then the time limit of the worker ends it.
    """
    tag_ended = True
    for position in range(0, len(html), TAG_STEP):
        if html.find(">", position, position + TAG_STEP) >= 0:
            tag_ended = True
            continue
        if tag_ended and _is_crowded_tag(
            html, html.rfind(">", max(0, position - TAG_STEP), position) + 1
        ):
            return True
        tag_ended = False
    return False


def _is_crowded_tag(html: str, start: int) -> bool:
    """Whether the first tag from `start` has too many attributes."""
    end = html.find(">", start)
    tag = _OPENING_TAG.search(html, start, end if end >= 0 else len(html))
    return bool(tag and _MANY_ATTRIBUTES.match(html, tag.start(), tag.start() + MAX_TAG_LENGTH))


def _is_too_deep(html: str) -> bool:
    depth = 0
    for tag in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _has_too_many_options_or_cells(html: str) -> bool:
    """Whether the page has too many `option` elements, or cells in one row of a table."""
    options = cells = 0
    for tag in _OPTION_OR_CELL.finditer(html):
        options += bool(tag[1])
        cells = cells + 1 if tag[2] else cells * bool(tag[1])
        if options > MAX_OPTIONS or cells > MAX_CELLS:
            return True
    return False


def count_tokens(lines: tuple[str, ...]) -> int:
    """The length of a text in tokens: one per word, one per two letters of scripts without spaces."""
    text = "\n".join(lines)
    unspaced_letters = len(_LETTERS_WITHOUT_SPACES.findall(text))
    return len(re.findall(r"\w+", _LETTERS_WITHOUT_SPACES.sub(" ", text))) + unspaced_letters // 2
