"""The published edition: what of the database may be given away, as a file of its own that people can read.

`gate` decides what of each row may be in it, `edition` writes it, `metadata` describes it for Datasette.
"""
