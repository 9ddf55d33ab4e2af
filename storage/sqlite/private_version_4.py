"""What version 4 of the private file adds: requests, proofs, mails, counter-notices, a chained log.

The statements are those of version 4, whatever the schema is today.
"""

from sqlite_utils import Database

from storage.sqlite.log_chain import FIRST, hash_entry

_REBUILT = ("takedown_cases", "takedown_items", "takedown_log")
_STATEMENTS = (
    """CREATE TABLE takedown_cases (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  received_at TEXT NOT NULL,
  deadline TEXT NOT NULL,
  state TEXT NOT NULL,
  grade TEXT NOT NULL DEFAULT 'V0',
  waits_for TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT '{}',
  ground TEXT NOT NULL DEFAULT 'copyright',
  language TEXT NOT NULL DEFAULT 'en',
  source_url TEXT NOT NULL DEFAULT '',
  decision TEXT NOT NULL DEFAULT '',
  decision_reason TEXT NOT NULL DEFAULT '',
  erase_at TEXT,
  hidden_at TEXT, erased_at TEXT, closed_at TEXT,
  proof TEXT,
  personal_until TEXT
)""",
    """CREATE TABLE takedown_requests (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  received_at TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('form', 'mail', 'command')),
  claimant TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
  postal_address TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  capacity TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '', work_url TEXT NOT NULL DEFAULT '',
  statements TEXT NOT NULL DEFAULT '[]',
  signature TEXT NOT NULL DEFAULT '',
  client TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT '{}',
  at_once INTEGER NOT NULL DEFAULT 0,
  sender TEXT NOT NULL DEFAULT '',
  sender_domain TEXT NOT NULL DEFAULT ''
)""",
    """CREATE INDEX takedown_requests_case ON takedown_requests(case_id)""",
    """CREATE INDEX takedown_requests_received ON takedown_requests(received_at)""",
    """CREATE INDEX takedown_requests_sender ON takedown_requests(sender)""",
    """CREATE TABLE takedown_proofs (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES takedown_requests(id) ON DELETE CASCADE,
  method TEXT NOT NULL CHECK (method IN ('mailbox', 'dkim', 'dns', 'meta', 'file', 'person')),
  domain TEXT NOT NULL DEFAULT '',
  token TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  checked_at TEXT, proven_at TEXT,
  detail TEXT NOT NULL DEFAULT ''
)""",
    """CREATE INDEX takedown_proofs_request ON takedown_proofs(request_id)""",
    """CREATE TABLE takedown_items (
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  article_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  domain TEXT NOT NULL DEFAULT '',
  relation TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, article_id)
)""",
    """CREATE TABLE takedown_log (
  id INTEGER PRIMARY KEY,
  case_id INTEGER REFERENCES takedown_cases(id),
  at TEXT NOT NULL, actor TEXT NOT NULL, event TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  hash TEXT NOT NULL
)""",
    """CREATE INDEX takedown_log_case ON takedown_log(case_id)""",
    """CREATE TRIGGER takedown_log_update BEFORE UPDATE ON takedown_log
  BEGIN SELECT raise(ABORT, 'the log of takedowns is only added to'); END""",
    """CREATE TRIGGER takedown_log_delete BEFORE DELETE ON takedown_log
  BEGIN SELECT raise(ABORT, 'the log of takedowns is only added to'); END""",
    """CREATE TABLE takedown_mails (
  id INTEGER PRIMARY KEY,
  case_id INTEGER REFERENCES takedown_cases(id),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  kind TEXT NOT NULL,
  message_id TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL CHECK (state IN ('received', 'ignored', 'queued', 'sent', 'failed')),
  at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt TEXT,
  error TEXT NOT NULL DEFAULT ''
)""",
    """CREATE INDEX takedown_mails_case ON takedown_mails(case_id)""",
    """CREATE INDEX takedown_mails_message ON takedown_mails(message_id)""",
    """CREATE INDEX takedown_mails_queue ON takedown_mails(next_attempt) WHERE state = 'queued'""",
    """CREATE TABLE takedown_notes (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  at TEXT NOT NULL,
  body TEXT NOT NULL
)""",
    """CREATE INDEX takedown_notes_case ON takedown_notes(case_id)""",
    """CREATE TABLE counter_notices (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  received_at TEXT NOT NULL,
  url TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
  postal_address TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  statements TEXT NOT NULL DEFAULT '[]',
  signature TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  restore_after TEXT, restore_by TEXT,
  decided_at TEXT
)""",
    """CREATE INDEX counter_notices_case ON counter_notices(case_id)""",
    """CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hidden', 'lifted')),
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  article_id INTEGER NOT NULL,
  tombstone BLOB
)""",
    """CREATE INDEX erasures_article ON erasures(article_id)""",
    """CREATE TABLE written_files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'export', 'evidence')),
  written_at TEXT NOT NULL,
  what TEXT NOT NULL DEFAULT ''
)""",
    """CREATE TABLE recipient_notices (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES takedown_cases(id),
  address TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt TEXT,
  error TEXT NOT NULL DEFAULT ''
)""",
    """CREATE TABLE used_tokens (hash TEXT PRIMARY KEY, used_at TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE latest_time (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at TEXT NOT NULL,
  clock TEXT NOT NULL,
  uptime REAL,
  boot TEXT NOT NULL DEFAULT ''
)""",
    """CREATE TABLE takedown_receipts (
  case_id INTEGER PRIMARY KEY REFERENCES takedown_cases(id),
  content TEXT NOT NULL DEFAULT '',
  issued_at TEXT
)""",
)
_CASES = """INSERT INTO takedown_cases
    (id, number, received_at, deadline, state, grade, waits_for, scope, hidden_at, erased_at, closed_at, proof, erase_at)
  SELECT id, number, received_at, deadline, state, iif(confirmed, 'V4', 'V0'), waits_for,
    json_object('kind', 'text', 'url', json_extract(scope, '$.url'), 'asked', json_extract(scope, '$.asked')),
    hidden_at, erased_at, closed_at, proof, iif(confirmed AND state = 'hidden', received_at, NULL)
  FROM takedown_cases_before"""
_REQUESTS = """INSERT INTO takedown_requests
    (id, case_id, received_at, channel, claimant, email, reason, work_url, at_once, scope)
  SELECT id, id, received_at, iif(confirmed, 'command', 'form'), claimant, email, reason, work_url, confirmed,
    json_object('kind', 'text', 'url', json_extract(scope, '$.url'), 'asked', json_extract(scope, '$.asked'))
  FROM takedown_cases_before"""
_PROOFS = """INSERT INTO takedown_proofs (request_id, method, created_at, proven_at)
  SELECT id, 'person', received_at, received_at FROM takedown_cases_before WHERE confirmed"""
_ITEMS = """INSERT INTO takedown_items (case_id, article_id, url, relation, action, state)
  SELECT case_id, article_id, url, relation, action, state FROM takedown_items_before"""
_LOG = "SELECT id, case_id, at, actor, event, detail FROM takedown_log_before ORDER BY id"


def migrate(db: Database) -> None:
    """Make the tables of version 4, and fill them from those of version 3."""
    db.execute("PRAGMA legacy_alter_table=1")  # references of other tables keep the name
    for table in _REBUILT:
        db.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    db.execute("PRAGMA legacy_alter_table=0")
    for statement in _STATEMENTS:
        db.execute(statement)
    for statement in (_CASES, _REQUESTS, _PROOFS, _ITEMS):
        db.execute(statement)
    _copy_log(db)
    for table in reversed(_REBUILT):
        db.execute(f"DROP TABLE {table}_before")


def _copy_log(db: Database) -> None:
    previous = FIRST
    for entry_id, *entry in db.execute(_LOG).fetchall():
        previous = hash_entry(previous, *entry)
        db.execute(
            "INSERT INTO takedown_log (id, case_id, at, actor, event, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [entry_id, *entry, previous],
        )
