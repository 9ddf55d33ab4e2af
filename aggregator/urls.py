"""Canonical addresses and the site an address belongs to.

Two addresses of one article should become one text: trackers, fragments, default ports, letter
case of the host and the order of the query do not tell articles apart.
"""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from aggregator.errors import AddressError

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 2048

# Query parameters that tell who sent the reader, never which article: exact names, then prefixes.
# From the vendors' own documentation of their campaign and click identifiers.
TRACKING_NAMES = frozenset(
    [
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "at_campaign",
        "at_medium",
        "cmpid",
        "dclid",
        "fb_action_ids",
        "fb_source",
        "fbclid",
        "ftag",
        "gbraid",
        "gclid",
        "gclsrc",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "igsh",
        "igshid",
        "mc_cid",
        "mc_eid",
        "mibextid",
        "mkt_tok",
        "msclkid",
        "ncid",
        "ns_campaign",
        "ns_mchannel",
        "ns_source",
        "oly_anon_id",
        "oly_enc_id",
        "s_cid",
        "smid",
        "spm",
        "srcref",
        "srsltid",
        "taid",
        "twclid",
        "vero_id",
        "wbraid",
        "wickedid",
        "xtor",
        "yclid",
        "ysclid",
    ]
)
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "__hs", "at_recipient", "ns_")

_DEFAULT_PORT = {"http": 80, "https": 443}
_HOST = re.compile(r"^[\w.\-]+$|^\[[0-9a-f:.]+\]$", re.IGNORECASE)
_NUMBER = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)$", re.IGNORECASE)  # such a host is IPv4 or nothing


def canonical(url: str) -> str:
    """One spelling for every address of the same page. Idempotent. Raises AddressError."""
    scheme, host, port, path, query = _parts(url)
    netloc = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, _path(path), _query(query), ""))


def join(base: str, link: str) -> str | None:
    """The canonical address of a link found at `base`, or None when it is not an http(s) one."""
    try:
        return canonical(urljoin(base, link.strip()))
    except ValueError:
        return None


def host(url: str) -> str:
    """`host` or `host:port` of an address, lower case, default port left out. Raises AddressError."""
    scheme, name, port, _, _ = _parts(url)
    return name if port in (None, _DEFAULT_PORT[scheme]) else f"{name}:{port}"


def site(url: str) -> str:
    """Who answers for an address: its registrable domain; `host:port` where there is none.

    Raises AddressError.
    """
    name = _parts(url)[1]
    return _registrable(name) or host(url)


@lru_cache(maxsize=65536)
def _registrable(name: str) -> str:
    return str(_extractor()(name).top_domain_under_public_suffix)


@lru_cache(maxsize=1)
def _extractor() -> "TLDExtract":
    from tldextract import TLDExtract  # when first needed: reading its list takes 20 ms

    # The list that ships with the package: no network, no cache folder.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=256)  # one address is asked for in many ways while its page is kept
def _parts(url: str) -> tuple[str, str, int | None, str, str]:
    text = url.strip()
    if len(text) > MAX_LENGTH:
        raise AddressError(f"address of {len(text)} characters: at most {MAX_LENGTH} are taken")
    if re.search(r"[\x00-\x20\x7f]", text):
        raise AddressError(f"{text[:80]!r} holds a blank or control character: not an address")
    try:
        text.encode(errors="surrogateescape")
        split = urlsplit(text)
        port = split.port
    except ValueError as error:
        raise AddressError(f"{text[:80]} is not an address: {error}") from error
    scheme = split.scheme.lower()
    if scheme not in _DEFAULT_PORT:
        raise AddressError(f"{text[:80]} is not an http(s) address: start it with https://")
    return scheme, _host(split.hostname, text), port, split.path, split.query


def _host(name: str | None, text: str) -> str:
    name = (name or "").rstrip(".")
    if ":" in name:
        name = f"[{name}]"
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _HOST.match(name) or ".." in name or _misspelt_ipv4(name):
        raise AddressError(f"{text[:80]} names no host: expected https://host/path")
    return name.lower()


def _misspelt_ipv4(name: str) -> bool:
    """`127.1`, `2130706433` or `0x7f.1`, which hide an address; one spelling of IPv4 is enough."""
    if not _NUMBER.search(name):
        return False
    try:
        IPv4Address(name)
    except AddressValueError:
        return True
    return False


def _path(path: str) -> str:
    """Percent-encoding in one spelling, dot segments resolved."""
    upper = re.sub(r"%[0-9a-fA-F]{2}", lambda found: found.group().upper(), path)
    encoded = quote(upper, safe="/:@!$&'()*+,;=~%-._", errors="surrogateescape")
    segments: list[str] = []
    for segment in encoded.split("/")[1:]:
        if segment == "..":
            segments[-1:] = []
        elif segment != ".":
            segments.append(segment)
    return "/" + "/".join(segments)


def _query(query: str) -> str:
    """Sorted and without trackers. A name without `=` stays without: servers tell them apart."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    spelt = [(_spelt(name), sign, _spelt(value)) for name, sign, value in pairs]
    return "&".join(sorted("".join(pair) for pair in spelt if not _tracks(pair[0].lower())))


def _spelt(text: str) -> str:
    """Percent-encoding in one spelling, of whatever bytes: many an old address is not UTF-8."""
    return quote_plus(unquote_to_bytes(text.replace("+", " ").encode(errors="surrogateescape")))


def _tracks(name: str) -> bool:
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)
