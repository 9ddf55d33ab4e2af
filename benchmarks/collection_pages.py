"""Measures whether pages that hold several articles leave the stories of these articles as they are.

    python benchmarks/collection_pages.py --data PATH [--first STORIES] [--seed N] [--list]

The corpus are stories of copies-dev: an original, a credited copy, an uncredited copy, each from a
site of its own. Collections hold 2, 3, 5 or 10 of the originals, whole or the first 60 % of them, with
or without headings, transitions and an introduction: on one site, on ten sites with selections that
overlap, or as the same newsletter on ten sites; and they arrive before, between or after the
originals and their copies. Each of these nine worlds is compared with the corpus without collections:
stories that were merged, verdicts and originals that changed, stories led or joined by a collection,
and carried texts for which the collection is reported. Also prints, without a required figure, what
becomes of texts that are no collections. Ends with 1 when a figure is missed. A test can call
`make_corpus`, `make_world`, `measure_world` and `make_counterparts` with rows of its own.
"""

import argparse
import gzip
import html
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stored_links import Links, Row, link_rows, report_missed

LAYOUTS = ("one site", "ten sites", "newsletter")
ARRIVALS = ("before", "between", "after")
SIZES, SITES, SHORTENED = (2, 3, 5, 10), 10, 0.6
STORIES = 60
REPORTED = 0.9  # of carried texts, at least
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


@dataclass(frozen=True)
class Outcome:
    """What a world did to the corpus; counts of texts, except `merged`, of stories."""

    collections: int
    merged: int
    changed: int
    led: int
    joined: int
    carried: int
    reported: int


# The corpus


def read_rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


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


def make_collections(layout: str, arrival: str, originals: Sequence[Row], seed: int) -> Iterator[Row]:  # fmt: skip
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


# Figures


def describe(names: Sequence[str], links: Links) -> dict[str, tuple[object, ...]]:
    """The story of each text: its members in the corpus, its verdict, and its original."""
    members: defaultdict[int, list[str]] = defaultdict(list)
    for name in names:
        members[links.story_of.get(name, -1)].append(name)
    described: dict[str, tuple[object, ...]] = {}
    for story, held in members.items():
        row = links.stories.get(story)
        verdict = (row.verdict, row.original.url, row.original.name) if row else ()
        described |= dict.fromkeys(held, (frozenset(held), *verdict))
    return described


def count_merged(corpus: Sequence[Row], links: Links) -> int:
    """Stories of the corpus that are in one story with another of them."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in corpus:
        found[links.story_of[row["id"]]].add(row["story"])
    return sum(len(stories) for stories in found.values() if len(stories) > 1)


def measure_world(corpus: Sequence[Row], world: Sequence[Row], plain: Links, links: Links) -> Outcome:  # fmt: skip
    """Compare the corpus in a world with the corpus alone."""
    names = [row["id"] for row in corpus]
    before, after = describe(names, plain), describe(names, links)
    collections = [row for row in world if "carried" in row]
    stories = {links.story_of[name] for name in names}
    of_collections = {row["id"] for row in collections}
    reported = {
        (row.external_id, row.story_id)
        for row in links.relations
        if str(row.relation) == "collection" and not row.member
    }
    carried = [(row["id"], links.story_of[name]) for row in collections for name in row["carried"]]
    return Outcome(
        collections=len(collections),
        merged=count_merged(corpus, links),
        changed=sum(before[name] != after[name] for name in names),
        led=sum(links.leader_of[story] in of_collections for story in stories),
        joined=sum(links.story_of.get(name) in stories for name in of_collections),
        carried=len(carried),
        reported=sum(each in reported for each in carried),
    )


def list_changes(corpus: Sequence[Row], plain: Links, links: Links) -> None:
    names = [row["id"] for row in corpus]
    before, after = describe(names, plain), describe(names, links)
    for name in names:
        if before[name] != after[name]:
            print(f"  {name}: {show(before[name])} -> {show(after[name])}")


def show(described: tuple[object, ...]) -> str:
    members, *verdict = described
    assert isinstance(members, frozenset)
    return f"{sorted(members)[:6]} {verdict}"


def find_missed(name: str, outcome: Outcome) -> list[str]:
    missed = [
        f"{name}: {what}"
        for what in ("merged", "changed", "led", "joined")
        if getattr(outcome, what)
    ]
    if outcome.reported < REPORTED * outcome.carried:
        missed.append(f"{name}: reported")
    return missed


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
    quotation of another. live blog: two states of a growing page, one with an entry of another text.
    versions: a report, its longer version on the same site, and a copy of each. overlap: two pages of
    two texts each, one of them the same, none of which is stored alone.
    """
    draw = random.Random(f"{seed} counterparts")
    queue = draw.sample(texts, len(texts))
    rows: list[Row] = []
    for number in range(len(queue) // 11):
        long, other, quoting, *entries, report, addition = (queue.pop() for _ in range(8))
        one, two, shared = (queue.pop() for _ in range(3))
        halves = {"original": long, "half1": cut(long, 0, 0.5), "half2": cut(long, 0.5, 1)}
        passage = cut(other, 0.2, 0.45)
        quotation = {"original": other, "quoting": f"{cut(quoting, 0, 0.6)}\n“{passage}”\n{cut(quoting, 0.6, 1)}"}  # fmt: skip
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


def describe_counterparts(rows: Sequence[Row], links: Links) -> dict[str, Counter[str]]:
    """How each text of a group is related to the first of it: `member`, a relation, or `apart`."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first = ""
    for row in rows:
        if row["what"] in ("original", "state1", "first"):
            first = row["id"]
            continue
        between = links.relations_between(row["id"], first)
        how = "member" if links.together(row["id"], first) else "apart"
        if between:
            how = f"relation {between[0].relation}"
        found[f"{row['group']}, {row['what']}"][how] += 1
    return dict(found)


def print_counterparts(texts: Sequence[str], seed: int) -> None:
    """Print how texts that are no collections are linked, in both orders of arrival."""
    rows = make_counterparts(texts, seed)
    for order, arranged in (("in order", rows), ("reversed", rows[::-1])):
        print(f"no collections, {order}:")
        for what, counts in describe_counterparts(rows, link_rows(arranged)).items():
            print(f"  {what}: " + ", ".join(f"{how} {n}" for how, n in counts.most_common()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=int, default=STORIES, help="only so many stories")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="list what changed")
    options = parser.parse_args()
    rows = read_rows(options.data / "links" / "copies-dev.jsonl.gz")
    corpus = make_corpus(rows, options.first, options.seed)
    plain = link_rows(sorted(corpus, key=lambda row: (row["first_seen"], row["id"])))
    print(f"corpus {len(corpus)} texts, merged without collections {count_merged(corpus, plain)}")
    missed: list[str] = []
    for layout, arrival in product(LAYOUTS, ARRIVALS):
        world = make_world(corpus, layout, arrival, options.seed)
        links = link_rows(world)
        outcome = measure_world(corpus, world, plain, links)
        print(
            f"{layout}, {arrival}: collections {outcome.collections}, stories merged "
            f"{outcome.merged}, texts with another verdict {outcome.changed}, stories led by a "
            f"collection {outcome.led}, collections that joined {outcome.joined}, "
            f"carried texts reported {outcome.reported} of {outcome.carried}"
        )
        if options.list:
            list_changes(corpus, plain, links)
        missed += find_missed(f"{layout}, {arrival}", outcome)
    singles = [row["text"] for row in rows if row["kind"] == "single"][: 3 * options.first]
    print_counterparts(singles, options.seed)
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
