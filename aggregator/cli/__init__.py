"""The `aggregator` command.

Each verb lives in the module of its group and is imported when it is called: `--help` shows the
table below and loads nothing else.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from aggregator import __version__
from aggregator.cli import session
from aggregator.errors import AggregatorError

# verb -> (module, what it does); the order is that of `--help`, by who needs it.
VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "Start": {
        "demo": ("start", "A miniature news world on this machine, crawled, traced, taken down."),
        "init": ("start", "Set up a database with the world's feeds, or those of some countries."),
        "doctor": ("start", "Check database, index, disk and installation."),
        "backup": (
            "backups",
            "Copy both database files, consistent while others write, and check the copy.",
        ),
        "restore": ("backups", "Put a backup back, without what was taken down since it was made."),
        "config": ("start", "Settings and where each comes from."),
    },
    "Operator": {
        "source": (
            "sources",
            "Who is read: add, list, show, check, pause, resume, retry, rename, remove; whose it is.",
        ),
        "crawl": ("crawl", "Fetch what is due, or named sources and addresses."),
        "status": ("status", "What runs, what is late, and what needs a person."),
        "ingest": ("articles", "Store pages or texts from WARC, JSON Lines or HTML files."),
        "read": ("reading", "Page in, article out; nothing is stored."),
        "recluster": ("articles", "Link the whole corpus again and decide every story."),
        "serve": ("serve", "Show stories, evidence and the removal form as web pages."),
        "export": (
            "articles",
            "Articles, stories, copies or sources for other tools; evidence to cite.",
        ),
        "retain": ("retention", "Delete what is older than it is to be kept."),
        "publish": ("publish", "Write the edition of the database that may be given away."),
    },
    "Fact-checker": {
        "trace": ("query", "Who published it first, who copied it, who gives credit."),
        "compare": ("query", "How much of two stored articles is the same, with the passages."),
        "story": (
            "story",
            "A story: its verdict, its articles, its evidence; and what you decide on it.",
        ),
        "article": (
            "article",
            "A stored article, or its former wordings; and what you decide on its addresses.",
        ),
        "verify-evidence": (
            "evidence",
            "Check an evidence file, without network; a database is not needed.",
        ),
        "captures": ("captures", "When a web archive first captured the pages of a story."),
        "search": ("query", "Articles that hold every word of the QUERY, best first."),
        "watch": (
            "watches",
            "New copies, missing credit, corrections not followed: add, list, remove, run.",
        ),
    },
    "Content owner": {
        "rights": (
            "rights",
            "What publishers said of the use of an article, and which uses follow; sources that you open or withhold.",
        ),
        "takedown": (
            "takedown",
            "Requests to take something down: file, list, show, decide, verify, run, log.",
        ),
    },
    "Readers": {
        "comment": ("comments", "Moderate readers' comments: list, approve, hide."),
    },
}
MODULES = {verb: where for group in VERBS.values() for verb, (where, _) in group.items()}


class VerbGroup(click.Group):
    """Knows its verbs by name only, and ends every known error with one line and its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click passes it
        return list(MODULES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  # click passes it
        if name not in MODULES:
            return None
        module = import_module(f"aggregator.cli.{MODULES[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in MODULES and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], MODULES, 1)
            hint = f"did you mean {close[0]}?" if close else "`aggregator --help` lists all"
            raise click.UsageError(f"no verb {args[0]}: {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        for who, verbs in VERBS.items():
            with formatter.section(who):
                formatter.write_dl([(verb, says) for verb, (_, says) in verbs.items()])

    def invoke(self, ctx: click.Context) -> Any:
        with _exit_on_error(ctx):
            return super().invoke(ctx)


@contextmanager
def _exit_on_error(ctx: click.Context) -> Iterator[None]:
    try:
        yield
    except AggregatorError as error:
        _print_error(str(error))
        ctx.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _print_error("interrupted: what was stored stays")
        ctx.exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough: nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        ctx.exit(0)
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise
        _print_error(f"{error.filename or 'output'}: {error.strerror}")
        ctx.exit(1)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception:  # damage shows as any error; without damage it is a bug, which is raised
        damage = _find_damage(ctx)
        if not damage:
            raise
        _print_error(
            f"damaged: {damage}: restore a backup, or save what can be read with aggregator doctor --repair"
        )
        ctx.exit(1)


def _find_damage(ctx: click.Context) -> str:
    """Return what is damaged in the database of the command; empty when nothing is found."""
    from aggregator.api import recovery

    path = ctx.ensure_object(session.Session).database_path()
    return next(iter(recovery.find_damage(path)), "")


def _print_error(text: str) -> None:
    click.echo(f"error: {session.make_printable(' '.join(text.split()))}", err=True)


@click.group(cls=VerbGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aggregator")
@click.option(
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=session.store_option,
    help="Write errors only to standard error, as cron needs it; before the verb.",
)
@session.add_database_options
def cli() -> None:
    """A news aggregator that knows who wrote it first.

    Data goes to standard output, words and progress to standard error. Times are UTC. Exit codes:
    0 done, 1 failed, 2 usage, 3 partly done, 4 not found, 5 refused by policy, 6 undetermined,
    130 interrupted.
    """


def main() -> None:
    """Run the command; ends the process."""
    cli(prog_name="aggregator")
