"""What is refused before it is parsed: bytes that hold no HTML, and markup that would cost too much."""

import re

from aggregator.model import Page

MANY_TAGS = 30_000  # a page with fewer is not searched: its depth costs a second at most
MAX_DEPTH = 5_000  # of elements within each other; browsers stop at 512
MAX_ATTRIBUTES = 250  # of one tag; real ones have some dozens
WINDOW = 750  # characters; a tag is looked at when it is twice as long
REACH = 100_000  # characters of a tag that are searched for them
MAX_OPTIONS = 20_000  # to choose from
MAX_CELLS = 5_000  # of one row of a table

_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|t[dhr]|"
    r"track|wbr)\b)[a-z]",
    re.IGNORECASE,
)
# The attributes of a tag, as the HTML standard divides them.
_OPEN = re.compile(r"<[a-zA-Z]")
_ATTRIBUTES = re.compile(
    r"""<[^\s/>]++(?:[\s/]*+=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+)"""
    rf"{{{MAX_ATTRIBUTES}}}"
)
_MANY = re.compile(r"<(?:(option)|(t[dh])|tr)\b", re.IGNORECASE)
_OTHER_TYPES = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?:json|pdf|zip|gzip|octet-stream|javascript|"
    r"ld\+json|rss\+xml|atom\+xml|feed\+json|msword|vnd\.)|^text/(?:css|csv|javascript|calendar)",
    re.IGNORECASE,
)
_MAGIC = (
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
_FEED = re.compile(
    rb"^(?:<\?xml[^>]{0,200}>)?\s*(?:<!--.{0,500}?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
_TAG = re.compile(rb"<[a-zA-Z!/?]")
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def of_bytes(page: Page) -> str | None:
    """Why these bytes hold no page of HTML, told without parsing them; None when they may."""
    if page.status >= 400:
        return "error_page"
    start = page.body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00 \t\r\n\f\v")
    if not start and not page.body.strip(b"\x00 \t\r\n\f\v"):
        return "empty"
    content_type = dict(page.headers).get("content-type", "").strip()
    if _OTHER_TYPES.match(content_type) or start.startswith(_MAGIC) or _FEED.match(start):
        return "not_html"
    return None if _TAG.search(page.body[: 64 * 1024].replace(b"\x00", b"")) else "not_html"


def of_markup(html: str) -> str | None:
    """Why a page is not even parsed: parsers take time with the square of some numbers."""
    if _has_crowded_tag(html):
        return "unsound"
    if html.count("<") < MANY_TAGS:
        return None
    if _is_too_deep(html):
        return "too_deep"
    return "unsound" if _has_too_many(html) else None


def _has_crowded_tag(html: str) -> bool:
    """Whether some tag has attributes without end. Looks closer only where no tag ends for long, which
    a page can avoid by `>` in its values: then whoever waits for its worker has to end it."""
    ended = True
    for at in range(0, len(html), WINDOW):
        if html.find(">", at, at + WINDOW) >= 0:
            ended = True
            continue
        if ended and _is_crowded(html, html.rfind(">", max(0, at - WINDOW), at) + 1):
            return True
        ended = False
    return False


def _is_crowded(html: str, start: int) -> bool:
    """Whether the first tag from here has too many attributes."""
    end = html.find(">", start)
    tag = _OPEN.search(html, start, end if end >= 0 else len(html))
    return bool(tag and _ATTRIBUTES.match(html, tag.start(), tag.start() + REACH))


def _is_too_deep(html: str) -> bool:
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _has_too_many(html: str) -> bool:
    """Options to choose from, or cells in one row of a table."""
    options = cells = 0
    for tag in _MANY.finditer(html):
        options += bool(tag[1])
        cells = cells + 1 if tag[2] else cells * bool(tag[1])
        if options > MAX_OPTIONS or cells > MAX_CELLS:
            return True
    return False


def tokens(lines: tuple[str, ...]) -> int:
    """The length of a text: one per word, one per two letters of scripts without spaces."""
    text = "\n".join(lines)
    dense = len(_NO_SPACES.findall(text))
    return len(re.findall(r"\w+", _NO_SPACES.sub(" ", text))) + dense // 2
