"""Finds signed manifests (C2PA) in a page or text, checks them, and says which text each signs."""
