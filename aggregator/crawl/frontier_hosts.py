"""The hosts of a crawl in the frontier, where other processes see which of them it has."""

from aggregator import clock
from aggregator.crawl import lease_holder
from aggregator.crawl.patience import CrawlPatience
from storage.frontier.interface import Frontier, HostLease


class FrontierHosts:
    """Leases and pauses hosts for this process; an `aggregator.crawl.host_turns.HostLeases`."""

    def __init__(self, frontier: Frontier, patience: CrawlPatience) -> None:
        self._frontier, self._patience = frontier, patience
        self._holder = lease_holder.identify_this_process()

    def acquire(self, url: str) -> HostLease:
        """Returns the host of an address; `is_held` is false while another process has it."""
        return self._patience.write(
            lambda: self._frontier.acquire_host(self._holder, url, clock.now())
        )

    def pause(self, url: str, until: str, reason: str) -> None:
        """Writes that a host asked for a break."""
        self._patience.write(lambda: self._frontier.pause_host(self.acquire(url).id, until, reason))
