"""SQLite through sqlite-utils: schema, repositories, search, erasure. Knows the model only."""
