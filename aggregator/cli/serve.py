"""`serve`: the web pages."""

import click

from aggregator.cli.session import Session, add_database_options, write_message


@click.command()
@click.option("--host", metavar="ADDRESS", help="Where to listen (default 127.0.0.1).")
@click.option("--port", type=int, help="Which port (default 8080).")
@click.option("--comments/--no-comments", default=None, help="Offer moderated comments.")
@add_database_options
@click.pass_obj
def serve(session: Session, host: str | None, port: int | None, comments: bool | None) -> None:
    """Show stories, evidence and the removal form as web pages.

    Runs until it is stopped. Comments go to a moderator first: `aggregator comment list`.
    """
    flags = {"serve__host": host, "serve__port": port, "serve__comments": comments}
    settings = session.settings(**flags).serve
    with session.open_existing() as aggregator:
        from aggregator.web import server

        server.serve(aggregator, settings, write_message)
