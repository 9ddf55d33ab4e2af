"""Signatures, who can be found by them, and each site's own repeated text.

Findable are the leader of a story, against which every member was verified, and those few members
that may belong elsewhere as well: so ten thousand identical copies cost one entry.
"""

import heapq
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass, replace

import numpy as np

from aggregator.model import SIGNATURE_VERSION, Row, Signature
from storage import window
from storage.connection import Database
from storage.window import Hashes

WINDOW = 200  # latest articles of a site from which its own text is learned
LONGEST = 50_000  # characters of a text from which it is learned
GROWN = 20  # it is learned again when one in so many of them is new
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


Ranked = tuple[int, str, int]

_PLACED = """SELECT a.id, a.story_id, a.source_id, coalesce(a.link_text, a.text), a.text_hash,
  coalesce(g.tokens, 0), a.first_seen, a.id IS t.leader_id FROM articles a
  JOIN stories t ON t.id = a.story_id LEFT JOIN signatures g ON g.article_id = a.id"""


def add(db: Database, article_id: int, signature: Signature) -> None:
    """Store the signature of an article."""
    row = [article_id, *astuple(shortened(signature))]
    db.conn.execute("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?, ?)", row)


def shortened(signature: Signature) -> Signature:
    """A signature as it is stored."""
    return replace(signature, sketch=hashes(signature).astype("<u4").tobytes())


def index(db: Database, article_id: int) -> None:
    """Make an article findable by its stored sketch."""
    known = window.known(db)
    query = "INSERT OR IGNORE INTO findable (article_id) VALUES (?) RETURNING number"
    for (number,) in db.conn.execute(query, [article_id]).fetchall():
        if known is not None:
            known.add(number, sketch(db, article_id))


def unindex(db: Database, article_id: int) -> None:
    query = "DELETE FROM findable WHERE article_id = ? RETURNING number"
    for (number,) in db.conn.execute(query, [article_id]).fetchall():
        if (known := window.known(db)) is not None:
            known.remove(number)


def indexed(db: Database, article_id: int) -> bool:
    query = "SELECT 1 FROM findable WHERE article_id = ?"
    return db.conn.execute(query, [article_id]).fetchone() is not None


def outdated(db: Database) -> bool:
    """Are there signatures of another version? They are made anew from the latest to the first."""
    query = "SELECT version FROM signatures ORDER BY article_id LIMIT 1"
    row = db.conn.execute(query).fetchone()
    return row is not None and row[0] != SIGNATURE_VERSION


def texts(db: Database, below: int, most: int) -> list[tuple[int, str]]:
    """(id, text) of articles with an id below this one, the highest first."""
    rows = db.conn.execute(
        """SELECT id, coalesce(link_text, text) FROM articles WHERE id < ?
           ORDER BY id DESC LIMIT ?""",
        [below, most],
    )
    return rows.fetchall()


def stored(db: Database, article_id: int) -> Signature | None:
    """The signature of an article as it is stored."""
    query = "SELECT version, tokens, minhash, sketch FROM signatures WHERE article_id = ?"
    row = db.conn.execute(query, [article_id]).fetchone()
    return Signature(*row) if row else None


def lost(db: Database) -> list[int]:
    """Leaders that are not findable."""
    rows = db.conn.execute(
        """SELECT leader_id FROM stories WHERE leader_id IS NOT NULL
           AND leader_id NOT IN (SELECT article_id FROM findable)"""
    )
    return [row[0] for row in rows]


def hashes(signature: Signature) -> Hashes:
    """The sketched shingles of a signature, as they are stored."""
    return window.shortened(np.frombuffer(signature.sketch, dtype="<u8"))


def sketch(db: Database, article_id: int) -> Hashes:
    """The stored containment sketch; empty when there is none."""
    row = db.conn.execute(
        "SELECT sketch FROM signatures WHERE article_id = ?", [article_id]
    ).fetchone()
    return window.hashes_of(row[0] if row else b"")


def candidates(db: Database, hashes: Hashes, fewest: int, most: int) -> list[tuple[int, int]]:
    """Findable articles that share at least `fewest` of these hashes, the most alike first.

    Gives (article id, shared hashes), at most `most` of them.
    """
    counted = window.current(db).shared(hashes)
    near = heapq.nlargest(2 * most, ((n, -number) for number, n in counted.items() if n >= fewest))
    shared = {-number: n for n, number in near}
    marks = ",".join("?" * len(shared))
    query = f"SELECT article_id, number FROM findable WHERE number IN ({marks})"
    rows = db.conn.execute(query, list(shared)).fetchall() if shared else []
    found = [(article, shared[number]) for article, number in rows]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def placed(db: Database, article_ids: Collection[int]) -> dict[int, Placed]:
    """Articles by id."""
    marks = ",".join("?" * len(article_ids))
    rows = db.conn.execute(f"{_PLACED} WHERE a.id IN ({marks})", list(article_ids))
    return {row[0]: Placed(*row) for row in rows}


def identical(db: Database, text_hash: str, other_than: int | None = None) -> Placed | None:
    """The first stored article with exactly this text."""
    query = f"{_PLACED} WHERE a.text_hash = ? AND a.id IS NOT ? ORDER BY a.id LIMIT 1"
    row = db.conn.execute(query, [text_hash, other_than]).fetchone()
    return Placed(*row) if row else None


def ranked(db: Database, story_id: int, text_hash: str | None = None) -> list[Ranked]:
    """(id, text hash, tokens) of the articles of a story, or of those with one wording."""
    rows = db.conn.execute(
        """SELECT a.id, a.text_hash, coalesce(g.tokens, 0) FROM articles a
           LEFT JOIN signatures g ON g.article_id = a.id
           WHERE a.story_id = ? AND a.text_hash = coalesce(?, a.text_hash) ORDER BY a.id""",
        [story_id, text_hash],
    )
    return rows.fetchall()


def members(db: Database, story_id: int) -> list[Placed]:
    """The articles of a story, oldest id first."""
    rows = db.conn.execute(f"{_PLACED} WHERE a.story_id = ? ORDER BY a.id", [story_id])
    return [Placed(*row) for row in rows]


def leader(db: Database, story_id: int) -> int | None:
    row = db.conn.execute("SELECT leader_id FROM stories WHERE id = ?", [story_id]).fetchone()
    return row[0] if row else None


def crowded(db: Database, story_id: int) -> bool:
    """Has a story so many members that only its leader is indexed?"""
    query = f"SELECT id FROM articles WHERE story_id = ? LIMIT {CROWD + 1}"
    return len(db.conn.execute(query, [story_id]).fetchall()) > CROWD


def latest(db: Database, source_id: int) -> Iterator[str]:
    """The texts of a site's latest articles, newest first."""
    query = f"""SELECT coalesce(link_text, text) FROM articles WHERE id IN (
        SELECT id FROM articles WHERE source_id = ? ORDER BY first_seen DESC, url LIMIT {WINDOW})
      AND length(text) <= {LONGEST} ORDER BY first_seen DESC, url"""
    return (row[0] for row in db.conn.execute(query, [source_id]))


def muddled(db: Database, source_ids: Collection[int]) -> list[int]:
    """Ids of stories that hold an article of these sources and are linked by its text at all."""
    found: set[int] = set()
    for source_id in source_ids:
        found.update(row[0] for row in db.conn.execute(_MUDDLED, {"source": source_id}))
    return sorted(found)


_MUDDLED = """WITH own AS (SELECT id, story_id FROM articles WHERE source_id = :source)
  SELECT story_id FROM own WHERE EXISTS
    (SELECT 1 FROM articles o WHERE o.story_id = own.story_id AND o.id != own.id)
  UNION SELECT own.story_id FROM own JOIN copies c ON c.article_id = own.id AND c.member = 0
  UNION SELECT c.story_id FROM own JOIN copies c ON c.article_id = own.id AND c.member = 0
  UNION SELECT own.story_id FROM own JOIN copies c ON c.of_article_id = own.id AND c.member = 0
  UNION SELECT a.story_id FROM own JOIN copies c ON c.of_article_id = own.id AND c.member = 0
    JOIN articles a ON a.id = c.article_id"""


def grown(db: Database) -> list[int]:
    """Sources with so many new articles that their own text has to be learned again."""
    counted = f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE source_id = s.id LIMIT {WINDOW})"
    rows = db.conn.execute(
        f"SELECT id FROM sources s WHERE mask_stale > 0 AND mask_stale * {GROWN} >= ({counted}) ORDER BY id"
    )
    return [row[0] for row in rows]


def mark_grown(db: Database, source_id: int) -> None:
    """One article more, or one fewer, since a site's own text was learned."""
    db.conn.execute("UPDATE sources SET mask_stale = mask_stale + 1 WHERE id = ?", [source_id])


def mark_learned(db: Database, source_id: int) -> None:
    db.conn.execute("UPDATE sources SET mask_stale = 0 WHERE id = ?", [source_id])


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
    """Make an article a member of a story; versions and quotes of it go with it."""
    db.conn.execute(
        "UPDATE articles SET story_id = ? WHERE id = ? AND story_id != ?",
        [story_id, article_id, story_id],
    )
    of_it = "of_article_id = ? AND member = 0 AND story_id != ?"
    moved = f"UPDATE OR IGNORE copies SET story_id = ? WHERE {of_it}"
    db.conn.execute(moved, [story_id, article_id, story_id])
    db.conn.execute(f"DELETE FROM copies WHERE {of_it}", [article_id, story_id])


def move(db: Database, story_id: int, into: int) -> None:
    """Give everything of a story to another; the old id leads there from now on."""
    leads = leader(db, story_id)
    for table in ("articles", "copies"):
        query = f"UPDATE OR IGNORE {table} SET story_id = ? WHERE story_id = ?"
        db.conn.execute(query, [into, story_id])
    db.conn.execute("DELETE FROM copies WHERE story_id = ?", [story_id])
    lead(db, into, leads)
    redirect(db, story_id, into)


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


def relate(db: Database, row: Row, *, anew: bool = True) -> None:
    """Write one row of `copies`; without `anew` one that is there stays.

    Role and credit come with the verdict.
    """
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    verb = "REPLACE" if anew else "IGNORE"
    query = f"INSERT OR {verb} INTO copies ({names}) VALUES ({marks})"
    db.conn.execute(query, list(row.values()))


def relate_alike(db: Database, article_id: int, twin_id: int) -> None:
    """Relate an article as the one with the same wording is related."""
    db.conn.execute(
        """INSERT OR REPLACE INTO copies (article_id, story_id, of_article_id, member, relation,
             resemblance, containment, containment_of_original, role)
           SELECT ?, story_id, coalesce(of_article_id, article_id), member,
             coalesce(relation, 'identical'), resemblance, containment, containment_of_original,
             CASE member WHEN 0 THEN role END FROM copies WHERE article_id = ?""",
        [article_id, twin_id],
    )


def unrelate(db: Database, article_id: int) -> None:
    """Forget how an article relates to others, and what was found to quote it.

    A quote by an article that is not indexed could not be found again, and stays.
    """
    db.conn.execute("DELETE FROM copies WHERE article_id = ?", [article_id])
    db.conn.execute(
        """DELETE FROM copies WHERE of_article_id = ? AND member = 0 AND EXISTS
             (SELECT 1 FROM findable f WHERE f.article_id = copies.article_id)""",
        [article_id],
    )


def forget(db: Database, article_id: int) -> None:
    """Take an article out of the index and every relation."""
    unindex(db, article_id)
    db.conn.execute("DELETE FROM copies WHERE article_id = ?", [article_id])
    db.conn.execute("DELETE FROM copies WHERE of_article_id = ? AND member = 0", [article_id])
    db.conn.execute("DELETE FROM signatures WHERE article_id = ?", [article_id])


def story_ids(db: Database) -> list[int]:
    """Every story that holds an article."""
    return [row[0] for row in db.conn.execute("SELECT DISTINCT story_id FROM articles ORDER BY 1")]
