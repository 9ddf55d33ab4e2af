"""When a page is no article. In doubt it is one: a lost article costs more than a kept listing."""

import re
from urllib.parse import urlsplit

from aggregator.model import Page
from aggregator.reading.metadata import Metadata
from aggregator.reading.sorting import Sorted

MIN_TOKENS = 15  # of the text, one per word or per two letters of scripts without spaces
PROSE = 150  # bytes from which a line is a paragraph: half as many letters in most other scripts
SENTENCE = 90  # the same of a line that ends with a full stop
MANY_LINES = 6  # short ones that make a listing
LISTINGS = frozenset(["CollectionPage", "SearchResultsPage", "ItemList"])  # of schema.org
SHORT = 120  # tokens up to which a title that speaks of an error is believed
MANY_TAGS = 30_000  # a page with fewer is parsed in a second whatever its shape
MAX_DEPTH = 5_000  # of elements within each other; browsers stop at 512

_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|t[dhr]|"
    r"track|wbr)\b)[a-z]",
    re.IGNORECASE,
)
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
_ERROR = re.compile(
    r"^(?:error\s*)?(?:40[0-9]|410|429|50[0-4])\b|\b(?:page|article|file|story) (?:is )?(?:not found|no longer available|"
    r"cannot be found|unavailable)|^not found$|\b(?:access denied|forbidden|just a moment|attention required|are you a robot|"
    r"service unavailable|bad gateway|too many requests|something went wrong|internal server error)\b|"
    r"seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|página não encontrada|"
    r"pagina non trovata|pagina niet gevonden|nie znaleziono strony|страница не найдена|找不到|页面不存在|ページが見つかりません",
    re.IGNORECASE,
)
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
    """Why a page is not even parsed: parsers take time with the square of its depth."""
    if html.count("<") < MANY_TAGS:
        return None
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return "too_deep"
    return None


def of_article(told: Metadata, parts: Sorted, url: str) -> str | None:
    """Why what was read is no article; None when it is one."""
    size = tokens(parts.text)
    if size == 0:
        return "empty"
    if size < SHORT and _ERROR.search(told.title):
        return "error_page"
    if size < MIN_TOKENS:
        return "too_short"
    return "section" if _is_section(told, parts, url) else None


def _is_section(told: Metadata, parts: Sorted, url: str) -> bool:
    """A listing: nothing says that it is an article, and its lines are headlines, not prose."""
    dated = told.published and told.found.get("published") != "page"
    if told.article or dated or "og:article" in told.kinds:
        return False
    prose = [line for line in parts.text if _is_prose(line)]
    share = sum(map(len, prose)) / max(1, sum(map(len, parts.text)))
    listed = bool(told.kinds & LISTINGS) or _is_front(url or told.canonical)
    return (not prose and len(parts.text) >= MANY_LINES) or (listed and share < 0.5)


def _is_prose(line: str) -> bool:
    """A paragraph, or a sentence of some length: headlines end without a stop."""
    size = len(line.encode(errors="replace"))
    return size >= PROSE or (size >= SENTENCE and line.endswith((".", "。", "।", "؟", ".”", '."')))


def _is_front(url: str) -> bool:
    try:
        return bool(url) and urlsplit(url).path in ("", "/")
    except ValueError:
        return False


def tokens(lines: tuple[str, ...]) -> int:
    """The length of a text: one per word, one per two letters of scripts without spaces."""
    text = "\n".join(lines)
    dense = len(_NO_SPACES.findall(text))
    return len(re.findall(r"\w+", _NO_SPACES.sub(" ", text))) + dense // 2
