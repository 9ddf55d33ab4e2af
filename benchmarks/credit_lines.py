"""Measures which lines of copies are read as credit: one original and one copy for each line.

    python benchmarks/credit_lines.py --data PATH [--rows all|even|odd] [--wrong]

`credits/credits-dev.tsv` of the data sets holds credit lines as pages carry them; `credit_lines/negatives.tsv`
beside this file lines that name or link a publisher and are no credit of a text: of pictures, numbers,
people, and tips to read other texts. Each line is put at the end of a copy of a real text, and at its top.
Original and copy are stored by the shipped ingest, with the times of their feeds' polls. Ends with 1 when
a must is missed.
"""

import argparse
import csv
import html
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from real_texts import read_lines

import aggregator
from aggregator.model import Page, Record

MUST_READ, MUST_LINKED, MOST_NEGATIVES = 0.97, 1.0, 1 / 60
MIN_WORDS = 150  # of a text
PLACES = ("end", "top")
MARKS = re.compile(
    r"\b(?:AP|AFP|Reuters|Associated Press|Bloomberg|Copyright|Source|NPR|via|H/T)\b|©|@"
)
BEGINNINGS = ("Har", "Lin", "North", "Wex", "Dun", "Bram", "Kel", "Ost", "Pem", "Thorn")
MIDDLES = ("row", "den", "field", "ford", "ley", "stead", "wick", "by", "ham", "mouth")
KINDS = (
    "Courier",
    "Gazette",
    "Observer",
    "Daily Post",
    "Tribune",
    "Herald",
    "Echo",
    "Evening News",
)


@dataclass(frozen=True)
class Line:
    """A line of a copy: what it is, and its markup with the placeholders of the data set."""

    language: str
    kind: str  # a credit, or what a negative is about
    markup: str


@dataclass(frozen=True)
class Case:
    """An original and its copy that carries a line."""

    line: Line
    place: str
    original: str  # addresses
    copy: str
    pages: tuple[Page, Page]


def read_tsv(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Line(*row) for row in rows if row]


def make_name(number: int) -> str:
    """Returns the name of a publisher, another one for each number below 800."""
    place = BEGINNINGS[number % 10] + MIDDLES[number // 10 % 10]
    return f"{place} {KINDS[number // 100 % len(KINDS)]}"


def make_case(number: int, line: Line, place: str, text: str) -> Case:
    names = make_name(2 * number), make_name(2 * number + 1)
    hosts = tuple(f"www.{name.lower().replace(' ', '-')}.example" for name in names)
    title = " ".join(text.split()[:9])
    urls = tuple(f"https://{host}/news/{number}-report" for host in hosts)
    filled = fill_line(line.markup, names, hosts[0].removeprefix("www."), urls[0], title)
    pages = (
        make_page(urls[0], names[0], title, text, "", "", hour=6),
        make_page(urls[1], names[1], title, text, filled, place, hour=9),
    )
    return Case(line, place, *urls, pages)


def fill_line(markup: str, names: tuple[str, ...], host: str, url: str, title: str) -> str:
    values = {
        "{u}": url,
        "{h}": f"https://{host}/",
        "{o}": f"https://{host}/news/another-report",
        "{host}": host,
        "{n}": names[0],
        "{me}": names[1],
        "{t}": title,
    }
    for key, value in values.items():
        markup = markup.replace(key, html.escape(value))
    return markup


def make_page(url: str, name: str, title: str, text: str, line: str, place: str, hour: int) -> Page:
    """Returns a page whose feed listed it between two polls of its hour."""
    data = json.dumps({"@type": "NewsArticle", "headline": title, "publisher": {"name": name}})
    paragraphs = [f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part.strip()]
    body = "\n".join([line, *paragraphs] if place == "top" else [*paragraphs, line])
    page = (
        f"<!doctype html><html><head><title>{html.escape(title)}</title>"
        f'<meta property="og:site_name" content="{html.escape(name)}">'
        f'<script type="application/ld+json">{data}</script></head><body><header><a href="/">Home</a></header>'
        f"<main><article><h1>{html.escape(title)}</h1>\n{body}\n</article></main>"
        f'<footer><p>© {name} <a href="/about">About us</a></p></footer></body></html>'
    )
    times = [f"2026-11-20T{hour:02}:{minute}:00Z" for minute in (10, 20)]
    return Page(
        url,
        page.encode(),
        headers=(("content-type", "text/html; charset=utf-8"),),
        fetched_at=times[1],
        last_absent=times[0],
        found_at=times[1],
    )


def read_texts(data: Path) -> Iterator[str]:
    """Yields texts that name no source themselves."""
    for row in read_lines(data / "links" / "copies-dev.jsonl.gz"):
        is_long = len(row["text"].split()) >= MIN_WORDS
        if row["kind"] in ("original", "single") and is_long and not MARKS.search(row["text"]):
            yield row["text"]


def make_cases(lines: Sequence[Line], texts: Iterator[str], first: int) -> list[Case]:
    return [
        make_case(first + 2 * number + turn, line, place, text)
        for number, line in enumerate(lines)
        for turn, (place, text) in enumerate(zip(PLACES, islice(texts, len(PLACES)), strict=True))
    ]


def read_credits(cases: Sequence[Case]) -> dict[str, tuple[str | None, str, str]]:
    """Returns role, credit and reason of each copy by its address, as stored; and whether it is with its original."""
    with (
        tempfile.TemporaryDirectory() as folder,
        aggregator.connect(Path(folder) / "a.db") as opened,
    ):
        records = [Record(page) for case in cases for page in case.pages]
        opened.ingest(records, workers=1)
        opened.finalize()
        rows = opened.store.main.query(
            """SELECT a.url, c.role, c.credit, c.reason FROM articles a
               LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id"""
        )
        return {
            row["url"]: (row["role"], row["credit"] or "none", row["reason"] or "") for row in rows
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("AGGREGATOR_BENCH_DATA"))
    parser.add_argument("--rows", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--wrong", action="store_true")
    arguments = parser.parse_args()
    if not arguments.data:
        print("set --data or AGGREGATOR_BENCH_DATA to the data sets' folder", file=sys.stderr)
        return 2
    step = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}[arguments.rows]
    credit = read_tsv(Path(arguments.data) / "credits" / "credits-dev.tsv")[step]
    negatives = read_tsv(Path(__file__).parent / "credit_lines" / "negatives.tsv")
    texts = read_texts(Path(arguments.data))
    good = make_cases(credit, texts, 0)
    bad = make_cases(negatives, texts, 2 * len(credit))
    found = read_credits([*good, *bad])
    return int(not report(good, bad, found, show_wrong=arguments.wrong))


def report(
    good: Sequence[Case],
    bad: Sequence[Case],
    found: dict[str, tuple[str | None, str, str]],
    *,
    show_wrong: bool,
) -> bool:
    """Print the figures; returns whether all musts are met."""
    linked = [case for case in good if case.line.kind == "exact_link"]
    read = [case for case in good if found[case.copy][1] != "none"]
    exact = [case for case in linked if found[case.copy][1] == "exact_link"]
    level = [case for case in good if found[case.copy][1] == case.line.kind]
    taken = [case for case in bad if found[case.copy][1] != "none"]
    accused = [case for case in good if found[case.copy][0] == "uncredited_copy"]
    if show_wrong:
        wrong = [case for case in good if case not in level] + taken
        for case in wrong:
            print(
                case.place, case.line.language, case.line.kind, found[case.copy], case.line.markup
            )
    print(f"{len(good)} copies with a credit line, {len(bad)} with another one")
    print(f"read as credit                    {len(read) / len(good):.3f}  must {MUST_READ}")
    print(f"at the right level                {len(level) / len(good):.3f}")
    print(f"links to the page: exact_link     {len(exact) / len(linked):.3f}  must {MUST_LINKED}")
    print(f"credited, called uncredited       {len(accused)}  must 0")
    print(f"other lines taken for credit      {len(taken)} of {len(bad)}  at most 1 of 60")
    return (
        len(read) >= MUST_READ * len(good)
        and len(exact) == len(linked)
        and not accused
        and len(taken) <= MOST_NEGATIVES * len(bad)
    )


if __name__ == "__main__":
    sys.exit(main())
