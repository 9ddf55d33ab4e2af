"""The part of the schema of the main file for the rights of publishers: what was said, and what follows from it."""

RIGHTS = """
-- What publishers said, each once: a mark of rights/policy.py, its value, where it was read (statements.PLACES) and
-- the address there; url is empty where it was the page itself.
CREATE TABLE statements (
  id INTEGER PRIMARY KEY,
  mark TEXT NOT NULL, value TEXT NOT NULL, place TEXT NOT NULL, url TEXT NOT NULL,
  UNIQUE (mark, value, place, url)
);
-- What the page of an article, or the item of its feed, said; until: it no longer did when it was read then.
CREATE TABLE article_statements (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  statement_id INTEGER NOT NULL REFERENCES statements(id),
  since TEXT NOT NULL, until TEXT,
  PRIMARY KEY (article_id, statement_id, since)
) WITHOUT ROWID;
CREATE INDEX article_statements_statement ON article_statements(statement_id);
-- What files of sites say (robots.txt, tdmrep.json, ai.txt, RSL), and said before.
CREATE TABLE site_rules (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,                -- host, with a port where it is not the usual one
  place TEXT NOT NULL,               -- which file, see statements.PLACES
  url TEXT NOT NULL,
  rules TEXT NOT NULL,               -- JSON of statements.SiteRules
  since TEXT NOT NULL, until TEXT,   -- until: the file said something else then
  checked_at TEXT NOT NULL           -- when it was last read
);
CREATE INDEX site_rules_site ON site_rules(site, place);
-- The operator opens the texts of a source, for the reason that is stated: a licence, an own site.
CREATE TABLE rights_overrides (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  decided_by TEXT NOT NULL, reason TEXT NOT NULL,
  opens INTEGER NOT NULL DEFAULT 1,  -- 1: every use is allowed; 0: as under a reservation, whatever was said
  undone_at TEXT
);
CREATE INDEX rights_overrides_source ON rights_overrides(source_id);
-- What follows from these for an article; without a row, what the policy says where nothing was said.
CREATE TABLE permissions (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  forbidden INTEGER NOT NULL,        -- bit n: the use with number n of rights/policy.py: USES is forbidden
  max_characters INTEGER NOT NULL DEFAULT -1,  -- of the text that are shown at once; -1: no limit
  until TEXT,                        -- to be decided again then: a date that the publisher set comes
  withheld TEXT NOT NULL DEFAULT '[]'          -- JSON list of lines of the text that no extract may show
);
CREATE INDEX permissions_until ON permissions(until) WHERE until IS NOT NULL;
-- The policy that the permissions were decided by.
CREATE TABLE policy_version (id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL);
-- Articles whose text is not stored, and by what it is compared still; articles.text is empty. reserved: its
-- publisher keeps it from being stored. aged: it was deleted by age.
CREATE TABLE unstored_texts (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  reason TEXT NOT NULL CHECK (reason IN ('reserved', 'aged')),
  since TEXT NOT NULL,
  fingerprints BLOB NOT NULL
);
CREATE INDEX unstored_texts_reason ON unstored_texts(reason, since);
"""
