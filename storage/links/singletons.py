"""Many articles at once that lead stories of their own, each without any other member."""

from collections.abc import Sequence

from aggregator.model import Signature
from storage.links import sketch_index
from storage.links.signatures import Signatures
from storage.links.sketch_index import Hashes
from storage.sqlite.repository import Repository


class Singletons(Repository):
    """New articles that lead a story of their own, many at once."""

    def add(self, rows: Sequence[tuple[int, int, Signature, Hashes]]) -> None:
        """Store (article, story, signature, sketch) of new articles; their stories name them already."""
        Signatures(self._db).add_all([(key, made, kept) for key, _, made, kept in rows])
        first = self._relate([row[:2] for row in rows])
        if (known := sketch_index.known(self._db)) is not None:
            for number, (*_, kept) in enumerate(rows, first):
                known.add(number, kept)

    def _relate(self, pairs: Sequence[tuple[int, int]]) -> int:
        """Make them findable, each with its own story alone; gives the first number."""
        last = self._db.conn.execute(
            "SELECT max(seq) FROM sqlite_sequence WHERE name = 'index_entries'"
        )
        first: int = (last.fetchone()[0] or 0) + 1
        self._db.conn.executemany(
            "INSERT INTO index_entries (number, article_id) VALUES (?, ?)",
            [(number, key) for number, (key, _) in enumerate(pairs, first)],
        )
        self._db.conn.executemany(
            """INSERT INTO copies (article_id, story_id, member, resemblance, containment,
             containment_of_original) VALUES (?, ?, 1, 1.0, 1.0, 1.0)""",
            pairs,
        )
        return first
