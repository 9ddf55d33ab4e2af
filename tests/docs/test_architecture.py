"""docs/architecture.md names files and functions that exist; every module is readable."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = ("aggregator", "spiders", "storage")
# A name in backticks that is a file or folder, and perhaps something defined in it.
NAMED = re.findall(
    r"`((?:aggregator|spiders|storage|seeds|tests|docs)/[\w/.*]*)(?:: (\w+))?`", PLAN
)
WALKS = ("An article arrives", "A fact-checker asks", "A takedown arrives")


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_the_page_follows_three_cases_with_file_names() -> None:
    for walk in WALKS:
        found = re.search(rf"^## {walk}\n(.*?)(?=^## |\Z)", PLAN, re.MULTILINE | re.DOTALL)
        assert found, walk
        assert len(re.findall(r"`(?:aggregator|spiders|storage)/\w+[/\w]*\.py", found[1])) >= 5


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)), ids=lambda value: value or "-")
def test_every_file_that_the_page_names_exists(path: str, name: str) -> None:
    if "*" in path:
        assert list(ROOT.glob(path))
        return
    assert (ROOT / path).exists()
    if name:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        defined = [
            node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        assert name in defined


def test_every_folder_is_in_the_table() -> None:
    folders = {f"{path.parent.relative_to(ROOT)}/" for path in modules()} - {"aggregator/"}
    named = {f"{path.rstrip('/')}/" for path, _ in NAMED}
    # The demo is no step of the flow; the command and the pages end it.
    assert folders - named <= {"aggregator/demo/", "aggregator/cli/", "aggregator/web/"}
    assert "aggregator/web, aggregator/cli" in PLAN


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_has_a_docstring_and_a_limited_length(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "no docstring"
    assert len(source.splitlines()) <= 350


def test_only_storage_queries_private_tables() -> None:
    """Only storage queries tables of the private file."""
    private = re.compile(
        r"\b(?:FROM|INTO|UPDATE)\s+(takedown_\w+|held|comments|keys|watches|watch_reports)\b"
    )
    for path in modules():
        if path.relative_to(ROOT).parts[0] != "storage":
            assert not private.search(path.read_text(encoding="utf-8")), path


@cache
def parameters(path: Path) -> list[tuple[str, str]]:
    """(function, annotation) of every parameter in a module."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [
        (function.name, ast.unparse(parameter.annotation))
        for function in functions
        for parameter in (
            *function.args.posonlyargs,
            *function.args.args,
            *function.args.kwonlyargs,
        )
        if parameter.annotation
    ]


OUTSIDE_STORAGE = [path for path in modules() if path.relative_to(ROOT).parts[0] != "storage"]


def test_no_function_outside_storage_takes_a_database_connection() -> None:
    connection = re.compile(r"\bDatabase\b|\bsqlite3\.Connection\b")
    takers = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in OUTSIDE_STORAGE
        for name, annotation in parameters(path)
        if connection.search(annotation)
    ]
    assert takers == []


def test_only_composition_roots_take_the_store() -> None:
    roots = {"aggregator/api", "aggregator/crawl/runner.py"}
    takers = {
        str(path.relative_to(ROOT))
        for path in OUTSIDE_STORAGE
        for name, annotation in parameters(path)
        if re.search(r"\bStore\b", annotation) and name != "of"
    }
    assert {taker for taker in takers if not taker.startswith(tuple(roots))} == set()


def test_no_sql_outside_storage() -> None:
    statement = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|VACUUM|WITH)\s")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in OUTSIDE_STORAGE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and statement.match(node.value)
    ]
    assert found == []
