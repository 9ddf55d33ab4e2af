"""Draws functions at random for a reader who does not know the code: what does each do, by its name?

    make names
    python benchmarks/names.py --count 100 --seed 9

Prints package, module, qualified name and parameters; no docstring, no body, no result type. The
draw goes round the packages, so that a small one is seen as well as a large one. Private functions
and methods are drawn like public ones; methods that Python names (`__enter__`) are not drawn. The
same seed on the same code draws the same functions.
"""

import argparse
import ast
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("aggregator", "spiders", "storage")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Signature:
    """The parts of a function that the reader sees."""

    package: str
    module: str
    name: str  # with the class it is a method of
    parameters: str

    def __str__(self) -> str:
        return f"{self.package}  {self.module}  {self.name}({self.parameters})"


def list_functions(root: Path = ROOT) -> list[Signature]:
    """Returns every function and method of the product, in the order of files and lines."""
    files = sorted(path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return [signature for path in files for signature in _read_module(path, root)]


def draw(functions: list[Signature], count: int, seed: int) -> list[Signature]:
    """Returns `count` functions (all, where there are fewer): one of each package in turn."""
    chance = random.Random(seed)
    by_package: dict[str, list[Signature]] = defaultdict(list)
    for function in functions:
        by_package[function.package].append(function)
    for members in by_package.values():
        chance.shuffle(members)
    rounds = itertools.zip_longest(*by_package.values())
    drawn = [function for each in rounds for function in each if function is not None]
    return sorted(drawn[:count], key=lambda each: (each.package, each.module, each.name))


def _read_module(path: Path, root: Path) -> Iterator[Signature]:
    package = ".".join(path.parent.relative_to(root).parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name, function in _list_definitions(tree.body, ""):
        yield Signature(package, path.stem, name, ast.unparse(_without_defaults(function)))


def _list_definitions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Function]]:
    """Functions of a module and methods of its classes; not functions within functions."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _list_definitions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, Function) and not node.name.startswith("__"):
            yield f"{prefix}{node.name}", node


def _without_defaults(function: Function) -> ast.arguments:
    given = function.args
    return ast.arguments(
        posonlyargs=given.posonlyargs,
        args=given.args,
        vararg=given.vararg,
        kwonlyargs=given.kwonlyargs,
        kw_defaults=[None] * len(given.kwonlyargs),
        kwarg=given.kwarg,
        defaults=[],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=100, help="functions to draw (default 100)")
    parser.add_argument("--seed", type=int, default=9, help="another seed draws others")
    options = parser.parse_args()
    for number, function in enumerate(draw(list_functions(), options.count, options.seed), 1):
        print(f"{number:3}  {function}")


if __name__ == "__main__":
    main()
