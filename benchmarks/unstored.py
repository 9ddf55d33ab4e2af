"""Measures whether copies are found and attributed although the texts of some articles may not be stored.

    python benchmarks/unstored.py --data PATH [--stories N] [--half 0|1] [--wrong]

The same texts of `copies-dev` are stored several times: all of them with their text; then with originals, or
copies, whose pages keep their text from being stored (10, 50 and 100 % of them, drawn by chance); then with
originals whose texts were deleted by age before the copies came. Originals come before their copies, or after
them. Prints the share of the copies in the story of their original, and that of the copies with the same
original and role, of those that have them when every text is stored; and the share of texts that only quote
another or are no copies and are put together with one wrongly. Then every text is linked again, which must
change no story. The rules were made with the stories of half 0, by a hash of their number. Ends with 1 when a figure is
missed.
"""

import argparse
import gzip
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))
from stored_links import Links, Row, prepare_rows, read_links, report_missed, store_prepared

from aggregator import clock, ingest, linking
from aggregator.model import Article, Statement
from aggregator.stories.apply import reclustering
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.plan.match import get_site_boilerplate
from aggregator.stories.repositories import StoryRepositories
from storage.links.unstored_texts import UnstoredText
from storage.private.keys import TOMBSTONE_KEY
from storage.store import Store, open_for_writing

SHARES = (0.1, 0.5, 1.0)
MUST, AIM = 0.95, 0.98
RESERVED = Statement("noarchive")
EARLIER, LATER = "2026-01-05T08:00:00Z", "2026-01-05T12:00:00Z"


def read_stories(folder: Path, half: int, number: int) -> list[Row]:
    """The texts of so many stories with copies, and as many texts without any."""
    with gzip.open(folder / "links" / "copies-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if is_of_half(row, half)]
    stories = sorted({row["story"] for row in rows if row["kind"] == "original"}, key=str)
    chosen = {*Random(1).sample(stories, min(number, len(stories)))}
    alone = [row for row in rows if row["kind"] in ("single", "single_wrapped")]
    named = {row["id"] for row in rows if row["story"] in chosen}
    quotes = [row for row in rows if row.get("quotes") in named and row["id"] not in named]
    several = [row for row in rows if row["id"] in named]
    return [*several, *quotes, *Random(2).sample(alone, min(number, len(alone)))]


def is_of_half(row: Row, half: int) -> bool:
    return sha256(str(row["story"]).encode()).digest()[0] % 2 == half


def is_copy(row: Row) -> bool:
    return row.get("original") is not None and row["original"] != row["id"]


def arrange(rows: Sequence[Row], *, copies_first: bool) -> list[Row]:
    """The rows as they are handed in, in their order: originals before copies, or after them."""
    ordered = sorted(rows, key=lambda row: is_copy(row) != copies_first)
    return [
        {
            "id": str(row["id"]),
            "text": row["text"],
            "source": f"s{row['id']}.example",
            "title": f"Report {row['id']}",
            "first_seen": LATER if is_copy(row) else EARLIER,
        }
        for row in ordered
    ]


def draw(rows: Sequence[Row], share: float, of: Callable[[Row], bool]) -> frozenset[str]:
    """The external ids of such a share of some rows."""
    names = sorted(str(row["id"]) for row in rows if of(row))
    return frozenset(Random(3).sample(names, round(share * len(names))))


def store(
    path: Path, prepared: Sequence[ingest.Prepared], reserved: Collection[str], aged: int = 0
) -> None:
    """Store articles in their order; the texts of the first `aged` are deleted before the others come."""
    marked = [_reserve(each) if _name(each) in reserved else each for each in prepared]
    store_prepared(path, marked[: aged or len(marked)])
    if aged:
        with open_for_writing(path) as opened:
            delete_texts(opened)
        store_prepared(path, marked[aged:])


def delete_texts(store: Store) -> None:
    """Delete every text of a database as by age."""
    key = store.keys.require_key(TOMBSTONE_KEY)
    ids = [row.id for row in store.articles.all_rows()]
    with store.articles.transaction():
        for text in [store.membership.get_text(article_id) for article_id in ids]:
            boilerplates = read_boilerplates(store.site_boilerplate, [text.source_id])
            repeated = get_site_boilerplate(boilerplates, text.source_id).text
            made = linking.make_text_fingerprints(key, text.id, text.text, repeated, is_aged=True)
            store.unstored_texts.add(UnstoredText(text.id, "aged", LATER, made))
            store.articles.delete_text(text.id)


def _name(prepared: ingest.Prepared) -> str:
    return str(prepared.record.id) if prepared.record else ""


def _reserve(prepared: ingest.Prepared) -> ingest.Prepared:
    """The same page, which says that its text may not be stored."""
    if not isinstance(prepared.outcome, Article):
        return prepared
    return replace(prepared, outcome=replace(prepared.outcome, statements=(RESERVED,)))


def link_again(path: Path) -> None:
    with open_for_writing(path) as opened:
        reclustering.recluster(StoryRepositories.of(opened), clock.now())


# Figures


def find_copies(rows: Sequence[Row], links: Links) -> set[str]:
    """The copies that are in the story of their original."""
    pairs = ((str(row["id"]), str(row["original"])) for row in rows if is_copy(row))
    return {copy for copy, original in pairs if links.together(copy, original)}


def describe_copies(rows: Sequence[Row], links: Links) -> Mapping[str, tuple[object, ...]]:
    """Of each copy in a story, what its story's original is, and its role."""
    roles = {str(row.external_id): row.role for row in links.relations if row.member}
    found = find_copies(rows, links)
    return {
        name: (links.stories[links.story_of[name]].original.url, roles.get(name)) for name in found
    }


def count_merged(rows: Sequence[Row], links: Links) -> int:
    """Pairs of texts of different stories that are put together."""
    stories = {str(row["id"]): row["story"] for row in rows}
    together = Counter(
        (links.story_of[name], stories[name]) for name in stories if name in links.story_of
    )
    sizes = Counter(story for story, _ in together)
    return sum(count - 1 for count in sizes.values())


def measure(rows: Sequence[Row], *, show_wrong: bool) -> list[str]:
    missed: list[str] = []
    for copies_first in (False, True):
        arranged = arrange(rows, copies_first=copies_first)
        order = "copies first" if copies_first else "originals first"
        prepared = prepare_rows(arranged)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "stored.db"
            began = process_time()
            store(path, prepared, ())
            cost = process_time() - began
            plain = read_links(path)
        known, expected = find_copies(rows, plain), describe_copies(rows, plain)
        print(f"{order}: {len(known)} copies found of {sum(map(is_copy, rows))} with every text stored, "
              f"{count_merged(rows, plain)} stories merged wrongly")  # fmt: skip
        for name, reserved, aged in list_runs(rows, arranged, copies_first=copies_first):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "unstored.db"
                began = process_time()
                store(path, prepared, reserved, aged)
                ratio = (process_time() - began) / cost
                links = read_links(path)
                link_again(path)
                again = read_links(path)
            now, tells = find_copies(rows, links), describe_copies(rows, links)
            found = len(known & now) / max(1, len(known))
            same = sum(tells.get(key) == what for key, what in expected.items()) / max(
                1, len(expected)
            )
            changed = len(links.partition() ^ again.partition())
            print(f"  {name:24} found {found:6.1%}  attributed {same:6.1%}  merged wrongly "
                  f"{count_merged(rows, links):3}  changed by linking again {changed:3}  cost {ratio:.2f}")  # fmt: skip
            if show_wrong:
                kinds = {str(row["id"]): row["kind"] for row in rows}
                print("    not found:", sorted((kinds[key], key) for key in known - now))
                print("    otherwise:", [(kinds[k], k, w, tells[k]) for k, w in expected.items() if k in tells and tells[k] != w][:10])  # fmt: skip
            missed += [f"{order}, {name}: {what} {value:.1%} of {MUST:.0%}" for what, value in
                       (("found", found), ("attributed", same)) if value < MUST]  # fmt: skip
            missed += [f"{order}, {name}: {changed} stories changed"] if changed else []
    return missed


def list_runs(
    rows: Sequence[Row], arranged: Sequence[Row], *, copies_first: bool
) -> list[tuple[str, frozenset[str], int]]:
    """Name, the reserved texts, and how many of the first texts are deleted by age."""
    with_copies = {row["original"] for row in rows if is_copy(row)}
    copies = [(f"{share:.0%} of copies", draw(rows, share, is_copy), 0) for share in SHARES]
    originals = [
        (f"{share:.0%} of originals", draw(rows, share, lambda row: row["id"] in with_copies), 0)
        for share in SHARES
    ]
    first = sum(is_copy(row) == copies_first for row in rows)
    everything = frozenset(row["id"] for row in arranged)
    return [
        *originals,
        *copies,
        ("all texts", everything, 0),
        ("the first ones aged", frozenset(), first),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--stories", type=int, default=80)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    rows = read_stories(options.data, options.half, options.stories)
    return report_missed(measure(rows, show_wrong=options.wrong))


if __name__ == "__main__":
    sys.exit(main())
