"""Articles, stories, membership, verdicts, decisions and full-text search."""
