"""Running the pages: uvicorn on one address until stopped."""

import uvicorn

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web.app import create_app


def serve(aggregator: Aggregator, config: ServeConfig) -> None:
    """Answer on `config.host:config.port` until Ctrl-C or SIGTERM."""
    server(aggregator, config).run()


def server(aggregator: Aggregator, config: ServeConfig) -> uvicorn.Server:
    """The server, not yet running: `run()` it, or `should_exit = True` to end it."""
    settings = uvicorn.Config(
        create_app(aggregator, config),
        host=config.host,
        port=config.port,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return uvicorn.Server(settings)
