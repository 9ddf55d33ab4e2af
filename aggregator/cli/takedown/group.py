"""The verb `takedown`, to which the modules of this folder add their own."""

import click


@click.group()
def takedown() -> None:
    """Requests to take something down: file, list, show, decide, verify, run, log."""
