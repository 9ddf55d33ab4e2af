"""Hosts that are fetched from: which crawl process has each, and when it may be asked again.

A host is leased, not its feeds and pages one by one: all requests to it come from one process, which
keeps the pause between them. What a process had leased and brought no outcome of is due as it was.
"""

import json
import zlib
from collections.abc import Collection, Iterable

from aggregator import clock, urls
from storage.frontier.interface import LEASE_SECONDS, HostLease
from storage.sqlite.repository import Repository

MOST_REASON = 200  # characters of the reason of a pause


class Hosts(Repository):
    """Rows of `hosts`."""

    def find_or_add_host(self, url: str) -> int:
        """Returns the id of the host of an address."""
        name = urls.host(url)
        row = self._db.conn.execute("SELECT id FROM hosts WHERE name = ?", [name]).fetchone()
        if row is None:
            row = self._db.conn.execute(
                "INSERT INTO hosts (name, shard_key) VALUES (?, ?) RETURNING id",
                [name, compute_shard_key(url)],
            ).fetchone()
        return int(row[0])

    def find_or_add_hosts(self, addresses: Iterable[str]) -> dict[str, int]:
        """Returns the id of the host of each address."""
        ids: dict[str, int] = {}
        found: dict[str, int] = {}
        for url in addresses:
            name = urls.host(url)
            if name not in ids:
                ids[name] = self.find_or_add_host(url)
            found[url] = ids[name]
        return found

    def acquire_host(self, holder: str, url: str, now: str) -> HostLease:
        """Leases the host of one address; `is_held` is false while another process has it."""
        with self.transaction():
            host_id = self.find_or_add_host(url)
            self._db.conn.execute(
                """UPDATE hosts SET lease_until = :until, lease_holder = :holder WHERE id = :id
                     AND (lease_holder IS NULL OR lease_holder = :holder OR lease_until < :now)""",
                {
                    "until": clock.add_seconds(now, LEASE_SECONDS),
                    "holder": holder,
                    "id": host_id,
                    "now": now,
                },
            )
            row = self._db.conn.execute(
                "SELECT name, lease_holder, free_at, paused_until, pause_reason FROM hosts WHERE id = ?",
                [host_id],
            ).fetchone()
        return HostLease(host_id, row[0], row[1] == holder, *row[2:])

    def is_host_elsewhere(self, url: str, holder: str, now: str) -> bool:
        """Returns whether another process has the host of an address that is in the frontier."""
        row = self._db.conn.execute(
            """SELECT 1 FROM frontier p JOIN hosts h ON h.id = p.host_id
               WHERE p.url = ? AND h.lease_holder != ? AND h.lease_until >= ?""",
            [url, holder, now],
        ).fetchone()
        return row is not None

    def release_hosts(self, holder: str, hosts: Collection[int], free_at: str) -> None:
        """Ends the leases of some hosts; another process asks them from `free_at` on."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE hosts SET lease_until = NULL, lease_holder = NULL, free_at = ?
                   WHERE lease_holder = ? AND id IN (SELECT value FROM json_each(?))""",
                [free_at, holder, json.dumps([*hosts])],
            )

    def list_held_hosts(self, holder: str) -> dict[int, str]:
        """Returns the names of the hosts that a holder has, by id."""
        rows = self._db.conn.execute("SELECT id, name FROM hosts WHERE lease_holder = ?", [holder])
        return dict(rows.fetchall())

    def pause_host(self, host_id: int, until: str, reason: str) -> None:
        """Makes nothing of a host due before `until`: it asked for a pause. A longer pause stays."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE hosts SET paused_until = max(coalesce(paused_until, ''), ?), pause_reason = ?
                   WHERE id = ?""",
                [until, reason[:MOST_REASON], host_id],
            )

    def renew_leases(self, holder: str, now: str) -> None:
        """Prolongs all leases of a holder."""
        until = clock.add_seconds(now, LEASE_SECONDS)
        with self.transaction():
            self._db.conn.execute(
                "UPDATE hosts SET lease_until = ? WHERE lease_holder = ?", [until, holder]
            )

    def release_leases(self, holder: str, free_at: str | None = None) -> None:
        """Ends all leases of a holder without an outcome; another process asks from `free_at` on."""
        self.release_hosts(holder, self.list_held_hosts(holder), free_at or "")

    def mend_due_times(self) -> int:
        """Note of every host when its feeds and pages are due; returns of how many that was wrong."""
        with self.transaction():
            return self._db.conn.execute(
                """UPDATE hosts SET feeds_due = f.due, pages_due = p.due FROM hosts h
                     LEFT JOIN (SELECT host_id, min(next_due) AS due FROM feeds GROUP BY 1) f ON f.host_id = h.id
                     LEFT JOIN (SELECT host_id, min(next_due) AS due FROM frontier GROUP BY 1) p ON p.host_id = h.id
                   WHERE hosts.id = h.id AND (hosts.feeds_due > f.due OR hosts.pages_due > p.due
                     OR (hosts.feeds_due IS NULL AND f.due IS NOT NULL) OR (hosts.pages_due IS NULL AND p.due IS NOT NULL))"""
            ).rowcount

    def list_lease_holders(self) -> list[str]:
        """Returns who holds leases, also such as have run out."""
        rows = self._db.conn.execute(
            "SELECT DISTINCT lease_holder FROM hosts WHERE lease_holder IS NOT NULL"
        )
        return [row[0] for row in rows]


def compute_shard_key(url: str) -> int:
    """Returns the number by which `--shard` divides sites: the same for all hosts of a site."""
    return zlib.crc32(urls.site(url).encode())
