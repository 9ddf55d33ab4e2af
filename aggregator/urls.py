"""Canonical addresses and the site an address belongs to.

All addresses of one article get the same spelling: tracking parameters, fragments, default ports,
the case of the host and the order of the query are removed or made the same.
"""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from aggregator.errors import AddressError

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 2048

# Query parameters that name where the reader came from, not the article: exact names, then prefixes.
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

# Sites whose subdomains belong to different authors, and that are not in the list of public suffixes
# (its private part has blogspot.com, hatenablog.com, github.io, wixsite.com and others). From the
# services' own pages on the addresses of a blog.
SITES_OF_SUBDOMAIN_AUTHORS = frozenset(
    [
        "bearblog.dev",
        "beehiiv.com",
        "blog.ir",
        "blog.jp",
        "blogfa.com",
        "blogg.se",
        "blogs.com",
        "blogsky.com",
        "canalblog.com",
        "cocolog-nifty.com",
        "dreamwidth.org",
        "exblog.jp",
        "fc2.com",
        "ghost.io",
        "hashnode.dev",
        "home.blog",
        "jimdo.com",
        "kinja.com",
        "livedoor.blog",
        "livejournal.com",
        "medium.com",
        "micro.blog",
        "mystrikingly.com",
        "news.blog",
        "over-blog.com",
        "pixnet.net",
        "sapo.pt",
        "seesaa.net",
        "skyrock.com",
        "squarespace.com",
        "substack.com",
        "tistory.com",
        "tumblr.com",
        "typepad.com",
        "uol.com.br",
        "webnode.com",
        "weebly.com",
        "wordpress.com",
    ]
)
# Hosts where the first path segments name the author, and how many of them.
HOSTS_OF_PATH_AUTHORS = {
    "ameblo.jp": 1,
    "blog.naver.com": 1,
    "dev.to": 1,
    "medium.com": 1,
    "note.com": 1,
    "open.substack.com": 2,
    "sites.google.com": 2,
    "vk.com": 1,
    "vocal.media": 1,
}
AUTHOR_MARKS = ("@", "~")  # first character of a path segment that names an author, on any host

_DEFAULT_PORT = {"http": 80, "https": 443}
_HOST = re.compile(r"^[\w.\-]+$|^\[[0-9a-f:.]+\]$", re.IGNORECASE)
_NUMBER = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)$", re.IGNORECASE)  # such a host is IPv4 or nothing


def canonical(url: str) -> str:
    """Returns the canonical spelling of an address. Idempotent. Raises AddressError."""
    scheme, host, port, path, query = _split_address(url)
    netloc = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, _normalize_path(path), _normalize_query(query), ""))


def join(base: str, link: str) -> str | None:
    """Returns the canonical address of a link in the page `base`; None when it is no http(s) address."""
    try:
        return canonical(urljoin(base, _replace_backslashes(link.strip())))
    except ValueError:
        return None


def host(url: str) -> str:
    """Returns `host` or `host:port` of an address, in lower case, without a default port.

    Raises AddressError.
    """
    scheme, name, port, _, _ = _split_address(url)
    return name if port in (None, _DEFAULT_PORT[scheme]) else f"{name}:{port}"


def site(url: str) -> str:
    """Returns the site of an address: its registrable domain, or `host:port` where it has none.

    Raises AddressError.
    """
    name = _split_address(url)[1]
    return _registrable_domain(name) or host(url)


def author_space(url: str) -> str:
    """Returns the part of the web that is the author's of an address: mostly its site.

    On a site that many authors share it is the site with the author's subdomain or path segments.
    Raises AddressError.
    """
    _, name, _, path, _ = _split_address(url)
    own_site = site(url)
    space = name if own_site in SITES_OF_SUBDOMAIN_AUTHORS else own_site
    segments = [unquote(segment).lower() for segment in path.split("/") if segment]
    count = HOSTS_OF_PATH_AUTHORS.get(name.removeprefix("www."), 0)
    marked = (n for n, segment in enumerate(segments, 1) if segment.startswith(AUTHOR_MARKS))
    return "/".join([space.removeprefix("www."), *segments[: max(count, next(marked, 0))]])


@lru_cache(maxsize=65536)
def _registrable_domain(name: str) -> str:
    return str(_extractor()(name).top_domain_under_public_suffix)


@lru_cache(maxsize=1)
def _extractor() -> "TLDExtract":
    from tldextract import TLDExtract  # when first needed: reading its list takes 20 ms

    # The list that ships with the package: no network, no cache folder.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=256)  # the same address is split several times while its page is stored
def _split_address(url: str) -> tuple[str, str, int | None, str, str]:
    text = _replace_backslashes(url.strip())
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
    return scheme, _normalize_host(split.hostname, text), port, split.path, split.query


def _replace_backslashes(text: str) -> str:
    """Returns an address with a slash for each backslash before its query, as browsers read it (WHATWG URL).

    Else `https://a.example\\@b.example/`, which leads readers to a.example, would be at b.example.
    """
    end = len(re.split(r"[?#]", text, maxsplit=1)[0])
    return text[:end].replace("\\", "/") + text[end:]


def _normalize_host(name: str | None, text: str) -> str:
    name = (name or "").rstrip(".")
    if ":" in name:
        name = f"[{name}]"
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _HOST.match(name) or ".." in name or _is_unusual_ipv4(name):
        raise AddressError(f"{text[:80]} names no host: expected https://host/path")
    return name.lower()


def _is_unusual_ipv4(name: str) -> bool:
    """Whether a host is IPv4 in another spelling, such as `127.1`, `2130706433` or `0x7f.1`: it hides the address."""
    if not _NUMBER.search(name):
        return False
    try:
        IPv4Address(name)
    except AddressValueError:
        return True
    return False


def _normalize_path(path: str) -> str:
    """Percent-encode in one spelling and resolve dot segments."""
    upper = re.sub(r"%[0-9a-fA-F]{2}", lambda found: found.group().upper(), path)
    encoded = quote(upper, safe="/:@!$&'()*+,;=~%-._", errors="surrogateescape")
    segments: list[str] = []
    for segment in encoded.split("/")[1:]:
        if segment == "..":
            segments[-1:] = []
        elif segment != ".":
            segments.append(segment)
    return "/" + "/".join(segments)


def _normalize_query(query: str) -> str:
    """Sort the parameters and drop tracking ones. A name without `=` stays as it is: servers may differ."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    encoded = [(_percent_encode(name), sign, _percent_encode(value)) for name, sign, value in pairs]
    return "&".join(sorted("".join(pair) for pair in encoded if not _is_tracking(pair[0].lower())))


def _percent_encode(text: str) -> str:
    """Percent-encode in one spelling. Bytes need not be UTF-8: old addresses are not."""
    return quote_plus(unquote_to_bytes(text.replace("+", " ").encode(errors="surrogateescape")))


def _is_tracking(name: str) -> bool:
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)
