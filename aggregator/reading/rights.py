"""Marks that limit what may be done with a page, in the words of their standards.

Robots meta and X-Robots-Tag; TDMRep (W3C community report of 2024-05-10); RSL 1.0
(rslstandard.org); `rel=license`; schema.org `license` and `copyrightNotice`; copyright lines.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import json_ld, titles

_ROBOTS = re.compile(r"\b(?:noarchive|nosnippet|noai|noimageai)\b")
_LICENSE_HEADER = re.compile(
    r"<([^<>]{1,2000})>\s*;([^,<]{0,200}\brel=\"?license\b[^,<]{0,200})", re.IGNORECASE
)
_COPYRIGHT_METAS = ("copyright", "dc.rights", "dcterms.rights", "rights")
_LICENSED = '[rel~="license"], script[type="application/rsl+xml"]'
_PLACES = '[class*="copyright"], [id*="copyright"], footer'
_LINE = re.compile(r"(?:©|\bcopyright\b|\(c\)\s*(?=\d{4}))[^\n]{4,}", re.IGNORECASE)
MAX_LINE = 200  # characters of a copyright line
MAX_LICENSES = 5


def marks(
    tree: LexborHTMLParser,
    article: Mapping[str, Any],
    metas: Mapping[str, list[str]],
    headers: Mapping[str, str],
) -> tuple[str, ...]:
    """`noarchive` and its like, `tdm-reservation`, `tdm-policy URL`, `rsl URL`, `license URL`,
    and the copyright line; without repetition."""
    told = [*_robots(metas, headers), *_reserved(metas, headers)]
    told += _licenses(tree, article, headers)
    line = _copyright(tree, article, metas)
    return tuple(dict.fromkeys([*told, line] if line else told))


def _robots(metas: Mapping[str, list[str]], headers: Mapping[str, str]) -> list[str]:
    said = [*metas.get("robots", []), *metas.get("googlebot", []), headers.get("x-robots-tag", "")]
    return sorted(set(_ROBOTS.findall(",".join(said).lower())))


def _reserved(metas: Mapping[str, list[str]], headers: Mapping[str, str]) -> Iterator[str]:
    reserved, policy = (
        (metas.get(name) or [headers.get(name, "")])[0].strip()
        for name in ("tdm-reservation", "tdm-policy")
    )
    if reserved == "1":
        yield "tdm-reservation"
        if policy:
            yield f"tdm-policy {policy}"


def _licenses(
    tree: LexborHTMLParser, article: Mapping[str, Any], headers: Mapping[str, str]
) -> list[str]:
    nodes = [node.attributes for node in tree.css(_LICENSED)[:MAX_LICENSES]]
    links = [(told.get("href") or "", told.get("type") or "") for told in nodes]
    links += _LICENSE_HEADER.findall(headers.get("link", ""))[:MAX_LICENSES]
    told = [f"{_kind(about)} {link}".strip() for link, about in links if link or "rsl" in about]
    declared = json_ld.address(article.get("license"))
    return [*told, f"license {declared}"] if declared else told


def _kind(about: str) -> str:
    return "rsl" if "rsl+xml" in about.lower() else "license"


def _copyright(
    tree: LexborHTMLParser, article: Mapping[str, Any], metas: Mapping[str, list[str]]
) -> str:
    """The copyright line as the page declares it, or as it shows it."""
    declared = [metas[name][0] for name in _COPYRIGHT_METAS if name in metas]
    declared += [json_ld.text(article.get("copyrightNotice"))]
    line = next((text for text in declared if text), "")
    return titles.clean(line or _shown(tree))[:MAX_LINE].strip()


def _shown(tree: LexborHTMLParser) -> str:
    for node in tree.css(_PLACES)[:8]:
        found = _LINE.search(node.text(separator=" ").strip()[-4_000:])
        if found:
            return found[0]
    return ""
