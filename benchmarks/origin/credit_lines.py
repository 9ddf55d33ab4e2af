"""One original and one copy for each wording of credit, and for each line that is no credit.

python -m benchmarks.origin.credit_lines --data FOLDER [--wrong]
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.origin import lines as tables
from benchmarks.origin.answers import read_answers
from benchmarks.origin.data import find_data
from benchmarks.origin.kinds_credit import own
from benchmarks.origin.limits import find_missed
from benchmarks.origin.lines import CreditLine, NoCreditLine
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import Cluster
from benchmarks.origin.score import Row, Tally, format_table
from benchmarks.origin.texts import make_up_texts, read_texts
from benchmarks.origin.world import World, dress_sites, find_looks

POLLS = (0, 10, 20, 30, 40, 50, 60)


def make_line_world(
    seed: int, data: Path | None
) -> tuple[World, dict[str, CreditLine | NoCreditLine]]:
    """Returns a world of pairs, and by the address of each copy the line that it has."""
    rng = random.Random(seed)
    sites, looks, json_ld = dress_sites(rng, find_looks(data))
    supply = read_texts(data, rng) if data else make_up_texts(rng, 500)
    maker = Maker(
        rng, sites, supply, tables.read_credit_lines(data), tables.read_no_credit_lines(), []
    )
    clusters: list[Cluster] = []
    by_url: dict[str, CreditLine | NoCreditLine] = {}
    lines: list[CreditLine | NoCreditLine] = [*maker.credit_lines, *maker.no_credit_lines]
    for number, line in enumerate(lines):
        one, two = maker.pick(2, language=line.language)
        original = maker.original(one, maker.supply.take(line.language), 5)
        copy = maker.copy(two, original, 35)
        if isinstance(line, CreditLine):
            part = (line.place, tables.fill(line.html, original, copy))
            copy = replace(copy, parts=(part,), credit=(line.credit,), role="credited_copy")
        else:
            copy = maker.add_no_credit(copy, original, line)
        by_url[copy.url] = line
        clusters.append(Cluster(f"line-{number}", "line", (original, copy), (own(original),)))
    return World(seed, tuple(sites), tuple(looks), tuple(json_ld), tuple(clusters)), by_url


def describe_results(
    by_url: dict[str, CreditLine | NoCreditLine], shared: int, answers: dict[str, Row]
) -> Tally:
    """Returns the tally of all lines. The first `shared` of them are the data set's."""
    tally = Tally()
    for number, (url, line) in enumerate(by_url.items()):
        answer = answers.get(url)
        said = answer["credit"] if answer and answer["credit"] else "none"
        role = answer["role"] if answer else None
        what = f"said {role} {said}: {line.language} {line.place} {line.html}"
        for figure, is_right in judge(line, said, role, is_shared=number < shared):
            tally.add(figure, is_right, what)
    return tally


def judge(
    line: CreditLine | NoCreditLine, said: str, role: str | None, *, is_shared: bool
) -> Iterator[tuple[str, bool]]:
    """Returns the figures that a line counts in, and whether it was read right."""
    if isinstance(line, NoCreditLine):
        yield "lines that are no credit, taken for none", said == "none"
        yield "their copies called uncredited", role == "uncredited_copy"
        return
    owner = "data set" if is_shared else "own"
    yield f"{owner}: read as credit", said != "none"
    yield f"{owner}: at the exact level", said == line.credit
    if line.credit == "exact_link":
        yield f"{owner}: links the very page, read as exact_link", said == "exact_link"
    yield f"{owner}: not called uncredited", role != "uncredited_copy"


def run(data: Path | None, seed: int = 1) -> Tally:
    """Crawls the pairs and returns the tally of all lines."""
    from benchmarks.origin.crawling import crawl_world  # Scrapy takes its time to import

    world, by_url = make_line_world(seed, data)
    shared = len(tables.read_shared_credit_lines(data)) if data else 0
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "lines.db"
        crawl_world(database, world, lambda _: None, POLLS)
        answers = {row["url"]: row for row in read_answers(database)}
    return describe_results(by_url, shared, answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="every line that was read wrong")
    options = parser.parse_args()
    tally = run(find_data(options.data), options.seed)
    missed = find_missed(tally)
    print("\n".join([*format_table({"lines": tally}, tally.all), "", *missed]))
    if options.wrong:
        print("\n" + "\n".join(sorted(tally.wrong)))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
