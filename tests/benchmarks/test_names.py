"""The draw of function names: seeded, spread over packages, and without docstrings."""

import subprocess
import sys
from pathlib import Path

from benchmarks import names

ROOT = Path(__file__).parents[2]
CODE = '''"""A module."""
def read_file(path: str, limit: int = 3) -> str:
    """Read it."""
    def inner() -> None: ...
    return open(path).read(limit)
class Reader:
    def __enter__(self) -> "Reader": ...
    def _close_file(self, *, force: bool = False) -> None: ...
'''


def test_the_draw_shows_names_and_parameters_only(tmp_path: Path) -> None:
    for package in ("aggregator", "storage"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "files.py").write_text(CODE)
    found = names.list_functions(tmp_path)
    assert [str(function) for function in found[:2]] == [
        "aggregator  files  read_file(path: str, limit: int)",
        "aggregator  files  Reader._close_file(self, *, force: bool)",
    ]
    assert len(found) == 4


def test_the_same_seed_draws_the_same_functions_and_another_seed_others() -> None:
    functions = names.list_functions()
    first = names.draw(functions, 100, seed=1)
    assert first == names.draw(functions, 100, seed=1)
    assert first != names.draw(functions, 100, seed=2)
    assert len(set(first)) == 100


def test_functions_are_drawn_from_every_package() -> None:
    functions = names.list_functions()
    drawn = names.draw(functions, 100, seed=1)
    assert {each.package for each in drawn} == {each.package for each in functions}


def test_the_script_prints_the_requested_number_of_functions() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/names.py", "--count", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 7
    assert '"""' not in done.stdout
