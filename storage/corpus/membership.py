"""Membership: which story each article is in, who leads it, and leaders of stories that were merged.

A story's id goes on leading to its articles after they moved to another story (`redirect`).
"""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from aggregator.model import ArticleKey, StoredText
from storage.corpus.keyed_fingerprints import ReadKey, key_fingerprints
from storage.sqlite.connection import Database
from storage.sqlite.repository import Repository

_TEXT = """SELECT a.id, a.story_id, a.source_id, unpack(coalesce(a.link_text, a.text)), a.text_hash,
  coalesce(g.tokens, 0), a.first_seen, a.id IS t.leader_id OR a.id IN (SELECT article_id FROM merged_leaders),
  a.id IN (SELECT article_id FROM merged_leaders), u.fingerprints, iif(u.article_id IS NULL, NULL, g.sketch)
  FROM articles a JOIN stories t ON t.id = a.story_id LEFT JOIN signatures g ON g.article_id = a.id
  LEFT JOIN unstored_texts u ON u.article_id = a.id"""


class Membership(Repository):
    """Members and leaders of stories."""

    def __init__(self, db: Database, read_key: ReadKey = bytes) -> None:
        """`read_key`: see `key_fingerprints`; without it, none are returned."""
        super().__init__(db)
        self._read_key = read_key

    def get_texts(self, article_ids: Collection[int]) -> dict[int, StoredText]:
        """Returns articles by id."""
        marks = ",".join("?" * len(article_ids))
        rows = self._db.conn.execute(f"{_TEXT} WHERE a.id IN ({marks})", list(article_ids))
        return {row[0]: self._make_text(row) for row in rows}

    def get_text(self, article_id: int) -> StoredText:
        """Returns a stored article."""
        row = self._db.conn.execute(f"{_TEXT} WHERE a.id = ?", [article_id]).fetchone()
        return self._make_text(row)

    def find_duplicate(self, text_hash: str, other_than: int | None = None) -> StoredText | None:
        """Returns the first article with this text, to the word, other than the one named."""
        query = f"{_TEXT} WHERE a.text_hash = ? AND a.id IS NOT ? ORDER BY a.id LIMIT 1"
        row = self._db.conn.execute(query, [text_hash, other_than]).fetchone()
        return self._make_text(row) if row else None

    def find_first_duplicates(self, text_hashes: Collection[str]) -> dict[str, StoredText]:
        """Returns the first article with each of these texts, where there is one."""
        marks = ",".join("?" * len(text_hashes))
        query = f"SELECT min(id) FROM articles WHERE text_hash IN ({marks}) GROUP BY text_hash"
        ids = [row[0] for row in self._db.conn.execute(query, list(text_hashes))]
        return {text.text_hash: text for text in self.get_texts(ids).values()} if ids else {}

    def list_members(self, story_id: int) -> list[StoredText]:
        """Returns the members of a story, oldest id first."""
        rows = self._db.conn.execute(f"{_TEXT} WHERE a.story_id = ? ORDER BY a.id", [story_id])
        return [self._make_text(row) for row in rows]

    def _make_text(self, row: tuple[Any, ...]) -> StoredText:
        text = StoredText(*row[:-2])
        made = key_fingerprints(text.id, row[-2], self._read_key, row[-1])
        return replace(text, fingerprints=made) if made else text

    def find_stories(self, article_ids: Collection[int]) -> set[int]:
        """Returns the stories of these articles."""
        query = "SELECT story_id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0] for row in self._db.conn.execute(query, [json.dumps([*article_ids])])}

    def count_members(self, story_ids: Collection[int]) -> int:
        """Returns how many articles these stories have together."""
        query = "SELECT count(*) FROM articles WHERE story_id IN (SELECT value FROM json_each(?))"
        count: int = self._db.conn.execute(query, [json.dumps([*story_ids])]).fetchone()[0]
        return count

    def list_longest_members(
        self, story_id: int, limit: int, largest_share: float
    ) -> list[StoredText]:
        """Returns the members of a story with the longest texts, one of each wording, without the leader.

        Those that share at most `largest_share` of the leader's text.
        """
        ids = self._db.conn.execute(
            """SELECT min(a.id) FROM articles a JOIN signatures g ON g.article_id = a.id
                 JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
               WHERE a.story_id = ? AND c.of_article_id IS NOT NULL AND c.containment_of_original <= ?
               GROUP BY a.text_hash ORDER BY g.tokens DESC, a.text_hash LIMIT ?""",
            [story_id, largest_share, limit],
        ).fetchall()
        return list(self.get_texts([row[0] for row in ids]).values()) if ids else []

    def member_keys(self, story_id: int, text_hash: str | None = None) -> list[ArticleKey]:
        """Returns the members of a story, or those with one wording, oldest id first."""
        rows = self._db.conn.execute(
            """SELECT a.id, a.story_id, a.text_hash, coalesce(g.tokens, 0) FROM articles a
               LEFT JOIN signatures g ON g.article_id = a.id
               WHERE a.story_id = ? AND a.text_hash = coalesce(?, a.text_hash) ORDER BY a.id""",
            [story_id, text_hash],
        )
        return [ArticleKey(*row) for row in rows]

    def get_leader_id(self, story_id: int) -> int | None:
        """Returns the id of the article that leads a story; None for a story without members."""
        query = "SELECT leader_id FROM stories WHERE id = ?"
        row = self._db.conn.execute(query, [story_id]).fetchone()
        return row[0] if row else None

    def get_leader_ids(self, story_ids: Collection[int] | None = None) -> dict[int, int]:
        """Returns the leaders of these stories, or of all, by story."""
        query = "SELECT id, leader_id FROM stories WHERE leader_id IS NOT NULL"
        if story_ids is None:
            return dict(self._db.conn.execute(query).fetchall())
        chosen = f"{query} AND id IN (SELECT value FROM json_each(?))"
        return dict(self._db.conn.execute(chosen, [json.dumps([*story_ids])]).fetchall())

    def move_article_to_story(self, article_id: int, story_id: int) -> None:
        """Make an article a member of a story; versions and quotes of it go with it."""
        self._db.conn.execute(
            "UPDATE articles SET story_id = ? WHERE id = ? AND story_id != ?",
            [story_id, article_id, story_id],
        )
        of_it = "of_article_id = ? AND member = 0 AND story_id != ?"
        moved = f"UPDATE OR IGNORE copies SET story_id = ? WHERE {of_it}"
        self._db.conn.execute(moved, [story_id, article_id, story_id])
        self._db.conn.execute(f"DELETE FROM copies WHERE {of_it}", [article_id, story_id])

    def move_story_into(self, story_id: int, into: int) -> None:
        """Move everything of a story into another; its leader leads there, its id redirects."""
        leader = self.get_leader_id(story_id)
        # What quoted one of the two and is a member of the other now quotes its own story.
        inner = """DELETE FROM copies WHERE member = 0 AND story_id IN (:of, :into) AND article_id IN
          (SELECT id FROM articles WHERE story_id IN (:of, :into))"""
        self._db.conn.execute(inner, {"of": story_id, "into": into})
        for table in ("articles", "copies", "merged_leaders"):
            query = f"UPDATE OR IGNORE {table} SET story_id = ? WHERE story_id = ?"
            self._db.conn.execute(query, [into, story_id])
        self._db.conn.execute("DELETE FROM copies WHERE story_id = ?", [story_id])
        self.set_leader(into, leader)
        self.redirect_story(story_id, into)

    def set_leader(self, story_id: int, article_id: int | None) -> None:
        """Set the leader of a story, which needs a new verdict then."""
        self._db.conn.execute(
            "UPDATE stories SET leader_id = ?, dirty = 1, redirect_to = NULL WHERE id = ?",
            [article_id, story_id],
        )

    def redirect_story(self, story_id: int, to: int) -> None:
        """Let the id of a story lead to another story, and forget its evidence."""
        self._db.conn.execute(
            "UPDATE stories SET redirect_to = ?, leader_id = NULL, dirty = 0 WHERE id = ?",
            [to, story_id],
        )
        query = "UPDATE stories SET redirect_to = ? WHERE redirect_to = ?"
        self._db.conn.execute(query, [to, story_id])
        self._db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])

    def find_empty_led_stories(self) -> list[int]:
        """Returns stories that have a leader and no article, which should not happen."""
        rows = self._db.conn.execute(
            """SELECT id FROM stories WHERE leader_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id)"""
        )
        return [row[0] for row in rows]

    def clear_leaders(self, story_ids: Collection[int]) -> None:
        """Let these stories have no leader."""
        self._db.conn.execute(
            """UPDATE stories SET leader_id = NULL, dirty = 1
               WHERE id IN (SELECT value FROM json_each(?))""",
            [json.dumps([*story_ids])],
        )

    # Leaders of stories that an operator merged into others

    def add_merged_leader(self, article_id: int, story_id: int, former_story_id: int) -> None:
        """Record a leader whose story was merged into another."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO merged_leaders (article_id, story_id, former_story_id) VALUES (?, ?, ?)",
            [article_id, story_id, former_story_id],
        )

    def merged_leaders(self, story_id: int) -> dict[int, int]:
        """Returns the leaders that were merged into a story, with the ids of the stories they led."""
        query = "SELECT article_id, former_story_id FROM merged_leaders WHERE story_id = ? ORDER BY former_story_id"
        return dict(self._db.conn.execute(query, [story_id]).fetchall())

    def delete_merged_leader(self, article_id: int) -> None:
        """Forget that a leader was merged into another story."""
        self._db.conn.execute("DELETE FROM merged_leaders WHERE article_id = ?", [article_id])

    def delete_merged_leaders(self, story_id: int) -> None:
        """Forget all leaders that were merged into a story."""
        self._db.conn.execute("DELETE FROM merged_leaders WHERE story_id = ?", [story_id])

    def members_not_compared_with(self, story_id: int, leader_id: int) -> list[int]:
        """Returns the members of a story whose row compares them with another article than this."""
        rows = self._db.conn.execute(
            """SELECT article_id FROM copies WHERE story_id = ? AND member = 1 AND article_id != ?
               AND of_article_id IS NOT ? ORDER BY article_id""",
            [story_id, leader_id, leader_id],
        )
        return [row[0] for row in rows]
