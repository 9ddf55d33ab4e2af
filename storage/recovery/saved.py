"""What was saved of a damaged file, in counts."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class SavedTable:
    """How many rows of a table were saved, and what could not be saved of it."""

    name: str
    rows: int = 0
    misfits: int = 0  # rows with values that no row of this table has
    cut: int = 0  # values that are left out: a page that they go on at cannot be read
    unreadable_pages: int = 0
    unreferenced: int = 0  # rows that referred to one that is lost
    replaced: int = 0  # rows that are lost and that others refer to, made up from these
    reset: int = 0  # values that nothing could read, replaced by empty ones


@dataclass(slots=True)
class SavedFile:
    """What was saved of a file. `unknown_pages` hold rows of which nobody can say to what table they belong."""

    path: Path
    version: int
    tables: dict[str, SavedTable] = field(default_factory=dict)
    unknown_pages: int = 0
