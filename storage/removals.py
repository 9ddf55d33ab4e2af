"""Taking articles out of the main file: held in the private one, then in neither.

Whoever calls decides what goes; here it goes, with everything derived from it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from aggregator.model import Row
from storage.connection import Database, transaction

CHUNK = 1 << 20  # bytes of a file looked at in one go
PART = 500  # values in one question

Matches = Callable[[str], bool]


def removed(db: Database, article_id: int) -> bool:
    """Was an article of this id taken down?"""
    return _any(db, "SELECT 1 FROM tombstones WHERE article_id = ?", article_id)


def story_removed(db: Database, story_id: int) -> bool:
    """Was an article of this story taken down?"""
    return _any(db, "SELECT 1 FROM tombstones WHERE story_id = ?", story_id)


def none(db: Database) -> bool:
    """Nothing was ever taken down: no need to hash anything."""
    return db.conn.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None


# Tombstones


def entomb(db: Database, tombstone: Row, addresses: Iterable[int], runs: Iterable[int]) -> None:
    """Write a tombstone with its keyed hashes; one that the same article had before goes."""
    db.conn.execute("DELETE FROM tombstones WHERE article_id = ?", [tombstone["article_id"]])
    names = ", ".join(tombstone)
    marks = ", ".join("?" * len(tombstone))
    row_id = db.conn.execute(
        f"INSERT INTO tombstones ({names}) VALUES ({marks})", list(tombstone.values())
    ).lastrowid
    learn(db, int(row_id or 0), addresses)
    _add_hashes(db, "shingle", int(row_id or 0), runs)


def learn(db: Database, tombstone_id: int, addresses: Iterable[int]) -> None:
    """Note keyed addresses at which the work was, or was met again."""
    _add_hashes(db, "url", tombstone_id, addresses)


def _add_hashes(db: Database, kind: str, tombstone_id: int, hashes: Iterable[int]) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO tombstone_hashes (kind, hash, tombstone_id) VALUES (?, ?, ?)",
        [(kind, value, tombstone_id) for value in hashes],
    )


def matching(db: Database, kind: str, hashes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(hash, tombstone) for each of these keyed hashes that a tombstone holds."""
    for start in range(0, len(hashes), PART):
        part = hashes[start : start + PART]
        marks = ",".join("?" * len(part))
        yield from db.conn.execute(
            f"SELECT hash, tombstone_id FROM tombstone_hashes WHERE kind = ? AND hash IN ({marks})",
            [kind, *part],
        )


def tombstone(db: Database, tombstone_id: int) -> Row:
    """One tombstone."""
    return next(iter(db.query("SELECT * FROM tombstones WHERE id = ?", [tombstone_id])))


def lift(db: Database, article_id: int) -> None:
    """Let an article back in."""
    db.conn.execute("DELETE FROM tombstones WHERE article_id = ?", [article_id])


# What is touched


def listed(db: Database, article_ids: Sequence[int]) -> list[Row]:
    """These articles as a request shows them."""
    marks = ",".join("?" * len(article_ids))
    return list(
        db.query(
            f"""SELECT a.id AS article_id, a.url, a.title, s.domain AS source, a.story_id, c.role
                FROM articles a JOIN sources s ON s.id = a.source_id
                LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
                WHERE a.id IN ({marks})""",
            list(article_ids),
        )
    )


def related(db: Database, article_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Articles of other stories that quote these, and versions of these either way."""
    marks = ",".join("?" * len(article_ids))
    rows = db.conn.execute(
        f"""SELECT article_id, relation FROM copies WHERE member = 0 AND of_article_id IN ({marks})
            UNION SELECT of_article_id, relation FROM copies
              WHERE member = 0 AND relation = 'version' AND article_id IN ({marks})""",
        [*article_ids, *article_ids],
    )
    return [(row[0], row[1]) for row in rows]


def originals(db: Database, article_ids: Sequence[int]) -> list[int]:
    """Those of these articles that a verdict names as the original of others."""
    marks = ",".join("?" * len(article_ids))
    rows = db.conn.execute(
        f"""SELECT original_article_id FROM stories
            WHERE verdict = 'original_here' AND original_article_id IN ({marks})
              AND (SELECT count(*) FROM articles a WHERE a.story_id = stories.id) > 1""",
        list(article_ids),
    )
    return [row[0] for row in rows]


# Hiding


def content(db: Database, article_id: int) -> Row | None:
    """What only this article's rows tell; all else is derived and can be computed anew."""
    article = next(iter(db.query("SELECT * FROM articles WHERE id = ?", [article_id])), None)
    if article is None:
        return None
    versions = db.query("SELECT * FROM article_versions WHERE article_id = ?", [article_id])
    aliases = db.conn.execute("SELECT url FROM url_aliases WHERE article_id = ?", [article_id])
    return {
        "article": article,
        "versions": list(versions),
        "aliases": [row[0] for row in aliases],
    }


def hold(private: Database, case_id: int, article_id: int, held: Row, now: str) -> None:
    """Keep an article's content in the private file, in UTF-8 as it is, so that a scan can find it."""
    row = [article_id, case_id, now, json.dumps(held, ensure_ascii=False)]
    private.conn.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)", row)


def held(private: Database, case_id: int) -> list[Row]:
    """What is held for a case."""
    rows = private.conn.execute(
        "SELECT content FROM held WHERE case_id = ? ORDER BY article_id", [case_id]
    )
    return [json.loads(row[0]) for row in rows]


def delete(db: Database, article_id: int, addresses: Iterable[str]) -> None:
    """Delete an article with all its rows, and its addresses from the frontier."""
    db.conn.execute("DELETE FROM articles WHERE id = ?", [article_id])
    db.conn.executemany("DELETE FROM frontier WHERE url = ?", [(url,) for url in addresses])


def put_back(db: Database, held: Row) -> None:
    """Insert an article again as it was held."""
    versions = held["versions"]
    for table, row in [("articles", held["article"])] + [("article_versions", v) for v in versions]:
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        db.conn.execute(
            f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", list(row.values())
        )


def forget_verdicts(db: Database, story_id: int, article_id: int, title: str) -> None:
    """Empty a story's verdict, and any that names this article: they are decided anew."""
    rows = db.conn.execute(
        """SELECT id FROM stories WHERE id = :story OR redirect_to = :story
             OR original_article_id = :article OR original_title = :title
           UNION SELECT story_id FROM evidence WHERE article_id = :article OR points_to = :text""",
        {"story": story_id, "article": article_id, "title": title, "text": str(article_id)},
    )
    for (touched,) in rows.fetchall():
        forget_verdict(db, touched)


def forget_verdict(db: Database, story_id: int) -> None:
    """Delete what a verdict rests on and what it says; a story with articles left gets another."""
    db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])
    db.conn.execute(
        """UPDATE stories SET verdict = 'undetermined', confidence = 'none', original_article_id = NULL,
             original_url = NULL, original_name = NULL, original_title = NULL, attributed_at = NULL,
             leader_id = CASE WHEN EXISTS (SELECT 1 FROM articles a WHERE a.id = leader_id) THEN leader_id END,
             dirty = redirect_to IS NULL AND EXISTS (SELECT 1 FROM articles a WHERE a.story_id = stories.id)
           WHERE id = ?""",
        [story_id],
    )


# Words of the work in the rows of others

# Where feeds, runs and verdicts may quote it: table, column, and what to do with a row that does.
_QUOTING = (
    ("frontier", "entry", "UPDATE frontier SET entry = NULL WHERE id = ?"),
    ("frontier", "outcome", "UPDATE frontier SET outcome = NULL WHERE id = ?"),
    ("frontier", "url", "DELETE FROM frontier WHERE id = ?"),
    ("feeds", "last_error", "UPDATE feeds SET last_error = NULL WHERE id = ?"),
    ("crawl_runs", "what", "UPDATE crawl_runs SET what = '' WHERE id = ?"),
)
_VERDICTS = """SELECT id, coalesce(original_title, '') || char(10) || coalesce(original_url, '') FROM stories
  WHERE original_title IS NOT NULL OR original_url IS NOT NULL
  UNION ALL SELECT story_id, says || char(10) || quote || char(10) || url || char(10) || points_to FROM evidence"""
_CLAIMS = ("removed", "sources", "provenance", "canonical_url")


def scrub(db: Database, quotes: Matches, carries: Matches, rewritten: Callable[[Row], Row]) -> int:
    """Take the words and addresses of a work out of the rows of others; gives how many it changed.

    `quotes`: any of it stands in these words; `carries`: these words are mostly it, as a former
    version of another article may be. `rewritten` gives the changed columns of an article that
    stays. Reads without a lock and then changes what it found: safe to run again.
    """
    changes: list[tuple[str, list[object]]] = []
    versions = db.conn.execute("SELECT id, text FROM article_versions")
    changes += [(_FORGET_VERSION, [row[0]]) for row in versions if carries(row[1])]
    for table, column, mend in _QUOTING:
        rows = db.conn.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL")
        changes += [(mend, [row[0]]) for row in rows if quotes(row[1])]
    for row in db.query(f"SELECT id, url, {', '.join(_CLAIMS)} FROM articles"):
        if quotes("\n".join(row[name] for name in _CLAIMS)):
            new = rewritten(row)
            sets = ", ".join(f"{name} = ?" for name in new)
            changes.append((f"UPDATE articles SET {sets} WHERE id = ?", [*new.values(), row["id"]]))
            changes.append((_DIRTY, [row["id"]]))
    stories = {row[0] for row in db.conn.execute(_VERDICTS) if quotes(row[1])}
    if changes or stories:
        with transaction(db):
            for mend, values in changes:
                db.conn.execute(mend, values)
            for story_id in stories:
                forget_verdict(db, story_id)
    return len(changes) + len(stories)


_FORGET_VERSION = "DELETE FROM article_versions WHERE id = ?"
_DIRTY = "UPDATE stories SET dirty = 1 WHERE id = (SELECT story_id FROM articles WHERE id = ?)"


# Erasing


def release(private: Database, case_id: int) -> None:
    """Forget what was held for a case: it is back where it was."""
    private.conn.execute("DELETE FROM held WHERE case_id = ?", [case_id])


def erase(private: Database, case_id: int) -> int:
    """Delete what is held for a case, and readers' comments on it; gives the number of articles."""
    private.conn.execute(
        "DELETE FROM comments WHERE article_id IN (SELECT article_id FROM held WHERE case_id = ?)",
        [case_id],
    )
    return private.conn.execute("DELETE FROM held WHERE case_id = ?", [case_id]).rowcount


def purge_index(db: Database) -> None:
    """Merge the full-text index into one piece, in short steps: only then do deleted words leave it.

    SQLite before 3.42 has no other way, and a file that used the newer one cannot be read by it.
    """
    if _any(db, "SELECT 1 FROM sqlite_master WHERE name = ?", "sqlite_stat4"):
        with transaction(db):
            db.conn.execute(
                "DELETE FROM sqlite_stat4"
            )  # samples of index keys, addresses among them
    for pages in [-MERGED, *[MERGED] * STEPS]:
        before = db.conn.total_changes
        with transaction(db):
            db.conn.execute(
                "INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?)", [pages]
            )
        if db.conn.total_changes - before < 2:
            return


MERGED = 500  # pages of the index written in one step
STEPS = 100_000


def rewrite(db: Database) -> None:
    """Write the whole file anew, without free pages and what may be left in them."""
    db.conn.execute("VACUUM")


def runs_of(db: Database, case_id: int) -> set[int]:
    """Keyed hashes of the runs of words that a case took down."""
    rows = db.conn.execute(
        """SELECT hash FROM tombstone_hashes WHERE kind = 'shingle'
           AND tombstone_id IN (SELECT id FROM tombstones WHERE case_id = ?)""",
        [case_id],
    )
    return {row[0] for row in rows}


def texts(db: Database) -> Iterator[str]:
    """What the remaining articles say and are called, and the addresses of other pages."""
    for query in (
        "SELECT url, canonical_url, title, authors, text, coalesce(link_text, '') FROM articles",
        "SELECT title, text FROM article_versions",
        "SELECT url FROM frontier UNION ALL SELECT url FROM feeds UNION ALL SELECT site FROM sources",
    ):
        yield from ("\n".join(row) for row in db.conn.execute(query))


def names(db: Database) -> Iterator[str]:
    """Single words that stay without being an article's text: names, addresses, claims, our own."""
    for query in (
        _OWN_WORDS,
        "SELECT domain, name, site, owner FROM sources",
        "SELECT url, title, coalesce(last_error, '') FROM feeds",
        "SELECT url, coalesce(entry, ''), coalesce(outcome, '') FROM frontier",
        """SELECT canonical_url, section, publisher, image, rights, removed, sources, found, provenance,
             coalesce(external_id, '') FROM articles""",
        "SELECT verdict, coalesce(original_url, ''), coalesce(original_name, '') FROM stories",
        "SELECT DISTINCT coalesce(relation, ''), coalesce(role, ''), coalesce(credit, '') FROM copies",
        "SELECT rule, says, quote, url, points_to FROM evidence",
        "SELECT what, counts FROM crawl_runs",
    ):
        yield from ("\n".join(row) for row in db.conn.execute(query))


def kept_private(private: Database) -> Iterator[str]:
    """Words the private file keeps: what claimants and readers wrote, and what others' cases hold."""
    for query in (
        _OWN_WORDS,
        """SELECT number, state, claimant, email, reason, work_url, waits_for, scope, coalesce(proof, '')
             FROM takedown_cases""",
        "SELECT url, relation, action, state FROM takedown_items",
        "SELECT actor, event, detail FROM takedown_log",
        "SELECT name, email, body, state FROM comments",
        "SELECT content FROM held",
    ):
        yield from ("\n".join(row) for row in private.conn.execute(query))


_OWN_WORDS = "SELECT name, coalesce(sql, '') FROM sqlite_master"  # the schema with its comments


def file_bytes(path: Path, overlap: int) -> Iterator[bytes]:
    """The bytes of a database file, then of its write-ahead log, in overlapping pieces."""
    for part in (path, path.with_name(path.name + "-wal")):
        if not part.exists():
            continue
        with part.open("rb") as file:
            tail = b""
            while piece := file.read(CHUNK):
                yield tail + piece
                tail = piece[-overlap:] if overlap else b""


def shared_by_tombstone(
    found: Iterable[tuple[int, int]], sampled: Callable[[int], bool]
) -> tuple[Counter[int], Counter[int]]:
    """Matches counted by tombstone: all of them, and those of runs that every sketch samples."""
    every: Counter[int] = Counter()
    some: Counter[int] = Counter()
    for value, tombstone_id in found:
        every[tombstone_id] += 1
        some[tombstone_id] += sampled(value)
    return every, some


def _any(db: Database, query: str, value: object) -> bool:
    return db.conn.execute(query, [value]).fetchone() is not None
