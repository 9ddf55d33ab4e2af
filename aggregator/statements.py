"""A statement: what a publisher said about the use of a page or of pages of a site, and where."""

from dataclasses import dataclass
from typing import Literal

PRODUCT = "aggregator"  # the product token of this program, by which publishers can address it

Place = Literal[
    "ai_txt",
    "element",
    "feed",
    "header",
    "json_ld",
    "licence_file",
    "line",
    "meta",
    "robots_txt",
    "tdm_file",
]
Decides = Literal["first", "longest"]
PLACES: dict[Place, str] = {
    "ai_txt": "ai.txt",
    "element": "an element of the page",
    "feed": "the feed",
    "header": "an HTTP header",
    "json_ld": "JSON-LD of the page",
    "licence_file": "an RSL file",
    "line": "a line of the page",
    "meta": "a meta element",
    "robots_txt": "robots.txt",
    "tdm_file": "/.well-known/tdmrep.json",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said: a mark of `policy.POLICY`, its value, and where it was read."""

    mark: str
    value: str = ""  # a number, a date, an address or words, as the mark has it
    place: Place = "meta"
    url: str = ""  # where it was read, absolute; empty: at the page itself


@dataclass(frozen=True, slots=True)
class PathRule:
    """What a file of a site says of the pages whose paths match a pattern; without statements, nothing."""

    pattern: str  # as in RFC 9309 §2.2.3: the start of a path, `*` any characters, `$` the end
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class PathRules:
    """Rules of which one decides for a path: the first that matches, or the longest one."""

    rules: tuple[PathRule, ...]
    decides: Decides = "longest"


SiteRules = tuple[PathRules, ...]  # what a file says: each of them says something about a path
