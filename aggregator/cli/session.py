"""What all verbs share: the options --db and --config, the settings, and the open database."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import Config, LoadedConfig
    from aggregator.model import TrustList
    from aggregator.results.takedowns import WrittenFileKind

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# Control characters and direction marks: a page must not steer the reader's terminal.
_CONTROL_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


@dataclass(slots=True)
class Session:
    """The database and settings named on the command line, before or after the verb."""

    db: str | None = None
    config: Path | None = None
    archive: bool | None = None  # False with --no-archive
    quiet: bool = False  # with --quiet: messages are left out, errors are written

    def load_config(self, **flags: Any) -> "LoadedConfig":
        """Load the settings and where each comes from. A flag is named `section__setting`.

        Raises ConfigError.
        """
        from aggregator import config

        given = {name.replace("__", "."): value for name, value in flags.items()}
        return config.load_config(
            self.config, flags={"db": self.db, "archive": self.archive, **given}
        )

    def settings(self, **flags: Any) -> "Config":
        """Return the settings with these flags. Raises ConfigError."""
        return self.load_config(**flags).config

    def database_path(self) -> Path:
        """Return the path of the database. Raises ConfigError."""
        return Path(self.settings().db)

    def read_trust_list(self) -> "TrustList":
        """Return the certificates that are trusted to sign content. Raises ConfigError."""
        from aggregator.formats.trust_lists import read_trust_list

        return read_trust_list(self.settings().provenance.trust_list)

    @contextmanager
    def open_for_reading(self) -> "Iterator[Aggregator]":
        """Open the database, which must exist, for reading only."""
        with self._open(write=False) as opened, opened.maintenance.explain_errors():
            yield opened

    @contextmanager
    def open_for_writing(self) -> "Iterator[Aggregator]":
        """Open the database for writing; it is created or upgraded first."""
        with self._open(write=True) as opened:
            yield opened

    @contextmanager
    def open_existing(self) -> "Iterator[Aggregator]":
        """Open the database for writing; it must exist, and is upgraded first."""
        with self._open(write=True, create=False) as opened:
            yield opened

    def note_written_file(self, path: Path, kind: "WrittenFileKind", what: str = "") -> None:
        """Note in the ledger that a file is written from the database, as far as the folder allows it."""
        from aggregator.errors import StorageError

        try:
            with self.open_existing() as aggregator:
                aggregator.takedowns.note_written_file(path, kind, what)
        except StorageError as error:
            write_message(f"{path} is not noted as a file to delete after a takedown: {error}")

    @contextmanager
    def _open(self, *, write: bool, create: bool = True) -> "Iterator[Aggregator]":
        from aggregator.api import Aggregator

        settings = self.settings()
        opened = Aggregator.open(
            settings.db,
            write=write,
            create=create,
            archive=settings.archive,
            trust=self.read_trust_list(),
            takedown=settings.takedown,
            rights=settings.rights,
        )
        with opened, opened.maintenance.explain_errors():
            yield opened


def add_database_options(command: Decorated) -> Decorated:
    """Add --db and --config to a verb; both may precede the verb as well."""
    for option in (
        click.option(
            "--db",
            metavar="PATH",
            expose_value=False,
            callback=store_option,
            help="The database (default ./aggregator.db).",
        ),
        click.option(
            "--config",
            metavar="FILE",
            expose_value=False,
            callback=store_option,
            type=click.Path(path_type=Path),
            help="The settings (default ./aggregator.toml).",
        ),
    ):
        command = option(command)
    return command


def add_archive_option(command: Decorated) -> Decorated:
    """Add --no-archive to a verb that links."""
    return click.option(
        "--no-archive",
        "archive",
        flag_value=False,
        default=None,
        type=bool,
        expose_value=False,
        callback=store_option,
        help="Neither ask the archive of older articles nor add to it.",
    )(command)


def add_log_level_option(command: Decorated) -> Decorated:
    """Add --log-level to a verb that runs for long."""
    from aggregator.config.checks import LOG_LEVELS

    return click.option(
        "--log-level",
        type=click.Choice(LOG_LEVELS, case_sensitive=False),
        help="What the log on standard error has at least.",
    )(command)


def store_option(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """Keep the value of an option in the session."""
    session = ctx.ensure_object(Session)
    if value is not None and option.name:
        setattr(session, option.name, value)


def make_printable(text: str) -> str:
    """Return text with control characters replaced, so that it is safe on a terminal."""
    return _CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)


def write_message(text: str) -> None:
    """Write a message to standard error, unless --quiet was given."""
    ctx = click.get_current_context(silent=True)
    session = ctx.find_object(Session) if ctx else None
    if session is None or not session.quiet:
        write_problem(text)


def write_problem(text: str) -> None:
    """Write to standard error what went wrong, also with --quiet."""
    click.echo(make_printable(text), err=True)
