"""Finds source traces: the places where a page names or links the source of its article."""
