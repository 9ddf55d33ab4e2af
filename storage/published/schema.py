"""The schema of the published edition: small tables that people read, and views in plain words.

`aggregator/publishing/descriptions.py` says what each table and column is.
"""

APPLICATION_ID = 0x41475042  # "AGPB": a file with another one is never replaced

TABLES = """
-- What codes mean; Datasette shows the meaning in place of the code.
CREATE TABLE verdicts (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE confidences (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE roles (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE credits (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE relations (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE evidence_classes (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);
CREATE TABLE source_kinds (code TEXT PRIMARY KEY, meaning TEXT NOT NULL);

CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  domain TEXT NOT NULL,
  country TEXT NOT NULL, language TEXT NOT NULL,
  kind TEXT NOT NULL REFERENCES source_kinds(code),
  publisher_group TEXT NOT NULL,
  articles INTEGER NOT NULL DEFAULT 0,
  originals_copied INTEGER NOT NULL DEFAULT 0,
  times_copied INTEGER NOT NULL DEFAULT 0,
  copies INTEGER NOT NULL DEFAULT 0,
  copies_without_credit INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE stories (
  id INTEGER PRIMARY KEY,
  headline TEXT NOT NULL DEFAULT '',
  verdict TEXT REFERENCES verdicts(code),
  confidence TEXT REFERENCES confidences(code),
  original_article_id INTEGER REFERENCES articles(id),
  original_name TEXT, original_url TEXT,
  articles INTEGER NOT NULL DEFAULT 0,
  publishers INTEGER NOT NULL DEFAULT 0,
  copies INTEGER NOT NULL DEFAULT 0,
  copies_without_credit INTEGER NOT NULL DEFAULT 0,
  first_seen TEXT, last_seen TEXT,
  decided_at TEXT
);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  headline TEXT NOT NULL,
  source_id INTEGER NOT NULL REFERENCES sources(id),
  first_seen TEXT NOT NULL,
  extract TEXT NOT NULL,
  rights TEXT NOT NULL,
  url TEXT NOT NULL,
  published TEXT, published_precision TEXT,
  last_absent TEXT,
  language TEXT NOT NULL,
  story_id INTEGER NOT NULL REFERENCES stories(id)
);
CREATE TABLE copies (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  story_id INTEGER NOT NULL REFERENCES stories(id),
  compared_with INTEGER REFERENCES articles(id),
  member INTEGER NOT NULL,
  role TEXT REFERENCES roles(code),
  credit TEXT REFERENCES credits(code),
  relation TEXT REFERENCES relations(code),
  share_of_its_text REAL,
  share_of_the_original REAL,
  reason TEXT NOT NULL,
  PRIMARY KEY (article_id, story_id)
) WITHOUT ROWID;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  story_id INTEGER NOT NULL REFERENCES stories(id),
  article_id INTEGER REFERENCES articles(id),
  class TEXT NOT NULL REFERENCES evidence_classes(code),
  says TEXT NOT NULL,
  quote TEXT NOT NULL,
  url TEXT NOT NULL,
  observed_at TEXT NOT NULL
);
"""

# Made when all rows are there. Every column that Datasette offers as a facet or sorts by has one.
INDEXES = """
CREATE INDEX articles_source ON articles(source_id);
CREATE INDEX articles_story ON articles(story_id, first_seen);
CREATE INDEX articles_first_seen ON articles(first_seen);
CREATE INDEX articles_language ON articles(language);
CREATE INDEX copies_story ON copies(story_id);
CREATE INDEX copies_compared ON copies(compared_with);
CREATE INDEX copies_role ON copies(role);
CREATE INDEX copies_credit ON copies(credit);
CREATE INDEX evidence_story ON evidence(story_id);
CREATE INDEX evidence_article ON evidence(article_id);
CREATE INDEX evidence_class ON evidence(class);
"""
STORY_INDEXES = """
CREATE INDEX stories_original ON stories(original_article_id);
CREATE INDEX stories_last_seen ON stories(last_seen);
CREATE INDEX stories_verdict ON stories(verdict);
CREATE INDEX stories_confidence ON stories(confidence);
CREATE INDEX stories_copies ON stories(copies);
"""

# Counts are of what is in the file: an article that was left out is not counted.
COUNTS = """
UPDATE stories SET (articles, publishers, first_seen, last_seen) =
  (SELECT count(*), count(DISTINCT source_id), min(first_seen), max(first_seen)
   FROM articles WHERE story_id = stories.id);
UPDATE stories SET headline = coalesce(
  (SELECT headline FROM articles WHERE id = original_article_id),
  (SELECT headline FROM articles WHERE story_id = stories.id ORDER BY first_seen, id LIMIT 1));
UPDATE stories SET (copies, copies_without_credit) =
  (SELECT count(*), coalesce(sum(role = 'uncredited_copy'), 0) FROM copies
   WHERE story_id = stories.id AND member = 1 AND role IN ('credited_copy', 'uncredited_copy', 'partial'))
  WHERE id IN (SELECT story_id FROM copies);
UPDATE sources SET articles = (SELECT count(*) FROM articles WHERE source_id = sources.id);
UPDATE sources SET (copies, copies_without_credit) = (c.copies, c.without_credit) FROM
  (SELECT a.source_id, count(*) AS copies, sum(c.role = 'uncredited_copy') AS without_credit
   FROM copies c JOIN articles a ON a.id = c.article_id
   WHERE c.member = 1 AND c.role IN ('credited_copy', 'uncredited_copy', 'partial')
   GROUP BY a.source_id) c WHERE c.source_id = sources.id;
UPDATE sources SET (originals_copied, times_copied) = (c.originals, c.copies) FROM
  (SELECT a.source_id, count(*) AS originals, sum(t.copies) AS copies
   FROM stories t JOIN articles a ON a.id = t.original_article_id
   WHERE t.copies > 0 GROUP BY a.source_id) c WHERE c.source_id = sources.id;
"""

SEARCH = """
CREATE VIRTUAL TABLE articles_fts USING fts5(headline, extract, content="articles", content_rowid="id");
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');
INSERT INTO articles_fts (articles_fts) VALUES ('optimize');
"""

VIEWS = """
CREATE VIEW stories_readable AS
SELECT t.headline, coalesce(v.meaning, 'its origin is not in this file') AS origin,
  coalesce(os.name, t.original_name) AS first_published_by, coalesce(f.meaning, '') AS confidence,
  t.articles, t.publishers, t.copies, t.copies_without_credit, t.first_seen, t.last_seen,
  coalesce(o.url, t.original_url) AS original_link, t.id AS story
FROM stories t LEFT JOIN verdicts v ON v.code = t.verdict LEFT JOIN confidences f ON f.code = t.confidence
  LEFT JOIN articles o ON o.id = t.original_article_id LEFT JOIN sources os ON os.id = o.source_id;

CREATE VIEW copies_readable AS
SELECT s.name AS publisher, r.meaning AS what_it_is, coalesce(k.meaning, '') AS credit,
  coalesce(os.name, t.original_name, v.meaning) AS original_publisher, a.headline,
  round(100 * c.share_of_its_text) AS percent_of_its_text,
  round(24 * (julianday(a.first_seen) - julianday(o.first_seen)), 1) AS hours_later,
  a.first_seen, c.reason, a.url AS link, coalesce(o.url, t.original_url) AS original_link, t.id AS story
FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  JOIN stories t ON t.id = c.story_id JOIN roles r ON r.code = c.role
  LEFT JOIN credits k ON k.code = c.credit LEFT JOIN verdicts v ON v.code = t.verdict
  LEFT JOIN articles o ON o.id = t.original_article_id LEFT JOIN sources os ON os.id = o.source_id
WHERE c.member = 1 AND c.role != 'original';

CREATE VIEW sources_readable AS
SELECT s.name AS publisher, s.domain, s.country, s.language, k.meaning AS kind, s.articles,
  s.originals_copied, s.times_copied, s.copies, s.copies_without_credit
FROM sources s JOIN source_kinds k ON k.code = s.kind;
"""
