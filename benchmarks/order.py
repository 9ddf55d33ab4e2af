"""Measures whether stories depend on the order in which texts arrive.

    python benchmarks/order.py [--data PATH] [--first CORPORA] [--crowds N] [--list]

200 corpora of 10 to 60 made-up texts (`order_texts.py`) and stories of 300 members with slightly
fuller late texts are stored in random orders: one by one, in batches of seven or all in one, with a
settling job in between, and reclustered. Compared are the stories as groups of ids, the wording of
each leader (texts with the same wording may lead for each other), and the relation of every text to
its own and to other stories. Prints how many corpora and texts differ from the first order: none
may. The settling job in between may learn boilerplate at another time, so its differences are only
printed. `--data` is not used. A test can call `find_differences`.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import order_texts
from stored_links import Links, Row, prepare_rows, read_links, report_missed, store_prepared

import aggregator

CORPORA, CROWDS = 200, 2
BATCH = 7
MEMORY = Path("/dev/shm")  # many small databases are faster there
WHAT = {
    "members": "other members in their story",
    "leader": "a leader of another wording",
    "relation": "another relation in their story",
    "others": "other relations to other stories",
}
INFORMATIVE = ("settled in between",)  # not required to be the same

Relations = frozenset[tuple[str, str, bool]]  # a leader's wording, the relation, whether a member


@dataclass(frozen=True)
class Place:
    """What must be the same for a text in each order."""

    members: frozenset[str]
    leader: str  # its wording
    relation: Relations  # in its own story
    others: Relations  # to other stories


def describe(rows: Sequence[Row], links: Links) -> dict[str, Place]:
    """The place of each text."""
    text_of = {row["id"]: row["text"] for row in rows}
    wording = {story: text_of[name] for story, name in links.leader_of.items()}
    members = {name: group for group in links.partition() for name in group}
    own: dict[str, set[tuple[str, str, bool]]] = {name: set() for name in text_of}
    others: dict[str, set[tuple[str, str, bool]]] = {name: set() for name in text_of}
    for row in links.relations:
        name, leader = str(row.external_id), wording[row.story_id]
        relation = "same wording" if text_of[name] == leader else str(row.relation)
        kept = own if links.story_of[name] == row.story_id else others
        kept[name].add((leader, relation, row.member))
    return {
        name: Place(members[name], wording[story], frozenset(own[name]), frozenset(others[name]))
        for name, story in links.story_of.items()
    }


def store_in_ways(rows: Sequence[Row], seed: int) -> Iterator[tuple[str, dict[str, Place]]]:
    """The corpus stored in several ways, each in a random order of its own, and described."""
    prepared = prepare_rows(rows)
    batch = BATCH if seed % 200 else len(rows)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        for number, (name, size) in enumerate(
            (("one by one", 1), ("another order", 1), ("batches", batch))
        ):
            path = Path(folder) / f"{number}.db"
            order = random.Random(seed + number).sample(prepared, len(prepared))
            store_prepared(path, order, batch=size)
            yield name, describe(rows, read_links(path))
        with aggregator.connect(path) as opened:
            opened.maintenance.recluster()
        yield "reclustered", describe(rows, read_links(path))
        path = Path(folder) / "half.db"
        order = random.Random(seed + 9).sample(prepared, len(prepared))
        for half in (order[: len(order) // 2], order[len(order) // 2 :]):
            store_prepared(path, half, batch=BATCH)
        yield "settled in between", describe(rows, read_links(path))


def find_differences(rows: Sequence[Row], seed: int) -> Iterator[tuple[str, str, str]]:
    """Yields (way of storing, text, what differs first) against the first order."""
    ways = store_in_ways(rows, seed)
    _, first = next(ways)
    for way, described in ways:
        for name, place in described.items():
            for what in ("members", "leader", "relation", "others"):
                if getattr(place, what) != getattr(first[name], what):
                    yield way, name, what
                    break


def measure(name: str, corpora: Sequence[Sequence[Row]], list_all: bool) -> list[str]:
    """Print the differences of several corpora; returns the ways of storing that differ."""
    differing, texts = Counter[str](), Counter[tuple[str, str]]()
    for number, rows in enumerate(corpora):
        found = list(find_differences(rows, 100 * number))
        differing.update({way for way, _, _ in found})
        texts.update((way, what) for way, _, what in found)
        if list_all and found:
            print(f"  {name} {number}: " + "; ".join(", ".join(each) for each in found[:12]))
    total = sum(map(len, corpora))
    print(f"{name}: {len(corpora)} corpora, {total} texts; corpora that differ {dict(differing)}")
    for (way, what), count in sorted(texts.items()):
        print(f"  {way}: {count} texts with {WHAT[what]}")
    return [f"{name}, {way}" for way in differing if way not in INFORMATIVE]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="not used: the texts are made up")
    parser.add_argument("--first", type=int, default=CORPORA, help="only so many corpora")
    parser.add_argument("--crowds", type=int, default=CROWDS, help="stories of 300 members")
    parser.add_argument("--list", action="store_true", help="list what differs")
    options = parser.parse_args()
    corpora = [order_texts.make_corpus(seed) for seed in range(options.first)]
    crowds = [order_texts.make_crowd(seed) for seed in range(options.crowds)]
    missed = measure("random corpora", corpora, options.list)
    return report_missed(missed + measure("stories of 300", crowds, options.list))


if __name__ == "__main__":
    sys.exit(main())
