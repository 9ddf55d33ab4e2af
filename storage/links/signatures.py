"""Stored signatures of articles: the resemblance sketch and the containment sketch of each."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from aggregator.model import SIGNATURE_VERSION, Signature
from storage.links import sketch_index
from storage.links.entries import Hashes
from storage.sqlite.repository import Repository

_INSERT = "INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?, ?)"
_IS_STORED = "article_id NOT IN (SELECT article_id FROM unstored_texts)"
_NO_SKETCH = sketch_index.decode_sketch(b"")


class Signatures(Repository):
    """Signatures by article."""

    def add(self, article_id: int, signature: Signature, sketch: Hashes | None = None) -> Hashes:
        """Store the signature of an article; returns its sketch as stored, `sketch` if it is given."""
        sketch = shorten_sketch(signature) if sketch is None else sketch
        self._db.conn.execute(_INSERT, _make_columns(article_id, signature, sketch))
        return sketch

    def add_all(self, rows: Sequence[tuple[int, Signature, Hashes]]) -> None:
        """Store (article, signature, sketch) of many articles."""
        self._db.conn.executemany(_INSERT, [_make_columns(*row) for row in rows])

    def get(self, article_id: int) -> Signature | None:
        """Returns the signature of an article as it is stored."""
        query = "SELECT version, tokens, minhash, sketch FROM signatures WHERE article_id = ?"
        row = self._db.conn.execute(query, [article_id]).fetchone()
        return Signature(*row) if row else None

    def sketch(self, article_id: int) -> Hashes:
        """Returns the containment sketch of an article; empty when there is none."""
        return self.sketches([article_id])[article_id]

    def sketches(self, article_ids: Sequence[int]) -> dict[int, Hashes]:
        """Returns the containment sketches of articles; empty ones where there is none."""
        marks = ",".join("?" * len(article_ids))
        query = f"SELECT article_id, sketch FROM signatures WHERE article_id IN ({marks})"
        rows = self._db.conn.execute(query, article_ids)
        stored = {key: sketch_index.decode_sketch(sketch) for key, sketch in rows}
        return {key: stored.get(key, _NO_SKETCH) for key in article_ids}

    def minhashes(self, article_ids: Sequence[int]) -> dict[int, bytes]:
        """Returns the resemblance sketches of articles; those without one are left out."""
        marks = ",".join("?" * len(article_ids))
        query = f"SELECT article_id, minhash FROM signatures WHERE article_id IN ({marks})"
        return dict(self._db.conn.execute(query, article_ids).fetchall())

    def delete(self, article_id: int) -> None:
        """Delete the signature of an article."""
        self._db.conn.execute("DELETE FROM signatures WHERE article_id = ?", [article_id])

    def are_outdated(self) -> bool:
        """Returns whether there are signatures of another version, of texts that are stored.

        They are made again from the latest article to the first, so the first one tells.
        """
        query = f"SELECT version FROM signatures WHERE {_IS_STORED} ORDER BY article_id LIMIT 1"
        row = self._db.conn.execute(query).fetchone()
        return row is not None and row[0] != SIGNATURE_VERSION

    def list_texts_with_lower_id(
        self, article_id: int, limit: int, *, outdated_only: bool = False
    ) -> list[tuple[int, str]]:
        """Returns (id, text) of articles with a lower id, the highest first; or of those without a signature of this version.

        Without texts that are not stored: their signatures cannot be made again.
        """
        outdated = """AND NOT EXISTS (SELECT 1 FROM signatures g
          WHERE g.article_id = articles.id AND g.version = :version)"""
        rows = self._db.conn.execute(
            f"""SELECT id, unpack(coalesce(link_text, text)) FROM articles
                WHERE id < :below AND id NOT IN (SELECT article_id FROM unstored_texts) {outdated if outdated_only else ""} ORDER BY id DESC LIMIT :limit""",
            {"below": article_id, "limit": limit, "version": SIGNATURE_VERSION},
        )
        return rows.fetchall()


def shorten_signature(signature: Signature) -> Signature:
    """Returns a signature as it is stored, with 32 bits for each hash of its sketch."""
    return replace(signature, sketch=_encode_sketch(shorten_sketch(signature)), short_sketch=b"")


def shorten_sketch(signature: Signature) -> Hashes:
    """Returns the sketch of a signature as it is stored."""
    return shorten_sketches([signature])[0]


def shorten_sketches(signatures: Sequence[Signature]) -> list[Hashes]:
    """Returns the sketches of many signatures as they are stored."""
    hashes = np.frombuffer(b"".join(made.sketch for made in signatures), dtype="<u8")
    return sketch_index.shorten_hashes_of_each(
        hashes, [len(made.sketch) // 8 for made in signatures]
    )


def _make_columns(article_id: int, signature: Signature, sketch: Hashes) -> tuple[object, ...]:
    version, minhash = signature.version, signature.minhash
    return (article_id, version, signature.tokens, minhash, _encode_sketch(sketch))


def _encode_sketch(sketch: Hashes) -> bytes:
    return sketch.astype("<u4").tobytes()
