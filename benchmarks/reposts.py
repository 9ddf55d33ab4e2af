"""Measures whether what was taken down stays out, what is refused wrongly, and what asking costs.

    python benchmarks/reposts.py --data PATH [--half 0|1] [--first TEXTS] [--tombstones N]

Works are blocked in a database as a takedown does it, and texts are asked for as ingest does it: read, signed,
asked. Re-posts are made of originals of `copies-dev`, and its labelled copies are asked for too. Wrongly
refused may be none of the texts of `copies-dev`, `reuters-dev`, `series-dev` and `articles-dev` that are no
copies of one another. A quotation of sixty words is accepted. At last the cost of a block list of N works
(made-up word by word after texts of `copies-dev`) in proportion to reading pages. The texts are those of one half, by a hash
of their ids: the rules were made with half 0. Ends with 1 when a figure is missed. A test can call
`open_block_list` and the functions of `repost_texts`.
"""

import argparse
import gzip
import json
import lzma
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import forms
import repost_texts
from block_lists import BlockList, Wording, add_made_up_works, open_block_list
from repost_texts import Others
from stored_links import report_missed

from aggregator import ingest, urls
from aggregator.model import Page

Row = dict[str, Any]

WORKS = 500
MUST = {
    "verbatim": 0.99,
    "20 % added": 0.99,
    "100 % added": 0.99,
    "first half": 0.99,
    "last half": 0.99,
    "paragraphs reordered": 0.99,
    "first quarter": 0.99,
    "last quarter": 0.99,
    "10 % dropped": 0.99,
    "10 % changed": 0.99,
    "20 % dropped": 0.95,
    "25 % changed": 0.90,
    "first half in as much again": 0.92,
    "first half in a wrapper of twice its length": 0.92,
}
DISGUISED = 0.97
COST = 0.03  # of reading
QUOTING = (120, 250, 600)  # words of an article of its own
COPIES = ("syndicated", "wrapped30", "reordered", "edited10", "edited25", "abridged40", "abridged_wrapped")  # fmt: skip
UNRELATED = ("single", "single_wrapped", "quotes")
APART = timedelta(hours=36)


# Data


def read_rows(path: Path) -> list[Row]:
    opened = gzip.open if path.suffix == ".gz" else lzma.open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def draw_bit(name: object, salt: str = "") -> int:
    return sha256(f"{name}{salt}".encode()).digest()[0] % 2


def of_half(rows: Iterable[Row], half: int) -> list[Row]:
    return [row for row in rows if draw_bit(row["id"]) == half]


def split_unrelated(folder: Path, half: int) -> tuple[list[str], list[str]]:
    """Works, and texts that are copies of none of them."""
    works, asked = [], []
    copies = read_rows(folder / "links" / "copies-dev.jsonl.gz")
    for row in of_half(copies, half):
        if row["kind"] in UNRELATED:
            is_work = row["kind"] == "single" and draw_bit(row["id"], "work")
            (works if is_work else asked).append(row["text"])
    for row in of_half(read_rows(folder / "links" / "series-dev.jsonl.xz"), half):
        (works if draw_bit(row["id"], "work") else asked).append(row["text"])
    for row in of_half(read_rows(folder / "pages" / "articles-dev.jsonl.xz"), half):
        is_work = draw_bit(urls.site(row["url"]) if row["url"] else row["id"], "work")
        (works if is_work else asked).append(row["text"] or "")
    items = of_half(read_rows(folder / "links" / "reuters-dev.jsonl.xz"), half)
    times = sorted(datetime.fromisoformat(row["published"]) for row in items)
    middle = times[len(times) // 2]
    for row in items:
        time = datetime.fromisoformat(row["published"])
        if abs(time - middle) >= APART:
            (works if time < middle else asked).append(row["text"])
    return works, asked


# Figures


def measure_reposts(
    blocked: BlockList, texts: Sequence[str], cases: Sequence[str], others: Others
) -> dict[str, list[bool]]:
    """Of each kind of re-post, whether each is refused by the case of its text, or of both texts."""
    draw = random.Random(1)
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for i, (text, case) in enumerate(zip(texts, cases, strict=True)):
        second = (i + 1) % len(texts)
        reposts = [
            *repost_texts.make_reposts(text, others, draw),
            *repost_texts.make_disguised(text, others, draw),
            *repost_texts.make_attacks(text, texts[second], others, draw),
            *(
                (f"quotation in {words} words", repost_texts.quote(text, words, others, draw))
                for words in QUOTING
            ),
        ]
        for kind, repost in reposts:
            found[kind].append(blocked.ask(repost) in (case, cases[second]))
    return dict(found)


def report_reposts(found: dict[str, list[bool]]) -> list[str]:
    """Print the shares; returns what is missed."""
    missed = []
    for kind, refused in found.items():
        share = sum(refused) / len(refused)
        must = MUST.get(kind, DISGUISED if is_disguised(kind) else 0.0)
        most = 0.0 if kind.startswith("quotation") else 1.0
        print(f"{kind:45} refused {share:6.1%} of {len(refused)}")
        if not must <= share <= most:
            missed.append(kind)
    return missed


def is_disguised(kind: str) -> bool:
    return kind.startswith(("zero", "word", "tag", "variation", "look", "accents"))


def measure_labelled_copies(folder: Path, half: int) -> None:
    """Print how many of the labelled copies of `copies-dev` are refused by the case of their original."""
    rows = read_rows(folder / "links" / "copies-dev.jsonl.gz")
    originals = [
        row for row in rows if row["kind"] == "original" and draw_bit(row["story"]) == half
    ]
    with open_block_list() as blocked:
        cases = blocked.add(row["text"] for row in originals)
        case_of = {row["story"]: case for row, case in zip(originals, cases, strict=True)}
        refused, total = Counter[str](), Counter[str]()
        for row in rows:
            if row["kind"] in COPIES and row["story"] in case_of:
                total[row["kind"]] += 1
                refused[row["kind"]] += blocked.ask(row["text"]) == case_of[row["story"]]
    for kind in COPIES:
        print(f"copies-dev {kind:34} refused {refused[kind] / total[kind]:6.1%} of {total[kind]}")


def measure_false_blocks(works: Sequence[str], asked: Sequence[str], name: str) -> int:
    """Print and return how many of the asked texts are refused."""
    with open_block_list() as blocked:
        text_of = dict(zip(blocked.add(works), works, strict=True))
        wrong = [(text, case) for text in asked if (case := blocked.ask(text))]
    pairs = len(works) * len(asked)
    print(f"{name}: {len(wrong)} of {len(asked)} refused by {len(works)} works ({pairs:,} pairs)")
    for text, case in wrong[:10]:
        print(f"  {text[:90]!r} for {text_of[case][:90]!r}")
    return len(wrong)


def measure_forms() -> None:
    """Print how many instances of made-up forms are refused for another instance."""
    for half in forms.HALVES:
        rows = [row for row in forms.make_forms(half, 1) if not row["copy_of"]]
        works = [row["text"] for row in rows if draw_bit(row["id"], "work")]
        asked = [row["text"] for row in rows if not draw_bit(row["id"], "work")]
        measure_false_blocks(works, asked, f"forms, {half}")


# Cost


def measure_cost(folder: Path, half: int, tombstones: int) -> bool:
    """Print what asking costs in proportion to reading; returns whether it is little enough."""
    copies = read_rows(folder / "links" / "copies-dev.jsonl.gz")
    texts = [row["text"] for row in of_half(copies, half) if row["kind"] == "single"]
    prepared = [
        ingest.prepare(Page(f"https://news.example/{i}", row["html"].encode()))
        for i, row in enumerate(read_rows(folder / "pages" / "news-dev.jsonl.xz"))
    ]
    reading = sum(sum(each.cpu) for each in prepared) / len(prepared)
    with open_block_list() as blocked:
        add_made_up_works(blocked.store, Wording.of(texts), tombstones)
        ask_all(blocked, prepared)  # what is read first from the disk is no cost of asking
        start = process_time()
        refused = ask_all(blocked, prepared)
        asking = (process_time() - start) / len(prepared)
        size = blocked.store.path.stat().st_size / 1e6
    print(
        f"{tombstones:,} works blocked, {size:.0f} MB: reading and signing {reading * 1e3:.1f} ms, "
        f"asking {asking * 1e3:.2f} ms, {asking / reading:.1%}; {refused} refused"
    )
    return asking / reading <= COST


def ask_all(blocked: BlockList, prepared: Iterable[ingest.Prepared]) -> int:
    """How many of these are refused, asked for within one transaction, as ingest does."""
    with blocked.store.articles.transaction():
        return sum(bool(blocked.ask_prepared(each)) for each in prepared)


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    parser.add_argument("--first", type=int, default=WORKS, metavar="TEXTS")
    parser.add_argument("--tombstones", type=int, default=100_000, metavar="N")
    args = parser.parse_args()
    if not (args.data / "links" / "copies-dev.jsonl.gz").exists():
        print(f"skipped: {args.data} holds no links/copies-dev.jsonl.gz (benchmarks/README.md)")
        return 0
    copies = read_rows(args.data / "links" / "copies-dev.jsonl.gz")
    rows = of_half(copies, args.half)
    texts = [row["text"] for row in rows if row["kind"] == "original"][: args.first]
    others = Others([row["text"] for row in rows if row["kind"] == "single"])
    with open_block_list() as blocked:
        cases = blocked.add(texts)
        missed = report_reposts(measure_reposts(blocked, texts, cases, others))
    measure_labelled_copies(args.data, args.half)
    if measure_false_blocks(*split_unrelated(args.data, args.half), "unrelated texts"):
        missed.append("false blocks")
    measure_forms()
    if args.tombstones and not measure_cost(args.data, args.half, args.tombstones):
        missed.append("cost")
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
