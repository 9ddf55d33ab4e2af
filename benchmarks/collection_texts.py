"""Corpora of stories with pages that hold several articles, and texts that only look like these.

`make_corpus`, `make_world` and `make_counterparts` make what `collection_pages.py` measures.
"""

import html
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]

SIZES, SITES, SHORTENED = (2, 3, 5, 10), 10, 0.6
START = datetime(2026, 8, 3, 5, tzinfo=UTC)
DAY = {"before": 0, "originals": 1, "between": 3, "copies": 4, "after": 9}
HEADINGS = (
    "In brief",
    "Top story",
    "Also today",
    "From the region",
    "What else happened",
    "Read on",
)
TRANSITIONS = (
    "And there is more.",
    "Meanwhile:",
    "Next, a report that our readers liked.",
    "* * *",
)
INTRODUCTION = (
    "Good morning, and welcome to the letter that our editors put together while the kettle boils.",
    "Below are the pieces that we read twice this week, in no order at all, each as it was printed.",
    "If somebody sent you this letter and you would like your own, there is a form on our pages.",
)


# The corpus


def seen_at(when: str, number: int) -> str:
    """A time on the day of a part of the corpus, a few minutes after the text before."""
    day = START + timedelta(days=DAY[when], minutes=4 * number)
    return day.strftime("%Y-%m-%dT%H:%M:%SZ")


def make_row(name: str, site: str, text: str, when: str, number: int, **more: object) -> Row:
    title, seen = text.split("\n")[0][:120], seen_at(when, number)
    return {
        "id": name,
        "url": f"https://{site}/{name.replace(':', '/')}",
        "source": site,
        "title": title,
        "text": text,
        "published": seen,
        "first_seen": seen,
        "when": when,
        **more,
    }


def credit(row: Row, original: Row, linked: bool) -> Row:
    """The copy with a line that credits the original: with a link, or with its name only."""
    if not linked:
        line = f"This article was originally published by {original['source']}."
        return row | {"text": f"{row['text']}\n{line}"}
    paragraphs = "".join(f"<p>{html.escape(each)}</p>" for each in row["text"].split("\n") if each)
    title, url = html.escape(row["title"]), original["url"]
    return row | {
        "html": f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}"
        f'<p><a href="{url}">Read original article here</a></p></article></body></html>'
    }


def make_corpus(rows: Sequence[Row], stories: int, seed: int = 1) -> list[Row]:
    """Originals with a credited and an uncredited copy each, from the rows of copies-dev."""
    draw = random.Random(seed)
    copies: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("original") is not None:
            copies[row["original"]].append(row)
    wanted = [row for row in rows if row["kind"] == "original" and len(copies[row["id"]]) > 1]
    corpus = []
    for number, row in enumerate(draw.sample(wanted, min(stories, len(wanted)))):
        name = f"s{number}"
        site = f"origin{number % 25}.example"
        original = make_row(f"{name}:original", site, row["text"], "originals", number, story=name)
        corpus.append(original)
        for i, copy in enumerate(draw.sample(copies[row["id"]], 2)):
            site = f"copier{(number * 2 + i) % 40}.example"
            made = make_row(f"{name}:copy{i}", site, copy["text"], "copies", number, story=name)
            corpus.append(credit(made, original, number % 2 == 0) if i == 0 else made)
    return corpus


# Collections


def shorten(text: str) -> str:
    """The first 60 % of a text, in whole lines as far as possible."""
    words, kept = SHORTENED * len(text.split()), list[str]()
    for line in text.split("\n"):
        if kept and len(" ".join(kept).split()) + len(line.split()) > words:
            break
        kept.append(line)
    return "\n".join(kept)


def write_collection(draw: random.Random, carried: Sequence[Row]) -> str:
    """The text of a page that holds these texts, in this order."""
    headings, transitions, whole = (draw.random() < 0.5 for _ in range(3))
    parts = list(draw.sample(INTRODUCTION, draw.randint(1, 3))) if draw.random() < 0.5 else []
    for i, row in enumerate(carried):
        if headings:
            parts.append(f"{i + 1}. {draw.choice(HEADINGS)}")
        parts.append(row["text"] if whole else shorten(row["text"]))
        if transitions and i + 1 < len(carried):
            parts.append(draw.choice(TRANSITIONS))
    return "\n".join(parts)


def make_collections(
    layout: str, arrival: str, originals: Sequence[Row], seed: int
) -> Iterator[Row]:
    """The collections of one layout: eight on one site, ten on ten, or ten of the same text."""
    draw = random.Random(f"{layout} {arrival} {seed}")
    numbers = range(8 if layout == "one site" else SITES)
    text, carried = "", list[Row]()
    for number in numbers:
        if layout != "newsletter" or not text:
            size = 5 if layout == "newsletter" else SIZES[number % len(SIZES)]
            carried = draw.sample(originals, min(size, len(originals)))
            text = write_collection(draw, carried)
        site = f"digest{0 if layout == 'one site' else number}.example"
        names = [row["id"] for row in carried]
        yield make_row(f"collection:{number}", site, text, arrival, number, carried=names)


def make_world(corpus: Sequence[Row], layout: str, arrival: str, seed: int = 1) -> list[Row]:
    """The corpus with the collections of one layout, in the order of arrival."""
    originals = [row for row in corpus if row["when"] == "originals"]
    rows = [*corpus, *make_collections(layout, arrival, originals, seed)]
    return sorted(rows, key=lambda row: (DAY[row["when"]], row["first_seen"], row["id"]))


# Texts that are no collections


def cut(text: str, start: float, end: float) -> str:
    """The lines of a part of a text, from one share of its words to another."""
    kept, at, total = [], 0, len(text.split())
    for line in text.split("\n"):
        if start * total <= at < end * total:
            kept.append(line)
        at += len(line.split())
    return "\n".join(kept)


def make_counterparts(texts: Sequence[str], seed: int = 1) -> list[Row]:
    """Groups of rows that look like collections, each row with its `group` and `what` it is.

    halves: a long original with two copies of different halves. quotation: a text with one long
    quotation of another. live blog: two states of a growing page, one with an entry of another
    text. versions: a report, its longer version on the same site, and a copy of each. overlap: two
    pages of two texts each, one of them the same, none of which is stored alone.
    """
    draw = random.Random(f"{seed} counterparts")
    queue = draw.sample(texts, len(texts))
    rows: list[Row] = []
    for number in range(len(queue) // 11):
        long, other, quoting, *entries, report, addition = (queue.pop() for _ in range(8))
        one, two, shared = (queue.pop() for _ in range(3))
        halves = {"original": long, "half1": cut(long, 0, 0.5), "half2": cut(long, 0.5, 1)}
        passage = cut(other, 0.2, 0.45)
        quoting = f"{cut(quoting, 0, 0.6)}\n“{passage}”\n{cut(quoting, 0.6, 1)}"
        quotation = {"original": other, "quoting": quoting}
        first = "\n".join(cut(each, 0, 0.3) for each in entries)
        blog = {"state1": first, "state2": f"{cut(other, 0, 0.3)}\n{cut(report, 0, 0.25)}\n{first}"}
        longer = f"{report}\n{cut(addition, 0, 0.25)}"
        versions = {"first": report, "second": longer, "copy1": report, "copy2": longer}
        overlap = {"original": f"{one}\n{shared}", "other": f"{shared}\n{two}"}
        groups = {
            "halves": halves,
            "quotation": quotation,
            "live blog": blog,
            "versions": versions,
            "overlap": overlap,
        }
        for group, parts in groups.items():
            rows += make_group(group, number, parts)
    return rows


def make_group(group: str, number: int, parts: Mapping[str, str]) -> Iterator[Row]:
    """The rows of one group; states and versions are on one site."""
    for i, (what, text) in enumerate(parts.items()):
        same = what in ("state1", "state2", "first", "second")
        site = f"{group.replace(' ', '-')}{number}{'' if same else what}.example"
        name = f"{group}{number}:{what}".replace(" ", "-")
        yield make_row(name, site, text, "after", 10 * number + i, group=group, what=what)
