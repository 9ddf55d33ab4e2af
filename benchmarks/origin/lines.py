"""Credit lines, lines that are no credit, and datelines: tables beside this file, filled in for a page."""

import csv
import html
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from benchmarks.origin.model import Page, Site

HERE = Path(__file__).parent
FIRST_REPORTED_SEED = 10  # seeds from here on are only for figures that are reported

# Rules may be mended after a look at the one half of the lines; figures are reported on the other. The data sets' lines
# and the datelines, whose forms agencies publish, are in both.
Half: TypeAlias = Literal["all", "mending", "reporting"]


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One wording, the level of credit it is, and where on a page it is found."""

    language: str
    credit: str
    place: str  # top, middle, end, block, byline, caption, footer, alt, meta
    html: str


@dataclass(frozen=True, slots=True)
class NoCreditLine:
    """Words or links near an article that credit nobody for its text."""

    language: str
    place: str
    what: str  # photo, chart, data, told, mention, tip, share, blogroll, partner, author, own …
    html: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """How an agency is named on the pages of its customers."""

    language: str
    agency: str
    names: tuple[str, ...]
    host: str
    place: str  # start (before the first word), end, byline
    form: str


def read_credit_lines(data: Path | None, half: Half = "all") -> list[CreditLine]:
    """Returns the wordings of this folder and, where data is named, those of the data sets."""
    own = [CreditLine(*row) for row in _read_rows(HERE / "credits.tsv", half)]
    if data is None:
        return own
    return read_shared_credit_lines(data) + own


def read_shared_credit_lines(data: Path) -> list[CreditLine]:
    """Returns the wordings of the data sets, each with the place that its markup suggests."""
    rows = _read_rows(data / "credits/credits-dev.tsv")
    return [
        CreditLine(language, credit, _guess_place(line), line) for language, credit, line in rows
    ]


def read_no_credit_lines(half: Half = "all") -> list[NoCreditLine]:
    """Returns the lines that are no credit."""
    return [NoCreditLine(*row) for row in _read_rows(HERE / "negatives.tsv", half)]


def read_datelines() -> list[Dateline]:
    """Returns the datelines and sign-offs of agencies."""
    return [
        Dateline(language, agency, tuple(names.split("|")), host, place, form)
        for language, agency, names, host, place, form in _read_rows(HERE / "datelines.tsv")
    ]


def choose_half(seed: int) -> Half:
    """Returns the half of the tables that a seed takes its lines from."""
    return "mending" if seed < FIRST_REPORTED_SEED else "reporting"


def _read_rows(path: Path, half: Half = "all") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return rows if half == "all" else rows[half == "reporting" :: 2]


def _guess_place(line: str) -> str:
    if line.startswith("<footer"):
        return "footer"
    if line.startswith("<p>By "):
        return "byline"
    return "top" if line.startswith(("<p>As ", "<p>Per ")) else "end"


def fill(line: str, original: Page, me: Page | Site, other: str = "") -> str:
    """Returns a line with the names and addresses of the original's page and of the page it is on.

    `other` is the address of another page of the original's site.
    """
    mine = me.site if isinstance(me, Page) else me
    title = json.dumps(original.title, ensure_ascii=False)[1:-1]
    values = {
        "{u}": original.url,
        "{h}": original.site.home,
        "{host}": original.site.host,
        "{n}": html.escape(original.site.name),
        "{t}": title if "ld+json" in line else html.escape(original.title),
        "{me}": html.escape(mine.name),
        "{me_u}": me.url if isinstance(me, Page) else me.home,
        "{me_host}": mine.host,
        "{o}": other or f"http://{original.site.host}/news/other",
    }
    for mark, value in values.items():
        line = line.replace(mark, value)
    return line


def choose_other_page(rng: random.Random, site: Site) -> str:
    """Returns the address of some other page of a site."""
    return f"http://{site.host}/news/{rng.randrange(1000, 9999)}-another-report.html"
