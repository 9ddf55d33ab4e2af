"""Sources and how they are found: the registry that crawls and articles refer to."""

from collections.abc import Iterator

from aggregator.model import Feed, Row, Source
from storage.sqlite.connection import Database

_LISTED = """SELECT s.domain, s.name, s.site, s.country, s.language, s.kind, s.owner, s.paused = 1 AS paused,
  count(f.id) AS feeds, max(f.last_polled) AS last_polled, coalesce(max(f.failures), 0) AS failures,
  (SELECT count(*) FROM articles a WHERE a.source_id = s.id) AS articles
  FROM sources s LEFT JOIN feeds f ON f.source_id = s.id"""


def by_domain(db: Database, domain: str) -> Source | None:
    """The source of that domain (or `host:port`)."""
    row = db.conn.execute(
        "SELECT domain, name, site, country, language, kind, owner FROM sources WHERE domain = ?",
        [domain],
    ).fetchone()
    return Source(*row) if row else None


def source_id(db: Database, domain: str) -> int | None:
    """The id of the source of that domain."""
    row = db.conn.execute("SELECT id FROM sources WHERE domain = ?", [domain]).fetchone()
    return int(row[0]) if row else None


def ensure(db: Database, source: Source, now: str) -> int:
    """The id of a source, added if new; a name is filled in where none was known."""
    row = db.conn.execute(
        "SELECT id, name FROM sources WHERE domain = ?", [source.domain]
    ).fetchone()
    if row is None:
        return upsert(db, source, now)
    if source.name and not row[1]:
        db.conn.execute("UPDATE sources SET name = ? WHERE id = ?", [source.name, row[0]])
    return int(row[0])


def upsert(
    db: Database,
    source: Source,
    now: str,
    *,
    discovery_due: str | None = None,
    overwrite: bool = True,
) -> int:
    """Add a source or bring it up to date; gives its id.

    What is empty in `source` stays as it was; without `overwrite`, what is known stays too. With
    `discovery_due` a source without feeds gets one looked for from that instant on.
    """
    first, second = ("excluded", "sources") if overwrite else ("sources", "excluded")
    said = ",\n".join(
        f"{column} = coalesce(nullif({first}.{column}, ''), {second}.{column})"
        for column in ("name", "site", "country", "language", "owner")
    )
    row = db.conn.execute(
        f"""INSERT INTO sources (domain, name, site, country, language, kind, owner, discovery_due, added_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (domain) DO UPDATE SET {said},
             kind = CASE {first}.kind WHEN 'publisher' THEN {second}.kind ELSE {first}.kind END,
             discovery_due = CASE WHEN EXISTS (SELECT 1 FROM feeds WHERE source_id = sources.id)
               THEN sources.discovery_due ELSE coalesce(sources.discovery_due, excluded.discovery_due) END
           RETURNING id""",
        [
            source.domain,
            source.name,
            source.site,
            source.country,
            source.language,
            source.kind,
            source.owner,
            discovery_due,
            now,
        ],
    ).fetchone()
    return int(row[0])


def add_feed(db: Database, feed: Feed, source_id: int, now: str) -> bool:
    """Add a feed, due at once; False when its address is known already."""
    cursor = db.conn.execute(
        "INSERT OR IGNORE INTO feeds (source_id, url, kind, title, next_due) VALUES (?, ?, ?, ?, ?)",
        [source_id, feed.url, feed.kind, feed.title, now],
    )
    if cursor.rowcount == 1:
        db.conn.execute("UPDATE sources SET discovery_due = NULL WHERE id = ?", [source_id])
    return cursor.rowcount == 1


def feed_count(db: Database, domain: str) -> int:
    """How many feeds the source of that domain has."""
    row = db.conn.execute(
        "SELECT count(*) FROM feeds f JOIN sources s ON s.id = f.source_id WHERE s.domain = ?",
        [domain],
    ).fetchone()
    return int(row[0])


def feed_id(db: Database, url: str) -> int | None:
    """The id of the feed at that address."""
    row = db.conn.execute("SELECT id FROM feeds WHERE url = ?", [url]).fetchone()
    return int(row[0]) if row else None


def exported(db: Database) -> Iterator[Row]:
    """Every source with its state, by domain."""
    rows = db.query(f"{_LISTED} GROUP BY s.id ORDER BY s.domain")
    return ({**row, "paused": bool(row["paused"])} for row in rows)


def get(db: Database, domain: str) -> Row | None:
    """One source with its feeds."""
    row = next(iter(db.query(f"{_LISTED} WHERE s.domain = ? GROUP BY s.id", [domain])), None)
    if row is None:
        return None
    feeds = db.query(
        """SELECT url, kind, title, interval_s, next_due, last_polled, last_changed, failures,
             last_status, last_error FROM feeds WHERE source_id = (SELECT id FROM sources WHERE domain = ?)
           ORDER BY url""",
        [domain],
    )
    return {**row, "paused": bool(row["paused"]), "feeds": list(feeds)}


def set_paused(db: Database, domain: str, paused: bool) -> bool:
    """Pause or resume a source; False when there is none."""
    cursor = db.conn.execute("UPDATE sources SET paused = ? WHERE domain = ?", [paused, domain])
    db.conn.commit()
    return cursor.rowcount == 1


def known(db: Database) -> dict[str, Source]:
    """Every source by domain."""
    rows = db.conn.execute("SELECT domain, name, site, country, language, kind, owner FROM sources")
    return {row[0]: Source(*row) for row in rows}


def feeds(db: Database) -> Iterator[Row]:
    """Every feed with its source, for OPML."""
    return db.query(
        """SELECT f.url, f.title, f.kind, s.name, s.domain, s.site, s.country, s.language,
             s.kind AS source_kind, s.owner
           FROM feeds f JOIN sources s ON s.id = f.source_id ORDER BY s.country, s.domain, f.url"""
    )
