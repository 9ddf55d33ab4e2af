"""Forms in which people pass on the address of a page: archives, caches, redirects, readers, twins.

An address is taken out of its wrapping as far as it holds the page's address; nothing is fetched. The
services are in the tables of `address_services`.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus, urlsplit

from aggregator import urls
from aggregator.address_services import (
    ADDED_BEGINNINGS,
    ADDED_NAMES,
    ADDRESS_PARAMETERS,
    FORMS_WITH_BARE_ADDRESS,
    GOOGLE_HOST,
    PATH_MARKS,
    SHORT_LINK_HOSTS,
    WRAPPING_HOSTS,
    Form,
)
from aggregator.twin_addresses import find_plain_form, list_variants

MAX_LENGTH = urls.MAX_LENGTH + 64  # characters, with quotation marks and a label around the address
MAX_LAYERS = 8  # of wrappings around one address

_SCHEME = re.compile(r"(?:https?|feed)(?::/{1,3}|%3a%2f%2f)", re.IGNORECASE)
_BARE_ADDRESS = re.compile(
    r"(?:[\w-]{1,63}\.){1,10}[^\W\d_][\w-]{1,62}(?::\d{1,5})?/\S*", re.IGNORECASE
)
_LABEL = re.compile(r"(?:view-source|feed(?=:https?:)|cache|url):\s*", re.IGNORECASE)
_CACHE_ID = re.compile(r"[\w-]{8,16}:(?!/)")  # cache:AbCdEf123456:paper.example/storm
_OPENING = "<([{'\"“‘«"
_CLOSING = ".,;:!?)]}>'\"”’»"


@dataclass(frozen=True, slots=True)
class AddressForm:
    """A canonical address under which a page may be known, and how it follows from what was given."""

    url: str
    form: Form


def list_forms(given: str) -> list[AddressForm]:
    """Returns the addresses that a given one may mean, without repetition; the exact one comes first.

    Then what its wrappings hold, from the outermost to the innermost; then the plain form of the innermost
    one, and its spellings with and without https, `www` and a slash. Empty when it is no address.
    """
    forms: dict[str, Form] = {}
    for url, form in (*_list_layers(given), *_list_twins(unwrap(given))):
        forms.setdefault(url, form)
    return [AddressForm(url, form) for url, form in forms.items()]


def unwrap(given: str) -> str:
    """Returns the canonical address of the page that a given address is about; "" when it is no address."""
    layers = list(_list_layers(given))
    return layers[-1][0] if layers else ""


def is_short_link(url: str) -> bool:
    """Returns whether an address leads to a page and does not hold its address."""
    return _parse_host(url).removeprefix("www.") in SHORT_LINK_HOSTS


def looks_like_address(text: str) -> bool:
    """Returns whether a text is meant as an address: it has a scheme, or a host and a path, and no blank."""
    bare = _trim(text)
    return not re.search(r"\s", bare) and bool(_SCHEME.match(bare) or _BARE_ADDRESS.match(bare))


def _list_layers(given: str) -> Iterator[tuple[str, Form]]:
    """Yields the given address, then each that is wrapped in the one before."""
    if exact := _make_canonical(given.strip()):
        yield exact, "exact"
    text = _trim(given)
    form: Form = "cache" if given.strip().lower().startswith("cache:") else "exact"
    for _ in range(MAX_LAYERS):
        url = _make_trimmed_canonical(text)
        if not url:
            return
        yield url, form
        text, form = _take_out(url)


def _list_twins(url: str) -> Iterator[tuple[str, Form]]:
    """Yields the plain form of an address with its spellings, then the other spellings of the address."""
    if not url:
        return
    if plain := find_plain_form(url):
        yield plain, "twin"
        for each in list_variants(plain):
            yield each, "twin"
    for each in list_variants(url):
        yield each, "spelling"


def _trim(given: str) -> str:
    """Returns an address without quotation marks, brackets, and labels such as `cache:` around it."""
    text = given[: MAX_LENGTH + 1].strip().lstrip(_OPENING)
    if len(text) > MAX_LENGTH:
        return ""
    while label := _LABEL.match(text):
        text = text[label.end() :]
    if not _SCHEME.match(text) and (cache_id := _CACHE_ID.match(text)):
        text = text[cache_id.end() :]
    return _trim_end(text)


def _trim_end(text: str) -> str:
    """Returns an address without the signs of a sentence after it; a bracket that it opens stays closed."""
    trimmed = text.rstrip(_CLOSING)
    rest = text[len(trimmed) :]
    return (
        trimmed + ")"
        if rest.startswith(")") and trimmed.count("(") > trimmed.count(")")
        else trimmed
    )


def _make_canonical(text: str) -> str:
    """Returns the canonical address of a text with or without scheme; "" when it has none."""
    if not (_SCHEME.match(text) or _BARE_ADDRESS.match(text)):
        return ""
    try:
        return urls.canonical(_complete(text))
    except ValueError:
        return ""


def _make_trimmed_canonical(text: str) -> str:
    """Returns the canonical address of a text, which ends with no sign of a sentence."""
    url = _make_canonical(text)
    trimmed = _trim_end(url)
    return url if trimmed == url else _make_canonical(trimmed)


def _complete(text: str) -> str:
    """Returns an address with a scheme and two slashes, as archives and servers shorten both."""
    scheme = _SCHEME.match(text)
    if not scheme:
        return f"https://{text}"
    if "%" in scheme.group():
        text = unquote(text)
    name = "http" if text[:5].lower() == "http:" else "https"
    return f"{name}://{re.sub('^[a-zA-Z]+:/*', '', text)}"


def _take_out(url: str) -> tuple[str, Form]:
    """Returns the address that a canonical address wraps, and the form of the wrapping; "" where it wraps none."""
    host = _parse_host(url)
    form = _find_wrapping(url, host)
    if not form:
        return _take_out_of_translated_host(url, host), "translation"
    inner = (
        _take_out_of_proofpoint(url)
        or _take_out_of_path(url)
        or _take_out_of_parameters(url)
        or _take_out_of_encoded_id(url)
        or _take_out_of_query(url)
        or (_take_out_bare(url) if form in FORMS_WITH_BARE_ADDRESS else "")
    )
    return _drop_added_parameters(inner), form


def _parse_host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _find_wrapping(url: str, host: str) -> Form | None:
    """Returns the form that addresses of a host wrap others in; None for other hosts."""
    if GOOGLE_HOST.match(host):
        return "amp_cache" if urlsplit(url).path.startswith("/amp/") else "redirect"
    labels = host.split(".")[-6:]
    parents = (".".join(labels[start:]) for start in range(len(labels)))
    return next((WRAPPING_HOSTS[name] for name in parents if name in WRAPPING_HOSTS), None)


def _take_out_of_parameters(url: str) -> str:
    """Returns the address in a parameter of an address, also after the label `cache:`."""
    pairs = (part.partition("=") for part in urlsplit(url).query.split("&"))
    values = (
        _trim(unquote_plus(value).partition(" ")[0])
        for name, _, value in pairs
        if name.lower() in ADDRESS_PARAMETERS
    )
    return next((value for value in values if _make_canonical(value)), "")


def _take_out_of_path(url: str) -> str:
    """Returns the address that is in the path of an address, with its own query."""
    rest = url.partition("://")[2]
    scheme = _SCHEME.search(rest.partition("?")[0])
    return rest[scheme.start() :] if scheme else ""


def _take_out_of_query(url: str) -> str:
    """Returns the address that is the query of an address, or the value of a parameter of any name."""
    query = urlsplit(url).query
    scheme = _SCHEME.search(query)
    inner = query[scheme.start() :].partition("&")[0] if scheme else ""
    return unquote(inner)


def _take_out_bare(url: str) -> str:
    """Returns the address without scheme that follows the marks at the beginning of a path."""
    rest = url.partition("://")[2]
    path = rest[rest.find("/") :]
    marks = PATH_MARKS.match(path)
    bare = path[marks.end() :] if marks else ""
    return _drop_turbo_segment(bare) if _BARE_ADDRESS.match(bare) else ""


def _drop_turbo_segment(bare: str) -> str:
    """Returns an address without the segment `s` that Turbo pages have after the host."""
    return re.sub(r"^([^/]+)/s/", r"\1/", bare)


def _take_out_of_encoded_id(url: str) -> str:
    """Returns the address within an id in base64, as Google News and Bing have it."""
    found = re.search(r"(?:/articles/|/read/|[?&]u=a1)([\w-]{16,4000})", url)
    if not found:
        return ""
    try:
        decoded = urlsafe_b64decode(found.group(1) + "=" * (-len(found.group(1)) % 4))
    except ValueError:
        return ""
    inner = re.search(rb"https?://[\x21-\x7e]+", decoded)
    return inner.group().decode("ascii") if inner else ""


def _take_out_of_proofpoint(url: str) -> str:
    """Returns the address in a link of Proofpoint, which writes its signs in two ways of its own."""
    _, mark, rest = url.partition("/v3/__")
    if mark and _SCHEME.match(rest):
        return rest.partition("__;")[0]
    found = re.search(r"/v[12]/url\?(?:[^#]*&)?u=(http[^&]+)", url)
    return unquote(found.group(1).replace("-", "%").replace("_", "/")) if found else ""


def _take_out_of_translated_host(url: str, host: str) -> str:
    """Returns the address of a page at translate.goog, whose host has hyphens in place of dots."""
    name = host.removesuffix(".translate.goog")
    if name == host:
        return ""
    site = name.replace("--", "\0").replace("-", ".").replace("\0", "-")
    rest = url.partition("://")[2].partition("/")[2]
    return _drop_added_parameters(f"https://{site}/{rest}")


def _drop_added_parameters(url: str) -> str:
    """Returns an address without the parameters that caches and translators add."""
    head, mark, query = url.partition("?")
    kept = [each for each in query.split("&") if each and not _is_added(each)]
    return head + (mark + "&".join(kept) if kept else "")


def _is_added(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in ADDED_NAMES or name.startswith(ADDED_BEGINNINGS)
