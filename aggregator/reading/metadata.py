"""Reads what a page declares about itself, in one pass over JSON-LD, meta tags and links.

Each field takes the first origin that has it; `field_origins` says which one that was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import Precision
from aggregator.reading import bylines, declared_dates, json_ld, titles
from aggregator.reading.dates import ClaimedDate

MetaTags = Mapping[str, list[str]]

_SECTION_METAS = ("article:section", "parsely-section", "cxenseparse:category", "articlesection")
_SITE_METAS = (
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
    """The fields of an article that its page declares; empty where it declares none."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_precision: Precision | None = None
    published_offset: int | None = None  # minutes east of UTC; None: without a zone
    modified: str | None = None
    language: str = ""
    publisher: str = ""
    section: str = ""
    image: str = ""
    canonical: str = ""
    amp: str = ""  # the address of its AMP page
    free: bool | None = None
    article: Mapping[str, Any] = field(default_factory=dict)  # the JSON-LD node of the article
    nodes: tuple[Mapping[str, Any], ...] = ()  # all its JSON-LD nodes: one block may add to another
    page: Mapping[str, Any] = field(default_factory=dict)  # the JSON-LD node of the page around it
    names: Mapping[str, str] = field(default_factory=dict)  # of JSON-LD nodes, by `@id`
    kinds: frozenset[str] = frozenset()  # types of all its JSON-LD nodes, and og:type
    metas: MetaTags = field(default_factory=dict)
    sites: frozenset[str] = frozenset()  # folded names of the site
    titles: tuple[str, ...] = ()  # every title that the page gives itself
    field_origins: Mapping[str, str] = field(
        default_factory=dict
    )  # field -> where its value came from


def read_metadata(tree: LexborHTMLParser, base: str, headers: Mapping[str, str]) -> Metadata:
    """Read everything the page declares; `base` is its address, headers have lower-case names."""
    metas = _read_meta_tags(tree)
    blocks = [node.text() for node in tree.css('script[type*="ld+json"]')]
    nodes = json_ld.parse_nodes(blocks)
    article, page = json_ld.find_article_node(nodes), json_ld.find_page_node(nodes)
    origins: dict[str, str] = {}
    publisher = _find_publisher(article, nodes, metas)
    sites = _list_site_names(publisher, metas, base)
    title, origin = titles.find_headline(article, metas, tree, sites)
    if title:
        origins["title"] = origin
    origin, authors = bylines.find_declared_authors((article, page), nodes, metas, sites)
    if authors:
        origins["authors"] = origin
    published, modified = _read_dates((article, page), metas, tree, origins)
    return Metadata(
        title=title,
        authors=authors,
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_offset=published.offset if published else None,
        modified=modified.value if modified else None,
        language=_find_language(article, metas, tree, headers, origins),
        publisher=publisher,
        section=_find_section(article, metas),
        image=_find_image(article, metas, tree, base),
        canonical=_find_canonical(tree, metas, base, headers, origins),
        amp=_find_amp(tree, base),
        free=_is_free_to_read(article, metas),
        article=article,
        nodes=_find_nodes_of_article(article, nodes),
        page=page,
        names=json_ld.map_names(nodes),
        kinds=_list_kinds(nodes, metas),
        metas=metas,
        sites=frozenset(sites),
        titles=titles.list_titles(article, metas, tree),
        field_origins=origins,
    )


def _find_nodes_of_article(
    article: Mapping[str, Any], nodes: list[json_ld.Node]
) -> tuple[Mapping[str, Any], ...]:
    """Returns the node of the article, and the second one where there are two: more are a list of articles."""
    others = [node for node in nodes if node is not article and json_ld.is_article(node)]
    return (article, *others) if len(others) == 1 else (article,)


def _find_section(article: Mapping[str, Any], metas: MetaTags) -> str:
    return (
        json_ld.find_first_text(article.get("articleSection"))
        or _find_first_meta(metas, _SECTION_METAS)[0]
    )


def _list_kinds(nodes: list[json_ld.Node], metas: MetaTags) -> frozenset[str]:
    """Returns the types of all JSON-LD nodes, and og:type with the prefix `og:`."""
    kinds = frozenset(kind for node in nodes for kind in json_ld.list_node_types(node))
    return kinds | {f"og:{kind}" for kind in metas.get("og:type", [])}


def _read_meta_tags(tree: LexborHTMLParser) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        value = (attributes.get("content") or "").strip()
        if not value:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = attributes.get(attribute)
            if key:
                metas.setdefault(key.strip().lower(), []).append(value)
    return metas


def _find_first_meta(metas: MetaTags, keys: tuple[str, ...]) -> tuple[str, str]:
    """Returns the first value among these meta names, and its name; ("", "") without one."""
    return next(((metas[key][0], key) for key in keys if key in metas), ("", ""))


def _list_site_names(publisher: str, metas: MetaTags, base: str) -> set[str]:
    names = [publisher, *(value for key in _SITE_METAS for value in metas.get(key, []))]
    try:
        host = urls.host(base).rsplit(":", 1)[0].removeprefix("www.")
    except ValueError:
        host = ""
    names += [host, host.split(".")[0], host.rsplit(".", 1)[0]]
    return {titles.fold_title(name) for name in names if len(name) > 1}


def _read_dates(
    nodes: declared_dates.Nodes,
    metas: MetaTags,
    tree: LexborHTMLParser,
    origins: dict[str, str],
) -> tuple[ClaimedDate | None, ClaimedDate | None]:
    """Returns the claimed dates of publication and last change; records where from in `origins`."""
    published, published_origin = declared_dates.read_published_date(nodes, metas, tree)
    modified, modified_origin = declared_dates.read_modified_date(nodes, metas, tree)
    if published_origin:
        origins["published"] = published_origin
    if modified_origin:
        origins["modified"] = modified_origin
    return published, modified


def _find_publisher(article: Mapping[str, Any], nodes: list[json_ld.Node], metas: MetaTags) -> str:
    declared = article.get("publisher")
    if isinstance(declared, dict) and not declared.get("name"):
        same_id = (node for node in nodes if node.get("@id") == declared.get("@id"))
        declared = next((node for node in same_id if _is_organisation(node)), declared)
    name = next(iter(json_ld.list_party_names(declared)), "")
    return titles.clean_title(
        titles.unescape_entities(name or _find_first_meta(metas, _SITE_METAS[:4])[0])
    )


def _is_organisation(node: json_ld.Node) -> bool:
    """Whether a node names an organisation; some pages refer from their publisher to the article itself."""
    return bool(node.get("name")) and not json_ld.list_node_types(node) & json_ld.ARTICLE_TYPES


def _find_language(
    article: Mapping[str, Any],
    metas: MetaTags,
    tree: LexborHTMLParser,
    headers: Mapping[str, str],
    origins: dict[str, str],
) -> str:
    root = tree.root
    candidates = (
        ("html lang", (root.attributes.get("lang") or "") if root else ""),
        ("json-ld", json_ld.find_first_text(article.get("inLanguage"))),
        (
            "meta og:locale",
            _find_first_meta(metas, ("og:locale", "content-language", "language", "dc.language"))[
                0
            ],
        ),
        ("header", headers.get("content-language", "")),
    )
    for origin, value in candidates:
        match = _LANGUAGE.match(value.split(",")[0].strip())
        if match:
            origins["language"] = origin
            language, script, country = match.groups()
            subtags = (language.lower(), (script or "").title(), (country or "").upper())
            return "-".join(subtag for subtag in subtags if subtag)
    return ""


def _find_canonical(
    tree: LexborHTMLParser,
    metas: MetaTags,
    base: str,
    headers: Mapping[str, str],
    origins: dict[str, str],
) -> str:
    links = [node.attributes.get("href") or "" for node in tree.css('link[rel~="canonical"]')]
    links += _LINK_HEADER.findall(headers.get("link", ""))
    for origin, link in [
        *(("canonical", link) for link in links),
        *(("og:url", link) for link in metas.get("og:url", [])),
    ]:
        url = urls.join(base, link) if link.strip() else None
        if url:
            origins["canonical_url"] = origin
            return url
    return ""


def _find_amp(tree: LexborHTMLParser, base: str) -> str:
    node = tree.css_first('link[rel~="amphtml"]')
    link = (node.attributes.get("href") or "").strip() if node else ""
    return (urls.join(base, link) or "") if link else ""


def _find_image(
    article: Mapping[str, Any], metas: MetaTags, tree: LexborHTMLParser, base: str
) -> str:
    declared = _find_first_meta(metas, ("og:image", "og:image:url", "twitter:image"))[0]
    link = (
        declared or json_ld.find_first_address(article.get("image")) or _find_microdata_image(tree)
    )
    return (urls.join(base, link) or "") if link else ""


def _find_microdata_image(tree: LexborHTMLParser) -> str:
    node = tree.css_first(
        'link[itemprop~="image"], meta[itemprop~="image"], img[itemprop~="image"]'
    )
    attributes = node.attributes if node else {}
    values = (attributes.get(name) for name in ("href", "content", "src"))
    return next((value for value in values if value), "").strip()


def _is_free_to_read(article: Mapping[str, Any], metas: MetaTags) -> bool | None:
    declared = article.get(
        "isAccessibleForFree", _find_first_meta(metas, ("isaccessibleforfree",))[0]
    )
    value = str(declared).strip().lower().rsplit("/", 1)[-1]
    if value in ("true", "false"):
        return value == "true"
    tier = _find_first_meta(metas, ("article:content_tier", "og:article:content_tier"))[0].lower()
    return {"free": True, "locked": False, "metered": False}.get(tier)
