"""The server of the pages: uvicorn on one address, until it is stopped."""

import errno
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.errors import AggregatorError
from aggregator.web.app import create_app


def serve(
    aggregator: Aggregator,
    config: ServeConfig,
    say: Callable[[str], None],
    send_mails: Callable[[], None] | None = None,
) -> None:
    """Serve the pages on `config.host:config.port` until Ctrl-C or SIGTERM; `say` gets the address.

    `send_mails` sends the mails that a request has queued, see `create_app`. Raises AggregatorError when the address cannot be listened on.
    """
    # uvicorn hands a signal on once it has shut down; SIGTERM is to close the database then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with open_socket(config) as sock:
        host = f"[{config.host}]" if ":" in config.host else config.host
        say(f"http://{host}:{sock.getsockname()[1]}/  (Ctrl-C ends)")
        make_server(aggregator, config, send_mails).run(sockets=[sock])


def open_socket(config: ServeConfig) -> socket.socket:
    """Return the listening socket; port 0 takes a free port. Raises AggregatorError."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((config.host, config.port))
        sock.listen(128)  # who comes before the first answer waits for it
    except OSError as error:
        sock.close()
        taken = error.errno == errno.EADDRINUSE
        hint = "another program has it, choose another --port" if taken else error.strerror
        raise AggregatorError(f"cannot listen on {config.host}:{config.port}: {hint}") from error
    return sock


def make_server(
    aggregator: Aggregator, config: ServeConfig, send_mails: Callable[[], None] | None = None
) -> uvicorn.Server:
    """Return the server, not yet running: `run()` starts it, `should_exit = True` ends it."""
    settings = uvicorn.Config(
        create_app(aggregator, config, send_mails),
        host=config.host,
        port=config.port,
        log_config=None,  # the loggers of this process write it, see `aggregator.logs`
        access_log=False,  # addresses hold the tokens of claimants
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return uvicorn.Server(settings)
