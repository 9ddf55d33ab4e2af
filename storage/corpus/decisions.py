"""Decisions of operators on stories (splits, merges, pins) and addresses (parts), and the log of what became of stories.

Rows of `decisions` are added and never changed, but for `undone_at`; a deleted article takes its own
out. Only active decisions, those that were not undone, bind articles.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Literal

from aggregator.model import OriginalOverride, Row
from storage.sqlite.repository import Repository

Kind = Literal["split", "merge", "pin", "part"]
Change = Literal["leader", "took_in", "came_from"]  # of a story
Side = tuple[int, bool]  # a split's id, and whether this side stays in the story

_ACTIVE = """SELECT d.id, m.stays, m.article_id, a.text_hash, a.story_id FROM decisions d
  JOIN decision_articles m ON m.decision_id = d.id JOIN articles a ON a.id = m.article_id
  WHERE d.undone_at IS NULL"""
_OF_STORY = """SELECT DISTINCT m.decision_id FROM decision_articles m
  JOIN articles a ON a.id = m.article_id WHERE a.story_id = ?"""


class Decisions(Repository):
    """What operators decided on stories, and the log of stories."""

    def add(
        self,
        kind: Kind,
        leaves: Iterable[int],
        stays: Iterable[int] = (),
        *,
        by: str,
        reason: str,
        now: str,
        address: str | None = None,
    ) -> int:
        """Add a decision on these articles, a part with its address; returns its id."""
        query = """INSERT INTO decisions (kind, at, decided_by, reason, address)
          VALUES (?, ?, ?, ?, ?) RETURNING id"""
        values = [kind, now, by, reason, address]
        decision_id: int = self._db.conn.execute(query, values).fetchone()[0]
        rows = [(decision_id, key, 0) for key in leaves] + [(decision_id, key, 1) for key in stays]
        self._db.conn.executemany("INSERT INTO decision_articles VALUES (?, ?, ?)", rows)
        return decision_id

    def bind_more_articles(self, decision_id: int, articles: Iterable[int]) -> None:
        """Let a decision bind these articles as well."""
        rows = [(decision_id, key, 0) for key in articles]
        self._db.conn.executemany("INSERT OR IGNORE INTO decision_articles VALUES (?, ?, ?)", rows)

    def undo(self, decision_id: int, now: str) -> None:
        """Let a decision bind nobody from now on."""
        self._db.conn.execute("UPDATE decisions SET undone_at = ? WHERE id = ?", [now, decision_id])

    def find_active_part(self, address: str) -> tuple[int, list[int]] | None:
        """Returns the active part of an address, and the articles that had it; None: there is none."""
        query = "SELECT id FROM decisions WHERE kind = 'part' AND address = ? AND undone_at IS NULL"
        row = self._db.conn.execute(query, [address]).fetchone()
        return (row[0], self._read_named_articles(row[0])["articles"]) if row else None

    def find_active_in_stories(
        self, kind: Kind, story_ids: Iterable[int]
    ) -> dict[int, list[tuple[int, bool]]]:
        """Returns active decisions that name members of these stories: id -> (article, stays) there."""
        decisions: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
        for story_id in story_ids:
            query = f"{_ACTIVE} AND d.kind = ? AND a.story_id = ?"
            for row in self._db.conn.execute(query, [kind, story_id]):
                decisions[row[0]].append((row[2], bool(row[1])))
        return dict(decisions)

    def author_and_reason(self, decision_id: int) -> tuple[str, str]:
        """Returns who made a decision, and why."""
        query = "SELECT decided_by, reason FROM decisions WHERE id = ?"
        by, reason = self._db.conn.execute(query, [decision_id]).fetchone()
        return by, reason

    def has_active(self) -> bool:
        """Returns whether any decision on a story is active."""
        query = "SELECT 1 FROM decisions WHERE kind != 'part' AND undone_at IS NULL LIMIT 1"
        return self._db.conn.execute(query).fetchone() is not None

    def has_active_splits(self) -> bool:
        """Returns whether any split is active."""
        query = "SELECT 1 FROM decisions WHERE kind = 'split' AND undone_at IS NULL LIMIT 1"
        return self._db.conn.execute(query).fetchone() is not None

    def find_split_sides(self, text_hashes: Collection[str]) -> dict[str, set[Side]]:
        """Returns the sides of active splits that articles with these wordings are on, by text hash."""
        query = (
            f"{_ACTIVE} AND d.kind = 'split' AND a.text_hash IN (SELECT value FROM json_each(?))"
        )
        sides: defaultdict[str, set[Side]] = defaultdict(set)
        for row in self._db.conn.execute(query, [json.dumps([*text_hashes])]):
            sides[row[3]].add((row[0], bool(row[1])))
        return dict(sides)

    def find_stories_to_merge(self, except_article_id: int | None = None) -> tuple[int, int] | None:
        """Returns two stories that an active merge binds together, the older first; None: there are none.

        Without the article `except_article_id`, which is to be deleted.
        """
        row = self._db.conn.execute(
            f"""SELECT min(story_id), max(story_id) FROM ({_ACTIVE} AND d.kind = 'merge' AND a.id IS NOT ?)
                GROUP BY id HAVING min(story_id) < max(story_id) ORDER BY 1, 2 LIMIT 1""",
            [except_article_id],
        ).fetchone()
        return (row[0], row[1]) if row else None

    def find_stories_bound_to(self, article_id: int) -> list[int]:
        """Returns the stories of articles that an active split or merge names together with this one."""
        rows = self._db.conn.execute(
            f"""SELECT DISTINCT story_id FROM ({_ACTIVE} AND d.kind IN ('split', 'merge')) WHERE id IN
                  (SELECT decision_id FROM decision_articles WHERE article_id = ?) ORDER BY 1""",
            [article_id],
        )
        return [row[0] for row in rows]

    def all_bound_articles(self) -> set[int]:
        """Returns the articles that active splits and merges name, and leaders that were merged."""
        rows = self._db.conn.execute(
            f"SELECT article_id FROM ({_ACTIVE} AND d.kind IN ('split', 'merge')) UNION SELECT article_id FROM merged_leaders"
        )
        return {row[0] for row in rows}

    def get_pinned_original(self, story_id: int) -> OriginalOverride | None:
        """Returns the member that an operator set as the original of a story; of several the last."""
        return self.get_pinned_originals([story_id]).get(story_id)

    def get_pinned_originals(self, story_ids: Collection[int]) -> dict[int, OriginalOverride]:
        """Returns by story the member that an operator set as its original; of several the last."""
        rows = self._db.conn.execute(
            """SELECT a.story_id, m.article_id, d.at, d.decided_by, d.reason FROM articles a
                JOIN decision_articles m ON m.article_id = a.id JOIN decisions d ON d.id = m.decision_id
              WHERE a.story_id IN (SELECT value FROM json_each(?)) AND d.kind = 'pin'
                AND d.undone_at IS NULL
              ORDER BY d.id""",
            [json.dumps([*story_ids])],
        )
        return {story_id: OriginalOverride(*pinned) for story_id, *pinned in rows}

    def remove_article_from_all(self, article_id: int) -> None:
        """Take an article out of every decision; decisions that bind nothing any more are deleted.

        A part holds without it. The others lose their reason, which may quote the article.
        """
        mentions = "SELECT decision_id FROM decision_articles WHERE article_id = ?"
        decision_ids = [row[0] for row in self._db.conn.execute(mentions, [article_id])]
        self._db.conn.execute("DELETE FROM decision_articles WHERE article_id = ?", [article_id])
        for decision_id in decision_ids:
            self._db.conn.execute("UPDATE decisions SET reason = '' WHERE id = ?", [decision_id])
            self._db.conn.execute(
                """DELETE FROM decisions WHERE id = ? AND CASE kind
                 WHEN 'split' THEN (SELECT count(DISTINCT stays) FROM decision_articles WHERE decision_id = id)
                 WHEN 'part' THEN 2
                 WHEN 'merge' THEN (SELECT count(*) FROM decision_articles WHERE decision_id = id)
                 ELSE 1 + (SELECT count(*) FROM decision_articles WHERE decision_id = id) END < 2""",
                [decision_id],
            )

    # The log of stories

    def log_story_change(
        self,
        story_id: int,
        what: Change,
        *,
        article: int | None = None,
        other: int | None = None,
        reason: str,
        now: str,
    ) -> None:
        """Log that a story has another leader, took in another story, or came out of one."""
        self._db.conn.execute(
            """INSERT INTO story_log (story_id, at, what, article_id, other_story_id, reason)
              VALUES (?, ?, ?, ?, ?, ?)""",
            [story_id, now, what, article, other, reason],
        )

    def list_story_changes(self, story_id: int) -> list[Row]:
        """Returns the log of a story and of those that were merged into it, oldest first."""
        return list(
            self._db.query(
                """SELECT at, what, story_id, article_id, other_story_id, reason FROM story_log
                  WHERE story_id = ? OR story_id IN (SELECT id FROM stories WHERE redirect_to = ?)
                  ORDER BY id""",
                [story_id, story_id],
            )
        )

    def list_for_story(self, story_id: int) -> list[Row]:
        """Returns every decision that names a member of a story, oldest first, also undone ones."""
        rows = self._db.query(
            f"""SELECT d.id AS decision, d.kind, d.at, d.decided_by, d.reason, d.undone_at, d.address
              FROM decisions d WHERE d.id IN ({_OF_STORY}) ORDER BY d.id""",
            [story_id],
        )
        return [{**row, **self._read_named_articles(row["decision"])} for row in rows]

    def _read_named_articles(self, decision_id: int) -> Row:
        query = "SELECT article_id, stays FROM decision_articles WHERE decision_id = ? ORDER BY 1"
        rows = self._db.conn.execute(query, [decision_id]).fetchall()
        return {
            "articles": [key for key, stays in rows if not stays],
            "kept_apart_from": [key for key, stays in rows if stays],
        }
