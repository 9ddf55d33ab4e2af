"""Extracts the body of an article from a page with trafilatura, parts of which are replaced by faster ones."""
