"""Writes what was planned: members and leaders of stories, relations, and the log of changes."""
