"""Which site says that it controls which (trust.txt), and the publisher groups of sources."""

import json
from collections.abc import Collection, Iterable

from storage.frontier.source_domains import SOURCE_OF_DOMAIN
from storage.sqlite.repository import Repository


class PublisherGroups(Repository):
    """Rows of `publisher_group_claims`, and the group of each source."""

    def replace_claims(self, domain: str, claims: Iterable[tuple[str, str]]) -> None:
        """Stores what a site claims now (kind, other domain), in place of its earlier claims."""
        self._db.table("publisher_group_claims").delete_where("domain = ?", [domain])
        rows = ({"domain": domain, "kind": kind, "other": other} for kind, other in claims)
        self._db.table("publisher_group_claims").insert_all(rows, ignore=True)

    def mutual_claims(self) -> list[tuple[str, str]]:
        """Returns (controlling, controlled) domains where both sites say so."""
        rows = self._db.conn.execute(
            """SELECT a.domain, a.other FROM publisher_group_claims a JOIN publisher_group_claims b
                 ON b.domain = a.other AND b.kind = 'controlledby' AND b.other = a.domain
               WHERE a.kind = 'control' ORDER BY a.domain, a.other"""
        )
        return [(row[0], row[1]) for row in rows]

    def list_claims(self) -> list[tuple[str, str, str]]:
        """Returns what sites claim, as (domain, kind, other domain)."""
        query = (
            "SELECT domain, kind, other FROM publisher_group_claims ORDER BY domain, other, kind"
        )
        return self._db.conn.execute(query).fetchall()

    def groups_of(self, domains: Collection[str]) -> dict[str, str]:
        """Returns the publisher group of those domains that sources have; "" where none is known."""
        rows = self._db.conn.execute(
            """SELECT j.value, s.publisher_group FROM json_each(?) j JOIN sources s ON s.id = coalesce(
                 (SELECT id FROM sources WHERE domain = j.value),
                 (SELECT source_id FROM source_domains WHERE domain = j.value))""",
            [json.dumps(list(domains))],
        )
        return dict(rows.fetchall())

    def set_group(self, domain: str, group: str) -> None:
        """Puts a source into a publisher group; its stories with other articles are decided again."""
        self._db.conn.execute(
            f"UPDATE sources SET publisher_group = :group WHERE id = {SOURCE_OF_DOMAIN}",
            {"group": group, "domain": domain},
        )
        self._db.conn.execute(
            f"""UPDATE stories SET dirty = 1 WHERE id IN (SELECT a.story_id FROM articles a
                  WHERE a.source_id = {SOURCE_OF_DOMAIN} AND EXISTS
                    (SELECT 1 FROM articles o WHERE o.story_id = a.story_id AND o.id != a.id))""",
            {"domain": domain},
        )
