"""What a page says of itself: one pass over JSON-LD, meta tags and links.

Each field takes the first source that has it, and `found` says which one that was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import Precision
from aggregator.reading import bylines, declared_dates, json_ld, rights, titles
from aggregator.reading.dates import Claim

Metas = Mapping[str, list[str]]

_SECTION = ("article:section", "parsely-section", "cxenseparse:category", "articlesection")
_SITE = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "publisher",
    "dc.publisher",
    "twitter:site",
)
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>\s*;[^,<]{0,200}\brel=\"?canonical\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of an article that its page declares; empty where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_precision: Precision | None = None
    published_offset: int | None = None  # minutes east of UTC; None: no zone was said
    modified: str | None = None
    language: str = ""
    publisher: str = ""
    section: str = ""
    image: str = ""
    canonical: str = ""
    free: bool | None = None
    rights: tuple[str, ...] = ()
    article: Mapping[str, Any] = field(default_factory=dict)  # the JSON-LD node of the article
    kinds: frozenset[str] = frozenset()  # types of all its JSON-LD nodes, and og:type
    metas: Metas = field(default_factory=dict)
    sites: frozenset[str] = frozenset()  # folded names of the site
    heads: tuple[str, ...] = ()  # every title the page gives itself
    found: Mapping[str, str] = field(default_factory=dict)


def read(tree: LexborHTMLParser, base: str, headers: Mapping[str, str]) -> Metadata:
    """Everything the page declares; `base` is its address, headers have lower-case names."""
    metas = _metas(tree)
    blocks = [node.text() for node in tree.css('script[type*="ld+json"]')]
    linked = json_ld.nodes(blocks)
    article, page = json_ld.article(linked), json_ld.page(linked)
    found: dict[str, str] = {}
    publisher = _publisher(article, linked, metas)
    sites = _site_names(publisher, metas, base)
    title, place = titles.headline(article, metas, tree, sites)
    if title:
        found["title"] = place
    place, authors = bylines.declared((article, page), linked, metas, sites)
    if authors:
        found["authors"] = place
    published, modified = _dates((article, page), metas, tree, found)
    return Metadata(
        title=title,
        authors=authors,
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_offset=published.offset if published else None,
        modified=modified.value if modified else None,
        language=_language(article, metas, tree, headers, found),
        publisher=publisher,
        section=json_ld.text(article.get("articleSection")) or _meta(metas, _SECTION)[0],
        image=_image(article, metas, tree, base),
        canonical=_canonical(tree, metas, base, headers, found),
        free=_free(article, metas),
        rights=rights.marks(tree, article, metas, headers),
        article=article,
        kinds=frozenset(kind for node in linked for kind in json_ld.types(node))
        | {f"og:{kind}" for kind in metas.get("og:type", [])},
        metas=metas,
        sites=frozenset(sites),
        heads=titles.heads(article, metas, tree),
        found=found,
    )


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        told = node.attributes
        value = (told.get("content") or "").strip()
        if not value:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = told.get(attribute)
            if key:
                metas.setdefault(key.strip().lower(), []).append(value)
    return metas


def _meta(metas: Metas, keys: tuple[str, ...]) -> tuple[str, str]:
    """The first value among these meta names, and its name."""
    return next(((metas[key][0], key) for key in keys if key in metas), ("", ""))


def _site_names(publisher: str, metas: Metas, base: str) -> set[str]:
    told = [publisher, *(value for key in _SITE for value in metas.get(key, []))]
    try:
        host = urls.host(base).rsplit(":", 1)[0].removeprefix("www.")
    except ValueError:
        host = ""
    told += [host, host.split(".")[0], host.rsplit(".", 1)[0]]
    return {titles.fold(name) for name in told if len(name) > 1}


def _dates(
    nodes: declared_dates.Nodes,
    metas: Metas,
    tree: LexborHTMLParser,
    found: dict[str, str],
) -> tuple[Claim | None, Claim | None]:
    """What the page claims of its publication and its last change; `found` is told where."""
    published, where = declared_dates.published(nodes, metas, tree)
    modified, elsewhere = declared_dates.modified(nodes, metas, tree)
    found.update(
        {key: place for key, place in (("published", where), ("modified", elsewhere)) if place}
    )
    return published, modified


def _publisher(article: Mapping[str, Any], linked: list[json_ld.Node], metas: Metas) -> str:
    given = article.get("publisher")
    if isinstance(given, dict) and not given.get("name"):
        given = next(
            (node for node in linked if node.get("@id") == given.get("@id") and _is_party(node)),
            given,
        )
    told = next(iter(json_ld.names(given)), "")
    return titles.clean(titles.unescaped(told or _meta(metas, _SITE[:4])[0]))


def _is_party(node: json_ld.Node) -> bool:
    """A name of its own, and not an article's: some pages refer from their publisher to themselves."""
    return bool(node.get("name")) and not json_ld.types(node) & json_ld.ARTICLE_TYPES


def _language(
    article: Mapping[str, Any],
    metas: Metas,
    tree: LexborHTMLParser,
    headers: Mapping[str, str],
    found: dict[str, str],
) -> str:
    root = tree.root
    candidates = (
        ("html lang", (root.attributes.get("lang") or "") if root else ""),
        ("json-ld", json_ld.text(article.get("inLanguage"))),
        (
            "meta og:locale",
            _meta(metas, ("og:locale", "content-language", "language", "dc.language"))[0],
        ),
        ("header", headers.get("content-language", "")),
    )
    for where, value in candidates:
        match = _LANGUAGE.match(value.split(",")[0].strip())
        if match:
            found["language"] = where
            tongue, script, country = match.groups()
            parts = (tongue.lower(), (script or "").title(), (country or "").upper())
            return "-".join(part for part in parts if part)
    return ""


def _canonical(
    tree: LexborHTMLParser,
    metas: Metas,
    base: str,
    headers: Mapping[str, str],
    found: dict[str, str],
) -> str:
    links = [node.attributes.get("href") or "" for node in tree.css('link[rel~="canonical"]')]
    links += _LINK_HEADER.findall(headers.get("link", ""))
    for where, link in [
        *(("canonical", link) for link in links),
        *(("og:url", link) for link in metas.get("og:url", [])),
    ]:
        told = urls.join(base, link) if link.strip() else None
        if told:
            found["canonical_url"] = where
            return told
    return ""


def _image(article: Mapping[str, Any], metas: Metas, tree: LexborHTMLParser, base: str) -> str:
    told = _meta(metas, ("og:image", "og:image:url", "twitter:image"))[0]
    link = told or json_ld.address(article.get("image")) or _microdata_image(tree)
    return (urls.join(base, link) or "") if link else ""


def _microdata_image(tree: LexborHTMLParser) -> str:
    node = tree.css_first(
        'link[itemprop~="image"], meta[itemprop~="image"], img[itemprop~="image"]'
    )
    told = node.attributes if node else {}
    return (told.get("href") or told.get("content") or told.get("src") or "").strip()


def _free(article: Mapping[str, Any], metas: Metas) -> bool | None:
    told = article.get("isAccessibleForFree", _meta(metas, ("isaccessibleforfree",))[0])
    said = str(told).strip().lower().rsplit("/", 1)[-1]
    if said in ("true", "false"):
        return said == "true"
    tier = _meta(metas, ("article:content_tier", "og:article:content_tier"))[0].lower()
    return {"free": True, "locked": False, "metered": False}.get(tier)
