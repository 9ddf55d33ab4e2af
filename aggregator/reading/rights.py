"""Reads the marks that limit the use of a page, in the words of their standards.

Robots meta and X-Robots-Tag; TDMRep (W3C community report of 2024-05-10); RSL 1.0
(rslstandard.org); `rel=license`; schema.org `license` and `copyrightNotice`; copyright lines.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import json_ld, titles

_ROBOTS_VALUES = re.compile(r"\b(?:noarchive|nosnippet|noai|noimageai)\b")
_LICENSE_HEADER = re.compile(
    r"<([^<>]{1,2000})>\s*;([^,<]{0,200}\brel=\"?license\b[^,<]{0,200})", re.IGNORECASE
)
_COPYRIGHT_METAS = ("copyright", "dc.rights", "dcterms.rights", "rights")
_LICENSE_SELECTOR = '[rel~="license"], script[type="application/rsl+xml"]'
_COPYRIGHT_SELECTOR = '[class*="copyright"], [id*="copyright"], footer'
_COPYRIGHT_LINE = re.compile(r"(?:©|\bcopyright\b|\(c\)\s*(?=\d{4}))[^\n]{4,}", re.IGNORECASE)
MAX_LINE = 200  # characters of a copyright line
MAX_LICENSES = 5


def read_rights(
    tree: LexborHTMLParser,
    article: Mapping[str, Any],
    metas: Mapping[str, list[str]],
    headers: Mapping[str, str],
) -> tuple[str, ...]:
    """Returns `noarchive` and similar, `tdm-reservation`, `tdm-policy URL`, `rsl URL`, `license URL`, and
    the copyright line; without repetition."""
    collected = [*_read_robots_marks(metas, headers), *_read_tdm_marks(metas, headers)]
    collected += _read_license_marks(tree, article, headers)
    line = _find_copyright_line(tree, article, metas)
    return tuple(dict.fromkeys([*collected, line] if line else collected))


def _read_robots_marks(metas: Mapping[str, list[str]], headers: Mapping[str, str]) -> list[str]:
    values = [
        *metas.get("robots", []),
        *metas.get("googlebot", []),
        headers.get("x-robots-tag", ""),
    ]
    return sorted(set(_ROBOTS_VALUES.findall(",".join(values).lower())))


def _read_tdm_marks(metas: Mapping[str, list[str]], headers: Mapping[str, str]) -> Iterator[str]:
    reserved, policy = (
        (metas.get(name) or [headers.get(name, "")])[0].strip()
        for name in ("tdm-reservation", "tdm-policy")
    )
    if reserved == "1":
        yield "tdm-reservation"
        if policy:
            yield f"tdm-policy {policy}"


def _read_license_marks(
    tree: LexborHTMLParser, article: Mapping[str, Any], headers: Mapping[str, str]
) -> list[str]:
    """Returns `rsl URL` or `license URL` for each licence in elements, header and JSON-LD."""
    nodes = [node.attributes for node in tree.css(_LICENSE_SELECTOR)[:MAX_LICENSES]]
    links = [(node.get("href") or "", node.get("type") or "") for node in nodes]
    links += _LICENSE_HEADER.findall(headers.get("link", ""))[:MAX_LICENSES]
    marks = [
        f"{_license_kind_of_media_type(media_type)} {link}".strip()
        for link, media_type in links
        if link or "rsl" in media_type
    ]
    declared = json_ld.find_first_address(article.get("license"))
    return [*marks, f"license {declared}"] if declared else marks


def _license_kind_of_media_type(media_type: str) -> str:
    return "rsl" if "rsl+xml" in media_type.lower() else "license"


def _find_copyright_line(
    tree: LexborHTMLParser, article: Mapping[str, Any], metas: Mapping[str, list[str]]
) -> str:
    """Returns the copyright line that the page declares, else the one it shows, else ""."""
    declared = [metas[name][0] for name in _COPYRIGHT_METAS if name in metas]
    declared += [json_ld.find_first_text(article.get("copyrightNotice"))]
    line = next((text for text in declared if text), "")
    return titles.clean_title(line or _find_visible_copyright_line(tree))[:MAX_LINE].strip()


def _find_visible_copyright_line(tree: LexborHTMLParser) -> str:
    for node in tree.css(_COPYRIGHT_SELECTOR)[:8]:
        match = _COPYRIGHT_LINE.search(node.text(separator=" ").strip()[-4_000:])
        if match:
            return match[0]
    return ""
