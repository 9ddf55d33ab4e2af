"""Finds the lines of a page that may name the source of its article: links and short lines around it."""
