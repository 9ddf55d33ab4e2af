"""Who owns whom, as sites say themselves, and the owner groups of sources."""

from collections.abc import Collection, Iterable

from storage.sqlite.connection import Database


def claim(db: Database, domain: str, claims: Iterable[tuple[str, str]]) -> None:
    """What a site claims now, in place of what it claimed before: (kind, other domain)."""
    db.conn.execute("DELETE FROM owner_claims WHERE domain = ?", [domain])
    db.conn.executemany(
        "INSERT OR IGNORE INTO owner_claims (domain, kind, other) VALUES (?, ?, ?)",
        [(domain, kind, other) for kind, other in claims],
    )


def agreed(db: Database) -> list[tuple[str, str]]:
    """(owner, owned) by domain, where both say so."""
    rows = db.conn.execute(
        """SELECT a.domain, a.other FROM owner_claims a JOIN owner_claims b
             ON b.domain = a.other AND b.kind = 'controlledby' AND b.other = a.domain
           WHERE a.kind = 'control' ORDER BY a.domain, a.other"""
    )
    return [(row[0], row[1]) for row in rows]


def owners_of(db: Database, domains: Collection[str]) -> dict[str, str]:
    """The owner group of those that are sources, empty where none is known."""
    marks = ",".join("?" * len(domains))
    rows = db.conn.execute(
        f"SELECT domain, owner FROM sources WHERE domain IN ({marks})", list(domains)
    )
    return dict(rows.fetchall())


def set_owner(db: Database, domain: str, owner: str) -> None:
    """Put a source into an owner group; the stories it shares with others are to be decided anew."""
    db.conn.execute("UPDATE sources SET owner = ? WHERE domain = ?", [owner, domain])
    db.conn.execute(
        """UPDATE stories SET dirty = 1 WHERE id IN (SELECT a.story_id FROM articles a
             JOIN sources s ON s.id = a.source_id WHERE s.domain = ? AND EXISTS
               (SELECT 1 FROM articles o WHERE o.story_id = a.story_id AND o.id != a.id))""",
        [domain],
    )
