"""A news aggregator that knows who wrote it first.

`aggregator.connect(path)` opens a database and gives an object with `ingest`, `trace`, `story`,
`stories`, `search`, `takedown` and `export`. Heavy libraries are imported when first needed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from aggregator.api import Aggregator

__version__ = "0.1.0"
__all__ = ["__version__", "connect"]


def connect(path: "str | Path" = "aggregator.db", *, write: bool = True) -> "Aggregator":
    """Open (and, when writing, create or migrate) the database at `path`."""
    from aggregator.api import Aggregator

    return Aggregator.open(path, write=write)
