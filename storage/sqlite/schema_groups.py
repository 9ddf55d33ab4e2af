"""The table of the main file for what sites say of their owners."""

OWNER_CLAIMS = """
-- What sites say in trust.txt of whom they own (control) and who owns them (controlledby).
CREATE TABLE owner_claims (
  domain TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('control', 'controlledby')),
  other TEXT NOT NULL,               -- domain
  PRIMARY KEY (domain, kind, other)
) WITHOUT ROWID;
"""
