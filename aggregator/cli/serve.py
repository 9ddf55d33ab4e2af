"""`serve`: the web pages."""

from functools import partial

import click

from aggregator.cli.session import (
    Session,
    add_database_options,
    add_log_level_option,
    write_message,
)
from aggregator.config import Config
from aggregator.errors import AggregatorError


@click.command()
@click.option("--host", metavar="ADDRESS", help="Where to listen (default 127.0.0.1).")
@click.option("--port", type=int, help="Which port (default 8080).")
@click.option("--comments/--no-comments", default=None, help="Offer moderated comments.")
@add_log_level_option
@add_database_options
@click.pass_obj
def serve(
    session: Session,
    host: str | None,
    port: int | None,
    comments: bool | None,
    log_level: str | None,
) -> None:
    """Show stories, evidence and the removal form as web pages.

    Runs until it is stopped. Comments go to a moderator first: `aggregator comment list`.
    """
    flags = {
        "serve__host": host,
        "serve__port": port,
        "serve__comments": comments,
        "serve__log_level": log_level,
    }
    settings = session.settings(**flags)
    from aggregator import logs

    log = logs.writing(settings.serve.log_level, settings.crawl.log_format)
    with log, session.open_existing() as aggregator:
        from aggregator.web import server

        send_mails = partial(_send_mails, session, settings) if settings.mail.smtp_host else None
        server.serve(aggregator, settings.serve, write_message, send_mails)


def _send_mails(session: Session, settings: Config) -> None:
    """Send what waits, with a connection of its own; what fails is sent again by `takedown run`."""
    try:
        with session.open_existing() as aggregator:
            aggregator.mails.send_due(settings)
    except AggregatorError as error:
        write_message(f"mails wait: {error}")
