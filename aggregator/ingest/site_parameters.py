"""Learns from what was just stored which parameters mean nothing at a site.

Addresses of stored articles are then known without them too, so that no new value of such a parameter
makes a page that is to be fetched.
"""

from collections.abc import Iterable

from aggregator import urls
from aggregator.ingest.commit_items import Commit, Item
from aggregator.publishers.site_parameters import ReadAddress, find_differences, learn

MOST_OF_ONE_TEXT = 50  # addresses that are compared
MOST_READ = 2000  # newest addresses of a source that a parameter is judged by


def learn_parameters(commit: Commit, items: Iterable[Item]) -> None:
    """Stores the parameters that articles show to mean nothing which were read at a new address."""
    for item in items:
        if item.is_at_new_address and urls.list_parameters(item.article.url):
            _learn_from(commit, item)


def _learn_from(commit: Commit, item: Item) -> None:
    stored = commit.repositories.site_parameters
    site, source_id = urls.site(item.article.url), commit.source_id(item.prepared, item.article)
    same = stored.list_addresses_of_text(source_id, item.linked.text_hash, MOST_OF_ONE_TEXT)
    names = find_differences(item.article.url, same) - stored.get_names(site)
    if not names:
        return
    read = stored.list_newest_addresses(source_id, MOST_READ)
    of_site = [(key, url, text) for key, url, text in read if urls.site(url) == site]
    learned = learn([ReadAddress(url, text) for _, url, text in of_site], names)
    if not learned:
        return
    stored.add(site, learned.items(), commit.now)
    known = {urls.without_parameters(url, learned): key for key, url, _ in reversed(of_site)}
    new = [pair for pair in known.items() if pair[0] not in commit.parted]
    commit.repositories.addresses.add_agreed(new)
