"""Tables of the main file for what a person decides on stories, and how stories came to be as they are."""

DECISIONS = """
-- How a story came to its leader and its id, oldest first, each change with its reason.
CREATE TABLE story_log (
  id INTEGER PRIMARY KEY,
  story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('leader', 'took_in', 'came_from')),
  article_id INTEGER,                -- who leads it from then on
  other_story_id INTEGER,            -- the story it took in, or came from
  reason TEXT NOT NULL
);
CREATE INDEX story_log_story ON story_log(story_id);

-- What a person decided on stories; only ever added to. One that was taken back has undone_at.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('split', 'merge', 'pin')),
  at TEXT NOT NULL,
  decided_by TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  undone_at TEXT
);
-- split: stays = 0 are kept apart from stays = 1. merge: all are kept in one story. pin: the original.
CREATE TABLE decision_articles (
  decision_id INTEGER NOT NULL REFERENCES decisions(id) ON DELETE CASCADE,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  stays INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (decision_id, article_id)
) WITHOUT ROWID;
CREATE INDEX decision_articles_article ON decision_articles(article_id);

-- Leaders whose story a person merged into this one: copies are still found by them.
CREATE TABLE joined (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  story_id INTEGER NOT NULL REFERENCES stories(id),
  was INTEGER NOT NULL REFERENCES stories(id)      -- the id of the story it led, and leads again
);
"""
