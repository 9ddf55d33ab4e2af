"""Doors through which something of an article leaves, and how they are asked.

What a door gave belongs to one marked page (where it was asked about it) or to all.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from aggregator.errors import AggregatorError, Refused
from tests.rights.marked_pages import Marked
from tests.rights.marked_world import MarkedWorld

Found = Iterator[tuple[Marked | None, str]]  # None: of any of them
Expected = Literal["", "headline", "text", "late"]


@dataclass(frozen=True)
class Door:
    """A door. `use` is what text that leaves by it is used for; `lists`: it lists articles; `finds`: it was asked for
    a word of the text; `quotes`: what it shows in common with a copy counts too. Where nothing forbids it, `expected`
    is what a reader finds there. What the `operator` sees must only not be stored."""

    name: str
    ask: Callable[[MarkedWorld], Found]
    use: str
    expected: Expected = ""
    lists: bool = False
    finds: bool = False
    quotes: bool = False
    operator: bool = False
    asked: Callable[[Marked], str] = lambda _: ""  # what was asked, which the answer may repeat


# Text of what leaves


def read_html(page: str) -> str:
    """Returns the words of a page, with addresses of its pictures."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    page = re.sub(r"</?(?:mark|b|em|strong|span|a|ins|del|q)\b[^>]*>", "", page)
    pictures = re.findall(r'<img[^>]*src="([^"]+)"', page)
    return html.unescape(re.sub(r"<[^>]*>", " ", page)) + "\n".join(pictures)


def read_result(value: Any) -> str:
    """Returns the strings of a result, of JSON or of a list of either, each on a line."""
    return "\n".join(_list_strings(msgspec.to_builtins(value)))


def _list_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _list_strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _list_strings(each)


def of_each(give: Callable[[MarkedWorld, Marked], Any]) -> Callable[[MarkedWorld], Found]:
    """Returns a door that is asked about one stored article after the other; what is refused shows nothing."""

    def ask(world: MarkedWorld) -> Found:
        for each in world.stored:
            try:
                given = give(world, each)
            except AggregatorError:
                continue
            yield each, given if isinstance(given, str) else read_result(drain(given))

    return ask


def drain(value: Any) -> Any:
    return list(value) if isinstance(value, Iterator) else value


def of_all(give: Callable[[MarkedWorld], Any]) -> Callable[[MarkedWorld], Found]:
    def ask(world: MarkedWorld) -> Found:
        try:
            given = drain(give(world))
        except Refused:
            return
        yield None, given if isinstance(given, str) else read_result(given)

    return ask


def get_page(world: MarkedWorld, path: str) -> str:
    return read_html(world.client.get(path).text)


# What a reader asks for


def quote_late(marked: Marked) -> str:
    return f'"{marked.row["late_sentence"].rstrip(".")}"'


def alter(marked: Marked) -> str:
    """The text without its last sentence, with another name: what an answer says of these was in the stored text."""
    text = marked.row["text"].replace(marked.row["late_sentence"], "")
    return str(re.sub(re.escape(marked.row["unique_word"]), "Somebody", text))


def article_ids(world: MarkedWorld, marked: Marked) -> tuple[int, int]:
    return world.ids[marked.id], world.copies[marked.id]
