"""Long texts are stored packed: deflated, with a dictionary that is part of the program.

A packed value is a BLOB in a column for texts; a short one, or one of an older version, is plain TEXT. Both are
read by the SQL function `unpack`, which every connection of this program has. A dictionary never changes, as
nothing that was packed with it could be read again: other words get another number, in the mark before each value.
"""

import sqlite3
import zlib
from functools import lru_cache
from pathlib import Path

from aggregator.model import Row

PACKED = {
    "articles": (
        "link_text",
        "text",
        "sources",
        "removed",
        "field_origins",
        "provenance",
        "lines",
        "manifests",
    ),
    "article_versions": ("text",),
}
MARK = b"\xff\x01"  # no text in UTF-8 begins so; the second byte is the number of the dictionary
DICTIONARY = Path(__file__).with_name("packing_dictionary_1.txt")
MIN_LENGTH = 80  # characters of a text that is packed
LEVEL = 6  # 9 takes as many bytes
WINDOW_BITS = -15  # without header and checksum: the pages of the file have none either


def pack(text: str | None) -> str | bytes | None:
    """Returns a text as it is stored."""
    if text is None or len(text) < MIN_LENGTH:
        return text
    packer = _packer().copy()
    return MARK + packer.compress(text.encode()) + packer.flush()


def unpack(value: str | bytes | None) -> str | bytes | None:
    """Returns the text of a stored value; what is not packed is returned as it is.

    Raises ValueError for a damaged one.
    """
    if not isinstance(value, bytes) or not value.startswith(MARK):
        return value
    try:
        return (
            zlib.decompressobj(WINDOW_BITS, _dictionary()).decompress(value[len(MARK) :]).decode()
        )
    except zlib.error as error:
        raise ValueError("a packed text is damaged") from error


def pack_row(table: str, row: Row) -> Row:
    """Returns a row of a table as it is stored."""
    return row | {name: pack(row[name]) for name in PACKED[table] if name in row}


def unpack_row(table: str, row: Row) -> Row:
    """Returns a stored row of a table with its texts."""
    return row | {name: unpack(row[name]) for name in PACKED[table] if name in row}


def add_functions(conn: sqlite3.Connection) -> None:
    """Let a connection use `pack` and `unpack` in SQL."""
    conn.create_function("pack", 1, pack, deterministic=True)
    conn.create_function("unpack", 1, unpack, deterministic=True)


@lru_cache(maxsize=1)
def _dictionary() -> bytes:
    return DICTIONARY.read_bytes()


@lru_cache(maxsize=1)
def _packer() -> "zlib._Compress":
    """Has read the dictionary: a copy of it takes a tenth of the time of a new one."""
    return zlib.compressobj(
        LEVEL,
        zlib.DEFLATED,
        WINDOW_BITS,
        zlib.DEF_MEM_LEVEL,
        zlib.Z_DEFAULT_STRATEGY,
        _dictionary(),
    )
