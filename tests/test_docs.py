"""The docs say what the command can do, and what they show runs."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aggregator import config
from aggregator.cli import VERBS, cli
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
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
    told = re.findall(r"^\| `(-[\w-]+)", section(verb), re.MULTILINE)
    assert set(told) <= known


def test_the_summary_says_what_each_verb_says_of_itself() -> None:
    for verbs in VERBS.values():
        for verb, (_, summary) in verbs.items():
            assert (TREE[verb].help or "").startswith(summary), verb


def test_every_setting_is_documented_with_its_default() -> None:
    [block] = re.findall(r"^```toml\n(.*?)^```", COMMANDS, re.MULTILINE | re.DOTALL)
    import tomllib

    shown = tomllib.loads(block)
    flat = {"db": shown.pop("db")}
    flat |= {f"{part}.{name}": v for part, inner in shown.items() for name, v in inner.items()}
    assert flat == {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in config.DEFAULTS.items()
    }


# README: every command that it shows is run, in order, in one folder with a small corpus.

TEXT = (
    "The harbour of Port Linden was closed on Tuesday evening after a storm tore two cranes from "
    "their rails and pushed a container ship against the northern quay. Nobody was hurt, the harbour "
    "master said, but it will take at least four days until the first ferry leaves again. About six "
    "hundred travellers were brought to schools and a sports hall in the old town, where volunteers "
    "handed out blankets and soup until long after midnight."
)
SHOWN = re.compile(r"^```(?:console|sh|shell|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Commands that reach the public network, or run until they are stopped.
ENDLESS = ("crawl", "serve")


def shown_commands() -> list[str]:
    """Lines of the README's blocks that start with `aggregator`, `$ ` before them or not."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for block in SHOWN.findall(readme) for line in block.splitlines()]
    plain = [line.removeprefix("$ ").split("  #")[0].strip() for line in lines]
    return [line for line in plain if line.startswith("aggregator ")]


def prepared(folder: Path, run: Run) -> None:
    """What README's examples are asked of: two articles, a page, a feed list."""
    urls = ("https://wire.example/storm", "https://paper.example/storm")
    rows = [{"url": url, "title": "Storm closes harbour", "text": TEXT} for url in urls]
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    page = f"<!doctype html><title>Storm closes harbour</title><article><p>{TEXT}</p></article>"
    (folder / "page.html").write_text(page)
    (folder / "clipping.txt").write_text(TEXT)
    opml = '<opml version="2.0"><body><outline type="rss" text="W" xmlUrl="https://wire.example/rss"/></body></opml>'
    (folder / "feeds.opml").write_text(opml)
    done = run("ingest", "articles.jsonl")
    assert done.returncode == 0, done.stderr


def test_every_command_in_the_readme_runs(tmp_path: Path, run: Run) -> None:
    lines = shown_commands()
    if not lines:
        pytest.skip("README.md shows no command yet")
    prepared(tmp_path, run)
    for line in lines:
        arguments = shlex.split(line)[1:]
        if arguments[0] in ENDLESS or "--serve" in arguments:
            arguments = [arguments[0], "--help"]
            checked_options(line)
        done = run(*arguments, given=TEXT)
        assert done.returncode in (0, 6), f"{line}\n{done.stdout}{done.stderr}"


def checked_options(line: str) -> None:
    """For a command that cannot be run here: its options exist."""
    words = shlex.split(line)[1:]
    known = [name for option in TREE[words[0]].params for name in option.opts]
    for word in words[1:]:
        if word.startswith("--"):
            assert word.split("=")[0] in known, f"{line}: {word}"
