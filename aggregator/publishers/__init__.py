"""Publishers and their domains: which site moved where, which sources are one, which have one owner."""
