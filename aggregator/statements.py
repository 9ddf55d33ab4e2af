"""A statement: what a publisher said about the use of a page or a site, and where."""

from dataclasses import dataclass
from typing import Literal

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
