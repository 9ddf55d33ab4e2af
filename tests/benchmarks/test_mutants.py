"""The mutation run: which changes it makes, and that it distinguishes killed mutants from survivors."""

import shutil
import tomllib
from pathlib import Path

import pytest

from benchmarks import mutants
from benchmarks.mutation.operators import Mutant, list_mutants
from benchmarks.mutation.trial import Copy

ROOT = Path(__file__).parents[2]
CODE = '''"""Rules."""
LIMIT = 20


def is_many(count: int) -> bool:
    """Whether these are many."""
    return count >= LIMIT


def sign(count: int) -> str:
    if count < 0 and not None:
        print("never seen")
    return "minus" if count < 0 else "plus"


def unused() -> int:
    return 5
'''
TESTS = """
from aggregator.rules import is_many, sign

def test_many():
    assert is_many(21) and not is_many(19)

def test_sign():
    assert (sign(-1), sign(1)) == ("minus", "plus")

def test_broken():
    assert sign(3) == ""
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project of one module with a test that fails."""
    root = tmp_path / "tree"
    for folder in ("aggregator", "tests", "benchmarks"):
        (root / folder).mkdir(parents=True)
    (root / "aggregator" / "__init__.py").write_text("")
    (root / "aggregator" / "rules.py").write_text(CODE)
    (root / "tests" / "test_rules.py").write_text(TESTS)
    shutil.copytree(ROOT / "benchmarks" / "mutation", root / "benchmarks" / "mutation")
    return root


def changes(root: Path) -> dict[str, Mutant]:
    """The mutants of the module, by what changes."""
    found = list_mutants(root / "aggregator" / "rules.py", root)
    return {mutant.key.removeprefix("aggregator/rules.py | "): mutant for mutant in found}


def test_each_kind_of_fault_is_made_once(tree: Path) -> None:
    assert set(changes(tree)) == {
        *(f"LIMIT | 20 -> {other}" for other in (19, 21, 40, 10)),
        "is_many | count >= LIMIT -> (count > LIMIT)",
        "is_many | count >= LIMIT -> (not (count >= LIMIT))",
        "sign | count < 0 -> (count <= 0)",
        "sign | count < 0 -> (not (count < 0))",
        "sign | 0 -> 1",
        "sign | not None -> (None)",
        "sign | count < 0 and not None -> (count < 0 or not None)",
        "sign | count < 0 and not None -> (count < 0)",
        "sign | count < 0 and not None -> (not None)",
        "sign | count < 0 and not None -> (not (count < 0 and (not None)))",
        'sign | print("never seen") -> pass',
        'sign | "minus" if count < 0 else "plus" -> ""',
        "unused | 5 -> 0",
    }


def test_a_mutant_changes_the_file_at_one_place(tree: Path) -> None:
    source = (tree / "aggregator" / "rules.py").read_bytes()
    changed = changes(tree)["is_many | count >= LIMIT -> (count > LIMIT)"].apply(source)
    assert changed.decode() == CODE.replace("count >= LIMIT", "(count > LIMIT)")


@pytest.mark.slow
def test_a_killed_mutant_is_distinguished_from_a_survivor(tree: Path, tmp_path: Path) -> None:
    copy = Copy(tree, tmp_path / "copy")
    reach = copy.measure(["tests"])
    assert reach.broken == ["tests/test_rules.py::test_broken"]
    found = changes(tree)
    outcomes = {
        name: copy.judge(found[name], reach).outcome
        for name in (
            "is_many | count >= LIMIT -> (not (count >= LIMIT))",
            "is_many | count >= LIMIT -> (count > LIMIT)",
            "unused | 5 -> 0",
        )
    }
    assert list(outcomes.values()) == ["killed", "survived", "survived"]
    assert (tree / "aggregator" / "rules.py").read_text() == CODE
    assert (copy.root / "aggregator" / "rules.py").read_text() == CODE


def test_the_same_seed_draws_the_same_mutants_and_none_twice_before_all_others() -> None:
    every = mutants.list_all("takedown")
    first = mutants.sample("takedown", every, 12, seed=1)
    assert first == mutants.sample("takedown", every, 12, seed=1)
    assert first != mutants.sample("takedown", every, 12, seed=2)
    assert len({(mutant.path, mutant.name) for mutant in first}) == 12


def test_every_package_has_its_code_and_tests() -> None:
    for name, package in mutants.PACKAGES.items():
        assert mutants.list_all(name)
        for tests in package.tests:
            assert (ROOT / tests).exists()


def test_each_equivalent_mutant_is_in_the_code_and_has_a_reason() -> None:
    listed = tomllib.loads(mutants.EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    for each in listed:
        path, _, _ = each["key"].partition(" | ")
        found = list_mutants(ROOT / path, ROOT)
        assert any(mutant.key.startswith(each["key"]) for mutant in found), each["key"]
        assert each["reason"]
        assert not any(mutant.key.startswith(each["key"]) for mutant in mutants.list_all("links"))
