"""Lines of text for people: wrapped and styled on a terminal, whole and plain elsewhere."""

import shutil
import sys
import textwrap
from typing import Protocol

import click

from aggregator.cli.output import write_utf8
from aggregator.cli.session import make_printable

MAX_WIDTH = 100  # columns: longer lines are hard to read
MAX_TITLE = 60  # characters of a title among other things in a line


class Named(Protocol):
    """What has a source with a name or without one."""

    @property
    def source(self) -> str: ...
    @property
    def source_name(self) -> str: ...


def name_source(row: Named) -> str:
    """Return the name of a source; its domain where it has none."""
    return row.source_name or row.source


def shorten(title: str) -> str:
    """Return the beginning of a title, in whole words."""
    return title if len(title) <= MAX_TITLE else title[:MAX_TITLE].rsplit(" ", 1)[0] + " …"


def write_heading(text: str) -> None:
    """Write a heading after an empty line."""
    write_utf8("\n")
    write_line(text, bold=True)


def write_line(
    text: str, hanging: str = "", *, bold: bool = False, dim: bool = False, colour: str = ""
) -> None:
    """Write one line: wrapped and styled on a terminal, whole and plain elsewhere."""
    text = make_printable(text)
    if not sys.stdout.isatty():
        write_utf8(text + "\n")
        return
    width = min(MAX_WIDTH, shutil.get_terminal_size().columns)
    text = textwrap.fill(
        text, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    dressed = bold or dim or colour
    text = click.style(text, bold=bold, dim=dim, fg=colour or None) if dressed else text
    write_utf8(text + "\n")
