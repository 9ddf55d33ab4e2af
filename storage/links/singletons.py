"""Many articles at once that lead stories of their own, each without any other member."""

from collections.abc import Sequence

from aggregator.model import Signature
from storage.links import signatures, sketch_index
from storage.links.sketch_index import Hashes
from storage.sqlite.connection import Database


def add(db: Database, rows: Sequence[tuple[int, int, Signature, Hashes]]) -> None:
    """Store (article, story, signature, sketch) of new articles; their stories name them already."""
    signatures.add_all(db, [(key, made, kept) for key, _, made, kept in rows])
    first = _relate(db, [row[:2] for row in rows])
    if (known := sketch_index.known(db)) is not None:
        for number, (*_, kept) in enumerate(rows, first):
            known.add(number, kept)


def _relate(db: Database, pairs: Sequence[tuple[int, int]]) -> int:
    """Make them findable, each with its own story alone; gives the first number."""
    last = db.conn.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'findable'")
    first: int = (last.fetchone()[0] or 0) + 1
    db.conn.executemany(
        "INSERT INTO findable (number, article_id) VALUES (?, ?)",
        [(number, key) for number, (key, _) in enumerate(pairs, first)],
    )
    db.conn.executemany(
        """INSERT INTO copies (article_id, story_id, member, resemblance, containment,
             containment_of_original) VALUES (?, ?, 1, 1.0, 1.0, 1.0)""",
        pairs,
    )
    return first
