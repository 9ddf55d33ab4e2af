"""JSON-LD as it is found on pages: nested, in lists, in @graph, escaped twice, broken."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = dict[str, Any]

MAX_BLOCK = 1_000_000  # characters of one block
MAX_NODES = 2_000  # a page with more is no article's
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
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# Fields whose value a broken block can still give: a string straight after its key.
_LOOSE = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|inLanguage|isAccessibleForFree)"\s*:\s*'
    r'(?:"((?:[^"\\\n]|\\.){1,500})"|(true|false))'
)
_LOOSE_AUTHOR = re.compile(
    r'"author"\s*:\s*[\[{][^\]]{0,400}?"name"\s*:\s*"((?:[^"\\\n]|\\.){1,120})"'
)


def nodes(blocks: Iterable[str]) -> list[Node]:
    """Every object of a page's JSON-LD blocks, outermost first; broken blocks give what they can."""
    found: list[Node] = []
    for block in blocks:
        for node in _walk(_load(block[:MAX_BLOCK]), 0):
            if len(found) >= MAX_NODES:
                return found
            found.append(node)
    return found


def types(node: Mapping[str, Any]) -> set[str]:
    """The types of a node, without the address of their vocabulary."""
    value = node.get("@type")
    told = value if isinstance(value, list) else [value]
    return {str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in told if name}


def article(found: list[Node]) -> Node:
    """The node that describes the page's article: the fullest; {} without one."""
    candidates = [node for node in found if types(node) & ARTICLE_TYPES]
    return max(candidates, key=_fullness, default={})


def is_news(node: Mapping[str, Any]) -> bool:
    """Whether a newsroom's article: its system knows the headline."""
    return any("News" in kind or kind in ("LiveBlogPosting", "Report") for kind in types(node))


def page(found: list[Node]) -> Node:
    """The node that describes the page around the article; {} without one."""
    return next((node for node in found if any(kind.endswith("Page") for kind in types(node))), {})


def names(value: Any, depth: int = 0) -> list[str]:
    """Names of a person or organisation, given as text, object or list of them."""
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [name for item in value[:30] for name in names(item, depth + 1)]
    if isinstance(value, dict):
        return names(value.get("name") or "", depth + 1)
    return []


def text(value: Any) -> str:
    """The first text in a value, with entities resolved."""
    if isinstance(value, list):
        value = next((item for item in value if item), "")
    if isinstance(value, dict):
        value = (
            value.get("@value") or value.get("name") or value.get("url") or value.get("@id") or ""
        )
    return html.unescape(value).strip() if isinstance(value, str) else ""


def address(value: Any) -> str:
    """The address in a value such as an ImageObject, a WebPage or a list of either."""
    if isinstance(value, list):
        value = next((item for item in value if item), "")
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id") or ""
        return address(value) if not isinstance(value, dict) else ""
    return value.strip() if isinstance(value, str) else ""


def _fullness(node: Node) -> int:
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


def _load(block: str) -> Any:
    block = _WRAPPING.sub("", block.strip()).strip().rstrip(";")
    for candidate in (block, _TRAILING_COMMA.sub(r"\1", block), html.unescape(block)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return _first_value(block) or _loose(block)


def _first_value(block: str) -> Any:
    """The leading object of a block with something behind it."""
    start = block.find("{")
    if start < 0:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(block, start)[0]
    except (ValueError, RecursionError):
        return None


def _loose(block: str) -> Node:
    node: Node = {}
    for key, quoted, bare in _LOOSE.findall(block):
        node.setdefault(key, _unquote(quoted) if quoted else bare)
    authors = [_unquote(name) for name in _LOOSE_AUTHOR.findall(block)]
    if authors:
        node["author"] = authors
    return {"@type": "NewsArticle", **node} if node else {}


def _unquote(quoted: str) -> str:
    try:
        return str(json.loads(f'"{quoted}"', strict=False))
    except ValueError:
        return quoted


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:MAX_NODES]:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            if isinstance(item, (dict, list)) and key not in ("author", "publisher", "image"):
                yield from _walk(item, depth + 1)
