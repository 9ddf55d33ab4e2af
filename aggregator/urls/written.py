"""The written form of an address: what is fetched, as browsers read and serialise it (WHATWG URL).

Blanks are escaped, tabs and line breaks removed, hosts made ASCII (IDNA 2008); order of parameters, case
and encoding stay. On purpose it has no user name, password or fragment, except fragments that name a page.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import ada_url

from aggregator.errors import AddressError

MAX_LENGTH = 2048  # bytes, an escaped one such as %C3 counted once

# `#!/news/1` and `#/news/1` name a page of their own; other fragments name a place in a page, and
# `#/schema/` an object of its JSON-LD.
_PAGE_FRAGMENT = re.compile(r"#(?:!/?|/)(?!schema/)[^/]")
_SERIALISED = re.compile(
    r"(https?)://(?:[^/@]*@)?(\[[0-9a-f:.]+\]|[^/:\[\]]+)(?::(\d+))?(/[^?#]*)(\?[^#]*)?(#.*)?",
    re.DOTALL,
)
_HOST = re.compile(r"[\w.\-]+|\[[0-9a-f:.]+\]", re.ASCII)
_IPV4 = re.compile(r"\d+(?:\.\d+){3}", re.ASCII)
_LONE_BYTE = re.compile(r"[\udc80-\udcff]")  # a byte that is no UTF-8, as Python keeps it in a text
_LONE_HALF = re.compile(r"[\ud800-\udfff]")  # of a surrogate pair
_TRIPLET = re.compile(r"%[0-9A-Fa-f]{2}")


class Address(NamedTuple):
    """The parts of a serialised address."""

    scheme: str
    host: str  # ASCII, lower case; IPv6 in brackets
    port: str  # "" for the scheme's own
    path: str
    query: str  # with its question mark, "" for none
    fragment: str  # with its sign, "" unless it names a page

    @property
    def name(self) -> str:
        """The host without a dot at its end, which names the same host."""
        return self.host.rstrip(".")

    @property
    def netloc(self) -> str:
        """The host as compared, with its port where that is not the scheme's own."""
        return f"{self.name}:{self.port}" if self.port else self.name

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{self.path}{self.query}{self.fragment}"


def as_written(base: str, link: str) -> str | None:
    """Returns the written form of a link in the page `base`; None when it is no http(s) address.

    `base` may be empty where the link is absolute.
    """
    try:
        return str(parse(link, base))
    except AddressError:
        return None


@lru_cache(maxsize=4096)  # an address is taken apart ten times while it is leased, as 640 are
def parse(text: str, base: str = "") -> Address:
    """Returns the parts of an address, or of a link in the page `base`. Raises AddressError."""
    if len(text) > 3 * MAX_LENGTH:
        raise AddressError(f"address of {len(text)} characters: at most {MAX_LENGTH} are taken")
    text = text.strip()
    if not text.isascii():
        text = _LONE_HALF.sub("\ufffd", _LONE_BYTE.sub(_escape_lone_byte, text))
    try:
        found = ada_url.join_url(base, text) if base else ada_url.URL(text).href
    except ValueError as error:
        raise AddressError(_describe_fault(text)) from error
    parts = _SERIALISED.fullmatch(found)
    if not parts:
        raise AddressError(_describe_fault(text))
    scheme, host, port, path, query, fragment = parts.groups(default="")
    _check_host(host, text, base)
    _check_length(found)
    kept = fragment if _PAGE_FRAGMENT.match(fragment) else ""
    return Address(scheme, host, port, path, query, kept)


def _escape_lone_byte(found: re.Match[str]) -> str:
    return f"%{ord(found.group()) - 0xDC00:02X}"


def _describe_fault(text: str) -> str:
    shown = repr(text[:80]) if not text.isprintable() else text[:80]
    if re.match(r"\s*https?:", text, re.IGNORECASE):
        return f"{shown} names no host: expected https://host/path"
    return f"{shown} is not an http(s) address: start it with https://"


def _check_host(host: str, text: str, base: str) -> None:
    """Refuses a host that no name server can know, and IPv4 in another spelling than four decimal numbers.

    Browsers read `127.1`, `2130706433` and `0x7f.1` as 127.0.0.1; in a feed they only hide the address.
    """
    if not _HOST.fullmatch(host) or ".." in host or not host.strip("."):
        raise AddressError(_describe_fault(text))
    if _IPV4.fullmatch(host) and host not in (_find_written_host(text), _find_written_host(base)):
        raise AddressError(_describe_fault(text))


def _find_written_host(text: str) -> str:
    """Returns the host of an address as it was written."""
    found = re.match(
        r"(?:https?:)?[/\\]*([^/\\?#]*)", re.sub(r"[\t\r\n]", "", text).strip(), re.IGNORECASE
    )
    authority = found.group(1).rpartition("@")[2] if found else ""
    return authority.partition(":")[0].removesuffix(".")


def _check_length(serialised: str) -> None:
    if len(serialised) <= MAX_LENGTH:
        return
    length = len(serialised) - 2 * len(_TRIPLET.findall(serialised))
    if length > MAX_LENGTH:
        raise AddressError(f"address of {length} characters: at most {MAX_LENGTH} are taken")
