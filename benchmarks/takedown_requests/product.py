"""What the trials need of a product."""

from collections.abc import Mapping
from typing import Protocol

from benchmarks.takedown_requests.model import Request, State, Stored


class Product(Protocol):
    """A database that takes requests. The clock is simulated: `aggregator.clock.now`."""

    def receive(self, request: Request) -> str:
        """Takes a request, and what its claimant proves; returns the number of its case, or "" if refused."""
        ...

    def work(self) -> None:
        """Does what a timer does each minute."""
        ...

    def states(self) -> Mapping[str, State]:
        """Returns the state of every address that was stored in the beginning."""
        ...

    def fetch(self, stored: Stored) -> bool:
        """Stores a page as a crawl does, now; returns whether it is shown then."""
        ...

    def cases(self) -> int:
        """Returns the number of cases."""
        ...
