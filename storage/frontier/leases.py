"""Feeds and pages that are due, taken by lease and never popped.

A lease names its holder and ends by itself, so a row whose holder died comes due again.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import fields

from aggregator import clock, urls
from aggregator.model import Entry, Row
from storage.frontier.interface import (
    LEASE_SECONDS,
    MOST_OF_SOURCE,
    CrawlScope,
    HomePage,
    LeasedFeed,
    LeasedPage,
)
from storage.sqlite.connection import Database
from storage.sqlite.repository import Repository

EXAMINED_ROWS = 2000  # that are due longest, among which rows of many sources are chosen
TABLES = ("feeds", "frontier")
_NAMED_SOURCE = """s.id IN (SELECT id FROM sources WHERE domain IN (SELECT value FROM json_each(:sources))
  UNION SELECT source_id FROM source_domains WHERE domain IN (SELECT value FROM json_each(:sources)))"""
_NAMED_PAGE = "p.url IN (SELECT value FROM json_each(:urls))"
_ENTRY_FIELDS = frozenset(field.name for field in fields(Entry))


class Leases(Repository):
    """Takes rows of `feeds` and `frontier`, and ends leases without an outcome."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        db.conn.create_function("shard_of", 2, _compute_shard, deterministic=True)

    def lease_due_feeds(
        self,
        holder: str,
        scope: CrawlScope,
        *,
        now: str,
        due_by: str,
        busy: Collection[int] = (),
        limit: int,
    ) -> list[LeasedFeed]:
        """Leases feeds that were due at `due_by`, of sources neither paused nor busy."""
        due = f"""SELECT f.id, f.next_due, f.source_id AS source
          FROM feeds f JOIN sources s ON s.id = f.source_id
          WHERE f.next_due <= :due_by AND s.paused = 0 AND {_feed_condition(scope)}
            AND (f.lease_until IS NULL OR f.lease_until < :now)
            AND s.id NOT IN (SELECT value FROM json_each(:busy))"""
        values = _lease_parameters(holder, scope, now, busy, limit)
        ids = self._lease_longest_due("feeds", due, values | {"due_by": due_by})
        rows = self._db.conn.execute(
            """SELECT f.id, f.source_id, s.domain, f.url, f.kind, f.etag, f.last_modified, f.body_hash,
                 f.interval_s, f.failures, f.last_polled
               FROM feeds f JOIN sources s ON s.id = f.source_id
               WHERE f.id IN (SELECT value FROM json_each(?)) ORDER BY f.next_due, f.id""",
            [json.dumps(ids)],
        )
        return [LeasedFeed(*row) for row in rows]

    def lease_due_pages(
        self,
        holder: str,
        scope: CrawlScope,
        *,
        now: str,
        busy: Collection[int] = (),
        limit: int,
    ) -> list[LeasedPage]:
        """Leases pages that are due, of sources neither paused nor busy."""
        due = f"""SELECT p.id, p.next_due, coalesce(p.source_id, -p.id) AS source
          FROM frontier p LEFT JOIN sources s ON s.id = p.source_id
          WHERE p.state = 'due' AND p.next_due <= :now AND coalesce(s.paused, 0) = 0
            AND {_page_condition(scope)}
            AND (p.lease_until IS NULL OR p.lease_until < :now)
            AND coalesce(p.source_id, 0) NOT IN (SELECT value FROM json_each(:busy))"""
        ids = self._lease_longest_due(
            "frontier", due, _lease_parameters(holder, scope, now, busy, limit)
        )
        rows = self._db.conn.execute(
            """SELECT p.id, p.source_id, p.url, coalesce(f.url, ''), p.found_at, p.last_absent,
                 p.attempts, EXISTS (SELECT 1 FROM url_aliases u WHERE u.url = p.url)
                   OR EXISTS (SELECT 1 FROM address_claims c WHERE c.url = p.url AND c.is_twin),
                 p.entry, p.absent_hash, p.found_hash
               FROM frontier p LEFT JOIN feeds f ON f.id = p.feed_id
               WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.next_due, p.id""",
            [json.dumps(ids)],
        )
        return [LeasedPage(*(*row[:8], _decode_entry(row[8]), *row[9:])) for row in rows]

    def list_due_home_pages(self, scope: CrawlScope, *, now: str, limit: int) -> list[HomePage]:
        """Returns home pages of sources without a feed that are due."""
        rows = self._db.conn.execute(
            f"""SELECT s.id, s.domain, s.site FROM sources s
                WHERE s.paused = 0 AND s.discovery_due <= :now AND {_source_condition(scope)}
                ORDER BY s.discovery_due, s.id LIMIT :limit""",
            {**_scope_parameters(scope), "now": now, "limit": limit},
        )
        return [HomePage(row[0], row[1], make_home_address(row[1], row[2])) for row in rows]

    def renew_leases(self, holder: str, now: str) -> None:
        """Prolongs all leases of a holder."""
        until = clock.add_seconds(now, LEASE_SECONDS)
        with self.transaction():
            for table in TABLES:
                self._db.conn.execute(
                    f"UPDATE {table} SET lease_until = ? WHERE lease_holder = ?", [until, holder]
                )

    def release_leases(self, holder: str) -> None:
        """Ends all leases of a holder without an outcome."""
        with self.transaction():
            for table in TABLES:
                self._db.conn.execute(
                    f"""UPDATE {table} SET lease_until = NULL, lease_holder = NULL
                        WHERE lease_holder = ?""",
                    [holder],
                )

    def list_lease_holders(self) -> list[str]:
        """Returns who holds leases, also such as have run out."""
        rows = self._db.conn.execute(
            """SELECT lease_holder FROM feeds WHERE lease_holder IS NOT NULL
               UNION SELECT lease_holder FROM frontier WHERE lease_holder IS NOT NULL"""
        )
        return [row[0] for row in rows]

    def _lease_longest_due(self, table: str, due: str, values: Row) -> list[int]:
        """Leases those that are due longest, a few of each source; returns their ids."""
        with self.transaction():
            rows = self._db.conn.execute(
                f"""UPDATE {table} SET lease_until = :until, lease_holder = :holder WHERE id IN (
                      SELECT id FROM (
                        SELECT id, next_due,
                          row_number() OVER (PARTITION BY source ORDER BY next_due, id) AS number
                        FROM ({due} ORDER BY 2, 1 LIMIT {EXAMINED_ROWS}))
                      WHERE number <= {MOST_OF_SOURCE} ORDER BY next_due, id LIMIT :limit)
                    RETURNING id""",
                values,
            ).fetchall()
        return [row[0] for row in rows]


def make_home_address(domain: str, site: str) -> str:
    """Returns the address of a source's home page; `site` may be a host name or empty."""
    return site if "//" in site else f"https://{site or domain}/"


def _feed_condition(scope: CrawlScope) -> str:
    """Returns the SQL condition of a scope on `feeds f JOIN sources s`."""
    return f"{_named_sources_condition(scope)} AND {_shard_condition('f.url')}"


def _page_condition(scope: CrawlScope) -> str:
    """Returns the SQL condition of a scope on `frontier p LEFT JOIN sources s`."""
    if scope.everything:
        return _shard_condition("p.url")
    return f"({_NAMED_PAGE} OR {_NAMED_SOURCE} AND {_shard_condition('p.url')})"


def _source_condition(scope: CrawlScope) -> str:
    """Returns the SQL condition of a scope on `sources s`."""
    address = "'http://' || s.domain"
    return f"{_named_sources_condition(scope)} AND {_shard_condition(address)}"


def _named_sources_condition(scope: CrawlScope) -> str:
    return "1" if scope.everything else _NAMED_SOURCE


def _shard_condition(address: str) -> str:
    return f"(:shards = 1 OR shard_of({address}, :shards) = :shard)"


def _scope_parameters(scope: CrawlScope) -> Row:
    """Returns the parameters of the conditions above."""
    index, shards = scope.shard
    named = {"sources": json.dumps(scope.sources), "urls": json.dumps(scope.urls)}
    return {**named, "shard": index, "shards": shards}


def _lease_parameters(
    holder: str, scope: CrawlScope, now: str, busy: Collection[int], limit: int
) -> Row:
    """Returns the parameters of a statement that leases."""
    until = clock.add_seconds(now, LEASE_SECONDS)
    lease = {"holder": holder, "now": now, "until": until, "limit": limit}
    return {**lease, "busy": json.dumps(list(busy)), **_scope_parameters(scope)}


def _compute_shard(url: str, shards: int) -> int:
    """Returns the part (from 0) that an address belongs to; all of a site are in one part."""
    return zlib.crc32(urls.site(url).encode()) % shards


def _decode_entry(text: str | None) -> Entry | None:
    """Returns an entry from its JSON; fields that older versions wrote are left out."""
    if not text:
        return None
    stored = {name: value for name, value in json.loads(text).items() if name in _ENTRY_FIELDS}
    return Entry(**{**stored, "authors": tuple(stored["authors"])})
