"""The frontier in SQLite: the implementation of `storage.frontier.interface.Frontier` for one file."""

from storage.frontier.feed_state import FeedState
from storage.frontier.pages import Pages


class SqliteFrontier(Pages, FeedState):
    """Leases, pages and feed state over one connection, in its transactions.

    An article and the outcome of its page are stored in one transaction when the repository of
    articles is bound to the same connection.
    """
