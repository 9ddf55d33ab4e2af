"""`make bench` runs every benchmark, and the README of the benchmarks describes each."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks"
# Not run with the others: it needs other interpreters, runs for an hour, or only writes files.
APART = {"reading_peers", "fuzz_reading", "origin.make", "takedown_requests.run"}


def read_listed() -> list[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [line] = re.findall(r"^BENCHES \?= (.+)$", makefile, re.MULTILINE)
    return str(line).split()


def test_every_script_that_takes_data_is_in_the_list_of_make_bench() -> None:
    takes_data = {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        for path in FOLDER.rglob("*.py")
        if 'add_argument("--data"' in path.read_text(encoding="utf-8")
    }
    listed = read_listed()
    assert len(listed) == len(set(listed))
    assert takes_data - APART <= set(listed)
    assert all((FOLDER / f"{name.replace('.', '/')}.py").exists() for name in listed)


def test_the_readme_names_every_script_in_the_list() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = [name if "." in name else f"{name}.py" for name in read_listed()]
    assert [name for name in named if name not in readme] == []


def test_the_table_of_linking_names_scripts_that_exist_and_are_in_the_list() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^## Linking on texts.+?(?=^## )", readme, re.MULTILINE | re.DOTALL)
    assert found
    named = re.findall(r"\| `(\w+)\.py", found[0])
    assert len(named) >= 20
    assert set(named) <= set(read_listed())
