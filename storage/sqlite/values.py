"""Values that no verb can read: a damaged byte may leave a page that SQLite reads, and a value that is none.

The rules are data: what a column of a name or a table holds, and what replaces a value that it cannot hold. Values
that may be decided again are emptied; a time is replaced by now, since later is never to anybody's favour.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from aggregator import clock, crawl_labels, labels
from aggregator.model import Capture, Manifest, PageLine, Removed, SourceTrace
from aggregator.results.takedowns import TakedownScope
from storage.sqlite.connection import Database
from storage.sqlite.packing import PACKED, unpack
from storage.sqlite.schema import quote

DELETED = "DELETE"  # in place of a replacement: the row goes, since it is made again
TIMES = re.compile(
    r"(^|_)(at|until|since|due|deadline|seen|absent|polled|changed|attempt|clock)$"
)  # names of columns for times
MAY_BE_PACKED = {(table, column) for table, names in PACKED.items() for column in names}
MINHASH_BYTES = 512
EMPTY_SCOPE = '{"url":"","asked":""}'

# Codes: (table, column, what it may be, what replaces anything else).
CODES: tuple[tuple[str, str, Collection[str], str | None], ...] = (
    ("copies", "credit", labels.CREDITS, None),
    ("copies", "reason", labels.ROLE_REASONS, None),
    ("copies", "relation", labels.RELATIONS, DELETED),
    ("copies", "role", labels.ROLES, None),
    ("counter_notices", "state", labels.COUNTER_STATES, "received"),
    ("evidence", "class", labels.EVIDENCE_CLASSES, DELETED),
    ("frontier", "cause", ("", *crawl_labels.PAGE_CAUSES), ""),
    ("source_day_causes", "cause", crawl_labels.PAGE_CAUSES, DELETED),
    ("stories", "confidence", labels.CONFIDENCES, "none"),
    ("stories", "verdict", labels.VERDICTS, "undetermined"),
    ("takedown_cases", "decision", ("", *labels.TAKEDOWN_DECISIONS), ""),
    ("takedown_cases", "ground", labels.TAKEDOWN_GROUNDS, "other"),
    ("takedown_cases", "language", ("de", "en", "es", "fr"), "en"),
    ("takedown_cases", "state", labels.TAKEDOWN_STATES, "received"),
    ("takedown_items", "action", labels.TAKEDOWN_ACTIONS, "ask"),
    ("takedown_items", "reason", ("", *labels.TAKEDOWN_REASONS), ""),
    ("takedown_items", "state", labels.TAKEDOWN_ITEM_STATES, "pending"),
    ("verdict_history", "confidence", labels.CONFIDENCES, DELETED),
    ("verdict_history", "verdict", labels.VERDICTS, DELETED),
)

# JSON: (table, column, of what type, what replaces a value that is not).
JSON: tuple[tuple[str, str, Any, str | None], ...] = (
    ("articles", "authors", list[str], "[]"),
    ("articles", "captures", list[Capture], "[]"),
    ("articles", "field_origins", dict[str, str], "{}"),
    ("articles", "flags", list[str], "[]"),
    ("articles", "lines", list[PageLine], None),
    ("articles", "manifests", list[Manifest], "[]"),
    ("articles", "provenance", dict[str, Any], "{}"),
    ("articles", "removed", list[Removed], "[]"),
    ("articles", "rights", list[str], "[]"),
    ("articles", "sources", list[SourceTrace], "[]"),
    ("counter_notices", "statements", list[str], "[]"),
    ("crawl_runs", "counts", dict[str, Any], "{}"),
    ("feeds", "hints", dict[str, Any], None),
    ("feeds", "rhythm", dict[str, Any], None),
    ("frontier", "entry", dict[str, Any], None),
    ("hidden_articles", "content", dict[str, Any], DELETED),
    ("permissions", "withheld", list[str], "[]"),
    ("recipient_notices", "content", dict[str, Any], DELETED),
    ("site_rules", "rules", list[Any], DELETED),
    ("takedown_cases", "proof", list[Any] | dict[str, Any], None),
    ("takedown_cases", "scope", TakedownScope, EMPTY_SCOPE),
    ("takedown_mails", "details", dict[str, Any], "{}"),
    ("takedown_requests", "scope", TakedownScope, EMPTY_SCOPE),
    ("takedown_requests", "statements", list[str], "[]"),
)


class TombstoneRow(msgspec.Struct, forbid_unknown_fields=True):
    """The columns of `tombstones` in the ledger of erasures."""

    case_id: int
    article_id: int
    story_id: int | None
    since: str
    shingles: int
    sampled_shingles: int
    is_complete: int
    id: int | None = None
    folding: int = 1
    case_number: str = ""
    source_url: str = ""
    tokens: int = 0
    fingerprints: bytes | None = None


TOMBSTONE_TABLES = {"tombstone_hashes", "tombstone_short_shingles"}


class DumpedTombstone(msgspec.Struct, forbid_unknown_fields=True):
    """A tombstone in the ledger of erasures: its row, and the rows of its hashes by table."""

    tombstone: TombstoneRow
    hashes: dict[str, list[dict[str, int | str]]]


@dataclass(frozen=True, slots=True)
class BadValues:
    """Values of one column that nothing can read."""

    table: str
    column: str
    condition: str  # of the rows that hold them, in SQL
    replacement: str | None
    count: int


def find_bad_values(db: Database) -> Iterator[BadValues]:
    """Yields the columns that hold values which nothing can read."""
    columns = list_columns(db)
    rules = [*_list_time_rules(columns), *_list_code_rules(), *_list_form_rules(columns)]
    for table, column, condition, replacement in rules:
        if (table, column) in columns:
            query = f"SELECT count(*) FROM {quote(table)} WHERE {condition}"
            count = db.conn.execute(query).fetchone()[0]
            if count:
                yield BadValues(table, column, condition, replacement, count)
    yield from _find_bad_json(db, columns)


def replace_bad_values(db: Database, found: BadValues) -> None:
    """Replace the values of one column that nothing can read, within a transaction."""
    table, column = quote(found.table), quote(found.column)
    if found.replacement == DELETED:
        db.conn.execute(f"DELETE FROM {table} WHERE {found.condition}")
    else:
        query = f"UPDATE {table} SET {column} = ? WHERE {found.condition}"
        db.conn.execute(query, [found.replacement])


Columns = dict[tuple[str, str], tuple[str, bool, str | None]]  # declared type, NOT NULL, default
Rule = tuple[str, str, str, str | None]


def list_columns(db: Database) -> Columns:
    """Returns (declared type, is it NOT NULL, default) of every column of every table."""
    rows = db.conn.execute(
        """SELECT t.name, c.name, upper(c.type), c.[notnull], c.dflt_value
           FROM pragma_table_list t JOIN pragma_table_info(t.name) c
           WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'"""
    )
    return {
        (table, column): (kind, bool(required), default)
        for table, column, kind, required, default in rows
    }


def _list_time_rules(columns: Columns) -> Iterator[Rule]:
    for (table, column), (kind, is_required, default) in columns.items():
        if kind == "TEXT" and TIMES.search(column) and table != "_sqlite_migrations":
            name = quote(column)
            condition = (
                f"{name} IS NOT NULL AND (julianday({name}) IS NULL "
                f"OR {name} NOT GLOB '????-??-??T??:??:??*Z')"
            )
            if default == "''":
                condition = f"{name} != '' AND {condition}"
            yield table, column, condition, clock.now() if is_required else None


def _list_code_rules() -> Iterator[Rule]:
    for table, column, allowed, replacement in CODES:
        listed = ", ".join(f"'{code}'" for code in allowed)
        yield table, column, f"{quote(column)} NOT IN ({listed})", replacement


def _list_form_rules(columns: Columns) -> Iterator[Rule]:
    for (table, column), (kind, is_required, _) in columns.items():
        if kind == "TEXT" and (table, column) not in MAY_BE_PACKED:
            yield table, column, f"typeof({quote(column)}) = 'blob'", "" if is_required else None
    yield "signatures", "minhash", f"length(minhash) != {MINHASH_BYTES}", DELETED
    yield "signatures", "sketch", "length(sketch) % 4", DELETED


def _find_bad_json(db: Database, columns: Columns) -> Iterator[BadValues]:
    checks: list[tuple[str, str, Callable[[Any], bool], str | None]] = [
        (table, column, _make_check(kind), replacement) for table, column, kind, replacement in JSON
    ]
    checks += [
        ("erasures", "tombstone", _is_tombstone, None),
        ("articles", "link_text", _is_text, None),
        ("articles", "text", _is_text, ""),
        ("article_versions", "text", _is_text, ""),
    ]
    for table, column, is_good, replacement in checks:
        if (table, column) not in columns:
            continue
        name = quote(column)
        rows = db.conn.execute(
            f"SELECT rowid, CAST({name} AS BLOB) FROM {quote(table)} WHERE {name} IS NOT NULL"
        )
        bad = [str(number) for number, value in rows if not is_good(value)]
        if bad:
            yield BadValues(table, column, f"rowid IN ({', '.join(bad)})", replacement, len(bad))


def _make_check(kind: Any) -> Callable[[Any], bool]:
    """A check of JSON: it is of this type, and no object has a key that the type does not have."""
    [inner] = getattr(kind, "__args__", ())[-1:] or [None]
    known = (
        {each.name for each in fields(inner)} if hasattr(inner, "__dataclass_fields__") else None
    )
    decoder = msgspec.json.Decoder(list[dict[str, Any]] if inner is PageLine else kind)
    raw = msgspec.json.Decoder(list[dict[str, Any]])

    def is_good(value: Any) -> bool:
        try:
            value = unpack(value)
            decoder.decode(value)
            return known is None or all(known.issuperset(each) for each in raw.decode(value))
        except (msgspec.DecodeError, TypeError, ValueError):
            return False

    return is_good


def _is_tombstone(value: Any) -> bool:
    """Is it what `Tombstones.dump` returns, or the hashes of addresses that were put back?"""
    try:
        content = msgspec.msgpack.decode(value, type=DumpedTombstone | list[int])
    except (msgspec.DecodeError, TypeError, ValueError):
        return False
    if isinstance(content, list):
        return True
    rows = (row for rows in content.hashes.values() for row in rows)
    return content.hashes.keys() <= TOMBSTONE_TABLES and all(map(_is_hash_row, rows))


def _is_hash_row(row: dict[str, int | str]) -> bool:
    is_known = row.keys() <= {"kind", "hash", "tombstone_id"}
    return is_known and row.get("kind", "url") in ("url", "shingle")


def _is_text(value: Any) -> bool:
    try:
        text = unpack(value)
        if isinstance(text, bytes):
            text.decode()
    except ValueError:
        return False
    return True
