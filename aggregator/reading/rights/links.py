"""Licences that a page links: elements, Link headers (RFC 8288), RSL scripts."""

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.reading.rights.rsl import read_rsl_script
from aggregator.statements import Place, Statement

MAX_LICENCES = 5
MAX_SCRIPTS = 5
MAX_NAME = 200  # characters of a licence in words
MAX_HEADER = 16_000  # characters
RSL_TYPE = "application/rsl+xml"
_SELECTOR = (
    # HTML Standard §4.6.7.7: `copyright` is another name of `license`.
    '[rel~="license"], [rel~="copyright"], link[itemprop~="license"], a[itemprop~="license"], '
    f'script[type="{RSL_TYPE}"]'
)
_LINK = re.compile(
    r"<([^<>]{0,2000})>((?:\s{0,9};[^;,<\"]{0,200}(?:\"[^\"]{0,500}\"\s{0,9})?){0,20})"
)
_RELATION = re.compile(
    r";\s{0,9}rel\s{0,9}=\s{0,9}(?:\"([^\"]{0,500})|([^\s;,\"]{1,100}))", re.IGNORECASE
)


def read_links(tree: LexborHTMLParser, base: str) -> tuple[Statement, ...]:
    """Returns the licences that elements of the page `base` link, and what its RSL scripts say."""
    nodes = tree.css(_SELECTOR)
    links = [node.attributes for node in nodes if node.tag != "script"][:MAX_LICENCES]
    said = [
        *_make_statements(
            ((each.get("href") or "", each.get("type") or "") for each in links), "element", base
        )
    ]
    for script in [node for node in nodes if node.tag == "script"][:MAX_SCRIPTS]:
        said += [Statement("rsl", place="element"), *read_rsl_script(script.text(), base)]
    return tuple(dict.fromkeys(said))


def read_link_header(value: str, base: str) -> tuple[Statement, ...]:
    """Returns the licences that a Link header links."""
    found = ((link, options.lower()) for link, options in _LINK.findall(value[:MAX_HEADER]))
    links = [(link, options) for link, options in found if _is_of_licence(options)]
    return tuple(_make_statements(links[:MAX_LICENCES], "header", base))


def make_licence(link: str, place: Place, base: str) -> Statement | None:
    """Returns the statement of a licence by its address, made absolute, or by its name; None without one."""
    link = " ".join(link.split())
    is_address = "/" in link and " " not in link
    found = urls.read_link(base, link) if is_address else None
    if found:
        return Statement("licence", found.address or found.url, place)
    return Statement("licence", link[:MAX_NAME], place) if link and not is_address else None


def _is_of_licence(options: str) -> bool:
    match = _RELATION.search(options)
    return match is not None and "license" in (match[1] or match[2] or "").split()


def _make_statements(
    links: Iterable[tuple[str, str]], place: Place, base: str
) -> Iterator[Statement]:
    """Yields what links, with their media types, say; one that is no address says nothing."""
    for link, media_type in links:
        found = urls.read_link(base, link.strip()) if link.strip() else None
        if found:
            mark = "rsl" if "rsl+xml" in media_type.lower() else "licence"
            yield Statement(mark, found.address or found.url, place)
