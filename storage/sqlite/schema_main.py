"""The current schema of the main file, whole. `migrations` leads an older file to it.

The main file holds no claimant, no commenter, no watch, and no text that was taken down. It has texts that may not
leave: what may be given away is written by `aggregator publish`, see `storage/published/schema.py`.
"""

from storage.sqlite.schema_crawl import CRAWL
from storage.sqlite.schema_rights import RIGHTS

MAIN = (
    CRAWL
    + """
-- Stories: articles with the same text. A merged story keeps its id and redirects.
CREATE TABLE stories (
  id INTEGER PRIMARY KEY,
  leader_id INTEGER,                 -- the article every member was verified against
  created_at TEXT NOT NULL,
  redirect_to INTEGER REFERENCES stories(id),
  dirty INTEGER NOT NULL DEFAULT 1,  -- members changed since the verdict below
  verdict TEXT NOT NULL DEFAULT 'undetermined',
  confidence TEXT NOT NULL DEFAULT 'none',
  original_article_id INTEGER,
  original_url TEXT, original_name TEXT, original_title TEXT,
  set_by TEXT,                       -- 'operator' when a person set the original, see decisions
  attributed_at TEXT
);
CREATE INDEX stories_dirty ON stories(dirty) WHERE dirty = 1;
CREATE INDEX stories_redirect ON stories(redirect_to) WHERE redirect_to IS NOT NULL;

-- Articles as read. first_seen and last_absent are ours, published and modified are claims.
CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,        -- the id of a deleted article is never used again
  external_id TEXT,                  -- as supplied with the record
  story_id INTEGER NOT NULL REFERENCES stories(id),
  source_id INTEGER NOT NULL REFERENCES sources(id),
  feed_id INTEGER REFERENCES feeds(id) ON DELETE SET NULL,
  url TEXT NOT NULL UNIQUE,
  canonical_url TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  title TEXT NOT NULL,
  authors TEXT NOT NULL DEFAULT '[]',          -- JSON list
  published TEXT, published_precision TEXT CHECK (published_precision IN ('instant', 'local', 'day')),
  published_offset INTEGER,          -- minutes east of UTC, as claimed; NULL: no zone was claimed
  modified TEXT,
  first_seen TEXT NOT NULL,
  last_absent TEXT,
  fetched_at TEXT NOT NULL,          -- when this wording was first fetched
  read_at TEXT,                      -- when it was last fetched unchanged; NULL: never
  language TEXT NOT NULL DEFAULT '',
  section TEXT NOT NULL DEFAULT '',
  publisher TEXT NOT NULL DEFAULT '',
  image TEXT NOT NULL DEFAULT '',
  free INTEGER,
  rights TEXT NOT NULL DEFAULT '[]',           -- JSON list
  flags TEXT NOT NULL DEFAULT '[]',            -- JSON list: live_blog, teaser
  -- Long columns come last: SQLite reads a row from its start and stops at the last column that is needed.
  -- From here to manifests, what is long is packed, see packing.py.
  link_text TEXT,                              -- NULL: the same as text
  text TEXT NOT NULL,
  sources TEXT NOT NULL DEFAULT '[]',          -- JSON list of {kind, phrase, url, name, where}
  removed TEXT NOT NULL DEFAULT '[]',          -- JSON list of {text, reason}
  field_origins TEXT NOT NULL DEFAULT '{}',            -- JSON: field -> where its value came from
  provenance TEXT NOT NULL DEFAULT '{}',       -- JSON: asked url, redirects, status, headers
  lines TEXT,                        -- JSON list of {text, url, anchor, place}, empty ones left out; NULL: not kept
  manifests TEXT NOT NULL DEFAULT '[]',        -- JSON list of signed manifests (C2PA), see model.Manifest
  captures TEXT NOT NULL DEFAULT '[]'         -- JSON list of captures by web archives, see model.Capture
);
CREATE INDEX articles_story ON articles(story_id);
CREATE INDEX articles_source ON articles(source_id, first_seen);
CREATE INDEX articles_first_seen ON articles(first_seen);
CREATE INDEX articles_text_hash ON articles(text_hash);

-- Former wordings of articles.
CREATE TABLE article_versions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  observed_at TEXT NOT NULL,         -- when this wording was first observed
  replaced_at TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,                -- packed
  published TEXT, modified TEXT
);
CREATE INDEX article_versions_article ON article_versions(article_id);

-- Every address of an article, its own included. basis: the article is at it (own), its text was read
-- there (agreed), or version 2 knew it, whatever was read there (former).
CREATE TABLE url_aliases (
  url TEXT PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  basis TEXT NOT NULL DEFAULT 'own' CHECK (basis IN ('own', 'agreed', 'former'))
) WITHOUT ROWID;
CREATE INDEX url_aliases_article ON url_aliases(article_id);

-- Addresses that a page declares, or that led to it: claims, which many articles may share.
CREATE TABLE address_claims (
  url TEXT NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  is_twin INTEGER NOT NULL DEFAULT 0,  -- 1: declared, and another form of the article's own address
  PRIMARY KEY (url, article_id)
) WITHOUT ROWID;
CREATE INDEX address_claims_article ON address_claims(article_id);

-- One row per article; see linking/signature.py for the version. sketch: uint32, see sketch_index.py.
CREATE TABLE signatures (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  minhash BLOB NOT NULL,
  sketch BLOB NOT NULL
);

-- Articles that are in the sketch index: leaders, and members that may belong to another story too.
-- An article that is added gets a new, higher number, by which other processes find it.
CREATE TABLE index_entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL UNIQUE REFERENCES articles(id) ON DELETE CASCADE
);

-- The archive: older index entries by the bands of their MinHash, see storage/links/bands.py. A row holds sorted
-- entries of 8 bytes: the key in the band and the id of an article, both as uint32, big-endian.
CREATE TABLE archive (
  id INTEGER PRIMARY KEY,            -- band << 52 | key of the first entry << 20 | part of the entries of that key
  entries BLOB NOT NULL
);
-- How far each band is filled: with the index entries that have a lower number. No row: with none.
CREATE TABLE archive_bands (
  band INTEGER PRIMARY KEY,
  below INTEGER NOT NULL
);

-- Articles that are no copies of one another, as a third text showed; of a collection, article_id is that.
CREATE TABLE separations (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('collection', 'quote', 'series')),
  PRIMARY KEY (article_id, other_id)
) WITHOUT ROWID;
CREATE INDEX separations_other ON separations(other_id);

-- Text that a site repeats. A line counts from 3 distinct stories on, a shingle from 5.
CREATE TABLE boilerplate (
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('line', 'shingle')),
  hash INTEGER NOT NULL,
  stories INTEGER NOT NULL,
  PRIMARY KEY (source_id, kind, hash)
) WITHOUT ROWID;

-- How articles relate: members to the leader of their story, versions and quotes across stories.
CREATE TABLE copies (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  story_id INTEGER NOT NULL REFERENCES stories(id),
  of_article_id INTEGER REFERENCES articles(id) ON DELETE CASCADE,   -- NULL for the leader
  member INTEGER NOT NULL DEFAULT 1,
  relation TEXT,
  resemblance REAL, containment REAL, containment_of_original REAL,
  role TEXT, credit TEXT,            -- written by attribution
  reason TEXT,                       -- why it has this role, or none: a code of `labels.ROLE_REASONS`
  PRIMARY KEY (article_id, story_id)
) WITHOUT ROWID;
CREATE INDEX copies_story ON copies(story_id);
CREATE INDEX copies_of ON copies(of_article_id) WHERE of_article_id IS NOT NULL;

-- The evidence of verdicts.
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
  article_id INTEGER REFERENCES articles(id) ON DELETE CASCADE,
  class TEXT NOT NULL, rule TEXT NOT NULL, says TEXT NOT NULL,
  quote TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '',
  points_to TEXT NOT NULL DEFAULT '', strength REAL NOT NULL DEFAULT 0,
  observed_at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX evidence_story ON evidence(story_id);
CREATE INDEX evidence_article ON evidence(article_id);

-- Former verdicts of a story, oldest first; deleted with the verdict when a takedown needs it.
CREATE TABLE verdict_history (
  id INTEGER PRIMARY KEY,
  story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
  decided_at TEXT NOT NULL,
  verdict TEXT NOT NULL, confidence TEXT NOT NULL,
  original_article_id INTEGER,
  original_url TEXT, original_name TEXT,
  set_by TEXT,
  articles INTEGER NOT NULL          -- members it was decided on
);
CREATE INDEX verdict_history_story ON verdict_history(story_id);
CREATE INDEX verdict_history_original ON verdict_history(original_article_id)
  WHERE original_article_id IS NOT NULL;

-- One row per run of the crawler; counts is JSON (fetched, stored, known, rejected, refused, failed).
CREATE TABLE crawl_runs (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL, ended_at TEXT,
  what TEXT NOT NULL DEFAULT '',
  counts TEXT NOT NULL DEFAULT '{}',
  holder TEXT NOT NULL DEFAULT '',   -- its process
  counted_at TEXT,                   -- when the counts were last written
  killed INTEGER NOT NULL DEFAULT 0  -- it wrote no end; ended_at is when the counts were last written
);

-- Works that were taken down: no words and no addresses, only keyed hashes that block them.
CREATE TABLE tombstones (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  article_id INTEGER NOT NULL,       -- the id whose page answers 410
  story_id INTEGER,
  since TEXT NOT NULL,
  shingles INTEGER NOT NULL,         -- how many hashes of 5-word shingles are stored below
  sampled_shingles INTEGER NOT NULL, -- how many of them the sketch of a text of any length keeps
  is_complete INTEGER NOT NULL,      -- 1: the text was short, every shingle of it is stored
  folding INTEGER NOT NULL DEFAULT 1, -- version of the folding of words that the hashes were made with
  case_number TEXT NOT NULL DEFAULT '',
  source_url TEXT NOT NULL DEFAULT '',    -- primary source that the page links, by the owner's consent
  tokens INTEGER NOT NULL DEFAULT 0, -- length of the work, without boilerplate
  fingerprints BLOB                  -- see linking/fingerprints.py; NULL: of a former version
);
CREATE INDEX tombstones_article ON tombstones(article_id);
CREATE INDEX tombstones_case ON tombstones(case_id);
CREATE INDEX tombstones_former ON tombstones(folding) WHERE fingerprints IS NULL;
CREATE TABLE tombstone_hashes (
  kind TEXT NOT NULL CHECK (kind IN ('url', 'shingle')),
  hash INTEGER NOT NULL,             -- keyed, 64 bit
  tombstone_id INTEGER NOT NULL REFERENCES tombstones(id) ON DELETE CASCADE,
  PRIMARY KEY (kind, hash, tombstone_id)
) WITHOUT ROWID;
CREATE INDEX tombstone_hashes_tombstone ON tombstone_hashes(tombstone_id);
-- Sampled 3-word shingles: which works a text may carry. Their fingerprints decide.
CREATE TABLE tombstone_short_shingles (
  hash INTEGER NOT NULL, tombstone_id INTEGER NOT NULL REFERENCES tombstones(id) ON DELETE CASCADE,
  PRIMARY KEY (hash, tombstone_id)
) WITHOUT ROWID;
CREATE INDEX tombstone_short_shingles_tombstone ON tombstone_short_shingles(tombstone_id);
-- Addresses at which the texts of a case may come in again: of what a person or a rule put back.
CREATE TABLE tombstone_exceptions (
  hash INTEGER NOT NULL, case_id INTEGER NOT NULL, article_id INTEGER NOT NULL, PRIMARY KEY (hash, case_id, article_id)
) WITHOUT ROWID;
CREATE INDEX tombstone_exceptions_article ON tombstone_exceptions(article_id);
-- The last erasure in the private file that this file knows.
CREATE TABLE last_erasure (id INTEGER PRIMARY KEY CHECK (id = 1), erasure_id INTEGER NOT NULL);
-- Which private file is that of this file: a hash of its key of tombstones.
CREATE TABLE private_file (id INTEGER PRIMARY KEY CHECK (id = 1), key_hash TEXT NOT NULL);

-- Changes of a story's leader and id, oldest first, with the reason.
CREATE TABLE story_log (
  id INTEGER PRIMARY KEY,
  story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('leader', 'took_in', 'came_from')),
  article_id INTEGER,                -- the leader from then on
  other_story_id INTEGER,            -- the story it took in, or came from
  reason TEXT NOT NULL
);
CREATE INDEX story_log_story ON story_log(story_id);

-- What operators decided on stories. Rows are only added; a decision that was undone has undone_at.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('split', 'merge', 'pin', 'part')),
  at TEXT NOT NULL,
  decided_by TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  undone_at TEXT,
  address TEXT                       -- of a part: never again an address of another article
);
-- split: stays = 0 are kept apart from stays = 1. merge: all are kept in one story. pin: the original.
-- part: the articles that had the address.
CREATE TABLE decision_articles (
  decision_id INTEGER NOT NULL REFERENCES decisions(id) ON DELETE CASCADE,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  stays INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (decision_id, article_id)
) WITHOUT ROWID;
CREATE INDEX decision_articles_article ON decision_articles(article_id);

-- Leaders whose story was merged into another: they stay in the index, so that copies find them.
CREATE TABLE merged_leaders (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  story_id INTEGER NOT NULL REFERENCES stories(id),
  former_story_id INTEGER NOT NULL REFERENCES stories(id)   -- the story it led, and leads again after an undo
);

-- What sites claim in trust.txt: sites they control, and sites that control them (controlledby).
CREATE TABLE publisher_group_claims (
  domain TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('control', 'controlledby')),
  other TEXT NOT NULL,               -- domain
  PRIMARY KEY (domain, kind, other)
) WITHOUT ROWID;

-- Change counters. Each is raised in the transaction that makes the change; caches follow them.
CREATE TABLE changes (
  name TEXT PRIMARY KEY CHECK (name IN ('boilerplate', 'signatures')),
  number INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO changes (name) VALUES ('boilerplate'), ('signatures');
"""
    + RIGHTS
)

# :tokenizer is that of fts_tokens.py. There is no trigger for new articles: FTS5 writes what it holds to disk before
# each statement that a trigger makes part of another, an index piece an article; `Articles.add_to_full_text_index`
# writes one for all of a commit instead. Nor is an article indexed again when it moves to another story.
FULL_TEXT = """
-- What is indexed: titles, and texts as they are read (packing.py). Only connections of this program can read it.
CREATE VIEW article_texts AS SELECT id, title, unpack(text) AS text FROM articles;
CREATE VIRTUAL TABLE "articles_fts" USING FTS5 (
    "title", "text",
    tokenize=:tokenizer,
    content="article_texts", content_rowid="id"
);
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
