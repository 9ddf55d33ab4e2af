"""Feeds and pages that are due, taken host by host and never popped.

`hosts.feeds_due` and `hosts.pages_due` say when the next of a host is due at the earliest, so that a large
site costs no more than a small one. What is taken is remembered here; the lease is that of its host.
"""

import json
from dataclasses import fields

import msgspec

from aggregator import clock
from aggregator.model import Entry, Row
from storage.frontier.hosts import Hosts, compute_shard_key
from storage.frontier.interface import (
    LEASE_SECONDS,
    MOST_OF_HOST,
    CrawlScope,
    FeedPolling,
    HomePage,
    LeasedFeed,
    LeasedPage,
)
from storage.sqlite.connection import Database

_POLLING = tuple(field.name for field in fields(FeedPolling))
_FEED_COLUMNS = """f.id, f.source_id, s.domain, f.url, f.kind, f.etag, f.last_modified, f.body_hash,
  f.interval_s, f.failures, f.last_polled, f.host_id, f.address"""
_PAGE_COLUMNS = """p.id, p.source_id, p.url, coalesce(f.url, ''), p.found_at, p.last_absent, p.attempts,
  EXISTS (SELECT 1 FROM url_aliases u WHERE u.url = p.url)
    OR EXISTS (SELECT 1 FROM address_claims c WHERE c.url = p.url AND c.is_twin),
  p.entry, p.absent_hash, p.found_hash, p.host_id, p.address, p.state, p.looks, p.first_tried_at"""
_NAMED_SOURCES = """SELECT id FROM sources WHERE domain IN (SELECT value FROM json_each(:sources))
  UNION SELECT source_id FROM source_domains WHERE domain IN (SELECT value FROM json_each(:sources))"""
_IS_FREE = """(h.lease_holder IS NULL OR h.lease_holder = :holder OR h.lease_until < :now)
  AND coalesce(h.paused_until, '') <= :now"""
_ENTRY = msgspec.json.Decoder(Entry)


class Leases(Hosts):
    """Takes rows of `feeds` and `frontier` of hosts that this process has or can get."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        db.conn.create_function("shard_of", 2, _compute_shard, deterministic=True)
        self._taken: dict[str, dict[tuple[str, int], int]] = {}  # holder: (table, id): host

    def lease_due_feeds(
        self, holder: str, scope: CrawlScope, *, now: str, due_by: str, limit: int
    ) -> list[LeasedFeed]:
        """Takes feeds that were due at `due_by`, of sources and hosts that are not paused."""
        ids = self._take("feeds", holder, scope, now, due_by, limit)
        rows = self._db.conn.execute(
            f"""SELECT {_FEED_COLUMNS}, {", ".join(f"f.{name}" for name in _POLLING)}
                FROM feeds f JOIN sources s ON s.id = f.source_id
                WHERE f.id IN (SELECT value FROM json_each(?)) ORDER BY f.next_due, f.id""",
            [json.dumps(ids)],
        )
        return [LeasedFeed(*(*row[:13], FeedPolling(*row[13:]))) for row in rows]

    def lease_due_pages(
        self, holder: str, scope: CrawlScope, *, now: str, limit: int
    ) -> list[LeasedPage]:
        """Takes pages that are due, of sources and hosts that are not paused."""
        ids = self._take("frontier", holder, scope, now, now, limit)
        rows = self._db.conn.execute(
            f"""SELECT {_PAGE_COLUMNS} FROM frontier p LEFT JOIN feeds f ON f.id = p.feed_id
                WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.next_due, p.id""",
            [json.dumps(ids)],
        )
        return [LeasedPage(*(*row[:8], _decode_entry(row[8]), *row[9:])) for row in rows]

    def list_due_home_pages(self, scope: CrawlScope, *, now: str, limit: int) -> list[HomePage]:
        """Returns home pages of sources without a feed that are due."""
        named = "" if scope.everything else f"AND s.id IN ({_NAMED_SOURCES})"
        rows = self._db.conn.execute(
            f"""SELECT s.id, s.domain, s.site FROM sources s
                WHERE s.paused = 0 AND s.discovery_due <= :now {named}
                  AND (:shards = 1 OR shard_of('http://' || s.domain, :shards) = :shard)
                ORDER BY s.discovery_due, s.id LIMIT :limit""",
            {**_scope_parameters(scope), "now": now, "limit": limit},
        )
        return [HomePage(row[0], row[1], make_home_address(row[1], row[2])) for row in rows]

    def give_back_feed(self, feed_id: int) -> None:
        """Makes a feed that was taken due as it was."""
        self._forget("feeds", feed_id)

    def give_back_page(self, page_id: int) -> None:
        """Makes a page that was taken due as it was."""
        self._forget("frontier", page_id)

    def list_taken(self, holder: str) -> set[tuple[str, int]]:
        """Returns (table, id) of what a holder has taken and no outcome is written of."""
        return {*self._taken.get(holder, {})}

    def list_busy_hosts(self, holder: str) -> set[int]:
        """Returns the hosts of what a holder has taken and no outcome is written of."""
        return set(self._taken.get(holder, {}).values())

    def release_leases(self, holder: str, free_at: str | None = None) -> None:
        """Ends all leases of a holder without an outcome."""
        self._taken.pop(holder, None)
        super().release_leases(holder, free_at)

    def _forget(self, table: str, row_id: int) -> None:
        """What was taken may be taken again, once it is due."""
        for taken in self._taken.values():
            taken.pop((table, row_id), None)

    def _take(
        self, table: str, holder: str, scope: CrawlScope, now: str, due_by: str, limit: int
    ) -> list[int]:
        """Takes what is due, a few of each host, and leases the hosts; returns the ids.

        A host of which something is in progress gets no more.
        """
        taken = self._taken.setdefault(holder, {})
        values = {
            **_scope_parameters(scope),
            "holder": holder,
            "now": now,
            "due_by": due_by,
            "until": clock.add_seconds(now, LEASE_SECONDS),
        }
        seen = {host for (name, _), host in taken.items() if name == table}
        found: list[tuple[int, int]] = []
        with self.transaction():
            while len(found) < limit and (
                hosts := self._select_due_hosts(table, scope, limit - len(found), seen, values)
            ):
                seen.update(hosts)
                found += self._take_of_hosts(table, scope, hosts, limit - len(found), values)
        taken.update({(table, row_id): host for row_id, host in found})
        return [row_id for row_id, _ in found]

    def _take_of_hosts(
        self, table: str, scope: CrawlScope, hosts: list[int], limit: int, values: Row
    ) -> list[tuple[int, int]]:
        """Leases those of some hosts that have something due; returns (id, host) of what is taken."""
        chosen = {"chosen": json.dumps(hosts), "limit": limit}
        rows = self._select_due_rows(table, scope, values | chosen)
        used = {host for _, host in rows}
        self._lease_hosts(values | {"chosen": json.dumps([*used])})
        if len(rows) < limit and scope.everything:  # all of them were looked at
            self._correct_due_times(table, [host for host in hosts if host not in used])
        return rows

    def _select_due_hosts(
        self, table: str, scope: CrawlScope, number: int, seen: set[int], values: Row
    ) -> list[int]:
        """Returns so many free hosts with something due, those that wait longest first."""
        column = _due_column(table)
        named = "" if scope.everything else f"AND h.id IN ({_named_hosts(table)})"
        more = {"hosts": number, "seen": json.dumps([*seen])}
        rows = self._db.conn.execute(
            f"""SELECT h.id FROM hosts h WHERE h.{column} <= :due_by AND {_IS_FREE} {named}
                  AND (:shards = 1 OR h.shard_key % :shards = :shard {_or_named(table, scope)})
                  AND h.id NOT IN (SELECT value FROM json_each(:seen))
                ORDER BY h.{column} LIMIT :hosts""",
            values | more,
        )
        return [row[0] for row in rows]

    def _select_due_rows(self, table: str, scope: CrawlScope, values: Row) -> list[tuple[int, int]]:
        """Returns (id, host) of what is due at the chosen hosts, a few of each."""
        named = "" if scope.everything else f"AND {_named_rows(table)}"
        return self._db.conn.execute(
            f"""SELECT r.id, r.host_id FROM json_each(:chosen) h JOIN {table} r ON r.id IN (
                  SELECT t.id FROM {table} t LEFT JOIN sources s ON s.id = t.source_id
                  WHERE t.host_id = h.value AND t.next_due <= :due_by AND coalesce(s.paused, 0) = 0 {named}
                  ORDER BY t.next_due LIMIT {MOST_OF_HOST})
                LIMIT :limit""",
            values,
        ).fetchall()

    def _lease_hosts(self, values: Row) -> None:
        self._db.conn.execute(
            """UPDATE hosts SET lease_holder = :holder, lease_until = :until
               WHERE id IN (SELECT value FROM json_each(:chosen))
                 AND (lease_holder IS NOT :holder OR lease_until < :now)""",
            values,
        )

    def _correct_due_times(self, table: str, hosts: list[int]) -> None:
        """Says of hosts that have nothing to take when something will be due.

        What is taken counts as due, so that nothing is lost when its process ends.
        """
        column = _due_column(table)
        self._db.conn.execute(
            f"""UPDATE hosts SET {column} = (
                  SELECT t.next_due FROM {table} t LEFT JOIN sources s ON s.id = t.source_id
                  WHERE t.host_id = hosts.id AND t.next_due IS NOT NULL AND coalesce(s.paused, 0) = 0
                  ORDER BY t.next_due LIMIT 1)
                WHERE id IN (SELECT value FROM json_each(?))""",
            [json.dumps(hosts)],
        )


def make_home_address(domain: str, site: str) -> str:
    """Returns the address of a source's home page; `site` may be a host name or empty."""
    return site if "//" in site else f"https://{site or domain}/"


def _due_column(table: str) -> str:
    return "feeds_due" if table == "feeds" else "pages_due"


def _named_hosts(table: str) -> str:
    """Returns the SQL of the hosts of what a scope names."""
    of_sources = f"SELECT host_id FROM {table} WHERE source_id IN ({_NAMED_SOURCES})"
    return of_sources if table == "feeds" else f"{of_sources} UNION {_NAMED_PAGE_HOSTS}"


def _named_rows(table: str) -> str:
    """Returns the SQL condition that a row `t` is named by a scope."""
    of_source = f"t.source_id IN ({_NAMED_SOURCES})"
    return of_source if table == "feeds" else f"({of_source} OR {_NAMED_PAGE})"


def _or_named(table: str, scope: CrawlScope) -> str:
    """Returns the SQL by which named addresses are in every part of a crawl."""
    if scope.everything or table == "feeds":
        return ""
    return f"OR h.id IN ({_NAMED_PAGE_HOSTS})"


_NAMED_PAGE = "t.url IN (SELECT value FROM json_each(:urls))"
_NAMED_PAGE_HOSTS = "SELECT host_id FROM frontier WHERE url IN (SELECT value FROM json_each(:urls))"


def _scope_parameters(scope: CrawlScope) -> Row:
    """Returns the parameters of the conditions on a scope."""
    index, shards = scope.shard
    named = {"sources": json.dumps(scope.sources), "urls": json.dumps(scope.urls)}
    return {**named, "shard": index, "shards": shards}


def _compute_shard(url: str, shards: int) -> int:
    """Returns the part (from 0) that an address belongs to."""
    return compute_shard_key(url) % shards


def _decode_entry(text: str | None) -> Entry | None:
    """Returns an entry from its JSON; fields that older versions wrote are left out."""
    return _ENTRY.decode(text) if text else None
