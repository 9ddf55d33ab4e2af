"""The current schema of the private file, whole. `migrations` leads an older file to it.

It holds claimants, commenters, watches, hidden articles, and the keys of the hashes that keep
deleted work from coming back.
"""

PRIVATE = """
-- Keys of the hashes in the main file. Without them the tombstones block nothing.
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
  confirmed INTEGER NOT NULL DEFAULT 0,   -- an operator (or the rule) accepted it: its items are hidden
  waits_for TEXT NOT NULL DEFAULT '',     -- why an operator has to review it first
  scope TEXT NOT NULL DEFAULT '{}',  -- JSON: url of the work, and what was asked for
  hidden_at TEXT, erased_at TEXT, closed_at TEXT,
  proof TEXT                         -- JSON: the scan that closed it
);
CREATE TABLE takedown_items (
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  article_id INTEGER NOT NULL,
  url TEXT NOT NULL,                 -- the only place where the address stays
  relation TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL,              -- hide, or list for review
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
CREATE TABLE hidden_articles (
  article_id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  hidden_at TEXT NOT NULL,
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

-- Stories, sources and queries that are watched. Nobody else may know what a newsroom watches.
CREATE TABLE watches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('story', 'source', 'query')),
  value TEXT NOT NULL,               -- a story's id, a domain, words
  name TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  reported_at TEXT NOT NULL,         -- when the last report was made; at first, when it was added
  article_id INTEGER NOT NULL        -- the newest article the last report knew
);
-- What was reported, as short states without words of articles: a report lists what differs from it.
CREATE TABLE watch_reports (
  watch_id INTEGER NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
  key TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (watch_id, key)
) WITHOUT ROWID;
"""
