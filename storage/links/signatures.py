"""Signatures, who can be found by them, and how articles make stories.

Findable are the leader of a story, against which every member was verified, and those few members
that may belong elsewhere as well: so ten thousand identical copies cost one entry.
"""

import heapq
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aggregator.model import SIGNATURE_VERSION, Signature
from storage.links import sketch_index
from storage.links.sketch_index import Foreseen, Hashes
from storage.sqlite.repository import Repository

CROWD = 20  # members of a story up to which others than the leader are indexed


@dataclass(frozen=True, slots=True)
class Placed:
    """An article as the linker needs it."""

    id: int
    story_id: int
    source_id: int
    text: str
    text_hash: str
    tokens: int
    first_seen: str
    leads: bool
    joined: bool = False  # it led a story that a person merged into the one it is in now


Ranked = tuple[int, str, int]

_PLACED = """SELECT a.id, a.story_id, a.source_id, coalesce(a.link_text, a.text), a.text_hash,
  coalesce(g.tokens, 0), a.first_seen, a.id IS t.leader_id OR a.id IN (SELECT article_id FROM merged_leaders),
  a.id IN (SELECT article_id FROM merged_leaders) FROM articles a
  JOIN stories t ON t.id = a.story_id LEFT JOIN signatures g ON g.article_id = a.id"""


_SIGNED = "INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?, ?)"


class Signatures(Repository):
    """Signatures of articles, who is found by them, and story membership."""

    def add(self, article_id: int, signature: Signature, kept: Hashes | None = None) -> Hashes:
        """Store the signature of an article; gives the sketch as it is stored, `kept` if known."""
        kept = hashes(signature) if kept is None else kept
        self._db.conn.execute(_SIGNED, _signed(article_id, signature, kept))
        return kept

    def add_all(self, rows: Sequence[tuple[int, Signature, Hashes]]) -> None:
        """Store (article, signature, sketch) of many."""
        self._db.conn.executemany(_SIGNED, [_signed(*row) for row in rows])

    def index(self, article_id: int, own: Hashes | None = None) -> None:
        """Make an article findable by its stored sketch, which need not be read if it is given."""
        known = sketch_index.known(self._db)
        query = "INSERT OR IGNORE INTO index_entries (article_id) VALUES (?) RETURNING number"
        for (number,) in self._db.conn.execute(query, [article_id]).fetchall():
            if known is not None:
                known.add(number, self.sketch(article_id) if own is None else own)

    def unindex(self, article_id: int) -> bool:
        """Let an article not be found any more; False when it could not be found before."""
        query = "DELETE FROM index_entries WHERE article_id = ? RETURNING number"
        numbers = self._db.conn.execute(query, [article_id]).fetchall()
        for (number,) in numbers:
            if (known := sketch_index.known(self._db)) is not None:
                known.remove(number)
        return bool(numbers)

    def indexed(self, article_id: int) -> bool:
        query = "SELECT 1 FROM index_entries WHERE article_id = ?"
        return self._db.conn.execute(query, [article_id]).fetchone() is not None

    def outdated(self) -> bool:
        """Are there signatures of another version? They are made anew from the latest to the first."""
        query = "SELECT version FROM signatures ORDER BY article_id LIMIT 1"
        row = self._db.conn.execute(query).fetchone()
        return row is not None and row[0] != SIGNATURE_VERSION

    def texts(self, below: int, most: int) -> list[tuple[int, str]]:
        """(id, text) of articles with an id below this one, the highest first."""
        rows = self._db.conn.execute(
            """SELECT id, coalesce(link_text, text) FROM articles WHERE id < ?
           ORDER BY id DESC LIMIT ?""",
            [below, most],
        )
        return rows.fetchall()

    def stored(self, article_id: int) -> Signature | None:
        """The signature of an article as it is stored."""
        query = "SELECT version, tokens, minhash, sketch FROM signatures WHERE article_id = ?"
        row = self._db.conn.execute(query, [article_id]).fetchone()
        return Signature(*row) if row else None

    def lost(self) -> list[int]:
        """Leaders that are not findable."""
        rows = self._db.conn.execute(
            """SELECT id FROM (SELECT leader_id AS id FROM stories UNION SELECT article_id FROM merged_leaders)
           WHERE id IS NOT NULL AND id NOT IN (SELECT article_id FROM index_entries)"""
        )
        return [row[0] for row in rows]

    def sketch(self, article_id: int) -> Hashes:
        """The stored containment sketch; empty when there is none."""
        row = self._db.conn.execute(
            "SELECT sketch FROM signatures WHERE article_id = ?", [article_id]
        ).fetchone()
        return sketch_index.hashes_of(row[0] if row else b"")

    def of_all(self, article_ids: Sequence[int]) -> dict[int, Hashes]:
        """The stored containment sketches of articles; empty where there is none."""
        marks = ",".join("?" * len(article_ids))
        query = f"SELECT article_id, sketch FROM signatures WHERE article_id IN ({marks})"
        found = {
            key: sketch_index.hashes_of(kept)
            for key, kept in self._db.conn.execute(query, article_ids)
        }
        return {key: found.get(key, sketch_index.hashes_of(b"")) for key in article_ids}

    def candidates(
        self,
        asked: Sequence[Hashes],
        fewest: int,
        most: int,
        foreseen: Foreseen | None = None,
    ) -> list[list[int]]:
        """For the hashes of each text: findable articles that share at least `fewest`, the most alike first.

        At most `most` of them.
        """
        held = sketch_index.current(self._db)
        near = [_most_alike(held.shared(hashes, foreseen), fewest, 2 * most) for hashes in asked]
        known = self._findable({number for shared in near for number in shared})
        found = []
        for shared in near:
            pairs = [(-shared[number], known[number]) for number in shared if number in known]
            found.append([article for _, article in sorted(pairs)[:most]])
        return found

    def _findable(self, numbers: Collection[int]) -> dict[int, int]:
        """The articles that are still findable under these numbers."""
        if not numbers:
            return {}
        marks = ",".join("?" * len(numbers))
        query = f"SELECT number, article_id FROM index_entries WHERE number IN ({marks})"
        return dict(self._db.conn.execute(query, [*numbers]).fetchall())

    def placed(self, article_ids: Collection[int]) -> dict[int, Placed]:
        """Articles by id."""
        marks = ",".join("?" * len(article_ids))
        rows = self._db.conn.execute(f"{_PLACED} WHERE a.id IN ({marks})", list(article_ids))
        return {row[0]: Placed(*row) for row in rows}

    def identical(self, text_hash: str, other_than: int | None = None) -> Placed | None:
        """The first stored article with exactly this text."""
        query = f"{_PLACED} WHERE a.text_hash = ? AND a.id IS NOT ? ORDER BY a.id LIMIT 1"
        row = self._db.conn.execute(query, [text_hash, other_than]).fetchone()
        return Placed(*row) if row else None

    def first_of(self, text_hashes: Collection[str]) -> dict[str, Placed]:
        """The first stored article with each of these texts, to the word, where there is one."""
        marks = ",".join("?" * len(text_hashes))
        query = f"SELECT min(id) FROM articles WHERE text_hash IN ({marks}) GROUP BY text_hash"
        ids = [row[0] for row in self._db.conn.execute(query, list(text_hashes))]
        return {one.text_hash: one for one in self.placed(ids).values()} if ids else {}

    def ranked(self, story_id: int, text_hash: str | None = None) -> list[Ranked]:
        """(id, text hash, tokens) of the articles of a story, or of those with one wording."""
        rows = self._db.conn.execute(
            """SELECT a.id, a.text_hash, coalesce(g.tokens, 0) FROM articles a
           LEFT JOIN signatures g ON g.article_id = a.id
           WHERE a.story_id = ? AND a.text_hash = coalesce(?, a.text_hash) ORDER BY a.id""",
            [story_id, text_hash],
        )
        return rows.fetchall()

    def members(self, story_id: int) -> list[Placed]:
        """The articles of a story, oldest id first."""
        rows = self._db.conn.execute(f"{_PLACED} WHERE a.story_id = ? ORDER BY a.id", [story_id])
        return [Placed(*row) for row in rows]

    def leader(self, story_id: int) -> int | None:
        row = self._db.conn.execute(
            "SELECT leader_id FROM stories WHERE id = ?", [story_id]
        ).fetchone()
        return row[0] if row else None

    def leaders(self, story_ids: Collection[int] | None = None) -> dict[int, int]:
        """The leaders of these stories, or of all, by story."""
        query = "SELECT id, leader_id FROM stories WHERE leader_id IS NOT NULL"
        if story_ids is None:
            return dict(self._db.conn.execute(query).fetchall())
        chosen = f"{query} AND id IN (SELECT value FROM json_each(?))"
        return dict(self._db.conn.execute(chosen, [json.dumps([*story_ids])]).fetchall())

    def crowded(self, story_id: int) -> bool:
        """Has a story so many members that only its leader is indexed?"""
        query = f"SELECT id FROM articles WHERE story_id = ? LIMIT {CROWD + 1}"
        return len(self._db.conn.execute(query, [story_id]).fetchall()) > CROWD

    def put(self, article_id: int, story_id: int) -> None:
        """Make an article a member of a story; versions and quotes of it go with it."""
        self._db.conn.execute(
            "UPDATE articles SET story_id = ? WHERE id = ? AND story_id != ?",
            [story_id, article_id, story_id],
        )
        of_it = "of_article_id = ? AND member = 0 AND story_id != ?"
        moved = f"UPDATE OR IGNORE copies SET story_id = ? WHERE {of_it}"
        self._db.conn.execute(moved, [story_id, article_id, story_id])
        self._db.conn.execute(f"DELETE FROM copies WHERE {of_it}", [article_id, story_id])

    def move(self, story_id: int, into: int) -> None:
        """Give everything of a story to another; the old id leads there from now on."""
        leads = self.leader(story_id)
        # What quoted the one and is a member of the other now quotes its own story.
        inner = """DELETE FROM copies WHERE member = 0 AND story_id IN (:of, :into) AND article_id IN
      (SELECT id FROM articles WHERE story_id IN (:of, :into))"""
        self._db.conn.execute(inner, {"of": story_id, "into": into})
        for table in ("articles", "copies", "merged_leaders"):
            query = f"UPDATE OR IGNORE {table} SET story_id = ? WHERE story_id = ?"
            self._db.conn.execute(query, [into, story_id])
        self._db.conn.execute("DELETE FROM copies WHERE story_id = ?", [story_id])
        self.lead(into, leads)
        self.redirect(story_id, into)

    def lead(self, story_id: int, article_id: int | None) -> None:
        """Name a story's leader."""
        self._db.conn.execute(
            "UPDATE stories SET leader_id = ?, dirty = 1, redirect_to = NULL WHERE id = ?",
            [article_id, story_id],
        )

    def redirect(self, story_id: int, to: int) -> None:
        """A story that went into another; later questions for it lead there."""
        self._db.conn.execute(
            "UPDATE stories SET redirect_to = ?, leader_id = NULL, dirty = 0 WHERE id = ?",
            [to, story_id],
        )
        self._db.conn.execute(
            "UPDATE stories SET redirect_to = ? WHERE redirect_to = ?", [to, story_id]
        )
        self._db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])

    def forget(self, article_id: int) -> None:
        """Take an article out of the index and every relation."""
        self.unindex(article_id)
        self._db.conn.execute("DELETE FROM merged_leaders WHERE article_id = ?", [article_id])
        self._db.conn.execute("DELETE FROM copies WHERE article_id = ?", [article_id])
        self._db.conn.execute(
            "DELETE FROM copies WHERE of_article_id = ? AND member = 0", [article_id]
        )
        self._db.conn.execute("DELETE FROM signatures WHERE article_id = ?", [article_id])


def _signed(article_id: int, signature: Signature, kept: Hashes) -> tuple[object, ...]:
    sketch = kept.astype("<u4").tobytes()
    return (article_id, signature.version, signature.tokens, signature.minhash, sketch)


def shortened(signature: Signature) -> Signature:
    """A signature as it is stored."""
    return replace(signature, sketch=hashes(signature).astype("<u4").tobytes())


def hashes(signature: Signature) -> Hashes:
    """The sketched shingles of a signature, as they are stored."""
    return hashes_of([signature])[0]


def hashes_of(signatures: Sequence[Signature]) -> list[Hashes]:
    """The same of many."""
    every = np.frombuffer(b"".join(made.sketch for made in signatures), dtype="<u8")
    return sketch_index.shortened_each(every, [len(made.sketch) // 8 for made in signatures])


def _most_alike(counted: Counter[int], fewest: int, most: int) -> dict[int, int]:
    """The numbers that are counted at least `fewest` times, the earliest first of those counted alike."""
    near = heapq.nlargest(most, [(n, -number) for number, n in counted.items() if n >= fewest])
    return {-number: n for n, number in near}
