"""What a person decided on stories, which leaders it joined, and how stories came to be as they are.

Rows of `decisions` are added and never changed, but for `undone_at`; a deleted article takes its own
out. Only those that stand bind anybody.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from aggregator.model import OriginalOverride, Row
from storage.sqlite.repository import Repository

Kind = Literal["split", "merge", "pin"]
Change = Literal["leader", "took_in", "came_from"]  # of a story
Side = tuple[int, bool]  # a split, and whether it is the side that stays

_STANDING = """SELECT d.id, m.stays, m.article_id, a.text_hash, a.story_id FROM decisions d
  JOIN decision_articles m ON m.decision_id = d.id JOIN articles a ON a.id = m.article_id
  WHERE d.undone_at IS NULL"""
_RELATED = """SELECT DISTINCT m.decision_id FROM decision_articles m
  JOIN articles a ON a.id = m.article_id WHERE a.story_id = ?"""


class Decisions(Repository):
    """What a person decided on stories, and the log of stories."""

    def add(
        self,
        kind: Kind,
        leaves: Iterable[int],
        stays: Iterable[int] = (),
        *,
        by: str,
        reason: str,
        now: str,
    ) -> int:
        """Note a decision on these articles; gives its id."""
        made = self._db.conn.execute(
            "INSERT INTO decisions (kind, at, decided_by, reason) VALUES (?, ?, ?, ?)",
            [kind, now, by, reason],
        ).lastrowid
        rows = [(made, key, 0) for key in leaves] + [(made, key, 1) for key in stays]
        self._db.conn.executemany("INSERT INTO decision_articles VALUES (?, ?, ?)", rows)
        return int(made or 0)

    def widen(self, decision_id: int, articles: Iterable[int]) -> None:
        """A decision just made binds these articles as well."""
        rows = [(decision_id, key, 0) for key in articles]
        self._db.conn.executemany("INSERT OR IGNORE INTO decision_articles VALUES (?, ?, ?)", rows)

    def undo(self, decision_id: int, now: str) -> None:
        """A decision that binds nobody from now on."""
        self._db.conn.execute("UPDATE decisions SET undone_at = ? WHERE id = ?", [now, decision_id])

    def standing(self, kind: Kind, story_ids: Iterable[int]) -> dict[int, list[tuple[int, bool]]]:
        """Decisions that stand and name articles of these stories: id -> its (article, stays) there."""
        found: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
        for story_id in story_ids:
            query = f"{_STANDING} AND d.kind = ? AND a.story_id = ?"
            for row in self._db.conn.execute(query, [kind, story_id]):
                found[row[0]].append((row[2], bool(row[1])))
        return dict(found)

    def said(self, decision_id: int) -> tuple[str, str]:
        """Who made a decision, and why."""
        query = "SELECT decided_by, reason FROM decisions WHERE id = ?"
        by, reason = self._db.conn.execute(query, [decision_id]).fetchone()
        return by, reason

    def standing_at_all(self) -> bool:
        """Does any decision stand?"""
        query = "SELECT 1 FROM decisions WHERE undone_at IS NULL LIMIT 1"
        return self._db.conn.execute(query).fetchone() is not None

    def splits(self) -> bool:
        """Does any split stand?"""
        query = "SELECT 1 FROM decisions WHERE kind = 'split' AND undone_at IS NULL LIMIT 1"
        return self._db.conn.execute(query).fetchone() is not None

    def sides(self, text_hash: str) -> set[Side]:
        """On which sides of standing splits the articles with this wording are."""
        query = f"{_STANDING} AND d.kind = 'split' AND a.text_hash = ?"
        return {(row[0], bool(row[1])) for row in self._db.conn.execute(query, [text_hash])}

    def torn(self, but: int | None = None) -> tuple[int, int] | None:
        """Two stories that a standing merge wants to be one, the older first; `but` counts as gone."""
        row = self._db.conn.execute(
            f"""SELECT min(story_id), max(story_id) FROM ({_STANDING} AND d.kind = 'merge' AND a.id IS NOT ?)
            GROUP BY id HAVING min(story_id) < max(story_id) ORDER BY 1, 2 LIMIT 1""",
            [but],
        ).fetchone()
        return (row[0], row[1]) if row else None

    def bound_to(self, article_id: int) -> list[int]:
        """Stories of all articles that a standing split or merge names together with this one."""
        rows = self._db.conn.execute(
            f"""SELECT DISTINCT story_id FROM ({_STANDING} AND d.kind != 'pin') WHERE id IN
              (SELECT decision_id FROM decision_articles WHERE article_id = ?) ORDER BY 1""",
            [article_id],
        )
        return [row[0] for row in rows]

    def bound(self) -> set[int]:
        """All articles that a standing split or merge names, and the leaders that one joined to others."""
        rows = self._db.conn.execute(
            f"SELECT article_id FROM ({_STANDING} AND d.kind != 'pin') UNION SELECT article_id FROM merged_leaders"
        )
        return {row[0] for row in rows}

    def pinned(self, story_id: int) -> OriginalOverride | None:
        """The member that a person set as the original of a story; of several the last one."""
        row = self._db.conn.execute(
            """SELECT m.article_id, d.at, d.decided_by, d.reason FROM articles a
             JOIN decision_articles m ON m.article_id = a.id JOIN decisions d ON d.id = m.decision_id
           WHERE a.story_id = ? AND d.kind = 'pin' AND d.undone_at IS NULL
           ORDER BY d.id DESC LIMIT 1""",
            [story_id],
        ).fetchone()
        return OriginalOverride(*row) if row else None

    def forget(self, article_id: int) -> None:
        """Take an article out of every decision: what is left of them without words, or nothing.

        A reason may quote the article, so none is kept.
        """
        mentions = "SELECT decision_id FROM decision_articles WHERE article_id = ?"
        touched = [row[0] for row in self._db.conn.execute(mentions, [article_id])]
        self._db.conn.execute("DELETE FROM decision_articles WHERE article_id = ?", [article_id])
        for decision_id in touched:
            self._db.conn.execute("UPDATE decisions SET reason = '' WHERE id = ?", [decision_id])
            self._db.conn.execute(
                """DELETE FROM decisions WHERE id = ? AND CASE kind
                 WHEN 'split' THEN (SELECT count(DISTINCT stays) FROM decision_articles WHERE decision_id = id)
                 WHEN 'merge' THEN (SELECT count(*) FROM decision_articles WHERE decision_id = id)
                 ELSE 1 + (SELECT count(*) FROM decision_articles WHERE decision_id = id) END < 2""",
                [decision_id],
            )

    # Leaders of stories that were merged

    def join(self, article_id: int, story_id: int, was: int) -> None:
        """A leader whose story, `was`, went into another by decision."""
        row = [article_id, story_id, was]
        self._db.conn.execute(
            "INSERT OR REPLACE INTO merged_leaders (article_id, story_id, former_story_id) VALUES (?, ?, ?)",
            row,
        )

    def joined(self, story_id: int) -> dict[int, int]:
        """The leaders that were joined to a story, with the ids of the stories they led."""
        query = "SELECT article_id, former_story_id FROM merged_leaders WHERE story_id = ? ORDER BY former_story_id"
        return dict(self._db.conn.execute(query, [story_id]).fetchall())

    def leave(self, article_id: int) -> None:
        """Forget that a leader was joined to another story."""
        self._db.conn.execute("DELETE FROM merged_leaders WHERE article_id = ?", [article_id])

    def part(self, story_id: int) -> None:
        """Forget who was joined to a story."""
        self._db.conn.execute("DELETE FROM merged_leaders WHERE story_id = ?", [story_id])

    def part_all(self) -> list[tuple[int, int, int]]:
        """Forget every joined leader; gives (leader, the story it is in, the story it led) of each."""
        rows = self._db.conn.execute(
            "SELECT article_id, story_id, former_story_id FROM merged_leaders ORDER BY former_story_id"
        ).fetchall()
        self._db.conn.execute("DELETE FROM merged_leaders")
        return rows

    def not_compared_with(self, story_id: int, leader_id: int) -> list[int]:
        """Members of a story that stand as compared with another article than this leader."""
        rows = self._db.conn.execute(
            """SELECT article_id FROM copies WHERE story_id = ? AND member = 1 AND article_id != ?
           AND of_article_id IS NOT ? ORDER BY article_id""",
            [story_id, leader_id, leader_id],
        )
        return [row[0] for row in rows]

    # History

    def log(
        self,
        story_id: int,
        what: Change,
        *,
        article: int | None = None,
        other: int | None = None,
        reason: str,
        now: str,
    ) -> None:
        """Note that a story has another leader, took in another story, or came out of one."""
        self._db.conn.execute(
            """INSERT INTO story_log (story_id, at, what, article_id, other_story_id, reason)
           VALUES (?, ?, ?, ?, ?, ?)""",
            [story_id, now, what, article, other, reason],
        )

    def logged(self, story_id: int) -> list[Row]:
        """How a story came to its leader and id, oldest first; what was merged into it included."""
        return list(
            self._db.query(
                """SELECT at, what, story_id, article_id, other_story_id, reason FROM story_log
               WHERE story_id = ? OR story_id IN (SELECT id FROM stories WHERE redirect_to = ?)
               ORDER BY id""",
                [story_id, story_id],
            )
        )

    def listed(self, story_id: int) -> list[Row]:
        """Every decision that names an article of a story, oldest first, also those taken back."""
        rows = self._db.query(
            f"""SELECT d.id AS decision, d.kind, d.at, d.decided_by, d.reason, d.undone_at
            FROM decisions d WHERE d.id IN ({_RELATED}) ORDER BY d.id""",
            [story_id],
        )
        return [{**row, **self._named(row["decision"])} for row in rows]

    def _named(self, decision_id: int) -> Row:
        query = "SELECT article_id, stays FROM decision_articles WHERE decision_id = ? ORDER BY 1"
        rows = self._db.conn.execute(query, [decision_id]).fetchall()
        return {
            "articles": [key for key, stays in rows if not stays],
            "kept_apart_from": [key for key, stays in rows if stays],
        }
