"""Why robots.txt keeps a request back. Apart from the middleware, because causes of failures know it too."""

from aggregator.errors import AggregatorError


class RobotsUnreachable(AggregatorError):
    """robots.txt cannot be fetched: nothing else is fetched for now (RFC 9309 §2.3.1.4)."""
