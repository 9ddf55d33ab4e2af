"""Parameters that mean nothing at one site: ids of visits, counters, whatever its links add at each look.

Such a one is learned when articles came with the same text under several values of it, and never when two
values led to different texts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from aggregator import urls
from aggregator.model import Entry

ARTICLES_NEEDED = 3  # with different texts, each under at least two values of the parameter


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """A compared address of a site, and the hash of the text that was read there."""

    url: str
    text_hash: str


def find_differences(url: str, others: Iterable[str]) -> frozenset[str]:
    """Returns the names of the parameters that alone distinguish `url` from one of `others`."""
    found = (_find_difference(url, other) for other in others)
    return frozenset(name for name in found if name)


def learn(read: Collection[ReadAddress], names: Iterable[str]) -> dict[str, str]:
    """Returns those of `names` that mean nothing at a site, with what shows it, in words.

    `read`: addresses of the site.
    """
    counts = {name: _count_articles(read, name) for name in names}
    return {
        name: f"{count} articles had one text under several values of {name}, none had two"
        for name, count in sorted(counts.items())
        if count >= ARTICLES_NEEDED
    }


def drop_learned(
    entries: Iterable[Entry], get_names: Callable[[str], Collection[str]]
) -> tuple[Entry, ...]:
    """Returns entries whose compared addresses lack what means nothing at their sites.

    They are fetched as written still. `get_names`: of a site.
    """
    get_names = cache(get_names)  # for this listing: asked for once a site
    return tuple(_drop(entry, get_names) for entry in entries)


def _drop(entry: Entry, get_names: Callable[[str], Collection[str]]) -> Entry:
    if not urls.list_parameters(entry.url):
        return entry
    url = urls.without_parameters(entry.url, get_names(urls.site(entry.url)))
    return (
        entry if url == entry.url else replace(entry, url=url, address=entry.address or entry.url)
    )


def _find_difference(one: str, other: str) -> str:
    """Returns the name of the only parameter that two addresses do not share; "" if there is no such one."""
    parts = (frozenset(re.split(r"[?&]|(?=;)", url)) for url in (one, other))
    names = {part.partition("=")[0] for part in frozenset.symmetric_difference(*parts)}
    if len(names) != 1:
        return ""
    same = urls.without_parameters(one, names) == urls.without_parameters(other, names)
    return names.pop() if same else ""


def _count_articles(read: Collection[ReadAddress], name: str) -> int:
    """Returns how many texts came under several values of a parameter; 0 if values led to different texts."""
    with_name = [each for each in read if name in urls.list_parameters(each.url)]
    bases = {urls.without_parameters(each.url, (name,)) for each in with_name}
    variants: Mapping[str, dict[str, str]] = defaultdict(dict)
    for each in read:
        base = urls.without_parameters(each.url, (name,))
        if base in bases:
            variants[base][each.url] = each.text_hash
    texts = [set(hashes.values()) for hashes in variants.values() if len(hashes) > 1]
    if any(len(each) > 1 for each in texts):
        return 0
    return len(set().union(*texts))
