"""What a feed says of the use of its articles: of each in its item, of all in the channel."""

from typing import Any

from aggregator.reading.feeds.prune import CONTAINERS, get_local_name
from aggregator.reading.rights.feed_items import read_item
from aggregator.reading.rights.rsl import NAMESPACE
from aggregator.statements import Statement

MAX_STATEMENTS = 10  # of an item: each waits with its page until that is fetched
MAX_VALUE = 500  # characters
_NAMES = ("{*}copyright", "{*}licence", "{*}license", "{*}rights", f"{{{NAMESPACE}}}content")


def read_channel_statements(root: Any, url: str) -> tuple[Statement, ...]:
    """Returns what a feed at `url` says of all its articles; its copyright line is of the feed itself."""
    channels = [root, *(child for child in root if get_local_name(child) in CONTAINERS)]
    said = [each for channel in channels if _says(channel) for each in read_item(channel, url, url)]
    return tuple(each for each in said if each.mark != "copyright")


def read_item_statements(
    item: Any, url: str, channel: tuple[Statement, ...]
) -> tuple[Statement, ...]:
    """Returns what an item of a feed at `url` and its channel say of the item's article."""
    own = read_item(item, url, url) if _says(item) else ()
    said = dict.fromkeys(each for each in (*own, *channel) if len(each.value) <= MAX_VALUE)
    return tuple(said)[:MAX_STATEMENTS]


def _says(element: Any) -> bool:
    """Returns whether an element holds anything that `read_item` may read: few do."""
    if next(element.iter(*_NAMES), None) is not None:
        return True
    return any("license" in link.get("rel", "").lower() for link in element.iterchildren("{*}link"))
