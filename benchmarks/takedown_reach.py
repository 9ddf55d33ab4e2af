"""Measures which copies of a text a takedown finds and hides, and whether it hides anything else.

    python benchmarks/takedown_reach.py --data PATH [--half fit|report] [--first STORIES] [--wrong] [--no-cost]

Originals, copies and other texts are stored by the shipped ingest and finalizing, and the takedown of each
original is previewed. Sets:

- `copies-dev` with its labelled kinds of copies
- its originals, each with a copy abridged to 40 % within as much foreign text (`takedown_pages.py`)
- its originals with pages that must not be hidden: long quotations, reviews, excerpts, collections of ten, and
  corrections by the same publisher
- texts of forms (`series-dev`, `forms.py`), and reports that print the same statement (`quotation_texts.py`)

Prints for each kind how many are hidden, listed for a person, and missed, then the CPU of a preview at 3,000 and
30,000 articles. The rules were chosen on the half `fit` of the stories of copies-dev, the half `dev` of the
forms and the reports. Ends with 1 when a figure is missed. `--wrong` names what is hidden and should not be.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))
import forms
from linking import to_record
from made_up import make_texts
from quotation_texts import make_cases
from real_texts import read_lines, read_material
from stored_links import Row, prepare_rows, report_missed, store_prepared
from takedown_pages import AT_SITE_OF_WORK, COPIES, HALF_A_PAGE, NO_COPIES, make_pages

import aggregator
from aggregator import ingest

HALVES = ("fit", "report")
MUST = {"edited25": 0.90, "abridged_wrapped": 0.90, HALF_A_PAGE: 0.90}
OTHER_KINDS = 0.97  # of every other kind of copy that is hidden, at least
SIZES = (3_000, 30_000)  # articles
MAX_GROWTH = 3.0  # times the CPU of a preview, for ten times as many articles
PREVIEWS = 60
STORED = 400  # unrelated texts beside the originals; foreign words are of texts that are not stored
CASES = 160


@dataclass
class Tally:
    """What became of the copies of each kind, and what else was hidden."""

    kinds: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  # work, page, relation
    previews: int = 0


Copies = Mapping[
    str, Mapping[str, str]
]  # the kind of each copy by its address, by that of the work


def half_of(story: object) -> str:
    """The half that a story of copies-dev belongs to."""
    return HALVES[sha256(str(story).encode()).digest()[0] % 2]


def preview_works(path: Path, works: Copies, allowed: Callable[[str, str], bool]) -> Tally:
    """Preview the takedown of each work; what is hidden, and neither a copy nor allowed, is wrong."""
    tally = Tally()
    with aggregator.connect(path, write=False) as reader:
        stored = {row.url for row in reader.export("articles")}
        for work, copies in works.items():
            if work not in stored:
                continue
            tally.previews += 1
            rows = {row.url: row for row in reader.takedowns.preview(url=work)}
            for url, kind in copies.items():
                if url in stored:
                    tally.kinds[kind][rows[url].action if url in rows else "missed"] += 1
            tally.wrong += [
                (work, url, row.relation)
                for url, row in rows.items()
                if row.action == "hide" and url not in (work, *copies) and not allowed(work, url)
            ]
    return tally


def print_tally(name: str, tally: Tally, wrong_shown: bool) -> list[str]:
    """Print what became of each kind; returns the figures missed."""
    missed = []
    for kind in sorted(tally.kinds):
        counts = tally.kinds[kind]
        total = counts.total()
        print(
            f"{name}: {kind}: hidden {counts['hide']} of {total} ({counts['hide'] / total:.3f}), "
            f"listed {counts['list']}, missed {counts['missed']}"
        )
        if kind in COPIES and counts["hide"] < MUST.get(kind, OTHER_KINDS) * total:
            missed.append(f"{kind} hidden")
        if kind not in COPIES and counts["hide"]:
            missed.append(f"{kind} hidden")
    print(f"{name}: other texts hidden {len(tally.wrong)}, in {tally.previews} takedowns")
    if wrong_shown:
        print(
            "".join(f"  {work} hides {url} ({what})\n" for work, url, what in tally.wrong), end=""
        )
    return [*missed, f"{name}: other texts hidden"] if tally.wrong else missed


# copies-dev


def measure_copies(rows: Sequence[Row], half: str | None, wrong_shown: bool) -> Iterable[str]:
    """Print the figures of copies-dev and of the pages made from it; yields those missed."""
    originals = [row for row in rows if row["kind"] == "original"]
    chosen = [row for row in originals if half in (None, half_of(row["story"]))]
    yield from measure_pages("copies-dev", rows, chosen, [], wrong_shown)
    unrelated = [row for row in rows if row["kind"] == "single"]
    foreign = [row["text"] for row in unrelated[::2]]
    stored = [*originals, *unrelated[1 : 2 * STORED : 2]]
    for name, kinds in (("half a page", [HALF_A_PAGE]), ("no copies", NO_COPIES)):
        pages = make_pages(chosen, foreign, kinds)
        yield from measure_pages(name, stored, chosen, pages, wrong_shown)


def measure_pages(
    name: str, rows: Sequence[Row], chosen: Sequence[Row], pages: Iterable[Row], wrong_shown: bool
) -> list[str]:
    """Store texts of copies-dev with pages made from them, and preview the chosen originals."""
    records = {row["id"]: to_record(row) for row in rows}
    kinds: defaultdict[object, dict[str, str]] = defaultdict(dict)
    for row in rows:
        of = row["original"] if row["original"] is not None else row.get("quotes")
        kinds[of][records[row["id"]].page.url] = row["kind"]
    made = [place_page(page, records[page["of"]].page.url) for page in pages]
    for page in made:
        kinds[page["of"]][page["url"]] = page["kind"]
    works = {records[row["id"]].page.url: kinds[row["id"]] for row in chosen}
    prepared = [ingest.prepare(record) for record in records.values()] + prepare_rows(made)
    with tempfile.TemporaryDirectory(prefix="reach-") as folder:
        path = Path(folder) / "copies.db"
        store_prepared(path, prepared)
        tally = preview_works(path, works, lambda _work, _url: False)
    return print_tally(name, tally, wrong_shown)


def place_page(page: Row, work: str) -> Row:
    """The page with its address: at the site of the work, or at a site of its own."""
    site = work.split("/")[2] if page["kind"] in AT_SITE_OF_WORK else f"{page['id']}.example"
    return page | {"source": site, "url": f"https://{site}/page/{page['id']}"}


# Texts of forms, and reports of one statement


def measure_rows(name: str, rows: Sequence[Row], wrong_shown: bool) -> list[str]:
    """Preview every text of a set; hidden may be only copies of one text. Returns the figures missed."""
    root = {row["url"]: str(row.get("copy_of") or row["id"]) for row in rows}
    with tempfile.TemporaryDirectory(prefix="reach-") as folder:
        path = Path(folder) / "rows.db"
        store_prepared(path, prepare_rows(rows))
        works: Copies = {url: {} for url in root}
        tally = preview_works(path, works, lambda work, url: root[work] == root[url])
    return print_tally(name, tally, wrong_shown)


def measure_sets(data: Path, wrong_shown: bool) -> Iterable[str]:
    """Print the figures of forms and quotations; yields those missed."""
    series = list(read_lines(data / "links" / "series-dev.jsonl.xz"))
    yield from measure_rows("series-dev", series, wrong_shown)
    for half in forms.HALVES:
        yield from measure_rows(
            f"forms {half}", forms.make_forms(half, 1, forms.COPIES), wrong_shown
        )
    reports = make_cases(read_material(data), CASES, 1)
    yield from measure_rows("quotations", reports, wrong_shown)


# Cost


def measure_cost() -> list[str]:
    """Print the CPU of a preview at two sizes; returns the figures missed."""
    spent = [measure_preview(size) for size in SIZES]
    for size, (first, each) in zip(SIZES, spent, strict=True):
        print(
            f"{size} articles: first preview {1000 * first:.0f} ms CPU, median {1000 * each:.1f} ms"
        )
    return ["CPU of a preview"] if spent[1][1] > MAX_GROWTH * spent[0][1] else []


def measure_preview(size: int) -> tuple[float, float]:
    """CPU seconds of the first preview of a process and of a further one, with so many articles stored."""
    texts = [text for text, _ in islice(make_texts(1), size)]
    rows = [{"id": str(i), "source": f"s{i % 200}.example", "text": t} for i, t in enumerate(texts)]
    with tempfile.TemporaryDirectory(prefix="reach-") as folder:
        path = Path(folder) / "many.db"
        store_prepared(path, prepare_rows(rows))
        with aggregator.connect(path, write=False) as reader:
            step = max(1, size // PREVIEWS)
            spent = []
            for i in range(0, size, step):
                start = process_time()
                reader.takedowns.preview(url=f"https://s{i % 200}.example/{i}")
                spent.append(process_time() - start)
    return spent[0], median(spent)


def select_stories(rows: Iterable[Row], first: int | None) -> Collection[Row]:
    return [row for row in rows if first is None or row["story"] < first]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument(
        "--first", type=int, help="only stories of copies-dev with a number below it"
    )
    parser.add_argument("--wrong", action="store_true", help="name what should not be hidden")
    parser.add_argument("--no-cost", action="store_true", help="without the CPU of a preview")
    options = parser.parse_args()
    rows = read_lines(options.data / "links" / "copies-dev.jsonl.gz")
    chosen = list(select_stories(rows, options.first))
    missed = [*measure_copies(chosen, options.half, options.wrong)]
    missed += measure_sets(options.data, options.wrong)
    if not options.no_cost:
        missed += measure_cost()
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
