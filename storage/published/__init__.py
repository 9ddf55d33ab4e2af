"""The published edition: a file of its own that may be given away, its tables and views, and what fills it."""
