"""Decides which story an article belongs to."""
