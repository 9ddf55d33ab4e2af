"""Measures whether independent reports that quote the same words stay different stories.

    python benchmarks/quotations.py --data PATH [--first CASES] [--seed N] [--wrong]

Each case takes a passage of 80 to 250 words of a real text as a statement, and other real texts
as reports that print it: in quotation marks (of five kinds, in one pair, in one pair a paragraph,
or opened at each paragraph), as a block with an introduction, as a thread of short posts, as a
transcript, in pieces spread through the report, or in HTML as a blockquote. The statement is a
quarter to two thirds of a report. In half of the cases it is stored as a page of its own.
Galleries are different articles with the same captions. The counterpart are true copies of such
reports, and of interviews that are nearly all quotation: they must stay linked. Prints the share
of pairs of reports in one story and the recall of copies. Ends with 1 when a figure is missed. A
test can call `quotation_texts.make_cases` with texts of its own, and `score_reports` and
`score_copies`.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from quotation_texts import make_cases
from real_texts import read_material
from stored_links import Links, Row, link_rows, report_missed

IN_ONE_STORY, COPIES_LINKED = 0.03, 0.95  # at most, at least
CASES = 160


def score_reports(rows: Sequence[Row], links: Links) -> Mapping[str, tuple[int, int]]:
    """Pairs of reports of a case in one story, and all such pairs, by style."""
    cases: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["what"] == "report":
            cases[row["case"]].append(row)
    wrong, total = Counter[str](), Counter[str]()
    for reports in cases.values():
        for a, b in combinations(reports, 2):
            total[a["style"]] += 1
            wrong[a["style"]] += links.together(a["id"], b["id"])
    return {style: (wrong[style], total[style]) for style in sorted(total)}


def score_copies(rows: Sequence[Row], links: Links) -> Mapping[str, tuple[int, int]]:
    """Copies in the story of their report, and all copies, by kind and for interviews."""
    linked, total = Counter[str](), Counter[str]()
    for row in rows:
        if row["what"] == "copy":
            interview = row["style"] == "interview"
            kind = f"{row['kind']}{' interview' if interview else ''}"
            total[kind] += 1
            linked[kind] += links.together(row["id"], row["copy_of"])
    return {kind: (linked[kind], total[kind]) for kind in sorted(total)}


def print_shares(name: str, counts: Mapping[str, tuple[int, int]]) -> float:
    """Print the share of each kind; returns that of all."""
    hits, total = (sum(each[i] for each in counts.values()) for i in (0, 1))
    print(f"{name}: {hits} of {total} ({hits / max(1, total):.3f})")
    for kind, (hit, of) in counts.items():
        print(f"  {kind}: {hit} of {of}")
    return hits / max(1, total)


def print_statements(rows: Sequence[Row], links: Links) -> None:
    """Print how many reports are in the story of the statement; either is right."""
    pages = {row["case"]: row["id"] for row in rows if row["what"] == "statement"}
    with_page = [row for row in rows if row["what"] == "report" and row["case"] in pages]
    linked = sum(links.together(row["id"], pages[row["case"]]) for row in with_page)
    print(f"reports in the story of the statement's own page: {linked} of {len(with_page)}")


def print_wrong(rows: Sequence[Row], links: Links) -> None:
    for story in links.partition():
        reports = sorted(
            row["id"] for row in rows if row["id"] in story and row["what"] == "report"
        )
        if len(reports) > 1:
            print("  together: " + ", ".join(reports))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=int, default=CASES, help="only so many cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="list reports that are in one story")
    options = parser.parse_args()
    rows = make_cases(read_material(options.data), options.first, options.seed)
    links = link_rows(rows)
    stored = sum(row["id"] in links.story_of for row in rows)
    print(f"texts {len(rows)}, not stored {len(rows) - stored}")
    together = print_shares("pairs of reports in one story", score_reports(rows, links))
    linked = print_shares("true copies linked", score_copies(rows, links))
    print_statements(rows, links)
    if options.wrong:
        print_wrong(rows, links)
    missed = ["reports in one story"] if together > IN_ONE_STORY else []
    return report_missed(missed + (["true copies"] if linked < COPIES_LINKED else []))


if __name__ == "__main__":
    sys.exit(main())
