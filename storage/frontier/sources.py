"""The registry of sources and their feeds, which crawls and articles refer to.

A source is found by its present domain and by each further one (see `source_domains`).
"""

from collections.abc import Iterator
from dataclasses import replace

from aggregator.model import Feed, Row, Source
from aggregator.results import SourceDetails, SourceRow, convert
from storage.frontier.hosts import Hosts
from storage.frontier.source_domains import SOURCE_OF_DOMAIN
from storage.sqlite.repository import Repository

NO_PARAMETERS: Row = {}
_SELECT_SOURCE = "SELECT domain, name, site, country, language, kind, publisher_group FROM sources"
_SELECT_WITH_STATE = """SELECT s.domain, s.name, s.site, s.country, s.language, s.kind, s.publisher_group, s.paused = 1 AS paused,
  count(f.id) AS feeds, max(f.last_polled) AS last_polled, coalesce(max(f.failures), 0) AS failures,
  (SELECT count(*) FROM articles a WHERE a.source_id = s.id) AS articles
  FROM sources s LEFT JOIN feeds f ON f.source_id = s.id"""


class Sources(Repository):
    """Rows of `sources` and `feeds`, by the domains of their source."""

    def get_by_domain(self, domain: str) -> Source | None:
        """Returns the source of a domain (or `host:port`), None when there is none."""
        row = self._db.conn.execute(
            f"{_SELECT_SOURCE} WHERE id = {SOURCE_OF_DOMAIN}", {"domain": domain}
        ).fetchone()
        return Source(*row) if row else None

    def source_id(self, domain: str) -> int | None:
        """Returns the id of the source of a domain, None when there is none."""
        row = self._db.conn.execute(f"SELECT {SOURCE_OF_DOMAIN}", {"domain": domain}).fetchone()
        return None if row[0] is None else int(row[0])

    def find_present_domain(self, domain: str) -> str | None:
        """Returns the present domain of the source of a domain, None when there is none."""
        row = self._db.conn.execute(
            f"SELECT domain FROM sources WHERE id = {SOURCE_OF_DOMAIN}", {"domain": domain}
        ).fetchone()
        return str(row[0]) if row else None

    def map_further_domains(self) -> dict[str, str]:
        """Returns each further domain with the present domain of its source."""
        rows = self._db.conn.execute(
            "SELECT d.domain, s.domain FROM source_domains d JOIN sources s ON s.id = d.source_id"
        )
        return dict(rows.fetchall())

    def list_names(self) -> list[str]:
        """Returns the names and all domains of the sources."""
        rows = self._db.conn.execute(
            "SELECT name FROM sources UNION SELECT domain FROM sources UNION SELECT domain FROM source_domains"
        )
        return [name for (name,) in rows]

    def find_or_add(self, source: Source, now: str) -> int:
        """Returns the id of a source; adds it when it is new, and its name when none was known."""
        row = self._db.conn.execute(
            f"SELECT id, name FROM sources WHERE id = {SOURCE_OF_DOMAIN}", {"domain": source.domain}
        ).fetchone()
        if row is None:
            return self.upsert(source, now)
        if source.name and not row[1]:
            self._db.conn.execute("UPDATE sources SET name = ? WHERE id = ?", [source.name, row[0]])
        return int(row[0])

    def upsert(
        self,
        source: Source,
        now: str,
        *,
        discovery_due: str | None = None,
        overwrite: bool = True,
    ) -> int:
        """Adds a source or updates it; returns its id.

        Empty fields of `source` leave the stored values as they are; without `overwrite`, only
        empty stored values change. A further domain updates its source, whose site stays. The home
        page of a source without feeds is fetched from `discovery_due` on, to find them.
        """
        present = self.find_present_domain(source.domain)
        if present and present != source.domain:
            source = replace(source, domain=present, site="")
        preferred, fallback = ("excluded", "sources") if overwrite else ("sources", "excluded")
        updates = ",\n".join(
            f"{column} = coalesce(nullif({preferred}.{column}, ''), {fallback}.{column})"
            for column in ("name", "site", "country", "language", "publisher_group")
        )
        row = self._db.conn.execute(
            f"""INSERT INTO sources (domain, name, site, country, language, kind, publisher_group, discovery_due, added_at)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (domain) DO UPDATE SET {updates},
                 kind = CASE {preferred}.kind WHEN 'publisher' THEN {fallback}.kind ELSE {preferred}.kind END,
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
                source.publisher_group,
                discovery_due,
                now,
            ],
        ).fetchone()
        return int(row[0])

    def add_feed(self, feed: Feed, source_id: int, now: str) -> bool:
        """Adds a feed, due at `now`; returns False when its address is known already."""
        host_id = Hosts(self._db).find_or_add_host(feed.address or feed.url)
        cursor = self._db.conn.execute(
            """INSERT OR IGNORE INTO feeds (source_id, url, address, kind, title, next_due, host_id, added_at)
               VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?)""",
            [source_id, feed.url, feed.address, feed.kind, feed.title, now, host_id, now],
        )
        if cursor.rowcount == 1:
            self._db.conn.execute(
                "UPDATE sources SET discovery_due = NULL WHERE id = ?", [source_id]
            )
        return cursor.rowcount == 1

    def count_feeds(self, domain: str) -> int:
        """Returns the number of feeds of a source."""
        row = self._db.conn.execute(
            f"SELECT count(*) FROM feeds WHERE source_id = {SOURCE_OF_DOMAIN}", {"domain": domain}
        ).fetchone()
        return int(row[0])

    def sum_poll_demand(self) -> tuple[int, float]:
        """Returns the number of feeds, and the sum of their demands for polls; see crawl/polling/timing.py."""
        row = self._db.conn.execute(
            """SELECT count(*), total(json_extract(rhythm, '$.p')) FROM feeds
               WHERE retired_at IS NULL AND (rhythm IS NULL OR json_valid(rhythm))"""
        ).fetchone()
        return int(row[0]), float(row[1])

    def feed_id(self, url: str) -> int | None:
        """Returns the id of the feed at an address, None when there is none."""
        row = self._db.conn.execute("SELECT id FROM feeds WHERE url = ?", [url]).fetchone()
        return int(row[0]) if row else None

    def all_with_state(
        self, condition: str = "", parameters: Row = NO_PARAMETERS
    ) -> Iterator[SourceRow]:
        """Returns every source with the state of its feeds, in order of domains; or those of a condition on `s`."""
        where = f"WHERE {condition}" if condition else ""
        rows = self._db.query(
            f"{_SELECT_WITH_STATE} {where} GROUP BY s.id ORDER BY s.domain", parameters
        )
        return (convert({**row, "paused": bool(row["paused"])}, SourceRow) for row in rows)

    def get_with_feeds(self, domain: str) -> SourceDetails | None:
        """Returns one source with its state, its feeds and domains, None when there is none."""
        of_domain = {"domain": domain}
        rows = self._db.query(
            f"{_SELECT_WITH_STATE} WHERE s.id = {SOURCE_OF_DOMAIN} GROUP BY s.id", of_domain
        )
        row = next(iter(rows), None)
        if row is None:
            return None
        feeds = self._db.query(
            f"""SELECT url, kind, title, interval_s, next_due, last_polled, last_changed, failures,
                 last_status, last_error FROM feeds WHERE source_id = {SOURCE_OF_DOMAIN} ORDER BY url""",
            of_domain,
        )
        domains = self._db.query(
            f"""SELECT domain, kind, basis, added_at, detail FROM source_domains
                WHERE source_id = {SOURCE_OF_DOMAIN} ORDER BY added_at, domain""",
            of_domain,
        )
        fields = {
            **row,
            "paused": bool(row["paused"]),
            "feeds": list(feeds),
            "domains": list(domains),
        }
        return convert(fields, SourceDetails)

    def set_paused(self, domain: str, paused: bool) -> bool:
        """Pauses or resumes a source; returns False when there is none."""
        of_domain = {"domain": domain}
        with self.transaction():
            cursor = self._db.conn.execute(
                f"UPDATE sources SET paused = :paused WHERE id = {SOURCE_OF_DOMAIN}",
                {"paused": paused, **of_domain},
            )
            for table in ("feeds", "frontier"):  # a host forgets when what is paused would be due
                self._db.conn.execute(
                    f"UPDATE {table} SET next_due = next_due WHERE source_id = {SOURCE_OF_DOMAIN}",
                    of_domain,
                )
        return cursor.rowcount == 1

    def set_contact(self, domain: str, contact: str) -> None:
        """Sets the mail address where a publisher is written to; empty for none."""
        with self.transaction():
            self._db.conn.execute(
                f"UPDATE sources SET contact = :contact WHERE id = {SOURCE_OF_DOMAIN}",
                {"contact": contact, "domain": domain},
            )

    def get_contact(self, domain: str) -> str:
        """Returns the mail address where a publisher is written to; empty where none is known."""
        row = self._db.conn.execute(
            f"SELECT contact FROM sources WHERE id = {SOURCE_OF_DOMAIN}", {"domain": domain}
        ).fetchone()
        return str(row[0]) if row else ""

    def set_tls_unverified(self, domain: str, unverified: bool) -> bool:
        """Sets whether a source is fetched although its certificates fail; returns False when there is none."""
        with self.transaction():
            cursor = self._db.conn.execute(
                f"UPDATE sources SET tls_unverified = :unverified WHERE id = {SOURCE_OF_DOMAIN}",
                {"unverified": unverified, "domain": domain},
            )
        return cursor.rowcount == 1

    def list_tls_unverified(self) -> frozenset[str]:
        """Returns the domains of the sources that are fetched although their certificates fail."""
        rows = self._db.conn.execute("SELECT domain FROM sources WHERE tls_unverified")
        return frozenset(str(row[0]) for row in rows)

    def all_by_domain(self) -> dict[str, Source]:
        """Returns every source by its present domain."""
        rows = self._db.conn.execute(_SELECT_SOURCE)
        return {row[0]: Source(*row) for row in rows}

    def all_feeds(self) -> Iterator[Row]:
        """Returns every feed with its source, in the order of an OPML list."""
        return self._db.query(
            """SELECT f.url, f.title, f.kind, s.name, s.domain, s.site, s.country, s.language,
                 s.kind AS source_kind, s.publisher_group
               FROM feeds f JOIN sources s ON s.id = f.source_id ORDER BY s.country, s.domain, f.url"""
        )
