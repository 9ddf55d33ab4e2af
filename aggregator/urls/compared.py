"""The compared form of an address: one spelling for all addresses of an article, the key of the database.

Tracking and session parameters and the order of the query are removed or made the same, and so are the
spellings of escapes and of letters with marks.
"""

import re
from collections.abc import Collection
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, quote_from_bytes, quote_plus, unquote_to_bytes

from aggregator.errors import AddressError
from aggregator.urls.meaningless import drop_path_session, is_meaningless
from aggregator.urls.written import Address, parse

_PLAIN = re.compile(r"[\w/:@!$&'()*+,;=~.\-]*", re.ASCII)  # nothing to escape
_SAFE = "/:@!$&'()*+,;=~%-._"
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[\w.~\-]", re.ASCII)  # RFC 3986 §2.3: escaped and plain are the same
# Escaped bytes of letters outside ASCII, with the letter before: a mark may belong to it.
_LETTERS = re.compile(r"[A-Za-z]?(?:%[89A-F][0-9A-F])+")
_PATH_PARAMETER = re.compile(r"(;[^=;/]+)=[^;/]*")


class Link(NamedTuple):
    """A link in two forms."""

    url: str  # compared
    address: str  # written; "" where it is the same


def canonical(url: str) -> str:
    """Returns the compared form of an address. Idempotent. Raises AddressError."""
    return _compare(parse(url))


def join(base: str, link: str) -> str | None:
    """Returns the compared form of a link in the page `base`; None when it is no http(s) address."""
    found = read_link(base, link)
    return found.url if found else None


def read_link(base: str, link: str) -> Link | None:
    """Returns a link in the page `base` in both forms; None when it is no http(s) address."""
    try:
        address = parse(link, base)
    except AddressError:
        return None
    written, compared = str(address), _compare(address)
    return Link(compared, "" if written == compared else written)


def _compare(address: Address) -> str:
    path = drop_path_session(_normalize_path(address.path)) or "/"
    query = _normalize_query(address.query[1:])
    return "".join(
        (
            f"{address.scheme}://{address.netloc}{path}",
            f"?{query}" if query else "",
            _normalize_path(address.fragment),
        )
    )


def _normalize_path(path: str) -> str:
    """Returns a path or fragment with its escapes in one spelling. Dot segments are resolved already."""
    if _PLAIN.fullmatch(path):
        return path
    escaped = quote(_TRIPLET.sub(_normalize_triplet, path), safe=_SAFE + path[:1])
    return _LETTERS.sub(_normalize_letters, escaped)


def _normalize_triplet(found: re.Match[str]) -> str:
    character = chr(int(found.group(1), 16))
    return character if _UNRESERVED.fullmatch(character) else found.group().upper()


def _normalize_letters(found: re.Match[str]) -> str:
    return quote_from_bytes(_compose(unquote_to_bytes(found.group())))


def _compose(text: bytes) -> bytes:
    """Returns letters with marks in one spelling (NFC). Bytes need not be UTF-8: old addresses are not."""
    try:
        return normalize("NFC", text.decode()).encode()
    except UnicodeDecodeError:
        return text


def _normalize_query(query: str) -> str:
    """Sorts the parameters by name, and drops those that name no article.

    Values of one name keep their order, and a name without `=` stays as it is: servers may differ.
    """
    if not query:
        return ""
    pairs = (part.partition("=") for part in query.split("&") if part)
    encoded = [
        (_percent_encode(name) + sign, _percent_encode(value)) for name, sign, value in pairs
    ]
    kept = (pair for pair in encoded if not is_meaningless(*pair))
    return "&".join("".join(pair) for pair in sorted(kept, key=lambda pair: pair[0]))


def _percent_encode(text: str) -> str:
    """Percent-encode in one spelling."""
    if text.isalnum() and text.isascii():
        return text
    return quote_plus(_compose(unquote_to_bytes(text.replace("+", " "))))


def without_parameters(url: str, names: Collection[str]) -> str:
    """Returns a compared address without the parameters of these names, in query and path.

    `names`: as `list_parameters` spells them.
    """
    head, mark, query = url.partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0] not in names]
    if ";" in head:
        head = _PATH_PARAMETER.sub(lambda found: "" if found[1] in names else found[0], head)
    return head + (mark + "&".join(kept) if query and kept else "")


def list_parameters(url: str) -> list[str]:
    """Returns the names of the parameters of a compared address; those in its path begin with `;`."""
    head, _, query = url.partition("?")
    in_path = [found[1] for found in _PATH_PARAMETER.finditer(head)]
    return in_path + [part.partition("=")[0] for part in query.split("&") if part]
