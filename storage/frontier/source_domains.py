"""Further domains of sources: a source moves to another domain, or two sources become one.

A source has one present domain (`sources.domain`). `source_domains` holds the others, each of one source.
"""

import json
from collections.abc import Iterable, Iterator

from aggregator import urls
from aggregator.errors import DatabaseLocked, UsageError
from aggregator.results import FurtherDomain, convert
from aggregator.results.sources import DomainBasis, DomainKind
from storage.sqlite.changes import increment_counter
from storage.sqlite.repository import Repository

# The id of the source that has the domain `:domain`, as its present one or a further one.
SOURCE_OF_DOMAIN = """coalesce((SELECT id FROM sources WHERE domain = :domain),
  (SELECT source_id FROM source_domains WHERE domain = :domain))"""
MAX_LISTED = 20  # further domains that `list_newest` returns


class SourceDomains(Repository):
    """Rows of `source_domains`, and what moves from one source to another."""

    def list_newest(self, *, observed_only: bool = False) -> list[FurtherDomain]:
        """Returns further domains with their sources, the newest first.

        With `observed_only` those that an operator added are left out.
        """
        rows = self._db.query(
            """SELECT d.domain, s.domain AS source, d.kind, d.basis, d.added_at, d.detail
               FROM source_domains d JOIN sources s ON s.id = d.source_id
               WHERE d.basis != 'operator' OR NOT :observed_only
               ORDER BY d.added_at DESC, d.domain LIMIT :limit""",
            {"observed_only": observed_only, "limit": MAX_LISTED},
        )
        return [convert(row, FurtherDomain) for row in rows]

    def add(
        self,
        source_id: int,
        domain: str,
        kind: DomainKind,
        basis: DomainBasis,
        now: str,
        detail: str = "",
    ) -> None:
        """Adds a further domain to a source, or replaces what is known of it there.

        Raises UsageError when it is the domain of another source.
        """
        with self.transaction():
            holder = self._db.conn.execute(
                f"SELECT {SOURCE_OF_DOMAIN}", {"domain": domain}
            ).fetchone()[0]
            if holder not in (None, source_id) or self._is_present_domain(domain):
                raise UsageError(
                    f"{domain} is the domain of a source: `aggregator source merge` makes one of two"
                )
            self._db.conn.execute(
                """INSERT OR REPLACE INTO source_domains (domain, source_id, kind, basis, added_at, detail)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                [domain, source_id, kind, basis, now, detail],
            )

    def remove(self, domain: str) -> bool:
        """Takes a further domain from its source; returns False when it is none."""
        with self.transaction():
            cursor = self._db.conn.execute("DELETE FROM source_domains WHERE domain = ?", [domain])
        return cursor.rowcount == 1

    def rename(
        self,
        source_id: int,
        domain: str,
        site: str,
        basis: DomainBasis,
        now: str,
        detail: str = "",
    ) -> None:
        """Gives a source another present domain and site; the domain it had becomes a former one.

        Its new home page is due, to find feeds there. Its stories that other articles are in are decided
        again. No other source may have the domain.
        """
        with self.transaction():
            row = self._db.conn.execute("SELECT domain FROM sources WHERE id = ?", [source_id])
            former = row.fetchone()[0]
            self.remove(domain)
            self._db.conn.execute(
                "UPDATE sources SET domain = ?, site = ?, discovery_due = ? WHERE id = ?",
                [domain, site, now, source_id],
            )
            self.add(source_id, former, "former", basis, now, detail)
            self._mark_shared_stories_dirty(source_id)

    # One source of two

    def move_some_articles(self, merged_id: int, kept_id: int, limit: int) -> int:
        """Moves up to `limit` articles to another source; returns how many were moved.

        Their stories that other articles are in are decided again.
        """
        with self.transaction():
            rows = self._db.conn.execute(
                "SELECT id FROM articles WHERE source_id = ? ORDER BY id LIMIT ?",
                [merged_id, limit],
            )
            ids = [article_id for (article_id,) in rows]
            self._move_articles(ids, kept_id)
        return len(ids)

    def move_some_pages(self, merged_id: int, kept_id: int, limit: int) -> int:
        """Moves up to `limit` rows of the frontier to another source; returns how many were moved."""
        with self.transaction():
            cursor = self._db.conn.execute(
                """UPDATE frontier SET source_id = ? WHERE id IN
                   (SELECT id FROM frontier WHERE source_id = ? LIMIT ?)""",
                [kept_id, merged_id, limit],
            )
        return cursor.rowcount

    def require_no_leased_feed(self, source_id: int, now: str) -> str:
        """Returns the domain of a source of which no crawl is fetching a feed: what that lists refers to it.

        Raises DatabaseLocked.
        """
        domain, leased = self._db.conn.execute(
            """SELECT domain, EXISTS (SELECT 1 FROM feeds f JOIN hosts h ON h.id = f.host_id
                 WHERE f.source_id = s.id AND h.lease_holder IS NOT NULL AND h.lease_until > :now)
               FROM sources s WHERE id = :id""",
            {"id": source_id, "now": now},
        ).fetchone()
        if leased:
            raise DatabaseLocked(f"a crawl is fetching from {domain}: try again when it has ended")
        return str(domain)

    def complete_merge(
        self,
        merged_id: int,
        kept_id: int,
        kind: DomainKind,
        basis: DomainBasis,
        now: str,
        detail: str = "",
    ) -> None:
        """Moves everything that is left of a source to another one, with its domains, and deletes it.

        Its present domain becomes a further one of the kind `kind`. Raises DatabaseLocked while a crawl
        is fetching a feed of it.
        """
        with self.transaction():
            domain = self.require_no_leased_feed(merged_id, now)
            rest = self._db.conn.execute("SELECT id FROM articles WHERE source_id = ?", [merged_id])
            self._move_articles([article_id for (article_id,) in rest], kept_id)
            for table in ("feeds", "frontier", "source_domains"):
                self._db.conn.execute(
                    f"UPDATE {table} SET source_id = ? WHERE source_id = ?", [kept_id, merged_id]
                )
            self._move_boilerplate(merged_id, kept_id)
            self._fill_gaps(merged_id, kept_id)
            self._db.conn.execute("DELETE FROM sources WHERE id = ?", [merged_id])
            self.add(kept_id, domain, kind, basis, now, detail)
            self._mark_shared_stories_dirty(kept_id)

    # Undoing it

    def count_at_domain(self, domain: str) -> tuple[int, int]:
        """Returns how many articles and feeds of a source are at one of its further domains."""
        source_id = self._get_holder(domain)
        counts = [
            sum(1 for _ in self._select_at_domain(table, source_id, domain))
            for table in ("articles", "feeds")
        ]
        return counts[0], counts[1]

    def split(self, domain: str, now: str) -> None:
        """Makes a source of a further domain again, with the articles, pages and feeds at that domain."""
        with self.transaction():
            kept_id = self._get_holder(domain)
            self.remove(domain)
            made = self._db.conn.execute(
                "INSERT INTO sources (domain, added_at) VALUES (?, ?) RETURNING id", [domain, now]
            ).fetchone()[0]
            articles = [*self._select_at_domain("articles", kept_id, domain)]
            feeds = [*self._select_at_domain("feeds", kept_id, domain)]
            self._mark_shared_stories_dirty(kept_id)
            self._move_articles(articles, made)
            self._set_source("feeds", feeds, made)
            self._set_source("frontier", self._select_at_domain("frontier", kept_id, domain), made)

    def _get_holder(self, domain: str) -> int:
        """Returns the id of the source that has a further domain; it must have one."""
        query = "SELECT source_id FROM source_domains WHERE domain = ?"
        return int(self._db.conn.execute(query, [domain]).fetchone()[0])

    def _select_at_domain(self, table: str, source_id: int, domain: str) -> Iterator[int]:
        """Yields the ids of the rows of a source whose address is at a domain."""
        query = f"SELECT id, url FROM {table} WHERE source_id = ?"
        for row_id, url in self._db.conn.execute(query, [source_id]).fetchall():
            if urls.site(url) == domain:
                yield row_id

    def _set_source(self, table: str, ids: Iterable[int], source_id: int) -> None:
        self._db.conn.execute(
            f"UPDATE {table} SET source_id = ? WHERE id IN (SELECT value FROM json_each(?))",
            [source_id, json.dumps([*ids])],
        )

    def _is_present_domain(self, domain: str) -> bool:
        query = "SELECT 1 FROM sources WHERE domain = ?"
        return self._db.conn.execute(query, [domain]).fetchone() is not None

    def _move_articles(self, article_ids: list[int], source_id: int) -> None:
        """Moves articles to a source, whose boilerplate is then to be learned again."""
        ids = json.dumps(article_ids)
        self._set_source("articles", article_ids, source_id)
        self._db.conn.execute(
            "UPDATE sources SET boilerplate_stale = boilerplate_stale + ? WHERE id = ?",
            [len(article_ids), source_id],
        )
        self._db.conn.execute(
            """UPDATE stories SET dirty = 1 WHERE id IN
               (SELECT story_id FROM articles a WHERE id IN (SELECT value FROM json_each(?))
                AND EXISTS (SELECT 1 FROM articles o WHERE o.story_id = a.story_id AND o.id != a.id))""",
            [ids],
        )

    def _mark_shared_stories_dirty(self, source_id: int) -> None:
        """Has the stories decided again that a source shares with another one, or has two articles in."""
        self._db.conn.execute(
            """UPDATE stories SET dirty = 1 WHERE id IN
               (SELECT story_id FROM articles a WHERE source_id = ?
                AND EXISTS (SELECT 1 FROM articles o WHERE o.story_id = a.story_id AND o.id != a.id))""",
            [source_id],
        )

    def _move_boilerplate(self, merged_id: int, kept_id: int) -> None:
        """Adds the boilerplate of a source to that of another one, until it is learned again."""
        increment_counter(self._db, "boilerplate")
        self._db.conn.execute(
            """INSERT INTO boilerplate (source_id, kind, hash, stories)
               SELECT ?, kind, hash, stories FROM boilerplate WHERE source_id = ?
               ON CONFLICT (source_id, kind, hash) DO UPDATE SET stories = max(stories, excluded.stories)""",
            [kept_id, merged_id],
        )

    def _fill_gaps(self, merged_id: int, kept_id: int) -> None:
        """Completes what is not known of a source from another one."""
        columns = ("name", "site", "country", "language", "publisher_group")
        updates = ", ".join(
            f"{column} = coalesce(nullif(sources.{column}, ''), m.{column})" for column in columns
        )
        self._db.conn.execute(
            f"""UPDATE sources SET {updates},
                  discovery_due = CASE WHEN EXISTS (SELECT 1 FROM feeds WHERE source_id = sources.id)
                    THEN NULL ELSE sources.discovery_due END
                FROM sources m WHERE m.id = ? AND sources.id = ?""",
            [merged_id, kept_id],
        )
