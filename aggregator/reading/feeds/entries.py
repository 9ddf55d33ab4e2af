"""Makes entries of what feedparser finds in a feed, and corrects what it leaves to its callers.

Of several links the article's page is taken; titles lose their markup and their entities; dates are read from
their own words, so that a time without a zone stays one.
"""

import html
import re
from collections.abc import Iterable
from typing import Any

from aggregator import urls
from aggregator.model import Entry
from aggregator.reading.dates import parse_date_and_precision

MAX_TEXT = 2000  # characters of a title, name or id
MAX_AUTHORS = 20

_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml", "text", "html", "xhtml"])
_DATE_FIELDS = ("published", "updated", "created")
# Elements of HTML that a title may hold (HTML Living Standard); other words in angle brackets are text.
_BLOCK = "blockquote|br|center|div|h[1-6]|hr|li|ol|p|pre|table|td|th|tr|ul"
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|iframe|img|ins|kbd|mark|nobr|q|rp|rt|ruby|s"
    "|samp|script|small|span|strike|strong|style|sub|sup|time|tt|u|var|wbr"
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_SCRIPT = re.compile(
    r"<(?:script|style)\b[^<>]*>.*?(?:</(?:script|style)[^<>]*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});")


def make_entry(item: Any, version: str, url: str) -> Entry | None:
    """Returns the entry of a feedparser item in a feed at `url`; None without an address."""
    link = choose_link(item, version)
    found = urls.read_link(url, link) if link else None
    if not found:
        return None
    source = item.get("source") or {}
    return Entry(
        url=found.url,
        address=found.address,
        title=make_title(item.get("title_detail"), version),
        published=_read_date(item),
        authors=list_author_names(item.get("authors") or []),
        guid=str(dict.get(item, "id") or "")[:MAX_TEXT],
        source_name=make_plain_text(source.get("title") or source.get("value")),
        source_url=compared_or_empty(url, _find_source_link(source, item.get("links", []))),
    )


def compared_or_empty(base: str, link: str) -> str:
    """Returns the compared form of a link in a feed at `base`; "" where it is none."""
    return (urls.join(base, link) or "") if link else ""


def choose_link(item: Any, version: str) -> str | None:
    """Returns the link to an article's page: never to a licence, an enclosure, the entry itself or related pages."""
    alternates = [
        link
        for link in item.get("links", [])
        if link.get("href") and link.get("rel", "alternate").rpartition("/")[2] == "alternate"
    ]
    if alternates:
        return str(min(alternates, key=_rank_link)["href"])
    if item.get("guidislink") and not version.startswith("atom"):
        return str(dict.get(item, "link") or dict.get(item, "id") or "") or None
    return parse_id_as_link(dict.get(item, "id"))


def _rank_link(link: Any) -> int:
    """Returns 0 for the address of a page, 2 for that of data or media, 1 for what may be either."""
    media_type = str(link.get("type", "text/html")).partition(";")[0].strip().lower()
    if media_type in _HTML_TYPES:
        return 0
    return 1 if media_type.startswith("text/") or "/" not in media_type else 2


def parse_id_as_link(guid: object) -> str | None:
    """Returns the id of an item if it is a web address, else None."""
    text = strip_text(guid)
    return text if text.startswith(("http://", "https://")) else None


def _read_date(item: Any) -> str | None:
    """Returns the first date of an item that can be read: when it was published, changed or created."""
    texts = (strip_text(dict.get(item, field)) for field in _DATE_FIELDS)
    dates = (parse_date_and_precision(text)[0] for text in texts if text)
    return next((date for date in dates if date), None)


def list_author_names(authors: Iterable[Any]) -> tuple[str, ...]:
    """Returns the names of authors, at most `MAX_AUTHORS`."""
    names = (make_plain_text(author.get("name")) for author in authors)
    return tuple(name for name in names if name)[:MAX_AUTHORS]


def _find_source_link(source: Any, links: Iterable[Any]) -> str:
    """Returns the address of an item's source: of RSS <source> or atom:source, else its "via" link."""
    declared = source.get("link") or source.get("href") or source.get("url")
    return declared or next((ref.get("href") for ref in links if ref.get("rel") == "via"), "") or ""


def make_title(detail: Any, version: str) -> str:
    """Returns the words of a title. Atom says whether it is text or HTML; in RSS it may be either."""
    text = strip_text((detail or {}).get("value"))
    if not version.startswith("atom"):
        return make_plain_text(text)
    if detail and detail.get("type") == "text/plain":
        return _shorten(text)
    return make_plain_text(_ANY_TAG.sub(_keep_known, _SCRIPT.sub("", text[: 4 * MAX_TEXT])))


def _keep_known(tag: re.Match[str]) -> str:
    """Returns a tag that `make_plain_text` replaces, "" for any other."""
    return tag.group() if _BLOCK_TAG.fullmatch(tag.group()) else ""


def make_plain_text(value: object) -> str:
    """Returns the words of a text that may hold HTML, on one line, at most `MAX_TEXT` characters."""
    text = strip_text(value)[: 4 * MAX_TEXT]
    if "<" in text:
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", _SCRIPT.sub("", text)))
    if "&" in text:
        text = _REFERENCE.sub(lambda match: html.unescape(match.group()), text)
    return _shorten(text)


def _shorten(text: str) -> str:
    return " ".join(text[: 4 * MAX_TEXT].split())[:MAX_TEXT]


def strip_text(value: object) -> str:
    """Returns a text without blanks around it; "" for any other value."""
    return value.strip() if isinstance(value, str) else ""
