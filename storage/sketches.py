"""Signatures, the index of sketched shingles, and each site's own repeated text.

Only the leader of a story is indexed: every member was verified against it, so ten thousand
identical copies cost one entry.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from aggregator.model import Row, Signature
from storage.connection import Database

COMMON = 50  # a shingle that leads to more stories than this tells nothing
ROWS = 5000  # of one look into the index; beyond it each shingle is asked for on its own
WINDOW = 200  # latest articles of a site from which its own text is learned


@dataclass(frozen=True, slots=True)
class Placed:
    """An article as the linker needs it."""

    id: int
    story_id: int
    source_id: int
    text: str
    text_hash: str
    tokens: int


_PLACED = """SELECT a.id, a.story_id, a.source_id, coalesce(a.link_text, a.text), a.text_hash,
  coalesce(g.tokens, 0) FROM articles a LEFT JOIN signatures g ON g.article_id = a.id"""


def add(db: Database, article_id: int, signature: Signature) -> None:
    """Store the signature of an article."""
    row = [article_id, signature.version, signature.tokens, signature.minhash, signature.sketch]
    db.conn.execute("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?, ?)", row)


def index(db: Database, article_id: int, hashes: Iterable[int]) -> None:
    """Make an article findable by its sketched shingles."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO postings (hash, article_id) VALUES (?, ?)",
        [(value, article_id) for value in hashes],
    )


def unindex(db: Database, article_id: int) -> None:
    db.conn.execute("DELETE FROM postings WHERE article_id = ?", [article_id])


def is_indexed(db: Database, article_id: int) -> bool:
    found = db.conn.execute("SELECT 1 FROM postings WHERE article_id = ? LIMIT 1", [article_id])
    return found.fetchone() is not None


def sketch(db: Database, article_id: int) -> bytes:
    """The stored containment sketch; empty when there is none."""
    row = db.conn.execute(
        "SELECT sketch FROM signatures WHERE article_id = ?", [article_id]
    ).fetchone()
    return bytes(row[0]) if row else b""


def candidates(
    db: Database, hashes: Sequence[int], fewest: int, most: int
) -> list[tuple[int, int]]:
    """Indexed articles that share at least `fewest` of these hashes, the most alike first.

    Gives (article id, shared hashes), at most `most` of them.
    """
    counted: Counter[int] = Counter()
    for holders in _holders(db, hashes):
        if len(holders) <= COMMON:
            counted.update(holders)
    found = [(article, shared) for article, shared in counted.items() if shared >= fewest]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def _holders(db: Database, hashes: Sequence[int]) -> Iterator[list[int]]:
    rows = _posted(db, hashes)
    if len(rows) >= ROWS:
        one = f"SELECT article_id FROM postings WHERE hash = ? LIMIT {COMMON + 1}"
        for value in hashes:
            yield [row[0] for row in db.conn.execute(one, [value])]
        return
    grouped: defaultdict[int, list[int]] = defaultdict(list)
    for value, article in rows:
        grouped[value].append(article)
    yield from grouped.values()


def _posted(db: Database, hashes: Sequence[int]) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    for start in range(0, len(hashes), 500):
        part = hashes[start : start + 500]
        marks = ",".join("?" * len(part))
        query = f"SELECT hash, article_id FROM postings WHERE hash IN ({marks}) LIMIT {ROWS}"
        rows += db.conn.execute(query, list(part)).fetchall()
    return rows


def placed(db: Database, article_ids: Collection[int]) -> dict[int, Placed]:
    """Articles by id."""
    marks = ",".join("?" * len(article_ids))
    rows = db.conn.execute(f"{_PLACED} WHERE a.id IN ({marks})", list(article_ids))
    return {row[0]: Placed(*row) for row in rows}


def identical(db: Database, text_hash: str) -> Placed | None:
    """The first stored article with exactly this text."""
    query = f"{_PLACED} WHERE a.text_hash = ? ORDER BY a.id LIMIT 1"
    row = db.conn.execute(query, [text_hash]).fetchone()
    return Placed(*row) if row else None


def members(db: Database, story_id: int) -> list[Placed]:
    """The articles of a story, oldest id first."""
    rows = db.conn.execute(f"{_PLACED} WHERE a.story_id = ? ORDER BY a.id", [story_id])
    return [Placed(*row) for row in rows]


def leader(db: Database, story_id: int) -> int | None:
    row = db.conn.execute("SELECT leader_id FROM stories WHERE id = ?", [story_id]).fetchone()
    return row[0] if row else None


def latest(db: Database, source_id: int) -> list[Placed]:
    """A site's latest articles, newest first."""
    query = f"{_PLACED} WHERE a.source_id = ? ORDER BY a.id DESC LIMIT {WINDOW}"
    return [Placed(*row) for row in db.conn.execute(query, [source_id])]


def of_sources(db: Database, source_ids: Collection[int]) -> set[int]:
    """Ids of all stories that hold an article of these sources."""
    marks = ",".join("?" * len(source_ids))
    query = f"SELECT DISTINCT story_id FROM articles WHERE source_id IN ({marks})"
    return {row[0] for row in db.conn.execute(query, list(source_ids))}


def grown(db: Database) -> list[int]:
    """Sources with articles that their mask has not been learned from yet."""
    rows = db.conn.execute("SELECT id FROM sources WHERE mask_stale = 1 ORDER BY id")
    return [row[0] for row in rows]


def mark_stale(db: Database, source_id: int, stale: bool) -> None:
    db.conn.execute(
        "UPDATE sources SET mask_stale = ? WHERE id = ? AND mask_stale != ?",
        [stale, source_id, stale],
    )


def site_text(db: Database, source_id: int) -> dict[str, list[int]]:
    """A site's own text as far as it is known: hashes by kind, in ascending order."""
    rows = db.conn.execute(
        "SELECT kind, hash FROM site_text WHERE source_id = ? ORDER BY kind, hash", [source_id]
    )
    found: dict[str, list[int]] = {"line": [], "shingle": []}
    for kind, value in rows:
        found[kind].append(value)
    return found


def set_site_text(db: Database, source_id: int, counts: Row) -> None:
    """Replace what is known of a site's repeated text: {kind: {hash: stories}}."""
    db.conn.execute("DELETE FROM site_text WHERE source_id = ?", [source_id])
    db.conn.executemany(
        "INSERT INTO site_text (source_id, kind, hash, stories) VALUES (?, ?, ?, ?)",
        [
            (source_id, kind, value, stories)
            for kind in counts
            for value, stories in counts[kind].items()
        ],
    )


def put(db: Database, article_id: int, story_id: int) -> None:
    """Make an article a member of a story."""
    db.conn.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story_id, article_id])


def lead(db: Database, story_id: int, article_id: int | None) -> None:
    """Name a story's leader."""
    db.conn.execute(
        "UPDATE stories SET leader_id = ?, dirty = 1, redirect_to = NULL WHERE id = ?",
        [article_id, story_id],
    )


def redirect(db: Database, story_id: int, to: int) -> None:
    """A story that went into another; later questions for it lead there."""
    db.conn.execute(
        "UPDATE stories SET redirect_to = ?, leader_id = NULL, dirty = 0 WHERE id = ?",
        [to, story_id],
    )
    db.conn.execute("UPDATE stories SET redirect_to = ? WHERE redirect_to = ?", [to, story_id])
    db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])


def relate(db: Database, row: Row) -> None:
    """Write one row of `copies`; role and credit come with the verdict."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    db.conn.execute(f"INSERT OR REPLACE INTO copies ({names}) VALUES ({marks})", list(row.values()))


def unrelate(db: Database, article_id: int) -> None:
    """Forget how an article relates to others, and what quotes it."""
    db.conn.execute(
        "DELETE FROM copies WHERE article_id = ? OR (of_article_id = ? AND member = 0)",
        [article_id, article_id],
    )


def all_ids(db: Database) -> list[int]:
    return [row[0] for row in db.conn.execute("SELECT id FROM articles ORDER BY id")]
