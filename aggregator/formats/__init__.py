"""What comes in and goes out: WARC, JSON Lines, OPML, tables, evidence files."""
