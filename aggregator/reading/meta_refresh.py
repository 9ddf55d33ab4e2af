"""Where a page sends browsers at once by `<meta http-equiv="refresh">` (HTML Standard §4.2.5.3)."""

import html
import re

from aggregator import urls

HEAD = 4096  # bytes at the start of a page that are examined
LONGEST = 5.0  # seconds; a page that is shown for longer is meant to be read

_HIDDEN = re.compile(
    rb"<!--.*?-->|<(noscript|script|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_META = re.compile(rb"<meta\b[^<>]*>", re.IGNORECASE)
_IS_REFRESH = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh\b", re.IGNORECASE)
_CONTENT = re.compile(
    rb"content\s*=\s*[\"']?\s*(\d{1,6}(?:\.\d{0,6})?)\s*[;,]\s*url\s*=\s*[\"']?\s*([^\"'<>]+)",
    re.IGNORECASE,
)


def find_refresh(body: bytes, url: str) -> str:
    """Returns the address that the page at `url` sends browsers to at once; empty when it stays."""
    head = body[:HEAD]
    if b"refresh" not in head.lower():
        return ""
    for tag in _META.findall(_HIDDEN.sub(b"", head)):
        content = _CONTENT.search(tag) if _IS_REFRESH.search(tag) else None
        if content and float(content[1]) <= LONGEST:
            link = html.unescape(content[2].decode(errors="replace")).strip()
            return urls.as_written(url, link) or ""
    return ""
