"""Articles, stories, membership, verdicts, decisions, search, and what a takedown reads and deletes of them."""
