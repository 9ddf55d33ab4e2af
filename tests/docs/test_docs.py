"""The docs describe every verb, option and setting of the command."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aggregator import config
from aggregator.cli import VERBS, cli

ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(found: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every verb with its full name, groups included."""
    if path:
        yield path, found
    if isinstance(found, click.Group):
        context = click.Context(found)
        for name in found.list_commands(context):
            inner = found.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}".strip())


TREE = dict(commands(cli))


def section(verb: str) -> str:
    found = re.search(rf"^#+ {re.escape(verb)}\n(.*?)(?=^#|\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section for {verb}"
    return found[1]


@pytest.mark.parametrize("verb", TREE)
def test_every_verb_and_option_is_documented_and_has_help(verb: str) -> None:
    command = TREE[verb]
    assert command.help
    text = section(verb)
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in ("db", "config"):
            assert option.help, f"{verb} {option.name} has no help"
            for name in option.opts:
                assert f"`{name}" in text, f"{verb} {name} is not documented"


@pytest.mark.parametrize("verb", TREE)
def test_every_option_that_is_documented_exists(verb: str) -> None:
    known = {
        name for option in TREE[verb].params for name in [*option.opts, *option.secondary_opts]
    }
    documented = re.findall(r"^\| `(-[\w-]+)", section(verb), re.MULTILINE)
    assert set(documented) <= known


def test_the_summary_of_each_verb_begins_its_help() -> None:
    for verbs in VERBS.values():
        for verb, (_, summary) in verbs.items():
            assert (TREE[verb].help or "").startswith(summary), verb


def test_every_setting_is_documented_with_its_default() -> None:
    [block] = re.findall(r"^```toml\n(.*?)^```", COMMANDS, re.MULTILINE | re.DOTALL)
    import tomllib

    shown = tomllib.loads(block)
    sections = {part: inner for part, inner in shown.items() if isinstance(inner, dict)}
    flat = {name: value for name, value in shown.items() if name not in sections}
    flat |= {f"{part}.{name}": v for part, inner in sections.items() for name, v in inner.items()}
    assert flat == {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in config.DEFAULTS.items()
    }


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index
