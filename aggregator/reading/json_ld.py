"""Parses JSON-LD as pages hold it: nested, in lists, in @graph, escaped twice, broken."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = dict[str, Any]

MAX_BLOCK = 1_000_000  # characters of one block
MAX_NODES = 2_000  # more are no article's page
MAX_DEPTH = 12

ARTICLE_TYPES = frozenset(
    [
        "AdvertiserContentArticle",
        "AnalysisNewsArticle",
        "Article",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "TechArticle",
    ]
)
_COMMENT_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# Fields whose value can be salvaged from a broken block: a string right after its key.
_SALVAGED_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage|isAccessibleForFree)"\s*:\s*'
    r'(?:"((?:[^"\\\n]|\\.){1,500})"|(true|false))'
)
_SALVAGED_AUTHOR = re.compile(
    r'"author"\s*:\s*[\[{][^\]]{0,400}?"name"\s*:\s*"((?:[^"\\\n]|\\.){1,120})"'
)


def parse_nodes(blocks: Iterable[str]) -> list[Node]:
    """Returns every object of a page's JSON-LD blocks, outermost first; of broken blocks what can be salvaged."""
    collected: list[Node] = []
    for block in blocks:
        for node in _walk_objects(_parse_block(block[:MAX_BLOCK]), 0):
            if len(collected) >= MAX_NODES:
                return collected
            collected.append(node)
    return collected


def list_node_types(node: Mapping[str, Any]) -> set[str]:
    """The types of a node, without the prefix of their vocabulary."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in values if name}


def find_article_node(nodes: list[Node]) -> Node:
    """Returns the node that describes the article, the one with most fields; {} without one."""
    return max(filter(is_article, nodes), key=_count_filled_fields, default={})


def is_article(node: Mapping[str, Any]) -> bool:
    """Whether a node describes an article."""
    return bool(list_node_types(node) & ARTICLE_TYPES)


def is_news_article(node: Mapping[str, Any]) -> bool:
    """Whether a node is a newsroom's article, whose headline can be trusted."""
    return any(
        "News" in kind or kind in ("LiveBlogPosting", "Report") for kind in list_node_types(node)
    )


def find_page_node(nodes: list[Node]) -> Node:
    """Returns the node that describes the page around the article; {} without one."""
    return next(
        (node for node in nodes if any(kind.endswith("Page") for kind in list_node_types(node))), {}
    )


def map_names(nodes: list[Node]) -> dict[str, str]:
    """Returns the names of nodes by their `@id`."""
    named = ((node.get("@id"), find_first_text(node.get("name"))) for node in nodes)
    return {key: name for key, name in named if isinstance(key, str) and name}


def list_party_names(value: Any, depth: int = 0) -> list[str]:
    """Names of persons or organisations, given as text, object or a list of them."""
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [name for item in value[:30] for name in list_party_names(item, depth + 1)]
    if isinstance(value, dict):
        return list_party_names(value.get("name") or "", depth + 1)
    return []


def find_first_text(value: Any) -> str:
    """Returns the first text in a value, entities resolved; "" without one."""
    if isinstance(value, list):
        value = next((item for item in value if item), "")
    if isinstance(value, dict):
        value = (
            value.get("@value") or value.get("name") or value.get("url") or value.get("@id") or ""
        )
    return html.unescape(value).strip() if isinstance(value, str) else ""


def find_first_address(value: Any) -> str:
    """Returns the address in a value such as an ImageObject, a WebPage or a list of either; "" without one."""
    if isinstance(value, list):
        value = next((item for item in value if item), "")
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id") or ""
        return find_first_address(value) if not isinstance(value, dict) else ""
    return value.strip() if isinstance(value, str) else ""


def _count_filled_fields(node: Node) -> int:
    return sum(
        bool(node.get(key))
        for key in (
            "headline",
            "datePublished",
            "author",
            "articleBody",
            "image",
            "mainEntityOfPage",
        )
    )


def _parse_block(block: str) -> Any:
    block = _COMMENT_WRAPPER.sub("", block.strip()).strip().rstrip(";")
    for candidate in (block, _TRAILING_COMMA.sub(r"\1", block), html.unescape(block)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return _parse_leading_object(block) or _salvage_fields(block)


def _parse_leading_object(block: str) -> Any:
    """Parse the first object of a block that has something after it; None if that fails."""
    start = block.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(block, start)[0]
    except (ValueError, RecursionError):
        return None


def _salvage_fields(block: str) -> Node:
    node: Node = {}
    for key, quoted, literal in _SALVAGED_FIELD.findall(block):
        node.setdefault(key, _unescape_string(quoted) if quoted else literal)
    authors = [_unescape_string(name) for name in _SALVAGED_AUTHOR.findall(block)]
    if authors:
        node["author"] = authors
    return {"@type": "NewsArticle", **node} if node else {}


def _unescape_string(quoted: str) -> str:
    try:
        return str(json.loads(f'"{quoted}"', strict=False))
    except ValueError:
        return quoted


def _walk_objects(value: Any, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:MAX_NODES]:
            yield from _walk_objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            if isinstance(item, (dict, list)) and key not in ("author", "publisher", "image"):
                yield from _walk_objects(item, depth + 1)
