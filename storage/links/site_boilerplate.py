"""Each site's own repeated text: what is known of it, from which texts it is learned, and when again."""

from collections.abc import Collection, Iterator, Mapping

from aggregator.model import Row
from storage.sqlite.repository import Repository

WINDOW = 200  # latest articles of a site from which its own text is learned
LONGEST = 50_000  # characters of a text from which it is learned
GROWN = 20  # it is learned again when one in so many of them is new


# CROSS: from the few articles of the site, whatever the planner thinks of the other tables.
_MUDDLED = """WITH own AS (SELECT id, story_id FROM articles WHERE source_id = :source)
  SELECT story_id FROM own WHERE EXISTS
    (SELECT 1 FROM articles o WHERE o.story_id = own.story_id AND o.id != own.id)
  UNION SELECT own.story_id FROM own CROSS JOIN copies c ON c.article_id = own.id AND c.member = 0
  UNION SELECT c.story_id FROM own CROSS JOIN copies c ON c.article_id = own.id AND c.member = 0
  UNION SELECT own.story_id FROM own CROSS JOIN copies c ON c.of_article_id = own.id AND c.member = 0
  UNION SELECT a.story_id FROM own CROSS JOIN copies c ON c.of_article_id = own.id AND c.member = 0
    CROSS JOIN articles a ON a.id = c.article_id"""


class SiteBoilerplate(Repository):
    """The text that each site repeats."""

    def latest(self, source_id: int) -> Iterator[str]:
        """The texts of a site's latest articles, newest first."""
        query = f"""SELECT coalesce(link_text, text) FROM articles WHERE id IN (
        SELECT id FROM articles WHERE source_id = ? ORDER BY first_seen DESC, url LIMIT {WINDOW})
      AND length(text) <= {LONGEST} ORDER BY first_seen DESC, url"""
        return (row[0] for row in self._db.conn.execute(query, [source_id]))

    def muddled(self, source_ids: Collection[int]) -> list[int]:
        """Ids of stories that hold an article of these sources and are linked by its text at all."""
        found: set[int] = set()
        for source_id in source_ids:
            found.update(row[0] for row in self._db.conn.execute(_MUDDLED, {"source": source_id}))
        return sorted(found)

    def grown(self, one_in: int = GROWN) -> list[int]:
        """Sources where one article in so many is new since their own text was learned; 0: any."""
        counted = (
            f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE source_id = s.id LIMIT {WINDOW})"
        )
        rows = self._db.conn.execute(
            f"""SELECT id FROM sources s WHERE boilerplate_stale > 0
            AND (boilerplate_stale * :one_in >= ({counted}) OR :one_in = 0) ORDER BY id""",
            {"one_in": one_in},
        )
        return [row[0] for row in rows]

    def mark_grown(self, by_source: Mapping[int, int]) -> None:
        """So many articles more, or fewer, since the own text of these sites was learned."""
        query = "UPDATE sources SET boilerplate_stale = boilerplate_stale + ? WHERE id = ?"
        self._db.conn.executemany(
            query, [(count, source_id) for source_id, count in by_source.items()]
        )

    def mark_all_grown(self) -> None:
        """What is known of any site's own text is not to be relied on."""
        self._db.conn.execute("UPDATE sources SET boilerplate_stale = boilerplate_stale + 1")

    def mark_learned(self, source_id: int) -> None:
        self._db.conn.execute("UPDATE sources SET boilerplate_stale = 0 WHERE id = ?", [source_id])

    def site_text(self, source_id: int) -> dict[str, list[int]]:
        """A site's own text as far as it is known: hashes by kind, in ascending order."""
        rows = self._db.conn.execute(
            "SELECT kind, hash FROM boilerplate WHERE source_id = ? ORDER BY kind, hash",
            [source_id],
        )
        found: dict[str, list[int]] = {"line": [], "shingle": []}
        for kind, value in rows:
            found[kind].append(value)
        return found

    def set_site_text(self, source_id: int, counts: Row) -> None:
        """Replace what is known of a site's repeated text: {kind: {hash: stories}}."""
        self._db.conn.execute("DELETE FROM boilerplate WHERE source_id = ?", [source_id])
        self._db.conn.executemany(
            "INSERT INTO boilerplate (source_id, kind, hash, stories) VALUES (?, ?, ?, ?)",
            [
                (source_id, kind, value, stories)
                for kind in counts
                for value, stories in counts[kind].items()
            ],
        )
