"""Article to Story: shingles, signature, verification, clustering. Decides, does no I/O."""
