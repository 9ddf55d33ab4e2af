"""Decides which story an article belongs to: texts, candidates, boilerplate and constraints in,
assignments out. Reads no storage."""
