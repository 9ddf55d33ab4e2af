"""Makes small faults in copies of the code and counts which of them tests notice.

    make mutants
    python benchmarks/mutants.py --package takedown --count 20 --seed 3
    python benchmarks/mutants.py --match "cases.py | overdue"

Takes a seeded sample of small faults (`mutation/operators.py`) and runs the tests of the package
against each, in copies of the tree, never in the checkout. First each package's tests run unchanged
while the functions that they call are noted; a mutant then meets the tests that call its function,
the quick ones first. A mutant is killed when a test fails twice with it and passes without it in
the same copy, or when the tests do not end. Ends with 1 when less than FLOOR of them is killed.
"""

import argparse
import queue
import random
import re
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.mutation.operators import Mutant, list_mutants  # noqa: E402  # by the line above
from benchmarks.mutation.trial import Copy, Reach, Verdict, merge  # noqa: E402

FLOOR = 0.8
AT_ONCE = 2
EQUIVALENT = Path(__file__).parent / "mutation" / "equivalent.toml"
OUTCOMES = ("killed", "endless", "survived", "doubtful")

T = TypeVar("T")


@dataclass(frozen=True)
class Package:
    """Code that is changed and the tests that should notice."""

    code: str
    tests: tuple[str, ...]


PACKAGES = {
    "attribution": Package("aggregator/attribution", ("tests/attribution", "tests/trace")),
    "constants": Package("", ("tests/docs/test_figures.py",)),  # that the docs name
    "crawl": Package("aggregator/crawl", ("tests/crawl", "tests/spiders")),
    "linking": Package("aggregator/linking", ("tests/linking", "tests/stories")),
    "links": Package("storage/links", ("tests/storage/links", "tests/stories")),
    "stories": Package("aggregator/stories", ("tests/stories",)),
    "takedown": Package(
        "aggregator/takedown", ("tests/takedown", "tests/web/test_takedown_form.py")
    ),
}
Chosen = list[tuple[str, Mutant]]  # with the name of the package


def list_all(package: str, root: Path = ROOT) -> list[Mutant]:
    """Returns every mutant of a package that does not behave like the code."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])
    skipped = tuple(each["key"] for each in listed)
    if package == "constants":
        mutants = _list_documented_constants(root)
    else:
        files = sorted((root / PACKAGES[package].code).rglob("*.py"))
        mutants = [mutant for path in files for mutant in list_mutants(path, root)]
    return [mutant for mutant in mutants if not mutant.key.startswith(skipped)]


def _list_documented_constants(root: Path) -> list[Mutant]:
    """Returns the mutants of the constants whose figures the docs state."""
    from tests.docs.test_figures import FIGURES

    found: dict[str, Mutant] = {}
    for module, _, name in sorted(figure.constant.partition(":") for figure in FIGURES):
        path = root / f"{module.replace('.', '/')}.py"
        path = path if path.exists() else path.with_suffix("") / "__init__.py"
        constant = re.split(r"[.\[]", name)[0]
        mutants = list_mutants(path, root)
        found |= {m.key: m for m in mutants if constant in m.name.replace(",", " ").split()}
    return list(found.values())


def sample(package: str, mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Draws mutants of a package: one of each function or constant before a second of any."""
    chance = random.Random(f"{seed} {package}")
    by_name: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_name[f"{mutant.path} {mutant.name}"].append(mutant)
    groups = list(by_name.values())
    for group in groups:
        chance.shuffle(group)
    chance.shuffle(groups)
    return list(_in_turn(groups))[:count]


def _in_turn(groups: Sequence[Sequence[Mutant]]) -> Iterator[Mutant]:
    for n in range(max(map(len, groups), default=0)):
        yield from (group[n] for group in groups if n < len(group))


def judge_all(chosen: Chosen, folder: Path) -> Iterator[tuple[str, Mutant, Verdict]]:
    """Yields the outcome of each mutant, in order, from AT_ONCE copies of the tree."""
    copies: queue.Queue[Copy] = queue.Queue()
    for number in range(AT_ONCE):
        copies.put(Copy(ROOT, folder / str(number)))
    packages = dict.fromkeys(package for package, _ in chosen)
    folders = list(dict.fromkeys(tests for name in packages for tests in PACKAGES[name].tests))
    reaches = _spread(copies, folders, lambda copy, tests: copy.measure([tests]))
    measured: dict[str, Reach] = dict(zip(folders, reaches, strict=True))
    known = {name: merge([measured[tests] for tests in PACKAGES[name].tests]) for name in packages}
    broken = [name for reach in measured.values() for name in reach.broken]
    if broken:
        shown = "\n  ".join(broken[:10])
        print(f"{len(broken)} tests fail unchanged and are left out:\n  {shown}", file=sys.stderr)

    def judge(copy: Copy, given: tuple[str, Mutant]) -> tuple[str, Mutant, Verdict]:
        package, mutant = given
        return package, mutant, copy.judge(mutant, known[package])

    yield from _spread(copies, chosen, judge)


Given = TypeVar("Given")


def _spread(
    copies: "queue.Queue[Copy]", items: Sequence[Given], work: Callable[[Copy, Given], T]
) -> Iterator[T]:
    """Runs work on items in any free copy; results in the order of the items."""

    def take(item: Given) -> T:
        copy = copies.get()
        try:
            return work(copy, item)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(take, items)


def table(results: Sequence[tuple[str, Mutant, Verdict]]) -> str:
    """Returns the counts of each package and of all, with the share that was killed."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for package, _, verdict in results:
        counts[package][verdict.outcome] += 1
    counts["all"] = sum(counts.values(), Counter())
    rows = [f"{'':12}{''.join(f'{outcome:>10}' for outcome in OUTCOMES)}{'share':>8}"]
    for package, outcomes in counts.items():
        share = (outcomes["killed"] + outcomes["endless"]) / max(outcomes.total(), 1)
        numbers = "".join(f"{outcomes[outcome]:>10}" for outcome in OUTCOMES)
        rows.append(f"{package:12}{numbers}{share:>8.0%}")
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--package", choices=PACKAGES, action="append", help="repeatable")
    parser.add_argument("--count", type=int, default=60, help="mutants in all (default 60)")
    parser.add_argument("--seed", type=int, default=9, help="another seed draws others")
    parser.add_argument("--match", default="", help="only mutants whose key holds this text")
    options = parser.parse_args()
    names = options.package or list(PACKAGES)
    chosen: Chosen = []
    for n, name in enumerate(names):
        matching = [mutant for mutant in list_all(name) if options.match in mutant.key]
        count = (options.count + n) // len(names)
        chosen += [(name, mutant) for mutant in sample(name, matching, count, options.seed)]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for package, mutant, verdict in judge_all(chosen, Path(folder)):
            results.append((package, mutant, verdict))
            print(f"{verdict.outcome:10}{mutant.key}  {verdict.test}", flush=True)
    print(f"\n{table(results)}")
    killed = sum(verdict.killed for _, _, verdict in results)
    return 0 if killed >= FLOOR * len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
