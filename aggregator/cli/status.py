"""The state of the installation: `status`, for people, monitors and cron."""

import shutil

import click

from aggregator.cli import output
from aggregator.cli.session import Session, add_database_options, make_printable


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with all that was found.")
@click.option(
    "--check", is_flag=True, help="For monitors: print what is wrong only, see the exit codes."
)
@click.option("--notify", is_flag=True, help="Send an alert if one is due, and print nothing.")
@add_database_options
@click.pass_context
def status(ctx: click.Context, as_json: bool, check: bool, notify: bool) -> None:
    """What runs, what is late, and what needs a person.

    One screen: what is stored, what is crawled, the disk, and the sources that need a person, the worst
    first. With --check nothing is printed when all is well; it ends with 0 then, with 1 when something
    needs a person, with 3 for warnings such as an outage of the network or late feeds. With --notify the
    operator gets a mail or a request, see [alerts]: once a day at most, when what needs a person has changed.
    """
    from aggregator.cli import alerts, status_screen

    session: Session = ctx.obj
    if notify:
        alerts.notify(session)
        if not check and not as_json:
            return
    columns = shutil.get_terminal_size().columns
    with session.open_for_reading() as aggregator:
        if check and not as_json:
            health = aggregator.health.check()
            _write_lines(status_screen.format_check(health, columns))
        else:
            state = aggregator.status()
            health = state.health
            if as_json:
                output.write_json(state)
            else:
                _write_lines(status_screen.format_status(state, columns))
    if check:
        ctx.exit(health.exit_code)


def _write_lines(lines: list[str]) -> None:
    output.write_utf8("".join(f"{make_printable(line)}\n" for line in lines))
