"""The boilerplate of sites: hashes of what each repeats, and when to learn it again."""

from collections.abc import Collection, Iterator, Mapping

from storage.sqlite.changes import increment_counter, read_counter
from storage.sqlite.repository import Repository

LATEST = 200  # articles of a site from which its boilerplate is learned
MAX_LENGTH = 50_000  # characters of a text from which it is learned
NEW_SHARE = 20  # it is learned again when one article in so many is new

HashesByKind = dict[str, list[int]]  # kind ('line', 'shingle') -> hashes in ascending order

# CROSS: from the few articles of the site, whatever the planner expects of the other tables.
_AFFECTED = """WITH own AS (SELECT id, story_id FROM articles WHERE source_id = :source)
  SELECT story_id FROM own WHERE EXISTS
    (SELECT 1 FROM articles o WHERE o.story_id = own.story_id AND o.id != own.id)
  UNION SELECT own.story_id FROM own CROSS JOIN copies c ON c.article_id = own.id AND c.member = 0
  UNION SELECT c.story_id FROM own CROSS JOIN copies c ON c.article_id = own.id AND c.member = 0
  UNION SELECT own.story_id FROM own CROSS JOIN copies c ON c.of_article_id = own.id AND c.member = 0
  UNION SELECT a.story_id FROM own CROSS JOIN copies c ON c.of_article_id = own.id AND c.member = 0
    CROSS JOIN articles a ON a.id = c.article_id"""


class SiteBoilerplate(Repository):
    """Boilerplate by source."""

    def get(self, source_id: int) -> HashesByKind:
        """Returns the hashes of a site's boilerplate as far as it is known."""
        return self.get_all([source_id])[source_id]

    def get_all(self, source_ids: Collection[int]) -> dict[int, HashesByKind]:
        """Returns the boilerplate of each of these sites."""
        known: dict[int, HashesByKind] = {key: {"line": [], "shingle": []} for key in source_ids}
        query = "SELECT kind, hash FROM boilerplate WHERE source_id = ? ORDER BY kind, hash"
        for source_id, hashes in known.items():
            for kind, value in self._db.conn.execute(query, [source_id]):
                hashes[kind].append(value)
        return known

    def sources_with_boilerplate(self) -> list[int]:
        """Returns the sources with boilerplate."""
        query = "SELECT DISTINCT source_id FROM boilerplate"
        return [row[0] for row in self._db.conn.execute(query)]

    def replace(self, source_id: int, counts: Mapping[str, Mapping[int, int]]) -> None:
        """Replace the boilerplate of a site: {kind: {hash: distinct stories}}."""
        increment_counter(self._db, "boilerplate")
        self._db.conn.execute("DELETE FROM boilerplate WHERE source_id = ?", [source_id])
        self._db.conn.executemany(
            "INSERT INTO boilerplate (source_id, kind, hash, stories) VALUES (?, ?, ?, ?)",
            [
                (source_id, kind, value, stories)
                for kind, hashes in counts.items()
                for value, stories in hashes.items()
            ],
        )

    def get_change_count(self) -> int:
        """Returns a number that changes with any boilerplate."""
        return read_counter(self._db, "boilerplate")

    def read_latest_texts(self, source_id: int) -> Iterator[str]:
        """Yields the texts of a site's latest articles, newest first, as far as they are stored."""
        query = f"""SELECT unpack(coalesce(link_text, text)) FROM articles WHERE id IN (
            SELECT id FROM articles WHERE source_id = ? ORDER BY first_seen DESC, url LIMIT {LATEST})
          AND length(unpack(text)) <= {MAX_LENGTH} AND id NOT IN (SELECT article_id FROM unstored_texts) ORDER BY first_seen DESC, url"""
        return (row[0] for row in self._db.conn.execute(query, [source_id]))

    def find_affected_stories(self, source_ids: Collection[int]) -> list[int]:
        """Returns the stories that hold an article of these sources and are linked by its text."""
        stories: set[int] = set()
        for source_id in source_ids:
            rows = self._db.conn.execute(_AFFECTED, {"source": source_id})
            stories.update(row[0] for row in rows)
        return sorted(stories)

    def find_stale_sources(self, new_share: int = NEW_SHARE) -> list[int]:
        """Returns the sources where one article in so many is new since the last learning; 0: any."""
        counted = (
            f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE source_id = s.id LIMIT {LATEST})"
        )
        rows = self._db.conn.execute(
            f"""SELECT id FROM sources s WHERE boilerplate_stale > 0
                AND (boilerplate_stale * :share >= ({counted}) OR :share = 0) ORDER BY id""",
            {"share": new_share},
        )
        return [row[0] for row in rows]

    def count_changed_articles(self, articles: Mapping[int, int]) -> None:
        """Count articles that came or went since the last learning, by source."""
        query = "UPDATE sources SET boilerplate_stale = boilerplate_stale + ? WHERE id = ?"
        self._db.conn.executemany(query, [(count, key) for key, count in articles.items()])

    def mark_all_stale(self) -> None:
        """Let the boilerplate of every site be learned again."""
        self._db.conn.execute("UPDATE sources SET boilerplate_stale = boilerplate_stale + 1")

    def mark_learned(self, source_id: int) -> None:
        """Record that the boilerplate of a site was learned just now."""
        self._db.conn.execute("UPDATE sources SET boilerplate_stale = 0 WHERE id = ?", [source_id])
