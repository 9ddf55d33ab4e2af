"""What RSL says (Really Simple Licensing 1.0, rslstandard.org/rsl): files, scripts in pages, elements of feeds.

A licence permits and prohibits uses. What no licence of a content permits is prohibited as soon as one of them
says what it permits; what is permitted for payment, by a licence server, or to some users or countries only
is on terms, which we have not met.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.reading.rights.path_rules import find_statements, make_rules
from aggregator.statements import Place, SiteRules, Statement

MAX_CHARACTERS = 512 * 1024
MAX_CONTENTS = 1_000  # of a file
MAX_ELEMENTS = 200  # of a content
MAX_PATTERN = 2_000  # characters
MAX_VALUE = 200  # characters of a name
NAMESPACE = "https://rslstandard.org/rsl"
LEAVES = ("ai-index", "ai-input", "ai-train", "search")
GROUPS: dict[str, tuple[str, ...]] = {"ai-all": LEAVES[:3], "all": LEAVES}
# Earlier drafts (July and September 2025) had these words, sorted.
FORMER: dict[str, str] = {
    "ai-inference": "ai-input",
    "ai-training": "ai-train",
    "train-ai": "ai-train",
    "train-genai": "ai-train",
}
_FEEDS = frozenset(
    ["feed", "rdf", "rss"]
)  # a licence file may be a feed with contents in its items
FREE = ("", "attribution", "free")  # types of payment that ask for no money
USERS = frozenset(["commercial", "education", "government", "non-commercial", "personal"])
_ALL = frozenset(LEAVES)
_WORD = re.compile(r"[a-z-]{1,30}")
_DECLARATION = re.compile(r"^\ufeff?\s{0,20}<\?xml[^>]{0,200}\?>")  # its encoding is no longer true


@dataclass(frozen=True, slots=True)
class _Licence:
    """One licence of a content. `permitted` is None where it does not say what it permits."""

    permitted: frozenset[str] | None
    prohibited: frozenset[str]
    payments: tuple[str, ...]
    is_for_all: bool  # for every user and country, without a licence server

    @property
    def is_free(self) -> bool:
        return self.is_for_all and all(each in FREE for each in self.payments)


def read_rsl_file(text: str, url: str, site: str) -> SiteRules:
    """Returns what the RSL file at `url` says of the pages of `site`, an address there; () for other text.

    Contents of other hosts are left out. The longest pattern decides.
    """
    return _read_document(text, "licence_file", site, url)


def read_rsl_script(text: str, base: str) -> tuple[Statement, ...]:
    """Returns what an RSL script in the page `base` says of it: contents without an address are of every page."""
    return find_statements(_read_document(text, "element", base), base)


def read_contents(
    contents: Sequence[Any], place: Place, base: str, url: str = ""
) -> tuple[Statement, ...]:
    """Returns what content elements for the same pages say together; links in them are those of the page `base`."""
    servers = [_read_address(content.get("server"), base) for content in contents]
    licences = [
        licence
        for content, server in zip(contents, servers, strict=True)
        for licence in _read_licences(content, needs_server=bool(server))
    ]
    permitted, on_terms, prohibited = _decide(licences)
    payments = {kind for licence in licences for kind in licence.payments if kind}
    said = [
        *((f"rsl prohibits {word}", "") for word in _compress(prohibited)),
        *((f"rsl on-terms {word}", "") for word in _compress(on_terms - permitted)),
        *(("rsl payment", kind) for kind in sorted(payments)),
        *(("rsl server", server) for server in dict.fromkeys(servers) if server),
        *(each for content in contents for each in _list_owners(content, base)),
    ]
    return tuple(Statement(mark, value, place, url) for mark, value in dict.fromkeys(said))


def _read_document(text: str, place: Place, site: str, url: str = "") -> SiteRules:
    root = parse_xml(text)
    by_pattern: dict[str, list[Any]] = {}
    for content in _list_contents(root) if root is not None else ():
        pattern = _find_pattern(content.get("url") or "/", site)
        if pattern is not None:
            by_pattern.setdefault(pattern, []).append(content)
    made = make_rules(
        (pattern, read_contents(contents, place, url or site, url))
        for pattern, contents in by_pattern.items()
    )
    return (made,) if made.rules else ()


def parse_xml(text: str) -> Any | None:
    """Returns the tree of an XML document or of its part; None for other text. Entities are not resolved."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True
    )
    try:
        body = _DECLARATION.sub("", text[:MAX_CHARACTERS], count=1).strip()
        return etree.fromstring(body.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def get_local_name(element: Any) -> str:
    """Returns the name of an element without namespace or prefix, in lower case; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _decide(
    licences: list[_Licence],
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Returns which uses are permitted, which only on terms, and which are prohibited."""
    free: set[str] = set()
    on_terms: set[str] = set()
    for licence in licences:
        granted = (_ALL if licence.permitted is None else licence.permitted) - licence.prohibited
        (free if licence.is_free else on_terms).update(granted)
    prohibited = {word for licence in licences for word in licence.prohibited}
    if any(licence.permitted is not None for licence in licences):
        prohibited |= _ALL - free - on_terms
    permitted = frozenset(free - prohibited)
    return permitted, frozenset(on_terms - prohibited), frozenset(prohibited)


def _read_licences(content: Any, *, needs_server: bool) -> Iterator[_Licence]:
    """Yields the licences of a content; where a server has them, there is one even if it is not shown."""
    elements = [*_list_elements(content, "license", MAX_ELEMENTS)]
    yield from (_read_licence(each, needs_server=needs_server) for each in elements)
    if needs_server and not elements:
        yield _Licence(None, frozenset(), (), is_for_all=False)


def _read_licence(element: Any, *, needs_server: bool) -> _Licence:
    permits = [*_list_elements(element, "permits", MAX_ELEMENTS)]
    prohibits = [*_list_elements(element, "prohibits", MAX_ELEMENTS)]
    payments = [*_list_elements(element, "payment", MAX_ELEMENTS)]
    usages = [each for each in permits if _is_of_usage(each)]
    limits = [each for each in (*permits, *prohibits) if not _is_of_usage(each)]
    return _Licence(
        permitted=_read_words(usages) if usages else None,
        prohibited=_read_words([each for each in prohibits if _is_of_usage(each)]),
        payments=tuple((each.get("type") or "").strip().lower()[:MAX_VALUE] for each in payments),
        is_for_all=not needs_server and all(map(_names_all_users, limits)),
    )


def _names_all_users(element: Any) -> bool:
    """Returns whether an element permits every kind of user, which limits nobody."""
    words = set(_WORD.findall((element.text or "")[:MAX_VALUE].lower()))
    kind = (element.get("type") or "").strip().lower()
    return kind == "user" and get_local_name(element) == "permits" and words >= USERS


def _is_of_usage(element: Any) -> bool:
    return (element.get("type") or "usage").strip().lower() == "usage"


def _read_words(elements: list[Any]) -> frozenset[str]:
    """Returns the uses that elements name, groups as what they hold; unknown words say nothing."""
    texts = ((element.text or "")[:MAX_VALUE].lower() for element in elements)
    words = (FORMER.get(word, word) for text in texts for word in _WORD.findall(text))
    return frozenset(leaf for word in words for leaf in GROUPS.get(word, (word,))) & _ALL


def _compress(words: frozenset[str]) -> Iterator[str]:
    """Yields the least marks for uses: a group for its members; `search` always, since `all` says less of it."""
    if words == _ALL:
        yield from ("all", "search")
    elif words.issuperset(GROUPS["ai-all"]):
        yield "ai-all"
    else:
        yield from sorted(words)


def _list_owners(content: Any, base: str) -> Iterator[tuple[str, str]]:
    """Yields who has the rights, and where the terms are."""
    for holder in _list_elements(content, "copyright", 1):
        words = " ".join("".join(holder.itertext()).split())[:MAX_VALUE]
        contact = _read_address(holder.get("contactUrl"), base)
        if words or contact:
            yield "copyright-holder", words or contact
    for terms in _list_elements(content, "terms", 1):
        address = _read_address(terms.text, base)
        if address:
            yield "usage-info", address


def _read_address(link: str | None, base: str) -> str:
    """Returns a link as an absolute address as it was written; "" when it is none."""
    found = urls.read_link(base, link.strip()) if link and link.strip() else None
    return (found.address or found.url) if found else ""


def _find_pattern(link: str, site: str) -> str | None:
    """Returns the pattern of the pages of a site that an address with `*` and `$` means; None for another host."""
    link = link.strip()[:MAX_PATTERN]
    scheme, colon, rest = link.partition("://")
    if not colon or "/" in scheme:
        return _shorten(link if link.startswith(("/", "*")) else f"/{link}")
    host, _, path = rest.partition("/")
    return _shorten(f"/{path}") if _is_host_of(host.lower(), site) else None


def _shorten(pattern: str) -> str:
    """Returns a pattern without `*` at its end, where it means nothing."""
    return pattern.rstrip("*") or "/"


def _is_host_of(pattern: str, site: str) -> bool:
    """Returns whether a host, or all hosts below one (`*.`), is that of an address; `www.` is none of its own."""
    try:
        host = urls.host(site)
    except AddressError:
        return False
    if pattern.startswith("*."):
        return f".{host}".endswith(pattern[1:])
    return host.removeprefix("www.") == pattern.removeprefix("www.")


def _list_contents(root: Any) -> list[Any]:
    """Returns the contents of a document; the root may be one. Those of a feed have addresses."""
    name = get_local_name(root)
    if name == "content":
        return [root]
    if name in _FEEDS:
        found = (each for each in root.iter(f"{{{NAMESPACE}}}content") if each.get("url"))
        return [*islice(found, MAX_CONTENTS)]
    return [*_list_elements(root, "content", MAX_CONTENTS)]


def _list_elements(element: Any, name: str, most: int) -> Iterator[Any]:
    """Yields the children of a name, in any namespace, up to a number."""
    yield from islice((each for each in element if get_local_name(each) == name), most)
