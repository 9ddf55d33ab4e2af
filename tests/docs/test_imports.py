"""Imports point one way: the contracts in pyproject.toml hold, name every package, and catch breaches."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("aggregator", "spiders", "storage")
# Packages that decide: old state and new input in, decisions out.
CORE = (
    "aggregator/attribution",
    "aggregator/linking",
    "aggregator/reading",
    "aggregator/stories/plan",
    "aggregator/takedown/rules",
)
# Modules with I/O that import-linter cannot distinguish from harmless ones, and builtins.
IO_MODULES = {"urllib.request", "urllib.robotparser"}
IO_BUILTINS = {"open", "print", "input", "breakpoint"}

# One line each that breaks a rule: the module it is appended to, the line, what is reported.
BREACHES = [
    ("aggregator/stories/related_events.py", "import trafilatura", "trafilatura"),
    ("aggregator/trace/__init__.py", "import datasketch", "datasketch"),
    ("aggregator/watching/__init__.py", "import scrapy", "scrapy"),
    ("aggregator/api/__init__.py", "import scrapy", "scrapy"),
    ("storage/corpus/articles.py", "import click", "click"),
    ("aggregator/attribution/roles.py", "import socket", "socket"),
    ("aggregator/attribution/parties.py", "from pathlib import Path as _P", "pathlib"),
    ("aggregator/linking/words.py", "import requests", "requests"),
    ("aggregator/linking/verify.py", "from trafilatura import extract as _e", "trafilatura"),
    ("aggregator/linking/verify.py", "import storage.corpus.articles", "storage.corpus.articles"),
    ("aggregator/takedown/rules/scope.py", "import aggregator.takedown.cases", "aggregator.takedown.cases"),
    ("aggregator/ingest/store.py", "import sqlite_utils", "sqlite_utils"),
    ("aggregator/jobs/finalize.py", "import aggregator.crawl.runner", "aggregator.crawl.runner"),
    ("aggregator/crawl/runner.py", "import aggregator.api", "aggregator.api"),
    ("aggregator/api/__init__.py", "import aggregator.web.app", "aggregator.web.app"),
    ("storage/frontier/pages.py", "import aggregator.linking.words", "aggregator.linking.words"),
    ("spiders/pages.py", "import storage.frontier.pages", "storage.frontier.pages"),
    ("spiders/pages.py", "import aggregator.reading.body", "aggregator.reading.body"),
    ("aggregator/web/pages.py", "import click as _click", "click"),
    ("aggregator/demo/tour.py", "import starlette", "starlette"),
    ("aggregator/web/pages.py", "import storage.corpus.articles", "storage.corpus.articles"),
    ("aggregator/cli/crawl.py", "import storage.frontier.sources", "storage.frontier.sources"),
    ("aggregator/stories/plan/match.py", "import storage.links.relations", "storage.links.relations"),
    ("aggregator/stories/plan/match.py", "import aggregator.stories.lookup", "aggregator.stories.lookup"),
    ("aggregator/trace/__init__.py", "import aggregator.watching.reports", "aggregator.watching.reports"),
    ("aggregator/jobs/finalize.py", "import aggregator.ingest.store", "aggregator.ingest.store"),
    ("aggregator/formats/export.py", "import aggregator.takedown.hide", "aggregator.takedown.hide"),
    ("storage/links/signatures.py", "import storage.corpus.articles", "storage.corpus.articles"),
    ("storage/sqlite/sql.py", "import storage.store", "storage.store"),
]  # fmt: skip


@cache
def lint_imports(folder: Path) -> tuple[int, str]:
    """Exit code and output of lint-imports in a checkout or a copy of it."""
    environment = {**os.environ, "COLUMNS": "400", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def core_modules(folder: Path) -> list[Path]:
    return sorted(path for package in CORE for path in (folder / package).rglob("*.py"))


def io_of(path: Path) -> set[str]:
    """I/O modules a file imports, under any spelling, and I/O builtins that it calls."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & IO_MODULES
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
            found |= names & IO_MODULES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & IO_BUILTINS
    return found


def copy_packages(to: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", to)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            copied = to / path.relative_to(ROOT)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copied)


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The output of lint-imports for a copy with every breach and two packages that no contract names."""
    copy = tmp_path_factory.mktemp("breached")
    copy_packages(copy)
    for module, line, _ in BREACHES:
        with (copy / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    for package in ("aggregator/newcomer", "storage/newcomer"):
        (copy / package).mkdir()
        (copy / package / "__init__.py").write_text('"""A package that no contract names."""\n')
    code, output = lint_imports(copy)
    assert code == 1, output
    return output


def test_imports_point_one_way() -> None:
    code, output = lint_imports(ROOT)
    assert code == 0, output
    assert "0 broken" in output


@pytest.mark.parametrize(("module", "line", "imported"), BREACHES)
def test_a_breach_is_caught(breached: str, module: str, line: str, imported: str) -> None:
    importer = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)} ", breached)


@pytest.mark.parametrize("package", ["aggregator.newcomer", "storage.newcomer"])
def test_a_package_that_no_contract_names_is_caught(breached: str, package: str) -> None:
    assert package in breached


def test_every_package_is_in_a_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [one for one in contracts["contracts"] if one["type"] == "layers"]
    assert all(one["exhaustive"] for one in layers)
    named = {
        f"{container}.{name}"
        for one in layers
        for container in one["containers"]
        for layer in one["layers"]
        for name in re.split(r" [:|] ", layer)
    }
    on_disk = {
        str(folder.relative_to(ROOT)).replace("/", ".")
        for package in PACKAGES
        for folder in [ROOT / package, *(ROOT / package).rglob("*/")]
        if list(folder.glob("*.py"))
    }
    unnamed = {
        package
        for package in on_disk - set(PACKAGES)
        if not any(package == name or package.startswith(f"{name}.") for name in named)
    }
    assert unnamed == set()
    assert {"aggregator.stories.plan", "aggregator.takedown.rules", "storage.links"} <= named


@pytest.mark.parametrize("path", core_modules(ROOT), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_does_no_io(path: Path) -> None:
    assert io_of(path) == set()


@pytest.mark.parametrize(
    "line",
    ["import urllib.request", "from urllib.request import urlopen", "from urllib import request", "open('a')"],
)  # fmt: skip
def test_io_in_the_core_is_caught(tmp_path: Path, line: str) -> None:
    path = tmp_path / "roles.py"
    source = (ROOT / "aggregator/attribution/roles.py").read_text(encoding="utf-8")
    path.write_text(f"{source}\n{line}\n", encoding="utf-8")
    assert io_of(path)
