"""The declared dependencies are the imported ones, and both locks hold what is declared."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("aggregator", "spiders", "storage")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Declared although no module of ours imports it by name: why.
NOT_IMPORTED = {
    "lxml-html-clean": "trafilatura fails to import without it, and pip 23.2 does not install it",
    "python-multipart": "starlette reads forms with it",
    "uvloop": "uvicorn takes it where it is installed",
}


def normalized(name: str) -> str:
    """A distribution's name as PEP 503 compares it, without version, extras or markers."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", name, maxsplit=1)[0]).lower()


def imported_modules() -> set[str]:
    """Top-level names of every import in the three packages, lazy ones included."""
    names: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names.update(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module)
    return {name.split(".")[0] for name in names}


@cache
def imported_distributions() -> set[str]:
    foreign = imported_modules() - set(sys.stdlib_module_names) - set(PACKAGES)
    providers = packages_distributions()
    return {normalized(name) for module in foreign for name in providers[module]}


def declared() -> set[str]:
    return {normalized(line) for line in PROJECT["project"]["dependencies"]}


def optional() -> set[str]:
    extras: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
    return {normalized(line) for lines in extras.values() for line in lines}


def test_every_import_is_declared() -> None:
    assert imported_distributions() - declared() - optional() == set()


def test_every_declared_dependency_is_imported_or_has_a_reason() -> None:
    assert declared() - imported_distributions() == set(NOT_IMPORTED)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_is_hashed_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+)==\S+(?: ;[^\\]*)? \\\n +--hash=sha256:", text, re.MULTILINE)
    assert declared() <= {normalized(pin) for pin in pins}
    assert len(pins) == text.count("==") - text.count(" == '")
    assert "://" not in text
    assert "index" not in re.sub(r"^\w.*", "", text, flags=re.MULTILINE)


def test_the_development_lock_holds_the_run_time_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^(\S+==[^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))

    run_time, everything = pins("requirements.lock"), pins("requirements-dev.lock")
    assert run_time < everything
    tools = {normalized(name) for name in PROJECT["dependency-groups"]["dev"]}
    assert tools <= {normalized(pin) for pin in everything}
    assert not {"pytest", "mypy", "playwright"} & {normalized(pin) for pin in run_time}
