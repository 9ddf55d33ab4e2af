"""What version 10 of the main file adds: what publishers say of the use of articles, and what follows from it.

The statements are those of version 10, whatever the schema is today.
"""

import json
from collections.abc import Iterator

from sqlite_utils import Database

from storage.sqlite.statements import split_into_statements

_STATEMENTS = """
CREATE TABLE statements (
  id INTEGER PRIMARY KEY,
  mark TEXT NOT NULL, value TEXT NOT NULL, place TEXT NOT NULL, url TEXT NOT NULL,
  UNIQUE (mark, value, place, url)
);
CREATE TABLE article_statements (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  statement_id INTEGER NOT NULL REFERENCES statements(id),
  since TEXT NOT NULL, until TEXT,
  PRIMARY KEY (article_id, statement_id, since)
) WITHOUT ROWID;
CREATE INDEX article_statements_statement ON article_statements(statement_id);
CREATE TABLE site_rules (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  place TEXT NOT NULL,
  url TEXT NOT NULL,
  rules TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT,
  checked_at TEXT NOT NULL
);
CREATE INDEX site_rules_site ON site_rules(site, place);
CREATE TABLE rights_overrides (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  decided_by TEXT NOT NULL, reason TEXT NOT NULL,
  opens INTEGER NOT NULL DEFAULT 1,
  undone_at TEXT
);
CREATE INDEX rights_overrides_source ON rights_overrides(source_id);
CREATE TABLE permissions (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  forbidden INTEGER NOT NULL,
  max_characters INTEGER NOT NULL DEFAULT -1,
  until TEXT,
  withheld TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX permissions_until ON permissions(until) WHERE until IS NOT NULL;
CREATE TABLE policy_version (id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL);
CREATE TABLE unstored_texts (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  reason TEXT NOT NULL CHECK (reason IN ('reserved', 'aged')),
  since TEXT NOT NULL,
  fingerprints BLOB NOT NULL
);
CREATE INDEX unstored_texts_reason ON unstored_texts(reason, since);
CREATE TABLE private_file (id INTEGER PRIMARY KEY CHECK (id = 1), key_hash TEXT NOT NULL);
ALTER TABLE sources ADD COLUMN permissions_stale INTEGER NOT NULL DEFAULT 0;
"""

# Texts may be packed from this version on: the full-text index reads them through a view.
_FULL_TEXT = """
DROP TRIGGER articles_ad;
DROP TRIGGER articles_au;
CREATE VIEW article_texts AS SELECT id, title, unpack(text) AS text FROM articles;
CREATE TRIGGER "articles_ad" AFTER DELETE ON "articles" BEGIN
  INSERT INTO "articles_fts" ("articles_fts", rowid, "title", "text")
    VALUES ('delete', old.id, old.title, unpack(old.text));
END;
CREATE TRIGGER "articles_au" AFTER UPDATE OF title, text ON "articles" BEGIN
  INSERT INTO "articles_fts" ("articles_fts", rowid, "title", "text")
    VALUES ('delete', old.id, old.title, unpack(old.text));
  INSERT INTO "articles_fts" (rowid, "title", "text") VALUES (new.id, new.title, unpack(new.text));
END;
"""

# The words that articles.rights had until version 9, and their marks.
_MARKS = {
    "license": "licence",
    "noai": "noai",
    "noarchive": "noarchive",
    "noimageai": "noimageai",
    "nosnippet": "nosnippet",
    "rsl": "rsl",
    "tdm-policy": "tdm-policy",
    "tdm-reservation": "tdm-reservation",
}


def migrate(db: Database) -> None:
    """Lead the main file from version 9 to 10."""
    for statement in split_into_statements(_STATEMENTS):
        db.execute(statement)
    query = "SELECT id, rights, fetched_at FROM articles WHERE rights != '[]'"
    for article_id, rights, since in db.execute(query).fetchall():
        for mark, value in _read_former_words(json.loads(rights)):
            _add_statement(db, article_id, mark, value, since)
    db.execute("UPDATE sources SET permissions_stale = 1")
    _read_texts_through_view(db)


def _read_texts_through_view(db: Database) -> None:
    """Let the full-text index read texts from the view. What is indexed stays, however large it is."""
    for statement in split_into_statements(_FULL_TEXT):
        db.execute(statement)
    db.execute("PRAGMA writable_schema=1")
    db.execute(
        """UPDATE sqlite_master SET
             sql = replace(sql, 'content="articles"', 'content="article_texts", content_rowid="id"')
           WHERE name = 'articles_fts'"""
    )
    db.execute("PRAGMA writable_schema=RESET")  # the schema is read again


def _read_former_words(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yields mark and value of what a page said; where it said so is no longer known."""
    for each in words:
        name, _, value = each.partition(" ")
        known = _MARKS.get(name)
        yield (known, value) if known else ("copyright", each)


def _add_statement(db: Database, article_id: int, mark: str, value: str, since: str) -> None:
    row = [mark, value, "meta", ""]
    db.execute(
        "INSERT OR IGNORE INTO statements (mark, value, place, url) VALUES (?, ?, ?, ?)", row
    )
    query = "SELECT id FROM statements WHERE mark = ? AND value = ? AND place = ? AND url = ?"
    [(statement_id,)] = db.execute(query, row).fetchall()
    db.execute(
        "INSERT OR IGNORE INTO article_statements (article_id, statement_id, since) VALUES (?, ?, ?)",
        [article_id, statement_id, since],
    )
