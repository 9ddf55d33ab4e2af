"""The current schema, whole, then the steps that lead an older file to it.

Two files. The main one may be published as it is (Datasette, a researcher): it holds no
claimant, no commenter, nobody's watches and no text that was asked to be taken down. The private one,
beside it, holds exactly those and the key of the hashes that keep deleted work from coming back.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.sqlite.fts_tokens import TOKENIZER
from storage.sqlite.schema_decisions import DECISIONS
from storage.sqlite.schema_groups import OWNER_CLAIMS

APPLICATION_ID = 0x4E657773  # "News"; PRAGMA application_id tells our files from others
VERSION = 1  # PRAGMA user_version; a file with a higher one is refused

MAIN = """
-- Who publishes. domain is the registrable domain, or host:port for addresses without one.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  site TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'publisher' CHECK (kind IN ('publisher', 'agency', 'aggregator')),
  owner TEXT NOT NULL DEFAULT '',
  paused INTEGER NOT NULL DEFAULT 0,
  discovery_due TEXT,                -- no feed known yet: look for one from this instant on
  mask_stale INTEGER NOT NULL DEFAULT 0,   -- articles that came since its own text was learned
  added_at TEXT NOT NULL
);

CREATE INDEX sources_stale ON sources(id) WHERE mask_stale > 0;

-- Where new articles are announced, and when to look again.
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  url TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL DEFAULT 'feed' CHECK (kind IN ('feed', 'news_sitemap', 'section')),
  title TEXT NOT NULL DEFAULT '',
  etag TEXT, last_modified TEXT, body_hash TEXT,   -- validators of the last answer
  interval_s INTEGER NOT NULL DEFAULT 3600,        -- between 300 and 86400
  next_due TEXT NOT NULL,
  lease_until TEXT, lease_owner TEXT,              -- taken by a running crawl until then
  failures INTEGER NOT NULL DEFAULT 0,             -- in a row; 0 after a success
  last_status TEXT, last_error TEXT,
  last_polled TEXT,                                -- last successful look, changed or not
  last_changed TEXT
);
CREATE INDEX feeds_due ON feeds(next_due);
CREATE INDEX feeds_source ON feeds(source_id);

-- Addresses of pages that are to be fetched or were: leased, never popped.
CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,          -- canonical
  feed_id INTEGER REFERENCES feeds(id) ON DELETE SET NULL,
  source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
  entry TEXT,                        -- the feed's claims as JSON
  state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'rejected', 'refused', 'failed')),
  outcome TEXT,                      -- why it was rejected, refused or failed
  last_absent TEXT,                  -- the feed was last seen without it at
  found_at TEXT NOT NULL,
  next_due TEXT NOT NULL,
  lease_until TEXT, lease_owner TEXT,
  attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX frontier_due ON frontier(state, next_due);

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
  id INTEGER PRIMARY KEY AUTOINCREMENT,        -- the id of what was taken down is never given again
  external_id TEXT,                  -- as given by whoever handed it in
  story_id INTEGER NOT NULL REFERENCES stories(id),
  source_id INTEGER NOT NULL REFERENCES sources(id),
  feed_id INTEGER REFERENCES feeds(id) ON DELETE SET NULL,
  url TEXT NOT NULL UNIQUE,
  canonical_url TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  title TEXT NOT NULL,
  authors TEXT NOT NULL DEFAULT '[]',          -- JSON list
  published TEXT, published_precision TEXT CHECK (published_precision IN ('instant', 'local', 'day')),
  published_offset INTEGER,          -- minutes east of UTC that it was written in; NULL: no zone was said
  modified TEXT,
  first_seen TEXT NOT NULL,
  last_absent TEXT,
  fetched_at TEXT NOT NULL,          -- when this wording was first fetched
  read_at TEXT,                      -- when a later look found it unchanged; NULL: never
  language TEXT NOT NULL DEFAULT '',
  section TEXT NOT NULL DEFAULT '',
  publisher TEXT NOT NULL DEFAULT '',
  image TEXT NOT NULL DEFAULT '',
  free INTEGER,
  rights TEXT NOT NULL DEFAULT '[]',           -- JSON list
  flags TEXT NOT NULL DEFAULT '[]',            -- JSON list: live_blog, teaser
  -- What is long comes last: a row is read from its start, and no further than it is asked for.
  link_text TEXT,                              -- NULL: the same as text
  text TEXT NOT NULL,
  sources TEXT NOT NULL DEFAULT '[]',          -- JSON list of {kind, phrase, url, name, where}
  removed TEXT NOT NULL DEFAULT '[]',          -- JSON list of {text, reason}
  found TEXT NOT NULL DEFAULT '{}',            -- JSON: field -> where its value came from
  provenance TEXT NOT NULL DEFAULT '{}'        -- JSON: asked url, redirects, status, headers
);
CREATE INDEX articles_story ON articles(story_id);
CREATE INDEX articles_source ON articles(source_id, first_seen);
CREATE INDEX articles_first_seen ON articles(first_seen);
CREATE INDEX articles_text_hash ON articles(text_hash);

-- What an article said before it changed.
CREATE TABLE article_versions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  observed_at TEXT NOT NULL,         -- when this wording was first observed
  replaced_at TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  published TEXT, modified TEXT
);
CREATE INDEX article_versions_article ON article_versions(article_id);

-- Every address an article is known by, its own included.
CREATE TABLE url_aliases (
  url TEXT PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX url_aliases_article ON url_aliases(article_id);

-- One row per article; see linking/signature.py for the version. sketch: uint32, see window.py.
CREATE TABLE signatures (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  tokens INTEGER NOT NULL,
  minhash BLOB NOT NULL,
  sketch BLOB NOT NULL
);

-- Who is found by its sketch: leaders, and members that may belong elsewhere as well. An article
-- gets a new, higher number each time, by which other processes learn of it.
CREATE TABLE findable (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL UNIQUE REFERENCES articles(id) ON DELETE CASCADE
);

-- A site's own repeated text. kind 'line' acts from 3 distinct stories, 'shingle' from 5.
CREATE TABLE site_text (
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
  PRIMARY KEY (article_id, story_id)
) WITHOUT ROWID;
CREATE INDEX copies_story ON copies(story_id);
CREATE INDEX copies_of ON copies(of_article_id) WHERE of_article_id IS NOT NULL;

-- What a verdict rests on.
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

-- What was said of a story before, oldest first; goes with the verdict when it has to be forgotten.
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
  counts TEXT NOT NULL DEFAULT '{}'
);

-- What was taken down: no words and no address, only keyed hashes that keep it from coming back.
CREATE TABLE tombstones (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  article_id INTEGER NOT NULL,       -- the id that answers 410 from now on
  story_id INTEGER,
  since TEXT NOT NULL,
  runs INTEGER NOT NULL,             -- hashed five-word runs below
  sampled INTEGER NOT NULL,          -- of these, those that the sketch of any text would keep
  whole INTEGER NOT NULL             -- a short text: every run of it is there
);
CREATE INDEX tombstones_article ON tombstones(article_id);
CREATE TABLE tombstone_hashes (
  kind TEXT NOT NULL CHECK (kind IN ('url', 'shingle')),
  hash INTEGER NOT NULL,             -- keyed, 64 bit
  tombstone_id INTEGER NOT NULL REFERENCES tombstones(id) ON DELETE CASCADE,
  PRIMARY KEY (kind, hash, tombstone_id)
) WITHOUT ROWID;
CREATE INDEX tombstone_hashes_tombstone ON tombstone_hashes(tombstone_id);
"""

PRIVATE = """
-- Keys of the hashes in the main file. Losing them loses the blocks.
CREATE TABLE keys (name TEXT PRIMARY KEY, key BLOB NOT NULL, made_at TEXT NOT NULL);

-- Requests to take something down, with who asked.
CREATE TABLE takedown_cases (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,       -- TD-2026-0001
  received_at TEXT NOT NULL,
  deadline TEXT NOT NULL,            -- 24 hours after receipt
  state TEXT NOT NULL,               -- received, hidden, erased, closed, rejected
  claimant TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '', work_url TEXT NOT NULL DEFAULT '',
  confirmed INTEGER NOT NULL DEFAULT 0,   -- somebody (or the rule) let it pass: what it lists is hidden
  waits_for TEXT NOT NULL DEFAULT '',     -- why a person has to look at it first
  scope TEXT NOT NULL DEFAULT '{}',  -- JSON: url of the work, and what was asked for
  hidden_at TEXT, erased_at TEXT, closed_at TEXT,
  proof TEXT                         -- JSON: the scan that closed it
);
CREATE TABLE takedown_items (
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  article_id INTEGER NOT NULL,
  url TEXT NOT NULL,                 -- the only place where the address stays
  relation TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL,              -- hide, or list for a person
  state TEXT NOT NULL,               -- pending, hidden, erased, listed, restored
  PRIMARY KEY (case_id, article_id)
);
CREATE TABLE takedown_log (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  at TEXT NOT NULL, actor TEXT NOT NULL, event TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT ''    -- counts and states, never words of the work
);
-- Hidden, not yet erased: an article with its versions and addresses, as JSON without escapes.
CREATE TABLE held (
  article_id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  held_at TEXT NOT NULL,
  content TEXT NOT NULL
);

-- Readers' comments, moderated.
CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'hidden')),
  posted_at TEXT NOT NULL, decided_at TEXT
);
CREATE INDEX comments_article ON comments(article_id, state);

-- What somebody wants to hear of. Whom a newsroom watches is for it alone to know.
CREATE TABLE watches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('story', 'source', 'query')),
  value TEXT NOT NULL,               -- a story's id, a domain, words
  name TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  reported_at TEXT NOT NULL,         -- when the last report was made; at first, when it was added
  article_id INTEGER NOT NULL        -- the newest article the last report knew
);
-- What was told of each thing, in numbers and our own words only: a report tells what differs from it.
CREATE TABLE watch_told (
  watch_id INTEGER NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
  key TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (watch_id, key)
) WITHOUT ROWID;
"""

main_migrations = Migrations("aggregator")
private_migrations = Migrations("aggregator_private")


@main_migrations()
def m001_first(db: Database) -> None:
    """The schema above, and full-text search over title and text."""
    _run(db, MAIN + DECISIONS + OWNER_CLAIMS)
    db.table("articles").enable_fts(["title", "text"], create_triggers=True, tokenize=TOKENIZER)
    # Merge late: pieces of the index wait until there are sixteen of a size, which saves a fifth.
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 16)")
    # FTS5 writes what it holds to disk before each statement that a trigger makes part of another,
    # an index piece an article: `articles.make_searchable` writes one for all of a commit instead.
    db.execute("DROP TRIGGER articles_ai")
    # The trigger as made indexes an article anew whenever it moves to another story.
    trigger = db.execute("SELECT sql FROM sqlite_master WHERE name = 'articles_au'").fetchone()[0]
    db.execute("DROP TRIGGER articles_au")
    db.execute(trigger.replace("AFTER UPDATE ON", "AFTER UPDATE OF title, text ON", 1))


@private_migrations()
def p001_first(db: Database) -> None:
    _run(db, PRIVATE)


def _run(db: Database, script: str) -> None:
    """Run statements one by one: sqlite3's executescript would commit the migration's transaction."""
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
