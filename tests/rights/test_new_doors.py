"""A new page, verb, method or kind of export does not come in without a line that says what it asks the gate for."""

import inspect
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
import pytest
from starlette.routing import BaseRoute

from aggregator.api import Aggregator
from aggregator.cli import cli
from aggregator.config import ServeConfig
from aggregator.permissions import USES
from aggregator.results import ExportKind
from aggregator.web.app import create_app

FILE = Path(__file__).with_name("doors.toml")
TABLE = tomllib.loads(FILE.read_text("utf-8"))
HINT = (
    f"add a line to [{{kind}}] of tests/rights/{FILE.name}: the uses that {{name}} asks the gate for "
    "(aggregator/api/gate.py), with a door in tests/rights/doors.py; or why it shows nothing of an article"
)
NO_WORDS = (None, int, bool, bytes)  # what a method returns that shows nothing of an article


@pytest.fixture(name="found")
def _found(opened: Aggregator) -> dict[str, set[str]]:
    """The doors that the program has."""
    return {
        "exports": set(get_args(ExportKind)),
        "methods": set(list_methods(opened)),
        "routes": set(map(read_path, create_app(opened, ServeConfig(comments=True)).routes)),
        "verbs": set(list_verbs(cli)),
    }


def test_every_door_has_a_line(found: dict[str, set[str]]) -> None:
    missing = find_missing(found)
    assert not missing, "\n".join(missing)


def test_a_new_door_fails_with_what_to_do() -> None:
    [line] = find_missing({"routes": {"/", "/letters"}})
    assert line.startswith(
        "add a line to [routes] of tests/rights/doors.toml: the uses that /letters"
    )


def test_no_line_is_about_a_door_that_is_gone(found: dict[str, set[str]]) -> None:
    gone = {kind: sorted(set(TABLE[kind]) - names) for kind, names in found.items()}
    assert gone == {kind: [] for kind in found}


def test_lines_are_sorted_and_name_uses_or_give_a_reason() -> None:
    for kind, lines in TABLE.items():
        assert list(lines) == sorted(lines), kind
        for name, asked in lines.items():
            assert asked, (kind, name)
            assert isinstance(asked, str) or set(asked) <= set(USES), (kind, name)


def find_missing(found: Mapping[str, set[str]]) -> list[str]:
    """What to do for each door that the table does not have."""
    return [
        HINT.format(kind=kind, name=name)
        for kind, names in found.items()
        for name in sorted(names - set(TABLE[kind]))
    ]


def read_path(route: BaseRoute) -> str:
    return str(getattr(route, "path", route))


def list_verbs(group: click.Group, before: str = "") -> Iterator[str]:
    """Yields the verbs of the command, those of groups with the name of the group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from list_verbs(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def list_methods(owner: object, before: str = "") -> Iterator[str]:
    """Yields the public methods that return more than a number, of an open database and of its subjects."""
    for name, method in inspect.getmembers(type(owner), inspect.isfunction):
        returned = inspect.signature(method, eval_str=False).return_annotation
        if not name.startswith("_") and is_shown(returned):
            yield before + name
    if before:
        return
    for name, subject in vars(owner).items():
        if not name.startswith("_") and type(subject).__module__.startswith("aggregator.api."):
            yield from list_methods(subject, f"{name}.")


def is_shown(returned: object) -> bool:
    """Whether what a method returns may have words."""
    return returned not in NO_WORDS and "AbstractContextManager" not in str(returned)
