"""Measures whether pages that hold several articles leave the stories of these as they are.

    python benchmarks/collection_pages.py --data PATH [--first STORIES] [--seed N] [--list]

The corpus are stories of copies-dev: an original, a credited copy, an uncredited copy, each from a
site of its own. Collections hold 2, 3, 5 or 10 of the originals, whole or the first 60 % of them,
with or without headings, transitions and an introduction: on one site, on ten sites with selections
that overlap, or as the same newsletter on ten sites; and they arrive before, between or after the
originals and their copies. Each of these nine worlds is compared with the corpus alone: stories
that were merged, verdicts and originals that changed, stories led or joined by a collection, and carried
texts for which the collection is reported. Also prints, without a required figure, what becomes of
texts that are no collections. Ends with 1 when a figure is missed. A test can call `measure_world`,
and with rows of its own the functions of `collection_texts`.
"""

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from collection_texts import make_corpus, make_counterparts, make_world
from stored_links import Links, Row, link_rows, report_missed

LAYOUTS = ("one site", "ten sites", "newsletter")
ARRIVALS = ("before", "between", "after")
STORIES = 60
REPORTED = 0.9  # of carried texts, at least


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


def read_rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


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


def measure_world(
    corpus: Sequence[Row], world: Sequence[Row], plain: Links, links: Links
) -> Outcome:
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
    """The figures of a world that were missed, in one line."""
    missed = [what for what in ("merged", "changed", "led", "joined") if getattr(outcome, what)]
    if outcome.reported < REPORTED * outcome.carried:
        missed.append("reported")
    return [f"{name} ({', '.join(missed)})"] if missed else []


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
