"""Texts that were packed and changed: they unpack to other words than were packed."""

from storage.corpus.articles import text_hash
from storage.recovery.saved import SavedFile
from storage.sqlite.connection import Database
from storage.sqlite.packing import unpack


def find_changed_texts(db: Database) -> list[int]:
    """Returns the articles whose packed text has another hash than the text that was stored."""
    rows = db.conn.execute(
        """SELECT id, coalesce(link_text, text), text_hash FROM articles
           WHERE typeof(coalesce(link_text, text)) = 'blob'"""
    )
    return [article_id for article_id, text, found in rows if _hash(text) != found]


def leave_out_changed_texts(db: Database, saved: SavedFile) -> None:
    """Empty the packed texts of articles that changed, within a transaction.

    A byte that changed in a packed text changes the words after it, and nobody may be quoted with these.
    """
    if "articles" not in saved.tables:
        return
    changed = [(article_id,) for article_id in find_changed_texts(db)]
    db.conn.executemany("UPDATE articles SET text = '', link_text = NULL WHERE id = ?", changed)
    saved.tables["articles"].reset += len(changed)


def _hash(packed: bytes) -> str:
    try:
        text = unpack(packed)
    except ValueError:
        return ""
    return text_hash(text) if isinstance(text, str) else ""
