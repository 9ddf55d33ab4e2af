"""A news aggregator that knows who wrote it first.

`aggregator.connect(path)` opens a database and returns an `Aggregator`. Its methods return the frozen
types of `aggregator.results` and raise the errors of `aggregator.errors`; docs/api.md describes all
of them. Users may rely on the names in `__all__`; every other name may change. Heavy libraries are
imported when first needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from aggregator import errors

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator import results
    from aggregator.api import Aggregator

__version__ = "0.1.0"
__all__ = ["Aggregator", "__version__", "connect", "errors", "results"]


def connect(
    path: "str | Path" = "aggregator.db", *, write: bool = True, trust_list: "str | Path" = ""
) -> "Aggregator":
    """Open (and, when writing, create or migrate) the database at `path`.

    With `write=False` nothing is created or changed. `trust_list` is a file of certificates in PEM:
    those whose signatures under texts and pages are trusted. Raises NotStored when there is no
    database to read, StorageError when it cannot be used, and ConfigError for a bad trust list.
    """
    from aggregator.api import Aggregator
    from aggregator.formats.trust_lists import read_trust_list

    return Aggregator.open(path, write=write, trust=read_trust_list(str(trust_list)))


def __getattr__(name: str) -> object:
    """Import the public names that need heavy libraries when they are first used."""
    if name == "Aggregator":
        return import_module("aggregator.api").Aggregator
    if name == "results":
        return import_module("aggregator.results")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
