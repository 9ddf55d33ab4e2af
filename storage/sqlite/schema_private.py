"""The current schema of the private file, whole. `migrations` leads an older file to it.

It holds claimants, commenters, watches, hidden articles, and the keys of the hashes that keep
deleted work from coming back.
"""

PRIVATE = """
-- Keys of the hashes in the main file. Without them the tombstones block nothing.
CREATE TABLE keys (name TEXT PRIMARY KEY, key BLOB NOT NULL, made_at TEXT NOT NULL);

-- What is asked to be taken down: one case for each item or scope, however many ask for it.
CREATE TABLE takedown_cases (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,       -- TD-2026-0001
  received_at TEXT NOT NULL,
  deadline TEXT NOT NULL,            -- 24 hours after receipt
  state TEXT NOT NULL,               -- see results.takedowns.State
  grade TEXT NOT NULL DEFAULT 'V0',  -- the highest grade that its requests reached, see takedown/rules/grades.py
  waits_for TEXT NOT NULL DEFAULT '',     -- why a person has to review it first
  scope TEXT NOT NULL DEFAULT '{}',  -- JSON: what is asked for, see TakedownScope
  ground TEXT NOT NULL DEFAULT 'copyright',   -- a code of labels.TAKEDOWN_GROUNDS
  language TEXT NOT NULL DEFAULT 'en',    -- of its mails
  source_url TEXT NOT NULL DEFAULT '',    -- primary source that the page of a removed article may link, by the owner's consent
  decision TEXT NOT NULL DEFAULT '', -- accepted, partly_accepted, rejected; empty: no person decided
  decision_reason TEXT NOT NULL DEFAULT '',
  erase_at TEXT,                     -- when what is hidden is erased
  hidden_at TEXT, erased_at TEXT, closed_at TEXT,
  proof TEXT,                        -- JSON: the searches that closed it
  personal_until TEXT                -- when its requests, mails and counter-notices are deleted
);
-- Who asks for it.
CREATE TABLE takedown_requests (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  received_at TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('form', 'mail', 'command')),
  claimant TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
  postal_address TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  capacity TEXT NOT NULL DEFAULT '', -- owner, author, agent, person: for whom the claimant speaks
  reason TEXT NOT NULL DEFAULT '', work_url TEXT NOT NULL DEFAULT '',
  statements TEXT NOT NULL DEFAULT '[]',  -- JSON list of codes: good_faith, accurate, authorised
  signature TEXT NOT NULL DEFAULT '',
  client TEXT NOT NULL DEFAULT '',   -- keyed hash of the network address that posted it
  scope TEXT NOT NULL DEFAULT '{}',  -- JSON: what it asks for, see TakedownScope
  at_once INTEGER NOT NULL DEFAULT 0,     -- 1: to be erased as soon as it is hidden
  sender TEXT NOT NULL DEFAULT '',   -- keyed hash of the mailbox; and of its domain, where that is no free one
  sender_domain TEXT NOT NULL DEFAULT ''
);
CREATE INDEX takedown_requests_case ON takedown_requests(case_id);
CREATE INDEX takedown_requests_received ON takedown_requests(received_at);
CREATE INDEX takedown_requests_sender ON takedown_requests(sender);
-- What a claimant has proven, or is asked to prove.
CREATE TABLE takedown_proofs (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES takedown_requests(id) ON DELETE CASCADE,
  method TEXT NOT NULL CHECK (method IN ('mailbox', 'dkim', 'dns', 'meta', 'file', 'person')),
  domain TEXT NOT NULL DEFAULT '',   -- that it proves control of; empty: a mailbox, a person's decision
  token TEXT NOT NULL DEFAULT '',    -- what has to be found there
  created_at TEXT NOT NULL,
  checked_at TEXT, proven_at TEXT,
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX takedown_proofs_request ON takedown_proofs(request_id);
CREATE TABLE takedown_items (
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  article_id INTEGER NOT NULL,
  url TEXT NOT NULL,                 -- the only place where the address stays
  domain TEXT NOT NULL DEFAULT '',   -- of its source
  relation TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL,              -- hide, ask, list or keep
  state TEXT NOT NULL,               -- pending, hidden, erased, listed, kept, restored
  reason TEXT NOT NULL DEFAULT '',   -- why this action: a code of labels.TAKEDOWN_REASONS
  PRIMARY KEY (case_id, article_id)
);
-- What was done: rows are only added, and each holds a hash over itself and the row before.
CREATE TABLE takedown_log (
  id INTEGER PRIMARY KEY,
  case_id INTEGER REFERENCES takedown_cases(id),   -- NULL: of no case
  at TEXT NOT NULL, actor TEXT NOT NULL, event TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',   -- counts and states, never words of the work, never a person's name
  hash TEXT NOT NULL
);
CREATE INDEX takedown_log_case ON takedown_log(case_id);
CREATE TRIGGER takedown_log_update BEFORE UPDATE ON takedown_log
  BEGIN SELECT raise(ABORT, 'the log of takedowns is only added to'); END;
CREATE TRIGGER takedown_log_delete BEFORE DELETE ON takedown_log
  BEGIN SELECT raise(ABORT, 'the log of takedowns is only added to'); END;
-- Mails of cases, received and sent.
CREATE TABLE takedown_mails (
  id INTEGER PRIMARY KEY,
  case_id INTEGER REFERENCES takedown_cases(id),   -- NULL: of no case
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  kind TEXT NOT NULL,                -- of a sent one, its draft; of a received one, what it is
  message_id TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',  -- of the sender or the recipient
  subject TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '{}',     -- JSON: what the draft needs; what the receiving server reported
  state TEXT NOT NULL CHECK (state IN ('received', 'ignored', 'queued', 'sent', 'failed')),
  at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt TEXT,
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX takedown_mails_case ON takedown_mails(case_id);
CREATE INDEX takedown_mails_message ON takedown_mails(message_id);
CREATE INDEX takedown_mails_queue ON takedown_mails(next_attempt) WHERE state = 'queued';
-- What the operator noted on a case.
CREATE TABLE takedown_notes (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  at TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX takedown_notes_case ON takedown_notes(case_id);
-- Those whose items were removed by mistake, as they say (17 USC 512(g)(3)).
CREATE TABLE counter_notices (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  received_at TEXT NOT NULL,
  url TEXT NOT NULL,                 -- what was removed
  name TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
  postal_address TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  statements TEXT NOT NULL DEFAULT '[]',  -- JSON list of codes: mistake, jurisdiction
  signature TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,               -- received, forwarded, restored, refused, suit
  restore_after TEXT, restore_by TEXT,    -- 10 and 14 business days after it was forwarded
  decided_at TEXT
);
CREATE INDEX counter_notices_case ON counter_notices(case_id);
-- Erasures in order, each with its tombstone: a main file of another age gets those that it lacks.
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hidden', 'lifted')),
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  article_id INTEGER NOT NULL,
  tombstone BLOB                     -- its row and keyed hashes, as MessagePack
);
CREATE INDEX erasures_article ON erasures(article_id);
-- Files that were written from the database: what they hold is not erased with it.
CREATE TABLE written_files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'export', 'evidence')),
  written_at TEXT NOT NULL,
  what TEXT NOT NULL DEFAULT ''
);
-- What is sent to recipients of the data when something is removed.
CREATE TABLE recipient_notices (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  address TEXT NOT NULL,
  content TEXT NOT NULL,             -- JSON, without words of the work
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt TEXT,
  error TEXT NOT NULL DEFAULT ''
);
-- Form tokens and links that were used: each counts once.
CREATE TABLE used_tokens (hash TEXT PRIMARY KEY, used_at TEXT NOT NULL) WITHOUT ROWID;
-- The latest time of cases, which never run backwards, and what the clocks showed then.
CREATE TABLE latest_time (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at TEXT NOT NULL,
  clock TEXT NOT NULL,               -- the time that the clock showed
  uptime REAL,                       -- seconds since the machine was started; NULL where it does not say
  boot TEXT NOT NULL DEFAULT ''      -- which start that was
);
-- Signed receipts of closed cases, without persons; an empty one is to be made.
CREATE TABLE takedown_receipts (
  case_id INTEGER PRIMARY KEY REFERENCES takedown_cases(id),
  content TEXT NOT NULL DEFAULT '',
  issued_at TEXT
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
-- Feeds whose hub (WebSub) says when something is new.
CREATE TABLE websub_subscriptions (
  feed_id INTEGER PRIMARY KEY,
  hub TEXT NOT NULL, topic TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,        -- the last part of the address that the hub is to call
  secret TEXT NOT NULL,              -- that its calls are signed with
  requested_at TEXT NOT NULL,
  verified_at TEXT, expires_at TEXT,
  last_push_at TEXT,
  error TEXT NOT NULL DEFAULT ''
);
"""
