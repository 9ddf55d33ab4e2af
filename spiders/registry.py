"""The registry of listing parsers: every subclass of `ListingParser` in this package.

A parser is found by its class attributes, so a new one is one new file. Files with errors are an
error here, too: a parser that is silently missing would lose articles.
"""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import spiders
from aggregator import urls
from spiders.interface import ListingParser

INTERNAL_KINDS = frozenset(
    {"home", "robots", "timemap", "trust", "unknown"}
)  # that list no articles; never stored


def find_parser(kind: str, url: str) -> type[ListingParser]:
    """Returns the parser for a listing: that of its site if there is one, else that of its kind.

    Raises LookupError when no file in `spiders/` has this kind.
    """
    by_kind, by_site = _load_parsers()
    parser = by_site.get(urls.site(url)) or by_kind.get(kind)
    if parser is None:
        raise LookupError(f"no parser in spiders/ has the kind {kind!r}: its file is missing")
    return parser


def list_feed_kinds() -> tuple[str, ...]:
    """Returns the kinds that a feed can be stored with, in alphabetical order."""
    return tuple(sorted(_load_parsers()[0].keys() - INTERNAL_KINDS))


@cache
def _load_parsers() -> tuple[dict[str, type[ListingParser]], dict[str, type[ListingParser]]]:
    """Imports the modules of the package; returns its parsers by kind and by site."""
    for module in pkgutil.iter_modules(spiders.__path__, "spiders."):
        import_module(module.name)
    parsers = list(_list_subclasses(ListingParser))
    by_kind = {parser.kind: parser for parser in parsers if parser.kind}
    return by_kind, {site: parser for parser in parsers for site in parser.sites}


def _list_subclasses(parent: type[ListingParser]) -> Iterator[type[ListingParser]]:
    for child in parent.__subclasses__():
        yield child
        yield from _list_subclasses(child)
