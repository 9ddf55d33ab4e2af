"""Where linking meets storage: which story an article belongs to, and what a person decided on it."""
