"""Taking articles out of the main file: held in the private one, then in neither.

Whoever calls decides what goes; here it goes, with everything derived from it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from aggregator.model import Row
from storage.corpus.articles import Articles
from storage.corpus.stories import Stories
from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository
from storage.sqlite.sql import insert, update

AT_ONCE = 200  # rows looked at together

Matches = Callable[[str], bool]


_THESE = "(SELECT value FROM json_each(?))"


# Words of the work in the rows of others

# Where feeds, runs and others' claims may quote it: rows as (id, words), and what is done to them.
_QUOTING = (
    (
        "SELECT id, entry FROM frontier WHERE entry IS NOT NULL",
        "UPDATE frontier SET entry = NULL WHERE id = ?",
    ),
    (
        "SELECT id, outcome FROM frontier WHERE outcome IS NOT NULL",
        "UPDATE frontier SET outcome = NULL WHERE id = ?",
    ),
    ("SELECT id, url FROM frontier", "DELETE FROM frontier WHERE id = ?"),
    (
        "SELECT id, last_error FROM feeds WHERE last_error IS NOT NULL",
        "UPDATE feeds SET last_error = NULL WHERE id = ?",
    ),
    ("SELECT id, what FROM crawl_runs", "UPDATE crawl_runs SET what = '' WHERE id = ?"),
    (
        "SELECT id, decided_by || char(10) || reason FROM decisions",
        "UPDATE decisions SET decided_by = 'operator', reason = '' WHERE id = ?",
    ),
)
_VERDICTS = """SELECT id, coalesce(original_title, '') || char(10) || coalesce(original_url, '') FROM stories
  WHERE original_title IS NOT NULL OR original_url IS NOT NULL
  UNION ALL SELECT story_id, original_url FROM verdict_history WHERE original_url IS NOT NULL
  UNION ALL SELECT story_id, says || char(10) || quote || char(10) || url || char(10) || points_to FROM evidence"""
_CLAIMS = "removed, sources, provenance, canonical_url"
_CLAIMED = f"SELECT id, {_CLAIMS.replace(', ', ' || char(10) || ')} FROM articles"


class Erasure(Repository):
    """Rows of the main file that a takedown removes or rewrites."""

    # What is touched

    def listed(self, article_ids: Sequence[int]) -> list[Row]:
        """These articles as a request shows them."""
        return list(
            self._db.query(
                f"""SELECT a.id AS article_id, a.url, a.title, s.domain AS source, a.story_id, c.role
                FROM articles a JOIN sources s ON s.id = a.source_id
                LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
                WHERE a.id IN {_THESE}""",
                [json.dumps(article_ids)],
            )
        )

    def related(self, article_ids: Sequence[int]) -> list[tuple[int, str]]:
        """Articles of other stories that quote these, and versions of these either way."""
        rows = self._db.conn.execute(
            f"""SELECT article_id, relation FROM copies WHERE member = 0 AND of_article_id IN {_THESE}
            UNION SELECT of_article_id, relation FROM copies
              WHERE member = 0 AND relation = 'version' AND article_id IN {_THESE}""",
            [json.dumps(article_ids)] * 2,
        )
        return [(row[0], row[1]) for row in rows]

    def originals(self, article_ids: Sequence[int]) -> list[int]:
        """Those of these articles that a verdict names as the original of others."""
        rows = self._db.conn.execute(
            f"""SELECT original_article_id FROM stories
            WHERE verdict = 'original_here' AND original_article_id IN {_THESE}
              AND (SELECT count(*) FROM articles a WHERE a.story_id = stories.id) > 1""",
            [json.dumps(article_ids)],
        )
        return [row[0] for row in rows]

    # Hiding

    def content(self, article_id: int) -> Row | None:
        """What only this article's rows tell; all else is derived and can be computed anew."""
        article = next(
            iter(self._db.query("SELECT * FROM articles WHERE id = ?", [article_id])), None
        )
        if article is None:
            return None
        versions = self._db.query(
            "SELECT * FROM article_versions WHERE article_id = ?", [article_id]
        )
        aliases = self._db.conn.execute(
            "SELECT url FROM url_aliases WHERE article_id = ?", [article_id]
        )
        return {
            "article": article,
            "versions": list(versions),
            "aliases": [row[0] for row in aliases],
        }

    def delete(self, article_id: int, addresses: Iterable[str]) -> None:
        """Delete an article with all its rows, and its addresses from the frontier."""
        self._db.conn.execute("DELETE FROM articles WHERE id = ?", [article_id])
        self._db.conn.executemany(
            "DELETE FROM frontier WHERE url = ?", [(url,) for url in addresses]
        )

    def put_back(self, held: Row) -> None:
        """Insert an article again as it was held."""
        article = held["article"]
        if insert(self._db, "articles", article, unless_there=True):
            Articles(self._db).make_searchable([(article["id"], article["title"], article["text"])])
        for version in held["versions"]:
            insert(self._db, "article_versions", version, unless_there=True)

    def forget_verdicts(self, articles: Sequence[Row]) -> None:
        """Empty the verdicts of these articles' stories, and any that names one of them."""
        ids = [row["id"] for row in articles]
        rows = self._db.conn.execute(
            f"""SELECT id FROM stories WHERE id IN {_THESE} OR redirect_to IN {_THESE}
              OR original_article_id IN {_THESE} OR original_title IN {_THESE}
            UNION SELECT story_id FROM evidence WHERE article_id IN {_THESE} OR points_to IN {_THESE}
            UNION SELECT story_id FROM verdict_history WHERE original_article_id IN {_THESE}""",
            [
                *[json.dumps([row["story_id"] for row in articles])] * 2,
                json.dumps(ids),
                json.dumps([row["title"] for row in articles]),
                json.dumps(ids),
                json.dumps([str(key) for key in ids]),
                json.dumps(ids),
            ],
        )
        for (touched,) in rows.fetchall():
            self.forget_verdict(touched)

    def forget_verdict(self, story_id: int) -> None:
        """Delete what a verdict rests on and what it says and said; a story with articles left gets another."""
        self._db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])
        self._db.conn.execute("DELETE FROM verdict_history WHERE story_id = ?", [story_id])
        self._db.conn.execute(
            """UPDATE stories SET verdict = 'undetermined', confidence = 'none', original_article_id = NULL,
             original_url = NULL, original_name = NULL, original_title = NULL, set_by = NULL, attributed_at = NULL,
             leader_id = CASE WHEN EXISTS (SELECT 1 FROM articles a WHERE a.id = leader_id) THEN leader_id END,
             dirty = redirect_to IS NULL AND EXISTS (SELECT 1 FROM articles a WHERE a.story_id = stories.id)
           WHERE id = ?""",
            [story_id],
        )

    def scrub(self, quotes: Matches, carries: Matches, rewritten: Callable[[Row], Row]) -> int:
        """Take the words and addresses of a work out of the rows of others; gives how many it changed.

        `quotes`: any of it stands in these words; `carries`: these words are mostly it, as a former
        version of another article may be. `rewritten` gives the changed columns of an article that
        stays. Reads without a lock and then changes what it found: safe to run again.
        """
        changes = [(mend, key) for rows, mend in _QUOTING for key, _ in self._quoting(rows, quotes)]
        versions = self._quoting("SELECT id, text FROM article_versions", quotes)
        former = "DELETE FROM article_versions WHERE id = ?"
        changes += [(former, key) for key, text in versions if carries(text)]
        articles = [key for key, _ in self._quoting(_CLAIMED, quotes)]
        stories = {key for key, _ in self._quoting(_VERDICTS, quotes)}
        if changes or articles or stories:
            with transaction(self._db):
                for mend, key in changes:
                    self._db.conn.execute(mend, [key])
                for key in articles:
                    self._rewrite_claims(key, rewritten)
                for key in stories:
                    self.forget_verdict(key)
        return len(changes) + len(articles) + len(stories)

    def _quoting(self, query: str, quotes: Matches) -> Iterator[tuple[int, str]]:
        """Rows whose words quote it: looked at by the hundred first, as nearly none does."""
        cursor = self._db.conn.execute(query)
        while rows := cursor.fetchmany(AT_ONCE):
            if quotes("\n".join(row[1] for row in rows)):
                yield from ((row[0], row[1]) for row in rows if quotes(row[1]))

    def _rewrite_claims(self, article_id: int, rewritten: Callable[[Row], Row]) -> None:
        query = f"SELECT id, url, story_id, {_CLAIMS} FROM articles WHERE id = ?"
        for row in list(self._db.query(query, [article_id])):
            update(self._db, "articles", article_id, rewritten(row))
            Stories(self._db).mark_dirty(row["story_id"])


class HiddenArticles(Repository):
    """Articles that are hidden and not yet erased."""

    def hold(self, case_id: int, article_id: int, held: Row, now: str) -> None:
        """Keep an article's content in the private file, in UTF-8 as it is, so that a scan can find it."""
        row = [article_id, case_id, now, json.dumps(held, ensure_ascii=False)]
        self._db.conn.execute(
            "INSERT OR REPLACE INTO held (article_id, case_id, held_at, content) VALUES (?, ?, ?, ?)",
            row,
        )

    def held(self, case_id: int) -> list[Row]:
        """What is held for a case."""
        rows = self._db.conn.execute(
            "SELECT content FROM held WHERE case_id = ? ORDER BY article_id", [case_id]
        )
        return [json.loads(row[0]) for row in rows]

    # Erasing

    def release(self, case_id: int) -> None:
        """Forget what was held for a case: it is back where it was."""
        self._db.conn.execute("DELETE FROM held WHERE case_id = ?", [case_id])

    def erase(self, case_id: int) -> int:
        """Delete what is held for a case, and readers' comments on it; gives the number of articles."""
        self._db.conn.execute(
            "DELETE FROM comments WHERE article_id IN (SELECT article_id FROM held WHERE case_id = ?)",
            [case_id],
        )
        return self._db.conn.execute("DELETE FROM held WHERE case_id = ?", [case_id]).rowcount
