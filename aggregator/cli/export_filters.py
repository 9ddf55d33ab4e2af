"""Options that select what is exported."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from aggregator.results import ExportFilters
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def add_filter_options(command: Decorated) -> Decorated:
    """Add the options that select rows to a verb; it gets them as `filters`, see `collect_filters`."""
    for option in (
        click.option(
            "--rights",
            metavar="USE",
            help="Only what publishers allow: export, publish, full_text, extract, quote …",
        ),
        click.option("--story", "of_story", metavar="ID", type=int, help="Of this story."),
        click.option("--language", metavar="CODE", help="In this language: en has en-GB too."),
        click.option("--country", metavar="CODE", help="Of sources of this country."),
        click.option("--source", metavar="DOMAIN", help="Of this source."),
        click.option("--until", metavar="TIME", help="First seen then or before: a day or a time."),
        click.option("--since", metavar="TIME", help="First seen then or later: a day or a time."),
    ):
        command = option(command)
    return command


def collect_filters(options: Mapping[str, object]) -> "ExportFilters":
    """Return the filters that were given."""
    given = {
        name.removeprefix("of_"): value for name, value in options.items() if value is not None
    }
    return cast("ExportFilters", given)
