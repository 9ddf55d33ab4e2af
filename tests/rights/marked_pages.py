"""Made-up pages on which a publisher says one thing each, with what must not happen to them; and copies of them.

`marks.jsonl` has a row for each, written from the standards and not from the code. A row names words that are in no other
row: a headline, a first sentence (what an extract shows), a late sentence and a unique word.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any

from aggregator.statements import PRODUCT
from tests.site_server import Answer, Sites, rss

ROWS = Path(__file__).with_name("marks.jsonl")
COPIER = "copier.example"


@dataclass(frozen=True)
class Word:
    """A word of a text, in lower case, and where it is."""

    word: str
    start: int
    end: int


def list_words(text: str) -> list[Word]:
    """Returns the words of a text."""
    return [Word(found[0].lower(), *found.span()) for found in re.finditer(r"\w+", text)]


@dataclass(frozen=True, eq=False)
class Marked:
    """A page with what its publisher said; `second` is its state after a change."""

    row: Mapping[str, Any] = field(repr=False)
    second: bool = False

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def host(self) -> str:
        return f"{self.id}.example"

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.row['path']}"

    @property
    def copy(self) -> str:
        return f"http://{COPIER}/copy/{self.id}"

    @cached_property
    def words(self) -> list[Word]:
        return list_words(self.row["text"])

    @property
    def _state(self) -> Mapping[str, Any]:
        return {**self.row, **self.row["then"]} if self.second else self.row

    def forbids(self, use: str) -> bool:
        return bool(self._state["forbidden"][use])

    def leaves_open(self, use: str) -> bool:
        """Whether no standard and no default decides."""
        return use in self._state["open"]

    @property
    def is_near_miss(self) -> bool:
        return bool(self.row["near_miss"])

    @property
    def at(self) -> str:
        return str(self.row["then"]["at"] if self.second else self.row["now"])

    def fill(self, text: str) -> str:
        """Returns a text with the names of this page's site and of our program in it."""
        for name, value in {
            "base": f"http://{self.host}",
            "host": self.host,
            "agent": PRODUCT,
            "AGENT": PRODUCT.upper(),
        }.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def publish(self, sites: Sites) -> None:
        """Puts the site of this page on a server: page, feed, robots.txt and what else it has."""
        state, pages = self._state, {}
        headers = [(name, self.fill(value)) for name, value in state["headers"]]
        kind = dict(headers)["Content-Type"]
        more = tuple(pair for pair in headers if pair[0] != "Content-Type")
        pages[state["path"]] = Answer(self.fill(state["page"]).encode(), kind, more=more)
        feed = state["feed"]
        pages[feed["path"]] = Answer(self.fill(feed["body"]).encode(), feed["type"])
        for path, file in state["files"].items():
            pages[path] = Answer(self.fill(file["body"]).encode(), file["type"])
        if state["robots_txt"] is not None:
            pages["/robots.txt"] = Answer(self.fill(state["robots_txt"]).encode(), "text/plain")
        sites.pages.update({self.host + path: page for path, page in pages.items()})

    @cached_property
    def sentences(self) -> list[str]:
        return re.split(r"(?<=[.!?])\s+", self.row["text"])

    @cached_property
    def shared(self) -> str:
        """The part that the copy has too: all but the first sentence, the last ones and those with the unique word."""
        own = (self.row["first_sentence"], self.row["late_sentence"])
        word = self.row["unique_word"].lower()
        kept = [
            each
            for each in self.sentences
            if each not in own
            and not any(each in part for part in own)
            and word not in each.lower()
        ]
        return " ".join(kept)

    @cached_property
    def shared_places(self) -> frozenset[int]:
        """Numbers of the words that the copy has too."""
        runs = find_runs(self.shared, index_texts([self]))
        return frozenset(place for run in runs for place in range(run.start, run.end))

    def copy_page(self) -> Answer:
        """A page of another site that carries most of the text and credits it."""
        lead = f"Readers of our digest number {self.id} have asked us what colleagues reported on this day."
        body = f"<p>{lead}</p><p>{escape(self.shared)}</p>"
        credit = f'<p>Source: <a href="{self.url}">{escape(self.row["outlet"])}</a></p>'
        title = f"Digest number {self.id} of what others wrote"
        return Answer(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
            f"<article><h1>{title}</h1>{body}{credit}</article></body></html>".encode()
        )


@cache
def read_marks() -> tuple[Marked, ...]:
    """Returns every row."""
    return tuple(Marked(json.loads(line)) for line in ROWS.read_text("utf-8").splitlines())


def list_changes(marks: Sequence[Marked]) -> list[Marked]:
    """Returns the second states of those that change."""
    return [Marked(each.row, second=True) for each in marks if each.row.get("then")]


def publish(marks: Sequence[Marked], sites: Sites) -> None:
    """Puts every site on a server, and the site that copies them."""
    for each in marks:
        each.publish(sites)
        sites.pages[each.copy.removeprefix("http://")] = each.copy_page()
    sites.pages[f"{COPIER}/feed.xml"] = rss(*(each.copy for each in marks))


# What of the texts is in an output

GRAM = 7  # no two rows have so many words in a row in common


@dataclass(frozen=True)
class Run:
    """Words in a row of a marked text that an output has: numbers of the first and of the one after the last."""

    marked: Marked
    start: int
    end: int

    @property
    def text(self) -> str:
        words = self.marked.words
        return str(self.marked.row["text"][words[self.start].start : words[self.end - 1].end])

    @property
    def before(self) -> str:
        """What the text has before them."""
        return str(self.marked.row["text"][: self.marked.words[self.start].start])


Index = Mapping[tuple[str, ...], tuple[Marked, int]]


def index_texts(marks: Sequence[Marked]) -> Index:
    """Returns where each sequence of GRAM words is."""
    return {
        tuple(word.word for word in each.words[place : place + GRAM]): (each, place)
        for each in marks
        for place in range(len(each.words) - GRAM + 1)
    }


def find_runs(output: str, index: Index) -> list[Run]:
    """Returns the runs of marked texts in an output, in its order."""
    words = [word.word for word in list_words(output)]
    runs: list[Run] = []
    previous: tuple[Marked, int] | None = None
    for start in range(len(words) - GRAM + 1):
        found = index.get(tuple(words[start : start + GRAM]))
        if found and previous and found == (previous[0], previous[1] + 1):
            runs[-1] = Run(found[0], runs[-1].start, found[1] + GRAM)
        elif found:
            runs.append(Run(*found, found[1] + GRAM))
        previous = found
    return runs
